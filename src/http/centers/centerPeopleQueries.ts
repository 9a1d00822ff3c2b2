import { z } from 'zod';
import { Position, UnitCode } from '#events/terms.ts';
import { AsOf, Flag, On } from '#http/server/parameters.ts';
import { covers } from '#http/server/principal.ts';
import { defineList, having, sortedBy } from '#http/server/query.ts';
import { coverageAsOf, positionsAsOf } from '#projections/centerPeople/queries.ts';
import { PositionStanding, ProcedureCoverage } from '#projections/centerPeople/view.ts';
import { listProcedures } from '#projections/procedureCatalogue/queries.ts';

const asked = { on: On.describe('Day asked about (Asia/Ho_Chi_Minh); that of `asOf` when absent.'), asOf: AsOf };

const order = ({ position }: { position: string }): number => (Position.options as string[]).indexOf(position);

const listPositions = defineList({
  name: 'ListPositions',
  summary: 'Positions needed against assigned at every Center, on any day; positions that are neither needed nor held are left out.',
  path: '/positions',
  tag: 'centers',
  query: z.object({
    unit: UnitCode.optional(),
    position: Position.optional(),
    missing: Flag.optional().describe('true: only where somebody is missing.'),
    ...asked,
  }),
  answer: PositionStanding,
  key: z.tuple([UnitCode, z.int()]),
  keyOf: (standing) => [standing.unit, order(standing)],
  whole: 'ascending',
  projections: ['center-people'],
  run: async ({ db, settings, unitsAsked, day, standpoint }, { position, missing }) => {
    const codes = settings.units.map(({ code }) => code).filter((code) => covers(unitsAsked, code));
    const standings = await positionsAsOf(db, codes.toSorted(), day, standpoint.asOf);
    return standings.filter(having({ position })).filter((standing) => missing === undefined || standing.missing > 0 === missing);
  },
});

const listCoverage = defineList({
  name: 'ListCoverage',
  summary:
    'For each procedure a Center offers on a day, who there is able to do each step, and the gap where nobody is. What is published for the day is asked of the catalogue as it stands now; people and offer as of `asOf`.',
  path: '/centers/:unit/coverage',
  params: z.object({ unit: UnitCode }),
  query: z.object({ covered: Flag.optional().describe('false: only procedures with a gap.'), ...asked }),
  ...sortedBy(ProcedureCoverage, 'code'),
  projections: ['center-people', 'procedure-catalogue'],
  run: async ({ db, day, standpoint }, { unit, covered }) => {
    const published = await listProcedures(db, { day, receivable: true }, { limit: Number.MAX_SAFE_INTEGER });
    const offered = published.map(({ code, name, field, inForce }) => ({ code, name, field, steps: inForce?.steps ?? [] }));
    return (await coverageAsOf(db, unit, offered, day, standpoint.asOf)).filter(having({ covered }));
  },
});

export const centerPeopleQueries = [listPositions, listCoverage];
