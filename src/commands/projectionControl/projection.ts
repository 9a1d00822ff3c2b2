import { commandOn, type DecisionContext, defineLookup, type Fold, type PreparationTools } from '#commands/handling/command.ts';
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

/** The lookup of every command here, as the facts it decides with. */
const withFollowers = {
  lookups: followersLookup,
  prepare: async (
    _input: unknown,
    _state: unknown,
    _context: DecisionContext,
    { lookup }: PreparationTools<typeof followersLookup>,
  ): Promise<Followers> => lookup.followers(),
};

/** Throws `projection-unknown` for a name of neither a projection nor a process. */
const requireFollower = ({ projections, processes }: Followers, name: string): void => {
  const known = [...projections, ...processes];
  if (!known.includes(name))
    throw new Rejection('projection-unknown', `There is no projection or process "${name}"; there are ${known.toSorted().join(', ')}.`);
};

export const pauseProjection = projectionCommand({
  ...withFollowers,
  name: 'PauseProjection',
  summary: 'Stops a projection until it is resumed.',
  input: projectionEvents.schemas.ProjectionPaused,
  decide: ({ pausedByOperator }, paused, _context, known) => {
    requireFollower(known, paused.projection);
    return pausedByOperator ? [] : [{ type: 'ProjectionPaused', data: paused }];
  },
});

export const resumeProjection = projectionCommand({
  ...withFollowers,
  name: 'ResumeProjection',
  summary: 'Lets a projection go on, whoever or whatever stopped it.',
  input: projectionEvents.schemas.ProjectionResumed,
  decide: (_state, resumed, _context, known) => {
    requireFollower(known, resumed.projection);
    // always recorded: the projection may have paused itself, which its stream does not say
    return [{ type: 'ProjectionResumed', data: resumed }];
  },
});

export const skipProjectionEvent = projectionCommand({
  ...withFollowers,
  name: 'SkipProjectionEvent',
  summary: 'Lets a projection pass over one event that it cannot read.',
  input: projectionEvents.schemas.ProjectionEventSkipped,
  decide: ({ skipped }, skip, _context, known) => {
    requireFollower(known, skip.projection);
    return skipped.has(skip.eventId) ? [] : [{ type: 'ProjectionEventSkipped', data: skip }];
  },
});

export const requestProjectionRebuild = projectionCommand({
  ...withFollowers,
  name: 'RequestProjectionRebuild',
  summary: 'Has a projection’s rows built anew from the first event on; each request is a rebuild of its own.',
  input: projectionEvents.schemas.ProjectionRebuildRequested,
  decide: (_state, requested, _context, known) => {
    requireFollower(known, requested.projection);
    if (known.processes.includes(requested.projection))
      throw new Rejection('process-not-rebuilt', `"${requested.projection}" is a process: what it did cannot be done anew.`);
    return [{ type: 'ProjectionRebuildRequested', data: requested }];
  },
});
