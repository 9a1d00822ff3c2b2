import { projectionEvents } from '#events/projectionControl/events.ts';
import { followers, followersLookup, projectionCommand, requireFollower } from './projection.ts';

export const resumeProjection = projectionCommand({
  name: 'ResumeProjection',
  summary: 'Lets a projection go on, whoever or whatever stopped it.',
  input: projectionEvents.schemas.ProjectionResumed,
  lookups: followersLookup,
  prepare: followers,
  decide: (_state, resumed, _context, known) => {
    requireFollower(known, resumed.projection);
    // always recorded: the projection may have paused itself, which its stream does not say
    return [{ type: 'ProjectionResumed', data: resumed }];
  },
});
