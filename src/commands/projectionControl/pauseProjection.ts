import { projectionEvents } from '#events/projectionControl/events.ts';
import { followers, followersLookup, projectionCommand, requireFollower } from './projection.ts';

export const pauseProjection = projectionCommand({
  name: 'PauseProjection',
  summary: 'Stops a projection until it is resumed.',
  input: projectionEvents.schemas.ProjectionPaused,
  lookups: followersLookup,
  prepare: followers,
  decide: ({ pausedByOperator }, paused, _context, known) => {
    requireFollower(known, paused.projection);
    return pausedByOperator ? [] : [{ type: 'ProjectionPaused', data: paused }];
  },
});
