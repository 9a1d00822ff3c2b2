import pTimeout from 'p-timeout';
import type { Pool } from 'pg';
import type { ProjectionStatus } from '#domain/projectionStatus.ts';
import { type Position, START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';

/** Positions of the projections that run in this process, known without a query. */
export const createProgress = () => {
  const positions = new Map<string, { generation: number; position: Position }>();
  const listeners = new Set<() => void>();
  return {
    report: (name: string, generation: number, position: Position): void => {
      positions.set(name, { generation, position });
      for (const listener of listeners) listener();
    },
    /** Removes a generation that no longer runs here. */
    forget: (name: string, generation: number): void => {
      if (positions.get(name)?.generation === generation) positions.delete(name);
    },
    /**
     * Position of each of these names, as it is here or, where it is further there, as other workers have written it
     * down; `START` for one of which neither is known.
     */
    positions: (names: readonly string[], elsewhere?: ReadonlyMap<string, Position>): Position[] =>
      names.map((name) => Math.max(positions.get(name)?.position ?? START, elsewhere?.get(name) ?? START)),
    /** Calls the listener after every report; the function returned removes it. */
    onReport: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
export type Progress = ReturnType<typeof createProgress>;

/** A row of `read.projection_status`; `now` is the database's clock in milliseconds since 1970. */
type StatusRow = Omit<ProjectionStatus, 'lagPositions' | 'lagSeconds' | 'delaySeconds'> & { now: number };

/**
 * State and lag of all projections and processes. `db` may be the projector's pool or the reader's. Ages are measured
 * by the database's clock, since this process's clock may be wrong. `processes`: those that wait by design, which is no
 * lag.
 */
export const projectionStatus = async (
  db: Pool,
  store: EventStore,
  processes: readonly { name: string; delayMs?: number }[] = [],
): Promise<ProjectionStatus[]> => {
  const delays = new Map(processes.flatMap(({ name, delayMs = 0 }) => (delayMs > 0 ? [[name, delayMs / 1000]] : [])));
  // Positions first: an event recorded in between makes the lag look larger, never smaller.
  const { rows } = await db.query<StatusRow>(
    `select name, kind, version, generation, serving, state, position::float8, owner, reason,
            failed_position::float8 as "failedPosition", failed_event_id as "failedEventId",
            (extract(epoch from clock_timestamp()) * 1000)::float8 as now
     from read.projection_status order by name, version, generation`,
  );
  const head = await store.head();
  const waitingSince = new Map<Position, string | undefined>();
  for (const position of new Set(rows.map((row) => row.position))) {
    if (position >= head) continue;
    waitingSince.set(position, (await store.readAll({ after: position, limit: 1 })).events[0]?.recordedAt);
  }
  return rows.map(({ now, ...row }) => {
    const since = waitingSince.get(row.position);
    const known = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as typeof row;
    const delaySeconds = delays.get(row.name);
    const lagSeconds = since === undefined ? 0 : Math.max(0, (now - Date.parse(since)) / 1000 - (delaySeconds ?? 0));
    return { ...known, lagPositions: Math.max(0, head - row.position), lagSeconds, ...(delaySeconds && { delaySeconds }) };
  });
};

/** Intervals between queries: `first` for the first `firstFor` milliseconds, as most waits are short, then `later`. */
const POLL_MS = { first: 10, firstFor: 500, later: 100 };
/** How long reports of this process are waited for before the first query. */
const LOCAL_MS = 200;

const latest = new WeakMap<Pool, { at: number; answer: Promise<Map<string, Position>> }>();

/** Positions of the generations in service, a few milliseconds old: callers share queries. */
const servedPositions = (db: Pool): Promise<Map<string, Position>> => {
  const last = latest.get(db);
  if (last && performance.now() - last.at < POLL_MS.first) return last.answer;
  const answer = db
    .query<{ name: string; position: Position }>('select name, position::float8 from read.projection_status where serving')
    .then(({ rows }) => new Map(rows.map(({ name, position }) => [name, position])));
  latest.set(db, { at: performance.now(), answer });
  answer.catch(() => latest.delete(db));
  return answer;
};

/**
 * Waits until all of these projections, as queries see them, have handled everything up to `position`, at most
 * `timeoutMs` milliseconds. Answers the position that all of them have reached, wherever they run, and that of each. `local`
 * is the progress of a daemon in this process, which usually saves the queries.
 */
export const waitForPosition = async (
  db: Pool,
  names: readonly string[],
  position: Position,
  timeoutMs: number,
  local: Progress = createProgress(),
): Promise<{ reached: boolean; position: Position; positions: readonly Position[] }> => {
  if (names.length === 0) return { reached: true, position, positions: [] };
  const wanted = [...new Set(names)];
  const begun = performance.now();
  const until = begun + timeoutMs;
  for (;;) {
    const here = local.positions(wanted);
    const lowestHere = Math.min(...here);
    // Nothing known here is no answer: the projections may run in other processes.
    if (lowestHere > START && lowestHere >= position) return { reached: true, position: lowestHere, positions: here };
    // What runs here is seldom far behind, and others cannot be further.
    if (lowestHere > START && performance.now() - begun < Math.min(LOCAL_MS, timeoutMs)) {
      await reportOr(local, () => Math.min(...local.positions(wanted)) >= position, Math.min(LOCAL_MS, timeoutMs));
      continue;
    }
    const positions = local.positions(wanted, await servedPositions(db));
    const known = Math.min(...positions);
    if (known >= position) return { reached: true, position: known, positions };
    const now = performance.now();
    const left = until - now;
    if (left <= 0) return { reached: false, position: known, positions };
    await reportOr(
      local,
      () => Math.min(...local.positions(wanted)) >= position,
      Math.min(left, now - begun < POLL_MS.firstFor ? POLL_MS.first : POLL_MS.later),
    );
  }
};

/** Resolves when `enough` is true after a report, or after `ms` milliseconds. */
const reportOr = async (local: Progress, enough: () => boolean, ms: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = local.onReport(() => enough() && resolve());
  if (enough()) resolve();
  await pTimeout(promise, { milliseconds: ms, message: false });
  stop();
};
