import { Rejection } from '#domain/rejections.ts';
import { calendarEvents } from '#events/calendar/events.ts';
import { calendarCommand, published, Year } from './calendar.ts';

export const liftUnitClosure = calendarCommand({
  name: 'LiftUnitClosure',
  summary: 'Lifts the closure of one unit.',
  input: calendarEvents.schemas.UnitClosureLifted.omit({ unit: true }).extend({ year: Year }),
  unit: ({ closureId }, state) => (state.status === 'absent' ? undefined : state.closures.get(closureId)?.unit),
  decide: (state, { year, closureId, ground }) => {
    const closure = published(state, year).closures.get(closureId);
    if (closure === undefined) throw new Rejection('closure-not-found', `The calendar of ${year} has no closure ${closureId}.`);
    return closure.lifted ? [] : [{ type: 'UnitClosureLifted', data: { year, unit: closure.unit, closureId, ground } }];
  },
});
