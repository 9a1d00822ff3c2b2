import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { Instant, Key, LegalAct, LocalDate, PartyId, Text } from '#events/terms.ts';

/** Rules over events by which the system itself sees that a duty is fulfilled; each is judged for the party it is asked of. */
export const FulfilmentRule = z
  .enum([
    'decision-in-effect',
    'points-fixed',
    'staff-complete',
    'headquarters-and-equipment-complete',
    'working-regulations-issued',
    'pilot-concluded',
    'procedures-reviewed',
    'model-regulations-published',
  ])
  .meta({ id: 'FulfilmentRule' });
export type FulfilmentRule = z.infer<typeof FulfilmentRule>;

export const Fulfilment = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('rule'),
      rule: FulfilmentRule,
      on: LocalDate.optional().describe(
        'Day the rule looks at, for example the day from which a decision has to be in effect; the day of judging if absent.',
      ),
    }),
    z.strictObject({ kind: z.literal('evidence'), what: Text.describe('What has to be handed in.') }),
  ])
  .meta({ id: 'Fulfilment', description: 'What counts as fulfilment: a rule over events, or evidence that is accepted.' });
export type Fulfilment = z.infer<typeof Fulfilment>;

export const DirectiveTask = z
  .strictObject({
    taskId: Key,
    title: Text,
    text: Text,
    assignees: z.array(PartyId).min(1).max(500),
    deadline: Instant,
    fulfilment: Fulfilment,
    escalateTo: PartyId.describe('Told when the assignee is late.'),
  })
  .meta({ id: 'DirectiveTask' });
export type DirectiveTask = z.infer<typeof DirectiveTask>;

/** Stream `directive-<id>`: an order from above and its tasks. What becomes of each task at each assignee is in the streams of duties. */
export const directiveEvents = defineEvents('directive', {
  DirectiveIssued: z
    .strictObject({ directiveId: Key, title: Text, act: LegalAct, tasks: z.array(DirectiveTask).min(1).max(100) })
    .describe('A directive (chỉ thị) was issued.'),
  TaskDeadlineMoved: z
    .strictObject({ directiveId: Key, taskId: Key, deadline: Instant, ground: Text })
    .describe('A task got another deadline; the one before stays on record.'),
});
export type DirectiveEvent = EventOf<typeof directiveEvents>;
