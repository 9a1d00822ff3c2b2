import { projectionEvents } from '#events/projectionControl/events.ts';
import { followers, followersLookup, projectionCommand, requireFollower } from './projection.ts';

export const skipProjectionEvent = projectionCommand({
  name: 'SkipProjectionEvent',
  summary: 'Lets a projection pass over one event that it cannot read.',
  input: projectionEvents.schemas.ProjectionEventSkipped,
  lookups: followersLookup,
  prepare: followers,
  decide: ({ skipped }, skip, _context, known) => {
    requireFollower(known, skip.projection);
    return skipped.has(skip.eventId) ? [] : [{ type: 'ProjectionEventSkipped', data: skip }];
  },
});
