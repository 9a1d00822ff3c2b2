import { asOfText, type Standpoint } from '#http/server/parameters.ts';
import type { DutyAtMoment } from './directiveProgressAnswers.ts';

/** The figures that count duties, by the names they have in answers. */
export const dutyFigures = ['total', 'open', 'reopened', 'overdue', 'fulfilled', 'fulfilledLate'] as const;
export type DutyFigure = (typeof dutyFigures)[number];
export type DutyCounts = Record<DutyFigure, number>;

/** Whether a figure counts a duty: the same for the figure and for the list behind it. */
export const isCounted = (figure: DutyFigure, { state, workingDaysLate }: Pick<DutyAtMoment, 'state' | 'workingDaysLate'>): boolean => {
  if (figure === 'total') return true;
  if (figure === 'fulfilledLate') return state === 'fulfilled' && workingDaysLate !== null;
  return state === figure;
};

/** How many duties stand how. */
export const countsOf = (duties: readonly DutyAtMoment[]): DutyCounts =>
  Object.fromEntries(dutyFigures.map((figure) => [figure, duties.filter((duty) => isCounted(figure, duty)).length] as const)) as DutyCounts;

/** Whose duties figures count, beside those that the reader may see: each filter narrows. */
export type Counted = { directiveId: string; task?: string | undefined; party?: string | undefined; state?: string | undefined };
export type DutyLinks = Partial<Record<DutyFigure, string>>;

/** Where the duties behind figures are listed, as they stood at the same moment. */
export const linksTo = (counted: Counted, { asOf }: Pick<Standpoint, 'asOf'>, figures: readonly DutyFigure[] = dutyFigures): DutyLinks => {
  const seen = asOfText(asOf);
  const stated = Object.entries({ ...counted, asOf: seen }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(
    figures.map((figure) => [figure, `/v1/duties/counted?${new URLSearchParams([['figure', figure], ...stated]).toString()}`]),
  );
};

const byUrgency = ['overdue', 'reopened', 'open', 'fulfilled'] as const;
/** How urgent a duty is, 0 the most: overdue first, then reopened, open and fulfilled. */
export const urgency = ({ state }: Pick<DutyAtMoment, 'state'>): number => byUrgency.indexOf(state);
