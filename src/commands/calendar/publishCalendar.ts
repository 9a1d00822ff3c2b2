import { Rejection } from '#domain/rejections.ts';
import { calendarEvents } from '#events/calendar/events.ts';
import { calendarCommand, checkDays, Year } from './calendar.ts';

export const publishCalendar = calendarCommand({
  name: 'PublishCalendar',
  summary: 'Publishes a year’s days off and make-up days.',
  input: calendarEvents.schemas.CalendarPublished.extend({ year: Year }),
  creates: true,
  unit: () => undefined,
  decide: (state, { year, days, ground }) => {
    if (state.status !== 'absent') throw new Rejection('calendar-already-published', `The calendar of ${year} was published; amend it.`);
    checkDays(year, days);
    return [{ type: 'CalendarPublished', data: { year, days, ground } }];
  },
});
