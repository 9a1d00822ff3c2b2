import { z } from 'zod';
import { Role } from '#events/store/event.ts';
import { Instant, PartyId } from '#events/terms.ts';
import { defineList } from '#http/server/query.ts';
import { listAudit } from '#projections/auditTrail/queries.ts';

const Entry = z
  .object({
    position: z.int().describe('Place in the one order of the log.'),
    eventId: z.string(),
    type: z.string().describe('What happened.'),
    schemaVersion: z.int(),
    stream: z.string(),
    revision: z.int().describe('Place in its stream, from 0.'),
    unit: PartyId.nullable().describe('Unit, or department of the city, the event is about.'),
    actorId: z.string().describe('Who did it: a pseudonymous identifier.'),
    actorRole: z.string(),
    actorUnit: z.string().nullable().describe('Unit for which the actor acted.'),
    actorOfficial: z.string().nullable(),
    onBehalfOf: z.string().nullable(),
    simulated: z.boolean().describe('Made by the simulator.'),
    command: z.string().nullable().describe('Command that recorded it.'),
    occurredAt: Instant.describe('When it happened.'),
    recordedAt: Instant.describe('When the log took it.'),
    lateEntryReason: z.string().nullable().describe('Why it was entered after it happened, where that was stated.'),
    correlationId: z.string(),
    causationId: z.string(),
  })
  .meta({ id: 'AuditEntry', description: 'One event of the log, without its body.' });

const listAuditTrail = defineList({
  name: 'ListAuditTrail',
  summary: 'Every event: who, what, when, for which unit; the latest first. `format=csv` exports all that fit.',
  path: '/audit',
  tag: 'audit',
  query: z.object({
    stream: z.string().max(200).optional(),
    category: z.string().max(50).optional().describe('For example `dossier`.'),
    unit: PartyId.optional(),
    actor: z.string().max(128).optional(),
    role: Role.optional(),
    type: z.string().max(100).optional(),
    command: z.string().max(100).optional(),
    correlation: z.string().max(128).optional(),
    occurredFrom: Instant.optional(),
    occurredBefore: Instant.optional(),
    recordedFrom: Instant.optional(),
    recordedBefore: Instant.optional(),
  }),
  answer: Entry,
  key: z.tuple([z.int()]),
  keyOf: ({ position }) => [position],
  projections: ['audit-trail'],
  unit: ({ unit }) => unit,
  run: async ({ db, units }, { limit, cursor, ...filters }) => listAudit(db, { ...filters, units }, { limit, after: cursor?.[0] }),
});

export const auditQueries = [listAuditTrail];
