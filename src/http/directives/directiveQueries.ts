import { z } from 'zod';
import { Key, PartyId } from '#events/terms.ts';
import { AsOf } from '#http/server/parameters.ts';
import { covers } from '#http/server/principal.ts';
import { defineList, defineQuery, sortedBy } from '#http/server/query.ts';
import { DirectiveKey } from '#http/server/references.ts';
import { requireTask } from '#http/server/tasks.ts';
import { directivesIn, dutiesIn, findDuty } from '#projections/duties/queries.ts';
import { Directive, Duty } from '#projections/duties/view.ts';

const projections = ['duties'];

const DirectiveSummary = Directive.omit({ tasks: true, movedDeadlines: true })
  .extend({ tasks: z.int().describe('How many tasks.') })
  .meta({ id: 'DirectiveSummary' });

const listDirectives = defineList({
  name: 'ListDirectives',
  summary: 'The directives, by id.',
  path: '/directives',
  query: z.object({ asOf: AsOf }),
  ...sortedBy(DirectiveSummary, 'directiveId'),
  projections,
  run: async ({ db }, { asOf }) =>
    (await directivesIn(db, asOf)).map(({ directiveId, title, act, issuedAt, revision, tasks }) => {
      return { directiveId, title, act, issuedAt, revision, tasks: tasks.length };
    }),
});

const getDirective = defineQuery({
  name: 'GetDirective',
  summary: 'One directive with its tasks, their assignees and deadlines.',
  path: '/directives/:directiveId',
  params: z.object({ directiveId: Key }),
  query: z.object({ asOf: AsOf }),
  answer: Directive,
  projections,
  run: async ({ db }, { directiveId, asOf }) => (await directivesIn(db, asOf)).find((one) => one.directiveId === directiveId),
});

const listDuties = defineList({
  name: 'ListDuties',
  summary: 'Duties with what became of them. Heads see those of their unit, departments their own.',
  path: '/duties',
  query: z.object({
    directiveId: DirectiveKey.optional(),
    task: Key.optional(),
    party: PartyId.optional(),
    state: Duty.shape.state.optional(),
    asOf: AsOf,
  }),
  answer: Duty,
  key: z.tuple([Key]),
  keyOf: ({ dutyId }) => [dutyId],
  projections,
  unit: ({ party }) => party,
  run: async ({ db, units, standpoint }, { directiveId, task, party, state, asOf, limit, cursor }) => {
    if (task !== undefined) {
      const directives = await directivesIn(db, standpoint.asOf);
      const tasks = directives.filter((one) => directiveId === undefined || one.directiveId === directiveId).flatMap((one) => one.tasks);
      requireTask({ tasks }, task);
    }
    return dutiesIn(db, { directiveId, taskId: task, party, state, parties: units }, asOf, { limit, after: cursor?.[0] });
  },
});

const getDuty = defineQuery({
  name: 'GetDuty',
  summary: 'One duty: deadline, what fulfils it or is missing, evidence, urging.',
  path: '/duties/:dutyId',
  params: z.object({ dutyId: Key }),
  query: z.object({ asOf: AsOf }),
  answer: Duty,
  projections,
  run: async ({ db, units }, { dutyId, asOf }) => {
    const duty = await findDuty(db, dutyId, asOf);
    // whose duty it is shows only here, and a reader of others is told that there is none
    return duty && covers(units, duty.party) ? duty : undefined;
  },
});

export const directiveQueries = [listDirectives, getDirective, listDuties, getDuty];
