import { performance } from 'node:perf_hooks';
import type pg from 'pg';
import type { RecordedEvent } from '#events/store/event.ts';
import { isTransient } from '#events/store/retry.ts';
import { textArray } from './binaryArray.ts';
import { retryTransient } from './connections.ts';

/** A bigint of the database as a number; throws when it cannot be one exactly. */
export const asNumber = (value: string | null | undefined): number => {
  const number = Number(value);
  if (value === null || !Number.isSafeInteger(number)) throw new RangeError(`${value} is not a safe integer`);
  return number;
};

/** Turns `2026-11-24 03:20:15.123456+00`, as connections in UTC write it, into `2026-11-24T03:20:15.123Z`. */
const asInstant = (text: string): string => {
  const milliseconds = text.charCodeAt(19) === 46 ? text.slice(20, Math.min(23, text.length - 3)).padEnd(3, '0') : '000';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${milliseconds}Z`;
};

// Types by their OIDs: bigint, integer, json, timestamptz. All others stay text.
const parsers = new Map<number, (text: string) => unknown>([
  [20, asNumber],
  [23, Number],
  [114, JSON.parse],
  [1184, asInstant],
]);
const asIs = (text: string) => text;
/** How the driver reads `eventColumns`. */
export const eventTypes: pg.CustomTypesConfig = { getTypeParser: (oid: number) => parsers.get(oid) ?? asIs };

export const eventColumns = 'position, stream, revision, id, type, schema_version, occurred_at, recorded_at, data, meta';

type Meta = Pick<RecordedEvent, 'actor' | 'correlationId' | 'causationId' | 'unit' | 'lateEntryReason' | 'enteredLate' | 'command'>;
/** A row of `eventColumns` in `rowMode: 'array'` with `eventTypes`. */
export type EventRow = [number, string, number, string, string, number, string, string, unknown, Meta];

/** The event of a row. */
export const toEvent = (row: EventRow): RecordedEvent => {
  const [position, stream, revision, id, type, schemaVersion, occurredAt, recordedAt, data, meta] = row;
  const event: RecordedEvent = {
    id,
    type,
    schemaVersion,
    stream,
    revision,
    position,
    occurredAt,
    recordedAt,
    actor: meta.actor,
    correlationId: meta.correlationId,
    causationId: meta.causationId,
    data,
  };
  if (meta.unit !== undefined) event.unit = meta.unit;
  if (meta.lateEntryReason !== undefined) event.lateEntryReason = meta.lateEntryReason;
  if (meta.enteredLate !== undefined) event.enteredLate = meta.enteredLate;
  if (meta.command !== undefined) event.command = meta.command;
  return event;
};

type Request = { stream: string; from: number; limit: number };
type Pending = Request & { since: number; resolve: (events: RecordedEvent[]) => void; reject: (error: unknown) => void };

/** Streams per query: enough to save round trips, few enough for small answers. */
const STREAMS = 128;
/**
 * A round trip costs more than what it brings, so those who call meanwhile wait for the query under way and share the
 * next one; but no longer than so many milliseconds, since one long answer must not keep everybody waiting.
 */
const QUERIES = 2;
const PATIENCE_MS = 10;

const ofStreams = `
  select q.n::int, e.* from unnest($1::text[], $2::bigint[], $3::int[]) with ordinality q (stream, first, count, n)
  cross join lateral (
    select ${eventColumns} from es.events e where e.stream = q.stream collate "C" and e.revision >= q.first order by e.revision limit q.count
  ) e`;

/** Reads streams for many callers: those who call in the same turn of the event loop share one round trip. */
export const createStreamReader = ({ pool, timeoutMs }: { pool: pg.Pool; timeoutMs: number }) => {
  const queue: Pending[] = [];
  let busy = 0;
  let scheduled = false;
  let patience: NodeJS.Timeout | undefined;

  const read = async (requests: readonly (Request & { since: number })[]): Promise<RecordedEvent[][]> => {
    const ask = () =>
      pool.query<[number, ...EventRow]>({
        name: 'readStreams',
        text: ofStreams,
        values: [textArray(requests.map(({ stream }) => stream)), requests.map(({ from }) => from), requests.map(({ limit }) => limit)],
        rowMode: 'array',
        types: eventTypes,
      });
    // The wait for the queries before it counts: the first of a group has waited longest.
    const { rows } = await retryTransient(pool, timeoutMs, ask, requests[0]?.since);
    const answers: RecordedEvent[][] = requests.map(() => []);
    for (const [n, ...row] of rows) answers[n - 1]?.push(toEvent(row));
    return answers;
  };

  const answer = async (group: readonly Pending[]): Promise<void> => {
    try {
      const answers = await read(group);
      for (const [index, pending] of group.entries()) pending.resolve(answers[index] ?? []);
    } catch (error) {
      // One request that is refused does not fail the others.
      if (group.length > 1 && !isTransient(error)) await Promise.all(group.map((pending) => answer([pending])));
      else for (const pending of group) pending.reject(error);
    }
  };

  const flush = async (): Promise<void> => {
    scheduled = false;
    const [first] = queue;
    if (busy === QUERIES || first === undefined) return;
    const left = first.since + PATIENCE_MS - performance.now();
    if (busy > 0 && left > 0) {
      patience ??= setTimeout(() => {
        patience = undefined;
        schedule();
      }, left);
      return;
    }
    busy++;
    const group = queue.splice(0, STREAMS);
    if (queue.length > 0) schedule();
    await answer(group);
    busy--;
    if (queue.length > 0) schedule();
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => void flush());
  };

  return (stream: string, { from = 0, limit = 1000 }: { from?: number; limit?: number } = {}): Promise<RecordedEvent[]> =>
    new Promise((resolve, reject) => {
      queue.push({ stream, from, limit, since: performance.now(), resolve, reject });
      schedule();
    });
};
