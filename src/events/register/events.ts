import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { published } from '#events/store/personal.ts';
import { DossierId, LocalDate, PublicText, UnitCode } from '#events/terms.ts';

const event = eventsOf({ unit: UnitCode, day: LocalDate, number: z.int().min(1) });

/** Stream `register-<unit>-<day>`: the dossier numbers a unit handed out on one day. */
export const registerEvents = defineEvents('register', {
  NumberTaken: event('A number was handed out for a dossier.', {
    code: published(z.string().min(1).max(64)),
    pattern: published(z.string()),
    dossierId: DossierId,
  }),
  NumberUnused: event('A number that no dossier came to bear, and why.', {
    code: published(z.string()),
    dossierId: DossierId,
    reason: PublicText,
  }),
});
export type RegisterEvent = EventOf<typeof registerEvents>;
