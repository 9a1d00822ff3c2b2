import { type UnchangedEvent, unchangedEvents } from '#events/unchanged/events.ts';
import type { Fold } from './command.ts';
import { IdempotencyKeyReused } from './errors.ts';
import type { identitiesOf } from './ids.ts';
import type { Receipt } from './receipt.ts';
import type { Seen } from './streams.ts';

type Found = { stream: string; revision: number };

/** What a command found that changed nothing; its stream is there for one execution and its repeats. */
export const unchanged: Fold<Found | undefined, UnchangedEvent> = {
  category: unchangedEvents.category,
  initial: undefined,
  evolve: (_, { data }) => data,
};

/**
 * Its event has the id that the command's first event would have had: where event ids are unique in the whole log, two
 * executions under one key cannot both be recorded, one as a change and one as none.
 */
export const unchangedStream = (ids: ReturnType<typeof identitiesOf>): string => `${unchanged.category}-${ids.event(0)}`;

/** What is recorded of a command that changed nothing. */
export const nothingChanged = ({ stream, revision }: Found): UnchangedEvent => ({
  type: 'CommandChangedNothing',
  data: { stream, revision },
});

/** The receipt of a first run that changed nothing; `IdempotencyKeyReused`: it was of another command. */
export const receiptOfNothing = ({ state, events, position }: Seen<Found | undefined>, hash: string): Receipt | undefined => {
  if (state === undefined) return undefined;
  if (events[0]?.hash !== hash) throw new IdempotencyKeyReused();
  return { ...state, position, events: [], repeated: true };
};
