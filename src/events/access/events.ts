import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { published } from '#events/store/personal.ts';
import { Instant, Key, PartyId, PublicText } from '#events/terms.ts';

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

/** Which entries of the sealed log are exported: a range of a tree, and whose bodies. */
export const LogExport = z
  .strictObject({
    origin: published(z.string()).describe('Whose log: the origin of its checkpoints.'),
    size: z.int().min(0).describe('Entries of the log at the checkpoint of the export.'),
    begin: z.int().min(0).describe('First entry of the range.'),
    end: z.int().min(0).describe('The entry behind the range.'),
    from: z.int().min(0).optional().describe('Entry from which an export that was broken off went on.'),
    filter: z
      .strictObject({
        unit: PartyId.optional(),
        stream: published(z.string()).optional(),
        category: published(z.string()).optional(),
        type: published(z.string()).optional(),
        recordedFrom: Instant.optional(),
        recordedBefore: Instant.optional(),
        occurredFrom: Instant.optional(),
        occurredBefore: Instant.optional(),
      })
      .describe('Of which events of the range the bodies were taken; all where nothing is named.'),
  })
  .meta({ id: 'LogExport', description: 'Entries of the sealed log that were exported.' });
export type LogExport = z.infer<typeof LogExport>;

/**
 * Stream `access-<stream>`: who (the envelope's actor) read its personal data, and what for (Law 91/2025/QH15). Stream
 * `access-search-<id>`: who searched by a personal value; `access-export-<id>`: who took events of the log.
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
  LogExported: z
    .strictObject({ exportId: Key, ...LogExport.shape })
    .describe('An auditor took events of the log with their bodies, personal values sealed.'),
});
export type AccessEvent = EventOf<typeof accessEvents>;
