import { z } from 'zod';
import { Norm } from '#events/norm/events.ts';
import { Key, LocalDate } from '#events/terms.ts';
import { AsOf } from '#http/server/asOf.ts';
import { defineList, defineQuery } from '#http/server/query.ts';
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

const projections = ['equipment'];

const listNorms = defineList({
  name: 'ListNorms',
  summary: 'Every set of norms with its versions, legal grounds and how certain each norm is.',
  path: '/norms',
  tag: 'norms',
  query: z.object({ asOf: AsOf }),
  answer: Norms,
  key: z.tuple([Key]),
  keyOf: ({ normsId }) => [normsId],
  whole: 'ascending',
  projections,
  run: async ({ db, day, standpoint: { asOf } }) => {
    const found = await Promise.all((await normsIds(db, asOf)).map((id) => normsAt(db, id, day, asOf)));
    return found.filter((norms) => norms !== undefined);
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
  projections,
  run: async ({ db, day, standpoint }, { normsId }) => normsAt(db, normsId, day, standpoint.asOf),
});

export const normQueries = [listNorms, getNorms];
