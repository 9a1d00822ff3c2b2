import { sql } from 'kysely';
import { endOfDay } from '#domain/time/localDay.ts';

/**
 * Rule 2.1 of the index of Decision 766/QĐ-TTg (progress of settling), as public descriptions of its formula have it:
 * 20 points times the share of dossiers whose processing ended by the appointed time. The end is when a result exists,
 * else when it was returned, else when the dossier was refused, withdrawn or stopped (statuses 9, 10, 8/3/7); with none,
 * an open request for papers ends it when it was made, and what is still open ends with the period. More than one
 * request for papers counts as overdue; the time for which papers were awaited is subtracted.
 *
 * Read here of what the descriptions leave open: all dossiers received by the end of the period count that had not
 * ended before it began; the appointed time is the due time on record, which has moved by the pauses, verification and
 * extension; a dossier that was never received has no appointed time and does not count.
 */
export const rule21 = ({ to, now }: { to: string; now: string }) => {
  const endOfPeriod = endOfDay(to) < now ? endOfDay(to) : now;
  const at = sql`${endOfPeriod}::timestamptz`;
  const ended = sql`coalesce(settled_at, ended_at)`;
  const open = sql`case when supplement = 'requested' then least(supplement_requested_at, ${at}) else ${at} end`;
  const stated = sql`supplement_requests <= 1 and (case when ${ended} <= ${at} then ${ended} else ${open} end) <= due_at`;
  // what was entered late counts from when it was entered, until it is confirmed
  const counted = sql`${stated} and (${ended} is null or ${ended} > ${at} or coalesce(on_time, counted_end_at <= due_at))`;
  return {
    counts: sql`received_at <= ${at}`,
    onTime: counted,
    // a stated time that was declined is none
    onTimeAsStated: sql`${stated} and coalesce(on_time_as_stated, late_entry is distinct from 'declined')`,
  };
};
