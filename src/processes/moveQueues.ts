import { handOverDossier } from '#commands/dossier/processing.ts';
import type { QueueMove } from '#domain/dossier/queueMove.ts';
import { Rejection } from '#domain/rejections.ts';
import { localDay } from '#domain/time/localDay.ts';
import type { Act, ProcessLookups } from './tools.ts';

type MoveTools = { act: Act; lookup: Pick<ProcessLookups, 'queueMoves'> };

const noteOf = ({ substitution: { official, substituteFor, from, until, basis }, to }: QueueMove): string => {
  const period = `${official} thay ${substituteFor} từ ${from} đến ${until} (${basis})`;
  if (to.official === substituteFor) return `Hết thời gian thay thế: ${period}`;
  return to.official === undefined
    ? `Hết thời gian thay thế, người được thay không còn làm việc tại đây: ${period}`
    : `Thay thế: ${period}`;
};

/**
 * Moves the open dossiers of officials somebody stands in for, by the ordinary command: to the substitute as long as the substitution lasts, then back. Each
 * event names the substitution as its cause. Any number of workers may do this, as often as they like: a dossier moves only from whom it is thought to lie with.
 */
export const moveQueues = async ({ act, lookup }: MoveTools, now: string): Promise<void> => {
  for (const move of await lookup.queueMoves(localDay(now))) {
    const { dossierId, from, to, substitution } = move;
    try {
      await act(handOverDossier, { dossierId, from, to, note: noteOf(move) }, now, substitution.eventId);
    } catch (error) {
      // somebody else was faster, or it can't be: what is then to be done, the next look will show
      if (!(error instanceof Rejection)) throw error;
    }
  }
};
