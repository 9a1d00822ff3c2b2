import { z } from 'zod';
import { localDay } from '#domain/time/localDay.ts';
import { Norm } from '#events/norm/events.ts';
import { Key, LocalDate } from '#events/terms.ts';
import { AsOf, standpointOf, standpointProjections } from '#http/server/asOf.ts';
import { pageOf } from '#http/server/page.ts';
import { defineQuery, type ListPage } from '#http/server/query.ts';
import { normsAt, normsIds } from '#projections/equipment/queries.ts';

const NormsVersion = z
  .object({
    version: z.int(),
    effectiveFrom: LocalDate,
    title: z.string(),
    norms: z.array(Norm),
    ground: z.string().describe('Why this version was published.'),
    position: z.int().describe('Where in the log it was published.'),
  })
  .meta({ id: 'NormsVersion' });

const Norms = z
  .object({
    normsId: Key,
    title: z.string(),
    inForce: NormsVersion.nullable().describe('Version in force on the day; null before the first one.'),
    versions: z.array(NormsVersion),
  })
  .meta({ id: 'Norms', description: 'A set of norms for premises and equipment.' });

const projections = ['equipment', ...standpointProjections];

const listNorms = defineQuery({
  name: 'ListNorms',
  summary: 'Every set of norms with its versions, legal grounds and how certain each norm is.',
  path: '/norms',
  tag: 'norms',
  query: z.object({ asOf: AsOf }),
  answer: Norms,
  list: true,
  key: z.tuple([Key]),
  projections,
  run: async (tools, { asOf: wanted, limit, cursor }): Promise<ListPage<z.infer<typeof Norms>>> => {
    const standpoint = await standpointOf(tools, wanted);
    if (standpoint === undefined) return { items: [] };
    const { asOf, moment } = standpoint;
    const ids = (await normsIds(tools.db, asOf)).filter((id) => cursor === undefined || id > cursor[0]);
    const found = await Promise.all(ids.map((id) => normsAt(tools.db, id, localDay(moment), asOf)));
    return pageOf(
      found.filter((norms) => norms !== undefined),
      limit,
      ({ normsId }) => [normsId],
    );
  },
});

const getNorms = defineQuery({
  name: 'GetNorms',
  summary: 'One set of norms: the version in force, and all versions.',
  path: '/norms/:normsId',
  tag: 'norms',
  params: z.object({ normsId: Key }),
  query: z.object({ asOf: AsOf }),
  answer: Norms,
  list: false,
  projections,
  run: async (tools, { normsId, asOf }): Promise<z.infer<typeof Norms> | undefined> => {
    const standpoint = await standpointOf(tools, asOf);
    return standpoint && normsAt(tools.db, normsId, localDay(standpoint.moment), standpoint.asOf);
  },
});

export const normQueries = [listNorms, getNorms];
