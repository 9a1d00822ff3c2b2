import { commandOn, defineLookup, type Fold, type PreparationTools } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type ProjectionEvent, projectionEvents } from '#events/projectionControl/events.ts';
import type { Recorded } from '#events/store/event.ts';

/** What operators decided about a projection, which may also have paused itself at an event it could not read. */
type OperatedProjection = { pausedByOperator: boolean; skipped: ReadonlySet<string> };

const evolve = (state: OperatedProjection, event: Recorded<ProjectionEvent>): OperatedProjection => {
  switch (event.type) {
    case 'ProjectionPaused':
      return { ...state, pausedByOperator: true };
    case 'ProjectionResumed':
      return { ...state, pausedByOperator: false };
    case 'ProjectionRebuildRequested':
      return state;
    case 'ProjectionEventSkipped':
      return { ...state, skipped: new Set(state.skipped).add(event.data.eventId) };
  }
};

const operatedProjection: Fold<OperatedProjection, ProjectionEvent> = {
  category: projectionEvents.category,
  initial: { pausedByOperator: false, skipped: new Set() },
  evolve,
};
const projectionCommand = commandOn(operatedProjection, { idField: 'projection', unit: () => undefined });

/** Names of everything that follows the log and that operators may pause, resume and have skip events. */
export type Followers = { projections: readonly string[]; processes: readonly string[] };
export const followersLookup = { followers: defineLookup<() => Promise<Followers>>('followers') };

/** Who follows the log, as the fact every command here decides with. */
const withFollowers = {
  lookups: followersLookup,
  prepare: (_input: unknown, _state: unknown, _context: unknown, { lookup }: PreparationTools<typeof followersLookup>) =>
    lookup.followers(),
};

/** Throws `projection-unknown` for a name of neither a projection nor a process. */
const requireFollower = ({ projections, processes }: Followers, { projection }: { projection: string }): void => {
  const known = [...projections, ...processes];
  if (!known.includes(projection))
    throw new Rejection(
      'projection-unknown',
      `There is no projection or process "${projection}"; there are ${known.toSorted().join(', ')}.`,
    );
};

export const pauseProjection = projectionCommand({
  ...withFollowers,
  name: 'PauseProjection',
  summary: 'Stops a projection until it is resumed.',
  input: projectionEvents.schemas.ProjectionPaused,
  decide: ({ pausedByOperator }, data, _context, followers) => {
    requireFollower(followers, data);
    return pausedByOperator ? [] : [{ type: 'ProjectionPaused', data }];
  },
});

export const resumeProjection = projectionCommand({
  ...withFollowers,
  name: 'ResumeProjection',
  summary: 'Lets a projection go on, whoever or whatever stopped it.',
  input: projectionEvents.schemas.ProjectionResumed,
  decide: (_state, data, _context, followers) => {
    requireFollower(followers, data);
    // always recorded: the projection may have paused itself, which its stream does not say
    return [{ type: 'ProjectionResumed', data }];
  },
});

export const skipProjectionEvent = projectionCommand({
  ...withFollowers,
  name: 'SkipProjectionEvent',
  summary: 'Lets a projection pass over one event that it cannot read.',
  input: projectionEvents.schemas.ProjectionEventSkipped,
  decide: ({ skipped }, data, _context, followers) => {
    requireFollower(followers, data);
    return skipped.has(data.eventId) ? [] : [{ type: 'ProjectionEventSkipped', data }];
  },
});

export const requestProjectionRebuild = projectionCommand({
  ...withFollowers,
  name: 'RequestProjectionRebuild',
  summary: 'Has a projection’s rows built anew from the first event on; each request is a rebuild of its own.',
  input: projectionEvents.schemas.ProjectionRebuildRequested,
  decide: (_state, data, _context, followers) => {
    requireFollower(followers, data);
    if (followers.processes.includes(data.projection))
      throw new Rejection('process-not-rebuilt', `"${data.projection}" is a process: what it did cannot be done anew.`);
    return [{ type: 'ProjectionRebuildRequested', data }];
  },
});
