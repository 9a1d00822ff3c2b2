import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { published } from '#events/store/personal.ts';
import { DossierId } from '#events/terms.ts';

const event = eventsOf({
  externalCode: published(z.string().min(1).max(64)).describe(
    'Code given by the portal, in capitals, without spaces and with one kind of dash; older ones with spaces and dashes as typed.',
  ),
});

/** Stream `externalCode-<code>`: which dossier bears a code of the portal. One code is one dossier. */
export const externalCodeEvents = defineEvents('externalCode', {
  ExternalCodeTaken: event('A dossier bears the code; a later one only where the first never came to be.', { dossierId: DossierId }),
});
export type ExternalCodeEvent = EventOf<typeof externalCodeEvents>;
