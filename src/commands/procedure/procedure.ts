import { isDeepStrictEqual } from 'node:util';
import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type PortalEntry, type ProcedureEvent, type ProcedureVersion, procedureEvents } from '#events/procedure/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';

type Retirement = Omit<DataOf<ProcedureEvent, 'ProcedureRetired'>, 'code'>;
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

export const catalogueProcedure = procedureCommand({
  name: 'CatalogueProcedure',
  summary: 'Enters an administrative procedure into the catalogue.',
  input: procedureEvents.schemas.ProcedureCatalogued,
  creates: true,
  decide: (state, entry) => {
    if (state.status !== 'absent') throw new Rejection('procedure-already-catalogued', `Procedure ${entry.code} is in the catalogue.`);
    return [{ type: 'ProcedureCatalogued', data: entry }];
  },
});

/** Parts have keys of their own and limits of their own: a limit for verification, or by channel, is none of theirs. */
const checkParts = ({ parts = [], verificationLimit, limitByChannel }: Omit<ProcedureVersion, 'version'>): void => {
  const keys = parts.map(({ part }) => part);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new Rejection('procedure-parts-invalid', `Two parts are called ${twice}.`);
  if (parts.length > 0 && (verificationLimit !== undefined || limitByChannel !== undefined))
    throw new Rejection(
      'procedure-parts-invalid',
      'With parts, only each part has a limit: leave verificationLimit and limitByChannel out.',
    );
};

export const publishProcedureVersion = procedureCommand({
  name: 'PublishProcedureVersion',
  summary:
    'Publishes the next version of a procedure; dossiers received before its day keep theirs. Without a retention class it keeps the one before.',
  input: procedureEvents.schemas.ProcedureVersionPublished.omit({ version: true }),
  decide: (state, { code, ...stated }) => {
    const { lastVersion, retirement } = catalogued(state, code);
    // a review says nothing of keeping: the class stays until another one is set
    const retention = stated.retention ?? lastVersion?.retention;
    const next = retention === undefined ? stated : { ...stated, retention };
    checkParts(next);
    if (lastVersion !== undefined && isDeepStrictEqual(lastVersion, { ...next, version: lastVersion.version })) return [];
    // two versions from one day on: the later one corrects the earlier before anyone, or after someone, was bound to it
    if (lastVersion !== undefined && next.effectiveFrom < lastVersion.effectiveFrom)
      throw new Rejection(
        'procedure-version-out-of-order',
        `Version ${lastVersion.version} of ${code} applies from ${lastVersion.effectiveFrom} on.`,
      );
    if (retirement !== undefined && next.effectiveFrom >= retirement.retiredOn)
      throw new Rejection('procedure-retired', `Procedure ${code} is retired from ${retirement.retiredOn} on.`);
    return [{ type: 'ProcedureVersionPublished', data: { code, ...next, version: (lastVersion?.version ?? 0) + 1 } }];
  },
});

export const retireProcedure = procedureCommand({
  name: 'RetireProcedure',
  summary: 'Retires a procedure: no new dossiers from that day on.',
  input: procedureEvents.schemas.ProcedureRetired,
  decide: (state, { code, ...retirement }) => {
    const earlier = catalogued(state, code).retirement;
    if (isDeepStrictEqual(earlier, retirement)) return [];
    if (earlier !== undefined) throw new Rejection('procedure-retired', `Procedure ${code} is retired from ${earlier.retiredOn} on.`);
    if (retirement.successors.includes(code)) throw new Rejection('successor-is-self', `Procedure ${code} cannot succeed itself.`);
    return [{ type: 'ProcedureRetired', data: { code, ...retirement } }];
  },
});

export const recordPortalEntry = procedureCommand({
  name: 'RecordPortalEntry',
  summary: 'Records what the national portal’s catalogue says of a procedure.',
  input: procedureEvents.schemas.PortalEntryRecorded,
  decide: (state, recorded) =>
    isDeepStrictEqual(catalogued(state, recorded.code).portalEntry, recorded.entry)
      ? []
      : [{ type: 'PortalEntryRecorded', data: recorded }],
});

export const procedureCommands = [catalogueProcedure, publishProcedureVersion, retireProcedure, recordPortalEntry];
