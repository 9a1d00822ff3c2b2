import { z } from 'zod';
import { ProcedureVersion } from '#events/procedure/events.ts';
import { ProcedureCode } from '#events/terms.ts';
import { Flag, maybeDay, On } from '#http/server/fields.ts';
import { defineList, defineQuery } from '#http/server/query.ts';
import { findProcedure, listProcedures as listInModel } from '#projections/procedureCatalogue/queries.ts';

const Summary = z
  .object({
    code: ProcedureCode,
    name: z.string(),
    nameEn: z.string(),
    field: z.string().describe('Sector (lĩnh vực).'),
    formerCodes: z.array(z.string()),
    retiredOn: maybeDay('No new dossiers from this day on.'),
    successors: z.array(ProcedureCode),
    receivable: z.boolean().describe('Whether dossiers may be received on the day: a version with a published limit is in force.'),
    inForce: ProcedureVersion.nullable().describe('Version for dossiers received on the day.'),
    revision: z.int(),
  })
  .meta({ id: 'ProcedureSummary' });
const Procedure = Summary.extend({
  provenance: z.string().describe('Where name and code come from.'),
  versions: z.array(ProcedureVersion),
  retirementGround: z.string().nullable(),
}).meta({ id: 'Procedure' });

const listProcedures = defineList({
  name: 'ListProcedures',
  summary: 'The catalogue of administrative procedures with the version in force on a day.',
  path: '/procedures',
  tag: 'procedures',
  query: z.object({
    on: On,
    field: z.string().max(200).optional(),
    text: z.string().min(1).max(100).optional().describe('Part of a name in Vietnamese or English, or of a code; former codes in full.'),
    receivable: Flag.optional(),
  }),
  answer: Summary,
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
  tag: 'procedures',
  params: z.object({ code: ProcedureCode }),
  query: z.object({ on: On }),
  answer: Procedure,
  projections: ['procedure-catalogue'],
  run: async ({ db, day }, { code }) => findProcedure(db, code, day),
});

export const procedureQueries = [listProcedures, getProcedure];
