import { z } from 'zod';
import type { Fold, PreparationTools } from '#commands/handling/command.ts';
import type { AnyEvent } from '#events/all.ts';
import type { Position } from '#events/store/event.ts';
import type { Because } from './duty.ts';

/** Of what is done because of the time alone: the place in the log up to which everything had been judged when the clock was looked at. */
export const UpTo = z
  .int()
  .min(0)
  .optional()
  .describe('Where no event is the cause, the place in the log up to which it is judged; everything so far when absent.');

/** Where the events of any stream stand in the log, by id. */
const places: Fold<ReadonlyMap<string, Position>, AnyEvent> = {
  category: '',
  initial: new Map(),
  evolve: (known, { id, position }) => new Map(known).set(id, position),
};

/** Where an event stands in the log; undefined when it is not there. */
export const placeOf = async ({ stream, eventId }: Because, { fold }: Pick<PreparationTools, 'fold'>): Promise<Position | undefined> =>
  (await fold(stream, places)).get(eventId);
