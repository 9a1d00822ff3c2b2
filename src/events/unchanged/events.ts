import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { published } from '#events/store/personal.ts';

const event = eventsOf({});

/** Stream `unchanged-<id>`, the id derived from actor and Idempotency-Key: the answer of one command, for its repeats. */
export const unchangedEvents = defineEvents('unchanged', {
  CommandChangedNothing: event('A command with an Idempotency-Key found everything as it wanted it; its repeat is answered alike.', {
    stream: published(z.string()).min(1).describe('The stream it looked at.'),
    revision: z.int().min(-1).describe('Where that stream stood; -1: it did not exist.'),
  }),
});
export type UnchangedEvent = EventOf<typeof unchangedEvents>;
