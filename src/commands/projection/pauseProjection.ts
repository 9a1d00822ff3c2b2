import { projectionEvents } from '#events/projection/events.ts';
import { projectionCommand } from './projection.ts';

export const pauseProjection = projectionCommand({
  name: 'PauseProjection',
  summary: 'Stops a projection until it is resumed.',
  input: projectionEvents.schemas.ProjectionPaused,
  idField: 'projection',
  unit: () => undefined,
  decide: ({ pausedByOperator }, paused) => (pausedByOperator ? [] : [{ type: 'ProjectionPaused', data: paused }]),
});
