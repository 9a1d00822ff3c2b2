import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { Text, UnitCode } from '#events/terms.ts';

/** Stream `access-<stream>`: who (the envelope's actor) read its personal data, and what for (Law 91/2025/QH15). */
export const accessEvents = defineEvents('access', {
  PersonalDataRead: z
    .strictObject({
      subject: z.string().describe('Stream whose personal data was read.'),
      unit: UnitCode.optional(),
      fields: z.array(z.string()).min(1),
      purpose: Text,
    })
    .describe('Personal data was read.'),
});
export type AccessEvent = EventOf<typeof accessEvents>;
