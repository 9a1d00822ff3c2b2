import type { Decider, PreparationTools } from '#commands/handling/command.ts';
import type { AnyEvent } from '#events/all.ts';
import type { Position } from '#events/store/event.ts';
import type { Because } from './duty.ts';

/** Where the events of any stream stand in the log, by id. */
const places: Decider<ReadonlyMap<string, Position>, AnyEvent> = {
  category: '',
  initial: new Map(),
  evolve: (known, { id, position }) => new Map(known).set(id, position),
};

/** Where an event stands in the log; undefined when it is not there. */
export const placeOf = async ({ stream, eventId }: Because, { fold }: Pick<PreparationTools, 'fold'>): Promise<Position | undefined> =>
  (await fold(stream, places)).get(eventId);
