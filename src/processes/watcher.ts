import { handOverDossier } from '#commands/dossier/handovers.ts';
import { markDutyOverdue, recogniseDuty } from '#commands/duty/recognition.ts';
import type { QueueMove } from '#domain/center/staff.ts';
import { Rejection } from '#domain/rejections.ts';
import { localDay, startOfDay } from '#domain/time/localDay.ts';
import { repeatEvery } from '#events/store/retry.ts';
import { remindOfDossiers } from './remindOfDossiers.ts';
import { type Act, type ProcessLookups, sideBySide, type WatchTools } from './tools.ts';
import { announceEndOfCalendars, type RemindTools, remind } from './writeNotices.ts';

/**
 * What time alone does to duties: a deadline passes, which is put on record as of the deadline; and with a new day
 * something begins or ends at a Center, after which its duties are judged again as of the beginning of that day.
 * `lastDay` is the last day already looked at; without it every duty is judged. Both are judged by what had been judged
 * when the clock was looked at. Any number of workers may do this, as often as they like: a duty falls overdue, is
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

type MoveTools = { act: Act; lookup: Pick<ProcessLookups, 'queueMoves'> };

const noteOf = ({ from: { official: holder }, substitution, to }: QueueMove): string => {
  if (substitution === undefined) return `${holder} không còn làm việc tại đây`;
  const { official, substituteFor, from, until, basis } = substitution;
  const period = `${official} thay ${substituteFor} từ ${from} đến ${until} (${basis})`;
  if (to.official === substituteFor) return `Hết thời gian thay thế: ${period}`;
  return to.official === undefined
    ? `Hết thời gian thay thế, người được thay không còn làm việc tại đây: ${period}`
    : `Thay thế: ${period}`;
};

/**
 * Moves the open dossiers of officials somebody stands in for, by the ordinary command: to the substitute as long as
 * the substitution lasts, then back; and those of officials who do not serve there to the desk. Each event names the
 * substitution as its cause, where there is one. Any number of workers may do this,
 * as often as they like: a dossier moves only from whom it is thought to lie with.
 */
export const moveQueues = async ({ act, lookup }: MoveTools, now: string): Promise<void> => {
  for (const move of await lookup.queueMoves(localDay(now))) {
    const { dossierId, from, to, substitution } = move;
    try {
      await act(handOverDossier, { dossierId, from, to, note: noteOf(move) }, now, substitution?.eventId);
    } catch (error) {
      // somebody else was faster, or it can't be: what is then to be done, the next look will show
      if (!(error instanceof Rejection)) throw error;
    }
  }
};

type Log = Record<'warn', (fields: object, message: string) => void>;
export type WatcherOptions = RemindTools & { clock: () => string; log: Log; everyMs?: number };

/** Deadlines are hours of a working day: nobody waits for the second. */
const EVERY_MS = 15_000;

/** Watches the clock until disposed. The next round repeats one that fails because a read model is behind. */
export const startWatcher = ({ clock, log, everyMs = EVERY_MS, ...tools }: WatcherOptions): AsyncDisposable => {
  let lastDay: string | undefined;
  const round = async (): Promise<void> => {
    const now = clock();
    await watchDuties(tools, now, lastDay);
    await moveQueues(tools, now);
    await remind(tools, now);
    if (lastDay !== localDay(now)) await announceEndOfCalendars(tools, now);
    lastDay = localDay(now);
    await remindOfDossiers(tools, now);
  };
  return repeatEvery(everyMs, async () => {
    await round().catch((error: unknown) => log.warn({ reason: (error as Error).name }, 'The clock could not be watched; trying again'));
    return undefined;
  });
};
