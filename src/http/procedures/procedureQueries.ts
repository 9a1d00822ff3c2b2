import { z } from 'zod';
import { ProcedureCode } from '#events/terms.ts';
import { Flag, On } from '#http/server/parameters.ts';
import { defineList, defineQuery } from '#http/server/query.ts';
import { findProcedure, listProcedures as listInModel, Procedure, ProcedureSummary } from '#projections/procedureCatalogue/queries.ts';

const listProcedures = defineList({
  name: 'ListProcedures',
  summary: 'The catalogue of administrative procedures with the version in force on a day.',
  path: '/procedures',
  query: z.object({
    on: On,
    field: z.string().max(200).optional(),
    text: z.string().min(1).max(100).optional().describe('Part of a name in Vietnamese or English, or of a code; former codes in full.'),
    receivable: Flag.optional(),
  }),
  answer: ProcedureSummary,
  key: z.tuple([ProcedureCode]),
  keyOf: ({ code }) => [code],
  projections: ['procedure-catalogue'],
  run: async ({ db, day }, { field, text, receivable, limit, cursor }) =>
    listInModel(db, { day, field, text, receivable }, { limit, after: cursor?.[0] }),
});

const getProcedure = defineQuery({
  name: 'GetProcedure',
  summary: 'One procedure with every version.',
  path: '/procedures/:code',
  params: z.object({ code: ProcedureCode }),
  query: z.object({ on: On }),
  answer: Procedure,
  projections: ['procedure-catalogue'],
  run: async ({ db, day }, { code }) => findProcedure(db, code, day),
});

export const procedureQueries = [listProcedures, getProcedure];
