import type { DecisionContext, LateEntryFacts, PreparationTools, StatedLate } from '#commands/handling/command.ts';
import { period, periodsOf } from '#domain/period/period.ts';
import { Rejection } from '#domain/rejections.ts';
import { localDay } from '#domain/time/localDay.ts';
import { momentText } from '#domain/time/wording.ts';
import { isWorkedAt, momentOf } from '#domain/time/workingTime.ts';
import { workingTimeOf } from './facts.ts';
import type { Dossier } from './state.ts';

type Stated = StatedLate<object, Dossier>;

/** The unit for which the dossier counts; what is refused at the counter may name none. */
const competentUnitOf = ({ input, state, unit }: Stated): string | undefined => {
  if (state.status !== 'absent') return state.competentUnit;
  return (input as { competentUnit?: string }).competentUnit ?? unit;
};

const afterClosing = async (stated: Stated, { occurredAt, now }: DecisionContext, tools: PreparationTools): Promise<boolean> => {
  const unit = competentUnitOf(stated);
  const day = localDay(occurredAt);
  // a month is closed only once it is over
  if (unit === undefined || day.slice(0, 7) === localDay(now).slice(0, 7)) return false;
  const periods = await Promise.all(periodsOf(unit, day).map((id) => tools.fold(`period-${id}`, period)));
  return periods.some(({ closed }) => closed);
};

/** An act of the citizen, who may submit, send papers and pay at any hour: nothing is asked, only the period is looked at. */
export const lateActOfCitizen = async (stated: Stated, context: DecisionContext, tools: PreparationTools): Promise<LateEntryFacts> => ({
  ...(stated.outsideHours && { outsideHours: true }),
  ...((await afterClosing(stated, context, tools)) && { afterClosing: true }),
});

/**
 * An act of the office is done when the office works; a time at which it does not is believed when it is said to be
 * true. Within the configured delay, in which no reason is asked for either, an act counts as entered at once. Throws
 * `outside-working-hours`.
 */
export const lateActOfOffice = async (stated: Stated, context: DecisionContext, tools: PreparationTools): Promise<LateEntryFacts> => {
  const { unit, outsideHours } = stated;
  const { occurredAt, now, settings } = context;
  const minutes = (Date.parse(now) - Date.parse(occurredAt)) / 60_000;
  if (unit === undefined || minutes <= settings.lateEntryAfterMinutes) return lateActOfCitizen(stated, context, tools);
  const time = await workingTimeOf(tools, settings, unit, { from: occurredAt, until: occurredAt, days: 0 });
  // nobody can say how a year without a calendar was worked
  const worked = !time.calendars.has(momentOf(occurredAt).date.year) || isWorkedAt(time, occurredAt);
  if (!worked && !outsideHours)
    throw new Rejection(
      'outside-working-hours',
      `Unit ${unit} does not work at ${momentText(momentOf(occurredAt))}. Correct occurredAt, or, if it truly happened then, say so with outsideHours: true.`,
    );
  return lateActOfCitizen({ ...stated, outsideHours: outsideHours && !worked }, context, tools);
};
