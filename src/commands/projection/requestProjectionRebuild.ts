import { projectionEvents } from '#events/projection/events.ts';
import { projectionCommand } from './projection.ts';

export const requestProjectionRebuild = projectionCommand({
  name: 'RequestProjectionRebuild',
  summary: 'Has a projection’s rows built anew from the first event on; each request is a rebuild of its own.',
  input: projectionEvents.schemas.ProjectionRebuildRequested,
  idField: 'projection',
  unit: () => undefined,
  decide: (_state, requested) => [{ type: 'ProjectionRebuildRequested', data: requested }],
});
