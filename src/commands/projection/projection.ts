import { commandOn, type Decider } from '#commands/handling/command.ts';
import { type ProjectionEvent, projectionEvents } from '#events/projection/events.ts';
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

const operatedProjection: Decider<OperatedProjection, ProjectionEvent> = {
  category: projectionEvents.category,
  initial: { pausedByOperator: false, skipped: new Set() },
  evolve,
};
export const projectionCommand = commandOn(operatedProjection);
