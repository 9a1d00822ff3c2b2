import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { Key, Text } from '#events/terms.ts';

const Name = Key;

/** Stream `projection-<name>`: what operators did to a projection. */
export const projectionEvents = defineEvents('projection', {
  ProjectionPaused: z.strictObject({ projection: Name, reason: Text }).describe('An operator stopped the projection.'),
  ProjectionResumed: z.strictObject({ projection: Name }).describe('An operator let it go on.'),
  ProjectionRebuildRequested: z
    .strictObject({ projection: Name, reason: Text })
    .describe('An operator asked for its rows to be built anew.'),
  ProjectionEventSkipped: z
    .strictObject({ projection: Name, position: z.int(), eventId: Key, reason: Text })
    .describe('An operator decided that the projection passes over one event.'),
});
export type ProjectionEvent = EventOf<typeof projectionEvents>;
