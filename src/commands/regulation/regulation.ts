import { commandOn, type Fold } from '#commands/handling/command.ts';
import { type RegulationEvent, regulationEvents } from '#events/regulation/events.ts';
import type { Recorded } from '#events/store/event.ts';

type Version = RegulationEvent['data'];
/** The versions of the model text, in order. */
export type Model = readonly Version[];

const evolve = (versions: Model, event: Recorded<RegulationEvent>): Model => [...versions, event.data];

export const regulation: Fold<Model, RegulationEvent> = { category: regulationEvents.category, initial: [], evolve };
export const regulationCommand = commandOn(regulation, { idField: 'regulationId' });
