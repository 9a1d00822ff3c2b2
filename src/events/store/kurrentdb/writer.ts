import { ErrorType, type JSONEventData, NO_STREAM } from '@kurrent/kurrentdb-client';
import { type Appended, EventIdReused, type ExpectedRevision, RevisionConflict, StoreUnavailable } from '#events/store/eventStore.ts';
import { createKeyedMutex } from '#events/store/keyedMutex.ts';
import { backoffMs, pause } from '#events/store/retry.ts';
import { type Connection, codeOf, permanentError } from './connection.ts';
import type { Memory, SeenEvent } from './memory.ts';
import type { Reader } from './reader.ts';

/** Events for one stream, as the server takes them; `append` is the token in their metadata, if they have one. */
export type Write = { stream: string; expected: ExpectedRevision; events: readonly JSONEventData[]; append: string | undefined };

/** Waits between attempts to write. */
const RETRY_MS = { first: 5, most: 500 };

/** The answer of an append that the stream holds. Throws `EventIdReused` when it holds only parts of it. */
const answerIn = (known: readonly SeenEvent[], { events, append }: Write): Appended | undefined => {
  const ids = new Set(events.map(({ id }) => id));
  const first = known.findIndex(({ id }) => ids.has(id));
  const found = known[first];
  if (found === undefined) return undefined;
  const behind = first + events.length;
  const whole = events.every(({ id }, n) => known[first + n]?.id === id && known[first + n]?.append === found.append);
  const more = found.append !== undefined && (known[first - 1]?.append === found.append || known[behind]?.append === found.append);
  if (!whole || more) throw new EventIdReused(found.id);
  const last = known[behind - 1] as SeenEvent;
  return { revision: behind - 1, position: last.position, repeated: found.append !== append };
};

const checkRevision = ({ stream, expected }: Write, actual: number): void => {
  if (expected === 'any' || (expected === 'none' ? -1 : expected) === actual) return;
  throw new RevisionConflict(stream, expected, actual < 0 ? 'none' : actual);
};

/** Whether the known events are all that precede this append if the server accepts it, so that no read is needed. */
const knowsAllBefore = ({ expected }: Write, known: readonly SeenEvent[]): boolean =>
  expected !== 'any' && (expected === 'none' ? 0 : expected + 1) === known.length;

/**
 * Always writes at an exact revision and answers from what the stream then holds: so it makes no difference whether the
 * server answered, reported a conflict, fell silent or hung up, nor whether an earlier attempt arrives late. Appends of
 * this process to one stream are executed one after the other.
 */
export const createWriter = ({ connection, reader, memory }: { connection: Connection; reader: Reader; memory: Memory }) => {
  const oneAtATime = createKeyedMutex();

  const appendUntilKnown = async (write: Write, deadline: number): Promise<Appended> => {
    const { stream } = write;
    let upToDate = knowsAllBefore(write, memory.recall(stream));
    let refusedAt: number | undefined;
    let lastFailure = 'no turn in time';
    for (let attempts = 1; Date.now() < deadline; attempts++) {
      if (!upToDate) await reader.readNewer(stream, deadline);
      if (memory.recall(stream).length === refusedAt) {
        // A conflict that the known events do not explain: the memory may be of a history that was replaced.
        memory.forget(stream);
        await reader.readNewer(stream, deadline);
      }
      const known = memory.recall(stream);
      const answer = answerIn(known, write);
      if (answer) return answer;
      checkRevision(write, known.length - 1);
      upToDate = false;
      try {
        const revision = known.length === 0 ? NO_STREAM : BigInt(known.length - 1);
        await connection.append(stream, write.events, revision, connection.attemptMs(deadline));
        if (attempts === 1) continue;
        lastFailure = 'written, but not found';
      } catch (error) {
        const refusal = permanentError(error, `an append to ${JSON.stringify(stream)}`);
        if (refusal) throw refusal;
        if (codeOf(error) === ErrorType.WRONG_EXPECTED_VERSION) refusedAt = known.length;
        lastFailure = codeOf(error);
      }
      await pause(Math.max(0, Math.min(backoffMs(attempts, RETRY_MS), deadline - Date.now())));
    }
    const failure = `the log did not answer within ${connection.timeoutMs} ms (${lastFailure})`;
    throw new StoreUnavailable(`${failure}; whether ${stream} was appended to is unknown`);
  };

  /** Throws `RevisionConflict`, `EventIdReused`, `StoreUnavailable`, or an Error when the server refuses. */
  return async (write: Write): Promise<Appended> => {
    const deadline = Date.now() + connection.timeoutMs;
    const ids = write.events.map(({ id }) => id);
    const taken = memory.claim(write.stream, ids);
    if (taken !== undefined) throw new EventIdReused(taken);
    try {
      return await oneAtATime(write.stream, () => appendUntilKnown(write, deadline));
    } finally {
      memory.release(write.stream, ids);
    }
  };
};
