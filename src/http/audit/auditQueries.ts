import { z } from 'zod';
import { commands } from '#commands/all.ts';
import { Category, EventType, oneOf, StreamName } from '#domain/eventNames.ts';
import { Instant } from '#events/terms.ts';
import { defineList } from '#http/server/query.ts';
import { AuditEntry, AuditFilters, listAudit } from '#projections/auditTrail/queries.ts';
import { listReads, PersonalDataRead, ReadFilters } from '#projections/personalDataReads/queries.ts';

const CommandName = oneOf(
  'command',
  commands.map(({ name }) => name),
);

const listAuditTrail = defineList({
  name: 'ListAuditTrail',
  summary:
    'Every event: who, what, when, for which unit; the latest first. Who read whose personal data is shown to auditors alone. `format=csv` exports all that fit.',
  path: '/audit',
  query: AuditFilters.extend({
    category: Category.optional().describe('For example `dossier`.'),
    type: EventType.optional().describe('Type of event, also as `type` of a CloudEvent has it.'),
    stream: StreamName.optional().describe('For example `center-25747`.'),
    command: CommandName.optional().describe('Command that recorded it, for example `ReceiveDossier`.'),
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
  query: ReadFilters.extend({ subject: StreamName.optional().describe('Stream whose personal data was read.') }),
  answer: PersonalDataRead,
  key: z.tuple([z.int()]),
  keyOf: ({ position }) => [position],
  projections: ['personal-data-reads'],
  run: async ({ db, units }, { limit, cursor, ...filters }) => listReads(db, { ...filters, units }, { limit, after: cursor?.[0] }),
});

const LogGap = z
  .object({
    from: z.int().describe('First position that is no event.'),
    to: z.int().describe('Last one; often the same.'),
    firstSeenAt: Instant.describe('When the log saw that these positions were missing.'),
    provedAt: Instant.describe('When the log proved that they will never be events.'),
    behind: z.int().describe('Position behind the gap, which was there by then.'),
    holdersWhenSeen: z
      .array(z.string())
      .describe('Transactions that were appending when the gap was seen: only one of them could still have filled it.'),
    holdersWhenProved: z.array(z.string()).describe('Those that were appending when it was proved; none of the former is among them.'),
    rule: z.string().describe('The proof in words.'),
  })
  .meta({ id: 'LogGap', description: 'Positions of the log that were drawn by an append that did not commit.' });

const listLogGaps = defineList({
  name: 'ListLogGaps',
  summary:
    'Positions of the log that are no events, in order, each with the proof that nothing was ever recorded there: an append drew them and was broken off or rolled back. A log in KurrentDB numbers by bytes and lists none.',
  path: '/log-gaps',
  tag: 'audit',
  query: z.object({
    from: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().describe('Gaps that end at this position or later.'),
  }),
  answer: LogGap,
  key: z.tuple([z.int()]),
  keyOf: ({ to }) => [to],
  projections: [],
  run: async ({ gaps }, { limit, cursor, from = 1 }) =>
    (await gaps({ from: cursor === undefined ? from : cursor[0] + 1, limit })).map(({ evidence, ...gap }) => ({
      ...gap,
      ...evidence,
      holdersWhenSeen: [...evidence.holdersWhenSeen],
      holdersWhenProved: [...evidence.holdersWhenProved],
    })),
});

export const auditQueries = [listAuditTrail, listLogGaps];
export const personalDataReadQueries = [listPersonalDataReads];
