import { z } from 'zod';
import { receivingForAgencies } from '#domain/dossier/agencies.ts';
import { PartyId, UnitCode } from '#events/terms.ts';
import { Flag, On } from '#http/server/parameters.ts';
import { defineList, sortedBy } from '#http/server/query.ts';

const Agency = z
  .object({
    key: PartyId,
    name: z.string(),
    nameEn: z.string(),
    settlesDossiers: z.boolean().describe('It may be competent for a dossier, and be handed one.'),
    receivedAt: z
      .array(UnitCode)
      .nullable()
      .describe(
        'Units whose Centers take its dossiers in on the day, because an area team of the city Center sits there; null: every Center does, or it settles none.',
      ),
  })
  .meta({ id: 'Agency', description: 'A department or office of the city, above the communes.' });

const listAgencies = defineList({
  name: 'ListAgencies',
  summary:
    'Departments and offices of the city, which of them settle dossiers, and where those are received on a day. Public reference data.',
  path: '/agencies',
  query: z.object({ on: On, settlesDossiers: Flag.optional() }),
  ...sortedBy(Agency, 'key'),
  projections: [],
  run: async ({ settings, day }, { settlesDossiers: asked }) => {
    const places = receivingForAgencies(settings, day);
    return settings.parties
      .map(({ key, name, nameEn, settlesDossiers = false }) => {
        return { key, name, nameEn, settlesDossiers, receivedAt: settlesDossiers && places ? [...places] : null };
      })
      .filter(({ settlesDossiers }) => asked === undefined || asked === settlesDossiers)
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  },
});

export const agencyQueries = [listAgencies];
