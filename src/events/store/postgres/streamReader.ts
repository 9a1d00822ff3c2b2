import type pg from 'pg';
import type { RecordedEvent } from '#events/store/event.ts';
import { textArray } from './binaryArray.ts';
import { mayRetry, retryTransient } from './connections.ts';
import { type EventRow, eventColumns, eventTypes, toEvent } from './rows.ts';

type Request = { stream: string; from: number; limit: number };
type Pending = Request & { resolve: (events: RecordedEvent[]) => void; reject: (error: unknown) => void };

/** Queries in flight, and streams read by one: enough to spare most of the round trips, few enough to keep answers small. */
const lanes = 2;
const maxStreams = 32;

const ofStreams = `
  select q.n::int, e.* from unnest($1::text[], $2::bigint[], $3::int[]) with ordinality q (stream, first, count, n)
  cross join lateral (
    select ${eventColumns} from es.events e where e.stream = q.stream collate "C" and e.revision >= q.first order by e.revision limit q.count
  ) e`;

/** Reads streams for many callers: those who ask in the same turn of the event loop share one round trip. */
export const createStreamReader = ({ pool, timeoutMs }: { pool: pg.Pool; timeoutMs: number }) => {
  const queue: Pending[] = [];
  let busy = 0;
  let scheduled = false;

  const read = async (requests: readonly Request[]): Promise<RecordedEvent[][]> => {
    const { rows } = await retryTransient(pool, timeoutMs, () =>
      pool.query<[number, ...EventRow]>({
        name: 'readStreams',
        text: ofStreams,
        values: [textArray(requests.map(({ stream }) => stream)), requests.map(({ from }) => from), requests.map(({ limit }) => limit)],
        rowMode: 'array',
        types: eventTypes,
      }),
    );
    const answers: RecordedEvent[][] = requests.map(() => []);
    for (const [n, ...row] of rows) answers[n - 1]?.push(toEvent(row));
    return answers;
  };

  const answer = async (group: readonly Pending[]): Promise<void> => {
    try {
      const answers = await read(group);
      for (const [index, pending] of group.entries()) pending.resolve(answers[index] ?? []);
    } catch (error) {
      // One impossible question does not spoil the others.
      if (group.length > 1 && !mayRetry(error)) await Promise.all(group.map((pending) => answer([pending])));
      else for (const pending of group) pending.reject(error);
    }
  };

  const flush = async (): Promise<void> => {
    scheduled = false;
    if (busy === lanes || queue.length === 0) return;
    busy++;
    const group = queue.splice(0, maxStreams);
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
      queue.push({ stream, from, limit, resolve, reject });
      schedule();
    });
};
