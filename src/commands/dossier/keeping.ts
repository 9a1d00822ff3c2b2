import type { PreparationTools } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { classObstacles, holdObstacles, isHeldBy, requireNewHold, requireNoObstacle, retentionOf, statedTerm } from '#domain/retention.ts';
import { localDay } from '#domain/time/localDay.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import type { ProcedureVersion } from '#events/procedure/events.ts';
import type { ErasureObstacle } from '#events/terms.ts';
import { procedureFacts } from './facts.ts';
import { dossierCommand, endedDossier, presentDossier } from './guards.ts';
import type { Dossier } from './state.ts';

const { DossierArchived, DossierLegalHoldPlaced, DossierLegalHoldLifted, DossierErasureRefused, DossierPersonalDataErased } =
  dossierEvents.schemas;

type Versions = readonly ProcedureVersion[];

/** The versions of the dossier's procedure: they say how long it is kept. */
const versionsFor = async (dossier: Dossier, tools: PreparationTools): Promise<Versions> =>
  dossier.status === 'absent' ? [] : (await tools.fold(`procedure-${dossier.procedure}`, procedureFacts)).versions;

export const archiveDossier = dossierCommand({
  name: 'ArchiveDossier',
  summary: 'Records that the file of an ended dossier went to the archive; the procedure version it is bound to says how long it is kept.',
  input: DossierArchived.pick({ dossierId: true, fileReference: true }),
  prepare: (_input, dossier, _context, tools) => versionsFor(dossier, tools),
  decide: (dossier, { dossierId, fileReference }, _context, versions) => {
    const { archived, procedureVersion, enteredOn, replacementToReturn } = endedDossier(dossier, dossierId);
    if (archived) throw new Rejection('dossier-archived', `Dossier ${dossierId} was archived before.`);
    if (replacementToReturn) throw new Rejection('replacement-not-returned', `A replacement result of ${dossierId} waits for the citizen.`);
    return [{ type: 'DossierArchived', data: { dossierId, fileReference, retention: retentionOf(versions, procedureVersion, enteredOn) } }];
  },
});

/**
 * What stands in the way of the erasure on a day. The term runs from the end of the dossier, or from its archiving where
 * that came later. A result that has to be kept is archived first.
 */
const erasureObstacles = (dossier: Dossier, dossierId: string, versions: Versions, today: string): ErasureObstacle[] => {
  const present = presentDossier(dossier, dossierId);
  const holds = holdObstacles(present.holds);
  if (!('archived' in present)) return [{ code: 'not-ended', detail: `Dossier ${dossierId} has not ended.` }, ...holds];
  const { procedureVersion, enteredOn, archive, endedOn } = present;
  const retention = archive?.retention ?? retentionOf(versions, procedureVersion, enteredOn);
  const stated = archive?.statedRetention === undefined ? undefined : statedTerm(archive.statedRetention);
  const since = archive !== undefined && archive.on > endedOn ? archive.on : endedOn;
  const unarchived = present.status === 'returned' && archive === undefined && retention?.kind !== 'none';
  return [
    ...(unarchived ? [{ code: 'not-archived' as const, detail: `Dossier ${dossierId} has a result and was not archived.` }] : []),
    ...holds,
    ...classObstacles(retention, { stated, since, today }),
  ];
};

/** Run by a refused erasure; nobody orders it. */
export const recordErasureRefusal = dossierCommand({
  name: 'RecordErasureRefusal',
  lateEntry: false,
  summary: 'Records that the erasure of a dossier’s personal data was asked for, and on what ground it was refused.',
  input: DossierErasureRefused,
  decide: (dossier, refusal) => {
    presentDossier(dossier, refusal.dossierId);
    return [{ type: 'DossierErasureRefused', data: refusal }];
  },
});

/** The law on keeping precedes erasure (Law 91/2025/QH15); who asks too early is on record with the ground of refusal. */
export const eraseDossierPersonalData = dossierCommand({
  lateEntry: false,
  name: 'EraseDossierPersonalData',
  summary:
    'Has the key of a dossier’s personal data deleted, on a stated ground, once nothing requires keeping it; a refusal is on record.',
  input: DossierPersonalDataErased,
  prepare: async ({ dossierId, ground }, dossier, { occurredAt }, tools) => {
    const versions = await versionsFor(dossier, tools);
    if ('erased' in dossier && dossier.erased) return versions;
    const obstacles = erasureObstacles(dossier, dossierId, versions, localDay(occurredAt));
    if (obstacles.length > 0) await tools.run(recordErasureRefusal, { dossierId, ground, obstacles });
    return versions;
  },
  decide: (dossier, { dossierId, ground }, { occurredAt }, versions) => {
    if ('erased' in dossier && dossier.erased) return [];
    requireNoObstacle(erasureObstacles(dossier, dossierId, versions, localDay(occurredAt)));
    return [{ type: 'DossierPersonalDataErased', data: { dossierId, ground } }];
  },
});

/** The dossier, its personal data not erased: nothing is left to hold after that. */
const holdable = (dossier: Dossier, dossierId: string) => {
  const present = presentDossier(dossier, dossierId);
  if ('erased' in present && present.erased)
    throw new Rejection('personal-data-erased', `The personal data of dossier ${dossierId} was erased.`);
  return present;
};

export const placeDossierLegalHold = dossierCommand({
  name: 'PlaceDossierLegalHold',
  lateEntry: false,
  summary: 'Places a legal hold: the dossier’s personal data is not erased until it is lifted, whatever its retention class.',
  input: DossierLegalHoldPlaced,
  unit: () => undefined,
  decide: (dossier, hold) => {
    requireNewHold(holdable(dossier, hold.dossierId).holds, hold.holdId);
    return [{ type: 'DossierLegalHoldPlaced', data: hold }];
  },
});

export const liftDossierLegalHold = dossierCommand({
  name: 'LiftDossierLegalHold',
  lateEntry: false,
  summary: 'Lifts a legal hold, with its ground.',
  input: DossierLegalHoldLifted,
  unit: () => undefined,
  decide: (dossier, hold) =>
    isHeldBy(holdable(dossier, hold.dossierId).holds, hold.holdId) ? [{ type: 'DossierLegalHoldLifted', data: hold }] : [],
});

/** What becomes of a dossier's file and personal data once it has ended. */
export const keeping = [archiveDossier, eraseDossierPersonalData, recordErasureRefusal, placeDossierLegalHold, liftDossierLegalHold];
