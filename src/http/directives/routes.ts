import { z } from 'zod';
import { DirectiveTask } from '#events/directive/events.ts';
import { Fulfilment, Instant, Key, LegalAct, PartyId, UnitCode } from '#events/terms.ts';
import { AsOf } from '#http/server/asOf.ts';
import { maybeInstant } from '#http/server/fields.ts';
import { covers } from '#http/server/principal.ts';
import { defineList, defineQuery } from '#http/server/query.ts';
import { type DirectiveRow, type DutyRow, directivesIn, dutiesIn, findDuty } from '#projections/duties/queries.ts';

const tag = 'directives';
const projections = ['duties'];

const Directive = z
  .object({
    directiveId: Key,
    title: z.string(),
    act: LegalAct,
    issuedAt: Instant,
    tasks: z.array(DirectiveTask).describe('With the deadlines that held at the moment asked about.'),
    movedDeadlines: z.array(z.object({ taskId: Key, from: Instant, to: Instant, ground: z.string(), at: Instant })),
    revision: z.int().describe('Revision of the stream, for `If-Match`.'),
  })
  .meta({ id: 'Directive', description: 'A directive (chỉ thị): an order from above and its tasks.' });
const DirectiveSummary = Directive.omit({ tasks: true, movedDeadlines: true })
  .extend({ tasks: z.int().describe('How many tasks.') })
  .meta({ id: 'DirectiveSummary' });

const DutyState = z.enum(['open', 'overdue', 'fulfilled', 'reopened']).meta({
  id: 'DutyState',
  description: 'As recorded. overdue: the deadline passed before it was fulfilled; reopened: it was fulfilled and is not any more.',
});
const Duty = z
  .object({
    dutyId: Key,
    directiveId: Key,
    taskId: Key,
    party: PartyId,
    unit: UnitCode.nullable().describe('There when the party is a commune-level unit.'),
    title: z.string(),
    state: DutyState,
    deadline: Instant,
    fulfilment: Fulfilment,
    escalateTo: PartyId,
    assignedAt: Instant,
    fulfilledAt: maybeInstant('When the event happened that completed it.'),
    fulfilledBy: z.enum(['rule', 'evidence']).nullable(),
    lines: z.array(z.string()).describe('What fulfils it, line by line.'),
    because: z
      .object({ stream: z.string(), eventId: z.string(), type: z.string() })
      .nullable()
      .describe('Event that completed it, or undid it last.'),
    overdueSince: maybeInstant('The deadline that passed before it was fulfilled; stays when it is fulfilled late.'),
    reopenedAt: maybeInstant('When it was undone last.'),
    reopened: z.int().describe('How often it was undone.'),
    missing: z.array(z.object({ code: z.string(), text: z.string() })).describe('What was missing when it fell overdue or was undone.'),
    evidence: z.array(
      z.object({
        evidenceId: Key,
        text: z.string(),
        references: z.array(z.string()),
        state: z.enum(['handed-in', 'accepted', 'returned']),
        handedInAt: Instant,
        handedInBy: z.string(),
        decidedAt: maybeInstant('When it was accepted or returned.'),
        words: z.string().nullable().describe('Note of who accepted it, or reason of who returned it.'),
      }),
    ),
    urged: z.int().describe('How often somebody urged by hand.'),
    urgedAt: maybeInstant('When somebody last did.'),
    revision: z.int().describe('Revision of the stream, for `If-Match`.'),
  })
  .meta({ id: 'Duty', description: 'One task of a directive at one assignee (nhiệm vụ).' });

const directiveOf = (row: DirectiveRow): z.infer<typeof Directive> => ({
  directiveId: row.directive_id,
  title: row.title,
  act: row.act,
  issuedAt: row.issued_at,
  tasks: row.tasks,
  movedDeadlines: row.moved_deadlines,
  revision: row.revision,
});
const dutyOf = (row: DutyRow): z.infer<typeof Duty> => ({
  dutyId: row.duty_id,
  directiveId: row.directive_id,
  taskId: row.task_id,
  party: row.party,
  unit: row.unit,
  title: row.title,
  state: row.state,
  deadline: row.deadline,
  fulfilment: row.fulfilment,
  escalateTo: row.escalate_to,
  assignedAt: row.assigned_at,
  fulfilledAt: row.fulfilled_at,
  fulfilledBy: row.fulfilled_by,
  lines: row.lines,
  because: row.because,
  overdueSince: row.overdue_since,
  reopenedAt: row.reopened_at,
  reopened: row.reopened,
  missing: row.missing,
  evidence: row.evidence,
  urged: row.urged,
  urgedAt: row.urged_at,
  revision: row.revision,
});

const listDirectives = defineList({
  name: 'ListDirectives',
  summary: 'The directives, by id.',
  path: '/directives',
  tag,
  query: z.object({ asOf: AsOf }),
  answer: DirectiveSummary,
  key: z.tuple([Key]),
  keyOf: ({ directiveId }) => [directiveId],
  whole: 'ascending',
  projections,
  run: async ({ db }, { asOf }) =>
    (await directivesIn(db, asOf)).map((row) => {
      const { movedDeadlines: _, ...directive } = directiveOf(row);
      return { ...directive, tasks: row.tasks.length };
    }),
});

const getDirective = defineQuery({
  name: 'GetDirective',
  summary: 'One directive with its tasks, their assignees and deadlines.',
  path: '/directives/:directiveId',
  tag,
  params: z.object({ directiveId: Key }),
  query: z.object({ asOf: AsOf }),
  answer: Directive,
  projections,
  run: async ({ db }, { directiveId, asOf }) => {
    const row = (await directivesIn(db, asOf)).find((one) => one.directive_id === directiveId);
    return row && directiveOf(row);
  },
});

const listDuties = defineList({
  name: 'ListDuties',
  summary: 'Duties with what became of them. Heads see those of their unit, departments their own.',
  path: '/duties',
  tag: 'duties',
  query: z.object({
    directiveId: Key.optional(),
    task: Key.optional(),
    party: PartyId.optional(),
    state: DutyState.optional(),
    asOf: AsOf,
  }),
  answer: Duty,
  key: z.tuple([Key]),
  keyOf: ({ dutyId }) => [dutyId],
  projections,
  unit: ({ party }) => party,
  run: async ({ db, units }, { directiveId, task, party, state, asOf, limit, cursor }) => {
    const filters = { directiveId, taskId: task, party, state, parties: units };
    return (await dutiesIn(db, filters, asOf, { limit, after: cursor?.[0] })).map(dutyOf);
  },
});

const getDuty = defineQuery({
  name: 'GetDuty',
  summary: 'One duty: deadline, what fulfils it or is missing, evidence, urging.',
  path: '/duties/:dutyId',
  tag: 'duties',
  params: z.object({ dutyId: Key }),
  query: z.object({ asOf: AsOf }),
  answer: Duty,
  projections,
  run: async ({ db, units }, { dutyId, asOf }) => {
    const row = await findDuty(db, dutyId, asOf);
    // whose duty it is shows only here, and a reader of others is told that there is none
    return row && covers(units, row.party) ? dutyOf(row) : undefined;
  },
});

export const directiveQueries = [listDirectives, getDirective, listDuties, getDuty];
