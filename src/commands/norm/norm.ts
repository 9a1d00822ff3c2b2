import { commandOn, type Fold } from '#commands/handling/command.ts';
import { type NormEvent, normEvents } from '#events/norm/events.ts';
import type { Recorded } from '#events/store/event.ts';

type Version = Extract<NormEvent, { type: 'NormsPublished' }>['data'];
/** The versions of a set of norms, in order. */
type Norms = readonly Version[];

const evolve = (norms: Norms, event: Recorded<NormEvent>): Norms => [...norms, event.data];

export const norm: Fold<Norms, NormEvent> = { category: normEvents.category, initial: [], evolve };
export const normCommand = commandOn(norm, { idField: 'normsId' });
