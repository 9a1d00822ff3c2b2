import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { PublicText } from '#events/terms.ts';

/** Which period: a month of one unit, or of the whole city. */
export const PeriodId = z
  .string()
  .regex(/^(\d{5}|city)-[1-9]\d{3}-(0[1-9]|1[0-2])$/, 'must be a unit code or `city`, a dash, and a month such as 2025-07')
  .meta({ id: 'PeriodId', description: 'A month of one unit, or of the whole city.', examples: ['25747-2025-07', 'city-2025-07'] });

const event = eventsOf({ period: PeriodId });
const ground = PublicText;

/** Stream `period-<unit or city>-<month>`: whether the figures of a month were drawn up. */
export const periodEvents = defineEvents('period', {
  PeriodClosed: event('The month’s figures were drawn up; what is entered for it from now on is marked.', { ground }),
  PeriodReopened: event('What is entered for the month is not marked any more.', { ground }),
});
export type PeriodEvent = EventOf<typeof periodEvents>;
