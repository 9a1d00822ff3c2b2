import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { DossierId, LocalDate, Text, UnitCode } from '#events/terms.ts';

/** Stream `register-<unit>-<day>`: the dossier numbers a unit handed out on one day. */
export const registerEvents = defineEvents('register', {
  NumberTaken: z
    .strictObject({
      unit: UnitCode,
      day: LocalDate,
      number: z.int().min(1),
      code: z.string().min(1).max(64),
      pattern: z.string(),
      dossierId: DossierId,
    })
    .describe('A number was handed out for a dossier.'),
  NumberUnused: z
    .strictObject({ unit: UnitCode, day: LocalDate, number: z.int().min(1), code: z.string(), dossierId: DossierId, reason: Text })
    .describe('A number that no dossier came to bear, and why.'),
});
export type RegisterEvent = EventOf<typeof registerEvents>;
