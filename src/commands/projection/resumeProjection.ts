import { projectionEvents } from '#events/projection/events.ts';
import { projectionCommand } from './projection.ts';

export const resumeProjection = projectionCommand({
  name: 'ResumeProjection',
  summary: 'Lets a projection go on, whoever or whatever stopped it.',
  input: projectionEvents.schemas.ProjectionResumed,
  idField: 'projection',
  unit: () => undefined,
  // always recorded: the projection may have paused itself, which its stream does not say
  decide: (_state, resumed) => [{ type: 'ProjectionResumed', data: resumed }],
});
