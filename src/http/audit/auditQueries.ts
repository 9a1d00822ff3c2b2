import { z } from 'zod';
import { Category, EventType } from '#domain/eventNames.ts';
import { defineList } from '#http/server/query.ts';
import { AuditEntry, AuditFilters, listAudit } from '#projections/auditTrail/queries.ts';
import { listReads, PersonalDataRead, ReadFilters } from '#projections/personalDataReads/queries.ts';

const listAuditTrail = defineList({
  name: 'ListAuditTrail',
  summary:
    'Every event: who, what, when, for which unit; the latest first. Who read whose personal data is shown to auditors alone. `format=csv` exports all that fit.',
  path: '/audit',
  query: AuditFilters.extend({
    category: Category.optional().describe('For example `dossier`.'),
    type: EventType.optional().describe('Type of event, also as `type` of a CloudEvent has it.'),
  }),
  answer: AuditEntry,
  key: z.tuple([z.int()]),
  keyOf: ({ position }) => [position],
  projections: ['audit-trail'],
  run: async ({ db, units, granted }, { limit, cursor, ...filters }) =>
    listAudit(db, { ...filters, units, readings: granted('ReadAccessEvents') }, { limit, after: cursor?.[0] }),
});

const listPersonalDataReads = defineList({
  name: 'ListPersonalDataReads',
  summary: 'Who read whose personal data, or searched by it, when and what for; the latest first.',
  path: '/personal-data-reads',
  tag: 'audit',
  query: ReadFilters,
  answer: PersonalDataRead,
  key: z.tuple([z.int()]),
  keyOf: ({ position }) => [position],
  projections: ['personal-data-reads'],
  run: async ({ db, units }, { limit, cursor, ...filters }) => listReads(db, { ...filters, units }, { limit, after: cursor?.[0] }),
});

export const auditQueries = [listAuditTrail];
export const personalDataReadQueries = [listPersonalDataReads];
