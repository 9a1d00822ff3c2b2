import type pg from 'pg';
import type { NewEvent } from '#events/store/event.ts';
import { type Appended, EventIdReused, type ExpectedRevision, RevisionConflict, StoreUnavailable } from '#events/store/eventStore.ts';
import { backoffMs, isTransient, pause } from '#events/store/retry.ts';
import { checkAppend, checkStorable } from '#events/store/storable.ts';
import { instantArray, int4Array, int8Array, jsonArray, textArray, uuidArray } from './binaryArray.ts';
import { codeOf, isKnownId, isRefusal, RETRY_MS, reasonOf } from './connections.ts';
import { asNumber } from './reader.ts';

type Pending = {
  stream: string;
  expected: ExpectedRevision;
  events: readonly ReturnType<typeof storedForm>[];
  resolve: (appended: Appended) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
  settled: boolean;
  /** Why the last attempt came to nothing. */
  failure?: string;
};

/**
 * Groups committed at the same time: while one waits for the disk, the next is executed. A stream always uses the same
 * lane, so that groups do not wait for each other's streams.
 */
export const lanes = 2;
/** Bounds the locks that a group holds, and how long its appends wait for each other. */
const maxEventsOfGroup = 1000;

const call = 'select outcomes, revisions, positions, event_ids from es.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)';
const expectedCode = (expected: ExpectedRevision): number => (expected === 'none' ? -1 : expected === 'any' ? -2 : expected);

/** An event as `es.append` takes it. Throws `RangeError` when it could not be read back as it is. */
export const storedForm = (event: NewEvent) => {
  const { id, type, schemaVersion, occurredAt, actor, correlationId, causationId, unit, lateEntryReason, enteredLate, command } = event;
  const data = JSON.stringify(event.data);
  checkStorable(event, data);
  const meta = JSON.stringify({ actor, correlationId, causationId, unit, lateEntryReason, enteredLate, command });
  return { id, type, schemaVersion, occurredAt, data, meta };
};

const parameters = (group: readonly Pending[], doubted: boolean): unknown[] => {
  const streams = new Map<string, number>();
  for (const { stream } of group) if (!streams.has(stream)) streams.set(stream, streams.size + 1);
  const events = group.flatMap((pending) => pending.events);
  return [
    textArray([...streams.keys()]),
    int4Array(group.map((pending) => streams.get(pending.stream) as number)),
    int8Array(group.map((pending) => expectedCode(pending.expected))),
    int4Array(group.map((pending) => pending.events.length)),
    int4Array(group.flatMap((pending, index) => pending.events.map(() => index + 1))),
    int4Array(group.flatMap((pending) => pending.events.map((_, place) => place))),
    uuidArray(events.map((event) => event.id)),
    textArray(events.map((event) => event.type)),
    int4Array(events.map((event) => event.schemaVersion)),
    instantArray(events.map((event) => event.occurredAt)),
    jsonArray(events.map((event) => event.data)),
    jsonArray(events.map((event) => event.meta)),
    doubted,
  ];
};

/** An array with one element per append, or null for outcomes that are all "ok"; no element needs quotes. */
type Answers = [outcomes: string[] | null, revisions: string[], positions: string[], eventIds: string[] | null];
const asList = (text: string): string[] => text.slice(1, -1).split(',');
const lists = { getTypeParser: () => asList };

/**
 * Commits the appends of many callers together: all that wait when a lane becomes free are one group, with one round
 * trip and one transaction. An append whose outcome is unknown (connection lost, no answer) is repeated with the same
 * ids, and the log answers as it did the first time. It rejects with `StoreUnavailable` `timeoutMs` milliseconds after
 * the call. `committed` is called after every group with its number of appends.
 */
export const createCommitter = (pool: pg.Pool, timeoutMs: number, committed: (appends: number) => void) => {
  let closed = false;

  const settle = (pending: Pending, finish: () => void) => {
    if (pending.settled) return;
    pending.settled = true;
    clearTimeout(pending.timer);
    finish();
  };

  const answer = (group: readonly Pending[], [outcomes, revisions, positions, eventIds]: Answers) => {
    for (const [index, pending] of group.entries())
      settle(pending, () => {
        const outcome = outcomes?.[index] ?? 'ok';
        if (outcome === 'reused') return pending.reject(new EventIdReused(String(eventIds?.[index])));
        const revision = asNumber(revisions[index]);
        if (outcome === 'conflict')
          return pending.reject(new RevisionConflict(pending.stream, pending.expected, revision < 0 ? 'none' : revision));
        pending.resolve({ revision, position: asNumber(positions[index]), repeated: outcome === 'repeated' });
      });
  };

  const commit = async (group: readonly Pending[]): Promise<void> => {
    let doubted = false;
    for (let failures = 1; ; failures++) {
      const live = group.filter((pending) => !pending.settled);
      if (live.length === 0) return;
      try {
        const { rows } = await pool.query<Answers>({
          name: 'append',
          text: call,
          values: parameters(live, doubted),
          rowMode: 'array',
          types: lists,
        });
        answer(live, rows[0] as Answers);
        committed(live.length);
        return;
      } catch (error) {
        if (isKnownId(error) && !doubted) {
          doubted = true;
          continue;
        }
        if (isRefusal(error) && live.length > 1) {
          await Promise.all(live.map((pending) => commit([pending])));
          return;
        }
        // An id taken by an append that is still under way is known by the next attempt.
        if (!isTransient(error) && !isKnownId(error)) {
          const refused = new Error(`the log refused an append to ${JSON.stringify(live[0]?.stream)} (SQLSTATE ${codeOf(error)})`);
          for (const pending of live) settle(pending, () => pending.reject(refused));
          return;
        }
        for (const pending of live) pending.failure = reasonOf(error);
        await pause(backoffMs(failures, RETRY_MS));
      }
    }
  };

  const openLane = () => {
    let queue: Pending[] = [];
    let busy = false;
    let scheduled = false;
    let idle: (() => void) | undefined;

    /** The oldest appends that fit into one group. A repeat of one among them waits for the next group. */
    const takeGroup = (): Pending[] => {
      const group: Pending[] = [];
      const ids = new Set<string>();
      queue = queue.filter((pending) => {
        if (pending.settled) return false;
        const full = group.length > 0 && ids.size + pending.events.length > maxEventsOfGroup;
        if (full || pending.events.some(({ id }) => ids.has(id))) return true;
        for (const { id } of pending.events) ids.add(id);
        group.push(pending);
        return false;
      });
      return group;
    };
    const flush = async () => {
      scheduled = false;
      busy = true;
      await commit(takeGroup());
      busy = false;
      if (queue.length > 0) schedule();
      else idle?.();
    };
    /** Starts a group at the end of this turn of the event loop, so that callers resumed together share it. */
    const schedule = () => {
      if (scheduled || busy) return;
      scheduled = true;
      setImmediate(() => void flush());
    };
    return {
      push: (pending: Pending) => {
        queue.push(pending);
        schedule();
      },
      drained: async () => {
        if (busy || queue.length > 0) await new Promise<void>((resolve) => (idle = resolve));
      },
    };
  };
  const open = Array.from({ length: lanes }, openLane);
  const laneOf = (stream: string) => {
    let hash = 0;
    for (let i = 0; i < stream.length; i += 1) hash = (hash * 31 + stream.charCodeAt(i)) | 0;
    return open[(hash >>> 0) % lanes] as (typeof open)[number];
  };

  const append = async (stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> => {
    checkAppend(events);
    if (closed) throw new StoreUnavailable('the store is closed');
    const stored = events.map(storedForm);
    return new Promise((resolve, reject) => {
      const expire = () => {
        const failure = `the log did not answer within ${timeoutMs} ms (${pending.failure ?? 'silent'})`;
        settle(pending, () => reject(new StoreUnavailable(`${failure}; whether ${stream} was appended to is unknown`)));
      };
      const pending: Pending = { stream, expected, events: stored, resolve, reject, settled: false, timer: setTimeout(expire, timeoutMs) };
      laneOf(stream).push(pending);
    });
  };

  const close = async () => {
    closed = true;
    await Promise.all(open.map((lane) => lane.drained()));
  };
  return { append, close };
};
