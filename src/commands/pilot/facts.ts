import type { Fold } from '#commands/handling/command.ts';
import { type CenterEvent, centerEvents } from '#events/center/events.ts';
import { type ProcedureEvent, procedureEvents } from '#events/procedure/events.ts';

/** What decisions about a pilot need of other streams, and no more. */

/** Whether there is a Center. */
export const centerExists: Fold<boolean, CenterEvent> = {
  category: centerEvents.category,
  initial: false,
  evolve: (exists, { type }) => exists || type === 'CenterEstablished',
};

/** Whether a procedure is in the catalogue. */
export const procedureExists: Fold<boolean, ProcedureEvent> = {
  category: procedureEvents.category,
  initial: false,
  evolve: (exists, { type }) => exists || type === 'ProcedureCatalogued',
};
