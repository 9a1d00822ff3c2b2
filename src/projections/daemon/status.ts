import type { Pool } from 'pg';
import { type Position, START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import type { Progress } from './progress.ts';

/** One generation of a projection, or one process, as operators see it. */
export type LineStatus = {
  name: string;
  kind: 'projection' | 'process';
  version: number;
  generation: number;
  /** Whether queries are answered from it. */
  serving: boolean;
  state: 'building' | 'running' | 'paused';
  position: Position;
  /** Positions of the log it has yet to pass. */
  lagPositions: number;
  /** Age of the oldest event it has not handled; 0 when it has handled all. */
  lagSeconds: number;
  /** Who holds it now; absent when nobody does. */
  owner?: string;
  reason?: string;
  failedPosition?: Position;
  failedEventId?: string;
};

/** `now`: milliseconds since 1970 by the database's clock. */
type Line = Omit<LineStatus, 'position' | 'lagPositions' | 'lagSeconds' | 'owner' | 'reason' | 'failedPosition' | 'failedEventId'> & {
  position: string;
  owner: string | null;
  reason: string | null;
  failed_position: string | null;
  failed_event_id: string | null;
  now: number;
};

/**
 * State and lag of everything that follows the log. `db` may be the projector's pool or the reader's. Ages are told by the database's clock:
 * that of the process that asks may be wrong.
 */
export const projectionStatus = async (db: Pool, store: EventStore): Promise<LineStatus[]> => {
  // Positions first: an event recorded in between makes the lag look larger, never smaller.
  const { rows } = await db.query<Line>(
    `select name, kind, version, generation, serving, state, position, owner, reason, failed_position, failed_event_id,
            (extract(epoch from clock_timestamp()) * 1000)::float8 as now
     from read.projection_status order by name, version, generation`,
  );
  const head = await store.head();
  const waitingSince = new Map<Position, string | undefined>();
  for (const position of new Set(rows.map((row) => Number(row.position)))) {
    if (position >= head) continue;
    waitingSince.set(position, (await store.readAll({ after: position, limit: 1 })).events[0]?.recordedAt);
  }
  return rows.map(({ owner, reason, failed_position, failed_event_id, now, ...line }) => {
    const position = Number(line.position);
    const since = waitingSince.get(position);
    return {
      ...line,
      position,
      lagPositions: Math.max(0, head - position),
      lagSeconds: since === undefined ? 0 : Math.max(0, (now - Date.parse(since)) / 1000),
      ...(owner !== null && { owner }),
      ...(reason !== null && { reason }),
      ...(failed_position !== null && { failedPosition: Number(failed_position) }),
      ...(failed_event_id !== null && { failedEventId: failed_event_id }),
    };
  });
};

/** How often is looked by itself: briskly at first, since most waits are short; what has not come then is not about to. */
const POLL_MS = { first: 10, firstFor: 500, later: 100 };

const asked = new WeakMap<Pool, { at: number; answer: Promise<Map<string, Position>> }>();

/** Positions of the generations in service, as of the last few milliseconds: all who ask share one query at a time, since a position never goes back. */
const served = (db: Pool): Promise<Map<string, Position>> => {
  const last = asked.get(db);
  if (last && performance.now() - last.at < POLL_MS.first) return last.answer;
  const answer = db
    .query<{ name: string; position: string }>('select name, position from read.projection_status where serving')
    .then(({ rows }) => new Map(rows.map((row) => [row.name, Number(row.position)])));
  asked.set(db, { at: performance.now(), answer });
  answer.catch(() => asked.delete(db));
  return answer;
};

/**
 * Waits until all of these projections, as queries see them, have handled everything up to `position`, at most `timeoutMs`; answers how far they are.
 * `local` is the progress of a daemon in this process, if there is one: then the wait usually costs no query.
 */
export const waitForPosition = async (
  db: Pool,
  names: readonly string[],
  position: Position,
  timeoutMs: number,
  local?: Progress,
): Promise<{ reached: boolean; position: Position }> => {
  if (names.length === 0) return { reached: true, position };
  const wanted = [...new Set(names)];
  const begun = performance.now();
  const until = begun + timeoutMs;
  for (;;) {
    const here = local?.lowest(wanted) ?? START;
    if (here >= position) return { reached: true, position: here };
    const positions = await served(db);
    const there = Math.min(...wanted.map((name) => positions.get(name) ?? START));
    if (there >= position) return { reached: true, position: there };
    const now = performance.now();
    const left = until - now;
    if (left <= 0) return { reached: false, position: Math.max(here, there) };
    await reportOr(
      local,
      () => (local?.lowest(wanted) ?? START) >= position,
      Math.min(left, now - begun < POLL_MS.firstFor ? POLL_MS.first : POLL_MS.later),
    );
  }
};

/** Resolves when a report makes `enough` true, or after `ms`. */
const reportOr = (local: Progress | undefined, enough: () => boolean, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      stop?.();
      resolve();
    };
    const timer = setTimeout(finish, ms);
    const stop = local?.onReport(() => enough() && finish());
    if (enough()) finish();
  });
