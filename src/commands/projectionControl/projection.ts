import { commandOn, type DecisionContext, defineLookup, type Fold, type PreparationTools } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type ProjectionEvent, projectionEvents } from '#events/projectionControl/events.ts';
import type { Recorded } from '#events/store/event.ts';

/** What operators asked of a projection; that it stopped by itself at an event it could not read is not known here. */
export type OperatedProjection = { pausedByOperator: boolean; skipped: ReadonlySet<string> };

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
export const projectionCommand = commandOn(operatedProjection, { idField: 'projection', unit: () => undefined });

/** Names of everything that follows the log and that operators may pause, resume and have skip events. */
export type Followers = { projections: readonly string[]; processes: readonly string[] };
export const followersLookup = { followers: defineLookup<() => Promise<Followers>>('followers') };

/** `prepare` of every command here. */
export const followers = async (
  _input: unknown,
  _state: unknown,
  _context: DecisionContext,
  { lookup }: PreparationTools<typeof followersLookup>,
): Promise<Followers> => lookup.followers();

/** Throws `projection-unknown` for a name that neither a projection nor a process bears. */
export const requireFollower = ({ projections, processes }: Followers, name: string): void => {
  const known = [...projections, ...processes];
  if (!known.includes(name))
    throw new Rejection('projection-unknown', `There is no projection or process "${name}"; there are ${known.toSorted().join(', ')}.`);
};
