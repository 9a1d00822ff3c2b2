import { markDutyOverdue } from '#commands/duty/markDutyOverdue.ts';
import { recogniseDuty } from '#commands/duty/recogniseDuty.ts';
import { localDay, startOfDay } from '#domain/time/localDay.ts';
import { sideBySide } from './sideBySide.ts';
import type { Act, ProcessLookups } from './tools.ts';

/** What watching the clock may use: commands given by Motcua itself at a time, `because` of an event where one is named, and the same foreign facts as processes. */
export type WatchTools = { act: Act; lookup: ProcessLookups };

/**
 * What time alone does to duties: a deadline passes, which is put on record as of the deadline; and with a new day something begins or ends at a Center, after
 * which its duties are judged again as of the beginning of that day. `lastDay` is the last day already looked at; without it every duty is judged.
 * Both are judged by what had been judged when the clock was looked at. Any number of workers may do this, as often as they like: a duty falls overdue, is
 * fulfilled and reopened once.
 */
export const watchDuties = async ({ act, lookup }: WatchTools, now: string, lastDay?: string): Promise<void> => {
  const upTo = await lookup.judged();
  await sideBySide(await lookup.dutiesDue(now), ({ dutyId, deadline }) => act(markDutyOverdue, { dutyId, deadline, upTo }, deadline));
  const today = localDay(now);
  if (lastDay === today) return;
  const units = lastDay === undefined ? 'all' : await lookup.unitsTurning(lastDay, today);
  const changing = (await lookup.ruledDuties(units)).filter(({ on }) => on === undefined || on < today);
  await sideBySide(changing, ({ dutyId }) => act(recogniseDuty, { dutyId, upTo }, startOfDay(today)));
};
