import { z } from 'zod';
import { Instant, UnitCode } from '#events/terms.ts';
import { defineList } from '#http/server/query.ts';
import { listReads } from '#projections/personalDataReads/queries.ts';

const Read = z
  .object({
    position: z.int(),
    readAt: Instant,
    subject: z.string().describe('Stream whose personal data was read.'),
    unit: UnitCode.nullable(),
    fields: z.array(z.string()).describe('Names of the fields, never their values.'),
    purpose: z.string(),
    readerId: z.string(),
    readerRole: z.string(),
    readerUnit: z.string().nullable(),
    onBehalfOf: z.string().nullable(),
    correlationId: z.string(),
  })
  .meta({ id: 'PersonalDataRead' });

const listPersonalDataReads = defineList({
  name: 'ListPersonalDataReads',
  summary: 'Who read whose personal data, when and what for; the latest first.',
  path: '/personal-data-reads',
  tag: 'audit',
  query: z.object({
    subject: z.string().max(200).optional(),
    unit: UnitCode.optional(),
    reader: z.string().max(128).optional(),
    field: z.string().max(100).optional().describe('For example `owner.name`.'),
    from: Instant.optional(),
    before: Instant.optional(),
  }),
  answer: Read,
  key: z.tuple([z.int()]),
  keyOf: ({ position }) => [position],
  projections: ['personal-data-reads'],
  unit: ({ unit }) => unit,
  run: async ({ db, units }, { limit, cursor, ...filters }) => listReads(db, { ...filters, units }, { limit, after: cursor?.[0] }),
});

export const personalDataReadQueries = [listPersonalDataReads];
