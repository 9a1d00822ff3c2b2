import { Rejection } from '#domain/rejections.ts';
import { calendarEvents } from '#events/calendar/events.ts';
import { calendarCommand, published, Year } from './calendar.ts';

export const closeUnit = calendarCommand({
  name: 'CloseUnit',
  summary: 'Closes one unit for a day, or for part of it (flood, outage).',
  input: calendarEvents.schemas.UnitClosed.omit({ closureId: true }).extend({ year: Year.optional() }),
  id: ({ date }) => date.slice(0, 4),
  unit: ({ unit }) => unit,
  decide: (state, { year, unit, date, from, to, ground }, { id, newId, settings }) => {
    if (year !== undefined && String(year) !== id) throw new Rejection('calendar-day-invalid', `${date} is no day of ${year}.`);
    const { closures } = published(state, id);
    if (!settings.units.some(({ code }) => code === unit)) throw new Rejection('unit-unknown', `The city has no unit ${unit}.`);
    if (from !== undefined && to !== undefined && from >= to)
      throw new Rejection('working-hours-invalid', `The closure ends at ${to}, not after it begins at ${from}.`);
    const already = [...closures.values()].some(
      (closure) => !closure.lifted && closure.unit === unit && closure.date === date && closure.from === from && closure.to === to,
    );
    if (already) return [];
    return [{ type: 'UnitClosed', data: { year: Number(id), unit, closureId: newId('closure'), date, from, to, ground } }];
  },
});
