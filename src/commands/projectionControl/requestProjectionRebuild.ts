import { Rejection } from '#domain/rejections.ts';
import { projectionEvents } from '#events/projectionControl/events.ts';
import { followers, followersLookup, projectionCommand, requireFollower } from './projection.ts';

export const requestProjectionRebuild = projectionCommand({
  name: 'RequestProjectionRebuild',
  summary: 'Has a projection’s rows built anew from the first event on; each request is a rebuild of its own.',
  input: projectionEvents.schemas.ProjectionRebuildRequested,
  lookups: followersLookup,
  prepare: followers,
  decide: (_state, requested, _context, known) => {
    requireFollower(known, requested.projection);
    if (known.processes.includes(requested.projection))
      throw new Rejection('process-not-rebuilt', `"${requested.projection}" is a process: what it did cannot be done anew.`);
    return [{ type: 'ProjectionRebuildRequested', data: requested }];
  },
});
