import { Rejection } from '#domain/rejections.ts';
import type { Settings } from '#domain/settings.ts';
import { type AnyEvent, erasures } from '#events/all.ts';
import type { Codec, UnencodedEvent } from '#events/store/codec.ts';
import { type Envelope, START } from '#events/store/event.ts';
import { EventIdReused, type EventStore, RevisionConflict, StoreUnavailable } from '#events/store/eventStore.ts';
import { createKeyedMutex } from '#events/store/keyedMutex.ts';
import { type AskedKey, PersonalDataErased } from '#events/store/personalData.ts';
import { pause } from '#events/store/retry.ts';
import { asksForKey, readAhead } from './ahead.ts';
import {
  type Answers,
  type AnyCommand,
  type DecisionContext,
  type Happened,
  type Lookups,
  type PreparationTools,
  parseInput,
} from './command.ts';
import { IdempotencyKeyReused, RevisionMismatch } from './errors.ts';
import { fingerprint, identitiesOf } from './ids.ts';
import { timeOfAct } from './lateEntry.ts';
import { forbiddenBy, isHidden, isToldTheRule } from './permission.ts';
import type { Execute, Execution, Receipt } from './receipt.ts';
import { createStreams, type Seen } from './streams.ts';
import { nothingChanged, receiptOfNothing, unchanged, unchangedStream } from './unchanged.ts';

/** How long one execution may take, with the wait for its turn. */
const TIMEOUT_MS = 10_000;
/** Tries of one execution when other processes write to the same stream at the same time. */
const TRIES = 10;
/**
 * A decision rests on what was found for it no longer than this. A process that stood still in between begins anew: the
 * number that it took may have been explained as unused meanwhile (process explain-unused-number, ten minutes).
 */
const FACTS_LAST_MS = 60_000;

export type ExecutorOptions = {
  store: Pick<EventStore, 'append' | 'readStream'>;
  codec: Codec<AnyEvent>;
  settings: Settings;
  /** Answers to what commands look up. */
  answers: Answers;
  /** The present, as a UTC instant with milliseconds. */
  clock: () => string;
  /** Milliseconds after which an execution throws `StoreUnavailable`, the wait for its turn included; 10 000 by default. */
  timeoutMs?: number;
};

/** What a command run inside another one's `prepare` takes from it. */
type Outer = Pick<Envelope, 'occurredAt' | 'lateEntryReason' | 'enteredLate'> & { streams: readonly string[] };
type Identities = ReturnType<typeof identitiesOf>;

/** The input, with an id made up where the command allows it and none was given. */
const withId = (command: AnyCommand, given: unknown, ids: Identities): unknown => {
  if (!command.generatesId || typeof given !== 'object' || given === null) return given;
  const id = (given as Record<string, unknown>)[command.idField];
  return id === undefined ? { ...given, [command.idField]: ids.stream() } : given;
};

/** By a clock set back, or behind another process's, it is the last act's time: a stream never goes back in time. */
const presentAfter = (lastOccurredAt: string | undefined, now: string): string =>
  lastOccurredAt !== undefined && lastOccurredAt > now ? lastOccurredAt : now;

/** A stream without any event. */
const unseen = ({ initial }: AnyCommand['fold']): Seen<unknown> => ({
  state: initial,
  revision: -1,
  position: START,
  lastOccurredAt: undefined,
  lastActAt: undefined,
  events: [],
});

/**
 * The first run's receipt if the stream bears this execution's events; `IdempotencyKeyReused`: of another command.
 * After an erasure neither: whoever knows the key could tell by the answer whether a guess at erased data is right.
 */
const receiptOfFirstRun = (stream: string, { events }: Seen<unknown>, ids: Identities, hash: string): Receipt | undefined => {
  const begin = events.findIndex(({ id }) => id === ids.event(0));
  if (begin < 0) return undefined;
  if (events.slice(begin + 1).some(({ type }) => erasures.some((erasure) => erasure === type)))
    throw new Rejection('personal-data-erased', `The personal data of ${stream} was erased: what was sent under this key is not compared.`);
  if (events[begin]?.hash !== hash) throw new IdempotencyKeyReused();
  const ours = events.slice(begin).filter(({ id }, index) => id === ids.event(index));
  const last = ours.at(-1);
  if (last === undefined) return undefined;
  const recorded = ours.map(({ id, type, revision }) => ({ id, type, revision }));
  return { stream, revision: last.revision, position: last.position, events: recorded, repeated: true };
};

/** Throws `RevisionMismatch` unless the stream stands where `If-Match` says. */
const requireRevision = (stream: string, ifMatch: Execution['ifMatch'], revision: number): void => {
  if (ifMatch === undefined || ifMatch === revision || (ifMatch === 'any' && revision >= 0)) return;
  throw new RevisionMismatch(stream, ifMatch, revision);
};

/**
 * Makes the one way in which anything comes to happen: read → fold → decide → append. A conflict with another writer is
 * decided anew on what that writer left; a repeat with the same Idempotency-Key answers as the first time, in any
 * process, also when the first answer was lost.
 */
export const createExecutor = ({ store, codec, settings, answers, clock, timeoutMs = TIMEOUT_MS }: ExecutorOptions): Execute => {
  const read = createStreams(store, codec);
  const inTurn = createKeyedMutex(timeoutMs);

  /** The receipt of a repeat, which says of the first run's events what the first receipt said. */
  const repeatOf = async (command: AnyCommand, receipt: Receipt): Promise<Receipt> => {
    const [first] = receipt.events;
    if (command.receipt === undefined || first === undefined) return receipt;
    const page = await store.readStream(receipt.stream, { from: first.revision, limit: receipt.events.length });
    return { ...receipt, ...command.receipt.of(page.map(codec.decode), settings) };
  };

  /** What a command looks up, answered. */
  const answered = (command: AnyCommand) =>
    Object.fromEntries(
      Object.entries(command.lookups as Lookups).map(([key, { name }]) => {
        const unanswered = () => {
          throw new TypeError(`${command.name} looks up ${name}, which nobody answers`);
        };
        return [key, answers.get(name) ?? unanswered];
      }),
    );

  const handle = async (command: AnyCommand, given: unknown, execution: Execution, outer?: Outer): Promise<Receipt> => {
    const ids = identitiesOf(execution.actor.id, execution.idempotencyKey);
    const input = parseInput(command, withId(command, given, ids));
    const stream = `${command.fold.category}-${command.id(input.own)}`;
    const work = () => tryRepeatedly(command, input, stream, ids, execution, outer);
    // an outer command already has the turn of its stream, and would wait for itself
    return outer?.streams.includes(stream) ? work() : inTurn(stream, work);
  };

  const tryRepeatedly = async (
    command: AnyCommand,
    { own: input, late, whole }: ReturnType<typeof parseInput>,
    stream: string,
    ids: Identities,
    execution: Execution,
    outer: Outer | undefined,
  ): Promise<Receipt> => {
    const { actor, correlationId = ids.named('correlation'), causationId = correlationId } = execution;
    const hash = fingerprint(ids.key, command.name, whole);
    const trace = execution.remembered && execution.idempotencyKey !== undefined && !execution.dryRun ? unchangedStream(ids) : undefined;
    let usedElsewhere = false;
    let revealed = false;

    for (let tries = 1; tries <= TRIES; tries++) {
      const begun = performance.now();
      const ahead = readAhead(command.ahead?.(input, actor) ?? [], read);
      const key = asksForKey(command, input) ? codec.askKey(stream) : undefined;
      const [found, traced] = await Promise.all([
        read(command.fold, stream) as Promise<Seen<unknown>>,
        trace === undefined ? undefined : read(unchanged, trace),
      ]);
      const first = receiptOfFirstRun(stream, found, ids, hash) ?? (traced && receiptOfNothing(traced, hash));
      if (first !== undefined) return repeatOf(command, first);
      if (usedElsewhere) throw new IdempotencyKeyReused();

      const present = execution.now ?? clock();
      const hidden = !revealed && isHidden(command, input, found, execution, present);
      const seen = hidden ? unseen(command.fold) : found;
      const now = presentAfter(seen.lastOccurredAt, present);
      const unit: string | undefined = command.unit(input, seen.state, now);
      const forbidden = forbiddenBy(execution.permit, unit);
      if (forbidden && !isToldTheRule(command, input, unit, seen, execution)) throw forbidden.error;
      requireRevision(stream, execution.ifMatch, seen.revision);

      const occurredAt = outer?.occurredAt ?? timeOfAct(late, seen.lastActAt, now, settings);
      const lateEntryReason = outer ? outer.lateEntryReason : late.lateEntryReason;
      const { covers = () => true } = execution;
      const context: DecisionContext = { id: command.id(input), occurredAt, now, actor, settings, covers, newId: ids.named };
      let enteredLate = outer?.enteredLate;
      const tools: PreparationTools = {
        fold: async (other, fold) => (await (ahead.take(other, fold) ?? read(fold, other))).state,
        run: async (other, inner, again = 0) => {
          if (forbidden) throw forbidden.error;
          ahead.forget();
          const idempotencyKey = `${ids.key}/${fingerprint(ids.key, other.name, inner)}${again > 0 ? `/${again}` : ''}`;
          const streams = [...(outer?.streams ?? []), stream];
          const permitted = () => undefined;
          const said = { ...(lateEntryReason !== undefined && { lateEntryReason }), ...(enteredLate !== undefined && { enteredLate }) };
          const within = { occurredAt, ...said, streams };
          await handle(other, inner, { actor, permit: permitted, idempotencyKey, correlationId, causationId, now }, within);
        },
        lookup: answered(command),
      };
      if (!forbidden) await command.admit?.(unit, context, tools);
      if (!forbidden && outer === undefined && occurredAt < now) {
        const stated = { input, state: seen.state, unit, outsideHours: late.outsideHours === true };
        enteredLate = { at: now, ...(await command.lateEntryOf?.(stated, context, tools)) };
      }
      const facts: unknown = await command.prepare?.(input, seen.state, context, tools);
      const decided = command.decide(seen.state, input, context, facts);
      if (forbidden) throw forbidden.error;
      // what came about there would collide with what is there
      if (hidden && decided.length > 0) {
        revealed = true;
        continue;
      }
      const isUnchanged = decided.length === 0;
      if (execution.dryRun || (isUnchanged && trace === undefined))
        return { stream, revision: seen.revision, position: seen.position, events: [], repeated: false };
      const into = isUnchanged && trace !== undefined ? trace : stream;
      const bodies: readonly AnyEvent[] = isUnchanged ? [nothingChanged({ stream, revision: seen.revision })] : decided;

      const envelope = {
        occurredAt,
        actor,
        correlationId,
        causationId,
        ...(unit !== undefined && { unit }),
        ...(lateEntryReason !== undefined && { lateEntryReason }),
        ...(enteredLate !== undefined && { enteredLate }),
      };
      const events = bodies.map(({ type, data }, index) => ({
        ...envelope,
        id: ids.event(index),
        type,
        data,
        command: { name: command.name, hash },
      }));
      try {
        const encoded = await encode(into, events, key);
        if (performance.now() - begun > FACTS_LAST_MS) continue;
        const expected = isUnchanged || seen.revision < 0 ? 'none' : seen.revision;
        const { revision, position, repeated } = await store.append(into, expected, encoded);
        // a twin in another process was first with these ids: reading again shows whether it was the same command
        if (!repeated) {
          if (isUnchanged) return { stream, revision: seen.revision, position, events: [], repeated: false };
          const recorded = events.map(({ id, type }, index) => ({ id, type, revision: seen.revision + 1 + index }));
          return {
            stream,
            revision,
            position,
            events: recorded,
            repeated: false,
            ...command.receipt?.of(
              decided.map(({ type, data }) => ({ type, data, occurredAt }) as Happened),
              settings,
            ),
          };
        }
      } catch (error) {
        if (error instanceof EventIdReused) usedElsewhere = true;
        else if (!(error instanceof RevisionConflict) || tries === TRIES) throw error;
        else await pause(Math.random() * 10 * tries);
      }
    }
    throw new StoreUnavailable(`${stream} does not show events that it says were appended`);
  };

  const encode = async (stream: string, events: readonly UnencodedEvent[], key: AskedKey | undefined) => {
    try {
      return await codec.encode(stream, events, key);
    } catch (error) {
      if (error instanceof PersonalDataErased) throw new Rejection('personal-data-erased', `The personal data of ${stream} was erased.`);
      throw error;
    }
  };

  return (command, input, execution) => handle(command, input, execution);
};
