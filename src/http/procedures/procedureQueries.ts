import { z } from 'zod';
import { choiceIn, unknownIn } from '#domain/text/choice.ts';
import { ProcedureCode } from '#events/terms.ts';
import { AsOf, Flag, On } from '#http/server/parameters.ts';
import { inputProblem } from '#http/server/problems.ts';
import { defineList, defineQuery, type QueryTools } from '#http/server/query.ts';
import {
  catalogueThen,
  findProcedure,
  listProcedures as listInModel,
  listSectors,
  Procedure,
  ProcedureSummary,
} from '#projections/procedureCatalogue/queries.ts';

/** A sector as the catalogue words it. Throws `input-invalid` for one it does not have. */
const sectorNamed = async (db: QueryTools['db'], text: string): Promise<string> => {
  const choice = choiceIn(await listSectors(db), text);
  if ('found' in choice) return choice.found;
  throw inputProblem([{ in: 'query', pointer: '/field', detail: unknownIn('sector', text, choice.near) }]);
};

const listProcedures = defineList({
  name: 'ListProcedures',
  summary: 'The catalogue of administrative procedures with the version in force on a day.',
  path: '/procedures',
  query: z.object({
    on: On,
    field: z.string().max(200).optional().describe('Sector (lĩnh vực), in any letter case, with marks or without.'),
    text: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('Words of a name in Vietnamese or English, with marks or without, or part of a code; a former code in full.'),
    receivable: Flag.optional(),
    order: z.enum(['code', 'name']).optional().describe('code when absent; with `text`, what fits it best comes first.'),
    asOf: AsOf,
  }),
  answer: ProcedureSummary,
  key: z.tuple([z.union([z.string(), z.int()]), ProcedureCode]),
  projections: ['procedure-catalogue'],
  run: async (tools, { field, text, order, limit, cursor, receivable, asOf }) => {
    const db = catalogueThen(tools.db, asOf);
    const sector = field === undefined ? undefined : await sectorNamed(db, field);
    const filters = { day: tools.day, field: sector, text, receivable };
    return listInModel(db, filters, { limit, after: cursor, order: order ?? (text === undefined ? 'code' : 'fit') });
  },
  keyOf: ({ place }) => place,
  present: async (_, found) => found.map(({ procedure }) => procedure),
});

const getProcedure = defineQuery({
  name: 'GetProcedure',
  summary: 'One procedure with every version.',
  path: '/procedures/:code',
  params: z.object({ code: ProcedureCode }),
  query: z.object({ on: On, asOf: AsOf }),
  answer: Procedure,
  projections: ['procedure-catalogue'],
  run: async ({ db, day }, { code, asOf }) => findProcedure(catalogueThen(db, asOf), code, day),
});

export const procedureQueries = [listProcedures, getProcedure];
