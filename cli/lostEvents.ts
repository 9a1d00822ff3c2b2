import type { Pool } from 'pg';
import type { Position } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';

/** An event that was in the log: what the audit trail, which holds no bodies, knows of it. */
export type LostEvent = {
  position: number;
  recordedAt: string;
  type: string;
  stream: string;
  unit: string | null;
  actor: string;
  command: string | null;
  eventId: string;
};

const PAGE = 1_000;
const audited = `
  select position::float8 as position, recorded_at as "recordedAt", type, stream, unit, actor_id as actor, command, event_id as "eventId"
  from read.audit_trail where position < $1 order by position desc limit $2`;

const idsBetween = async (log: Pick<EventStore, 'readAll'>, first: Position, last: Position): Promise<Map<Position, string>> => {
  const ids = new Map<Position, string>();
  for (let after = first - 1; after < last; ) {
    const { events, next } = await log.readAll({ after, limit: PAGE });
    for (const { position, id } of events) ids.set(position, id);
    if (next === after) break;
    after = next;
  }
  return ids;
};

/**
 * Events that the read models have seen and the log no longer holds, in order: what a restore to an earlier point took
 * away. Known only until the audit trail is built anew. `db` reads the read models; answers nothing where the log holds
 * all of them. Looks back from the last event as far as one page agrees with the log.
 */
export const lostEvents = async (db: Pool, log: Pick<EventStore, 'readAll'>): Promise<LostEvent[]> => {
  const lost: LostEvent[] = [];
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const { rows } = await db.query<LostEvent>(audited, [before, PAGE]);
    const [last, first] = [rows[0], rows.at(-1)];
    if (last === undefined || first === undefined) break;
    const held = await idsBetween(log, first.position, last.position);
    const gone = rows.filter(({ position, eventId }) => held.get(position) !== eventId);
    lost.push(...gone);
    if (gone.length === 0 || rows.length < PAGE) break;
    before = first.position;
  }
  return lost.toReversed();
};
