import { projectionEvents } from '#events/projection/events.ts';
import { projectionCommand } from './projection.ts';

export const skipProjectionEvent = projectionCommand({
  name: 'SkipProjectionEvent',
  summary: 'Lets a projection pass over one event that it cannot read.',
  input: projectionEvents.schemas.ProjectionEventSkipped,
  idField: 'projection',
  unit: () => undefined,
  decide: ({ skipped }, skip) => (skipped.has(skip.eventId) ? [] : [{ type: 'ProjectionEventSkipped', data: skip }]),
});
