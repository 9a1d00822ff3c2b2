import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { published } from '#events/store/personal.ts';
import { Key, PartyId, PublicText } from '#events/terms.ts';

/** By what personal data is searched. */
export const PersonalSearch = z
  .strictObject({
    among: z.enum(['dossier', 'official']).describe('Whose data was searched.'),
    by: z
      .enum(['identity-number', 'name', 'submitter-identity-number', 'submitter-name'])
      .describe('Kind of the value, of a dossier the owner’s or the submitter’s; the value itself is on no record.'),
    found: z
      .int()
      .min(0)
      .describe('How many bear the value, in the whole city, whatever the reader may see of them; 5 001: more than 5 000.'),
  })
  .meta({ id: 'PersonalSearch', description: 'A search by a personal value, also one that found nothing.' });
export type PersonalSearch = z.infer<typeof PersonalSearch>;

/**
 * Stream `access-<stream>`: who (the envelope's actor) read its personal data, and what for (Law 91/2025/QH15). Stream
 * `access-search-<id>`: who searched by a personal value.
 */
export const accessEvents = defineEvents('access', {
  PersonalDataRead: z
    .strictObject({
      subject: published(z.string()).describe('Stream whose personal data was read.'),
      unit: PartyId.optional(),
      fields: z.array(published(z.string())).min(1),
      purpose: PublicText,
    })
    .describe('Personal data was read.'),
  PersonalDataSearched: z
    .strictObject({ searchId: Key, ...PersonalSearch.shape, purpose: PublicText })
    .describe('Personal data was searched by a value.'),
});
export type AccessEvent = EventOf<typeof accessEvents>;
