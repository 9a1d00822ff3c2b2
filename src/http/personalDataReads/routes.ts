import { z } from 'zod';
import { Instant, UnitCode } from '#events/terms.ts';
import { pageOf } from '#http/server/page.ts';
import { defineQuery, type ListPage } from '#http/server/query.ts';
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

const listPersonalDataReads = defineQuery({
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
  list: true,
  key: z.tuple([z.int()]),
  projections: ['personal-data-reads'],
  unit: ({ unit }) => unit,
  run: async (tools, { limit, cursor, ...filters }): Promise<ListPage<z.infer<typeof Read>>> => {
    const found = await listReads(tools.db, { ...filters, units: tools.units }, { limit: limit + 1, after: cursor?.[0] });
    return pageOf(found, limit, ({ position }) => [position]);
  },
});

export const personalDataReadQueries = [listPersonalDataReads];
