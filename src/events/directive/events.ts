import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { Fulfilment, Instant, Key, LegalAct, PartyId, PublicText } from '#events/terms.ts';

export const DirectiveTask = z
  .strictObject({
    taskId: Key,
    title: PublicText,
    text: PublicText,
    assignees: z.array(PartyId).min(1).max(500),
    deadline: Instant,
    fulfilment: Fulfilment,
    escalateTo: PartyId.describe('Told when the assignee is late.'),
  })
  .meta({ id: 'DirectiveTask' });
export type DirectiveTask = z.infer<typeof DirectiveTask>;

const event = eventsOf({ directiveId: Key });

/** Stream `directive-<id>`: an order from above and its tasks; how each assignee fares is in the streams of duties. */
export const directiveEvents = defineEvents('directive', {
  DirectiveIssued: event('A directive (chỉ thị) was issued.', {
    title: PublicText,
    act: LegalAct,
    tasks: z.array(DirectiveTask).min(1).max(100),
  }),
  TaskDeadlineMoved: event('A task got another deadline; the one before stays on record.', {
    taskId: Key,
    deadline: Instant,
    ground: PublicText,
  }),
});
export type DirectiveEvent = EventOf<typeof directiveEvents>;
