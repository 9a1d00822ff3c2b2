import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { Key, PublicText } from '#events/terms.ts';

const event = eventsOf({ projection: Key });

/** Stream `projection-<name>`: what operators did to a projection. */
export const projectionEvents = defineEvents('projection', {
  ProjectionPaused: event('An operator stopped the projection.', { reason: PublicText }),
  ProjectionResumed: event('An operator let it go on.', {}),
  ProjectionRebuildRequested: event('An operator asked for its rows to be built anew.', { reason: PublicText }),
  ProjectionEventSkipped: event('An operator decided that the projection passes over one event.', {
    position: z.int(),
    eventId: Key,
    reason: PublicText,
  }),
});
export type ProjectionEvent = EventOf<typeof projectionEvents>;
