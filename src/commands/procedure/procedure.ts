import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type PortalEntry, type ProcedureEvent, type ProcedureVersion, procedureEvents } from '#events/procedure/events.ts';
import type { Recorded } from '#events/store/event.ts';

type Retirement = Omit<Extract<ProcedureEvent, { type: 'ProcedureRetired' }>['data'], 'code'>;
type Catalogued = { status: 'catalogued'; lastVersion?: ProcedureVersion; retirement?: Retirement; portalEntry?: PortalEntry };
export type Procedure = { status: 'absent' } | Catalogued;

const evolve = (procedure: Procedure, event: Recorded<ProcedureEvent>): Procedure => {
  if (event.type === 'ProcedureCatalogued') return { status: 'catalogued' };
  if (procedure.status === 'absent') return procedure;
  switch (event.type) {
    case 'ProcedureVersionPublished': {
      const { code: _, ...lastVersion } = event.data;
      return { ...procedure, lastVersion };
    }
    case 'ProcedureRetired': {
      const { code: _, ...retirement } = event.data;
      return { ...procedure, retirement };
    }
    case 'PortalEntryRecorded':
      return { ...procedure, portalEntry: event.data.entry };
  }
};

export const procedure: Fold<Procedure, ProcedureEvent> = { category: procedureEvents.category, initial: { status: 'absent' }, evolve };
export const procedureCommand = commandOn(procedure, { idField: 'code', unit: () => undefined });

/** The procedure, or the rejection `procedure-not-found`. */
export const catalogued = (state: Procedure, code: string): Catalogued => {
  if (state.status === 'absent') throw new Rejection('procedure-not-found', `The catalogue has no procedure ${code}.`);
  return state;
};
