import { z } from 'zod';
import { defineLookup, type PreparationTools } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { appointedTime, dueAfterReopening } from '#domain/time/deadline.ts';
import { limitOf, limitsOf, requireAgreement } from '#domain/time/limits.ts';
import { localDay } from '#domain/time/localDay.ts';
import type { WorkingTime } from '#domain/time/workingTime.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { identified, withIdentity } from '#events/dossier/identity.ts';
import { OwnerCorrection, SubmitterCorrection } from '#events/dossier/terms.ts';
import type { Actor } from '#events/store/event.ts';
import type { Sealed } from '#events/store/personal.ts';
import { sealedIn } from '#events/store/personalData.ts';
import { ProcedureCode } from '#events/terms.ts';
import {
  longestDays,
  type PilotFacts,
  type ProcedureFacts,
  procedureFacts,
  warnedOfComponents,
  warnedOfFees,
  workingTimeOf,
} from './facts.ts';
import { requireNothingOwed } from './fees.ts';
import { dossierCommand, dossierInProcess, presentDossier, receivedDossier, requireHolder, requireRunningClock } from './guards.ts';
import { correctionOf, type Opened } from './onRecord.ts';
import { warningReceipt } from './receipt.ts';
import { appointment } from './reception.ts';
import { type Place, pilotOf, placeOf, requireOffered, requirePiloted, versionInForce } from './receptionRules.ts';
import type { Dossier, Ended, Received } from './state.ts';

const { DossierCorrected, DossierProcedureCorrected, DossierReopened } = dossierEvents.schemas;
const { ground } = DossierCorrected.shape;

/** Once there is a result, its head answers for what the Center says: nobody else corrects it. */
export const requireHead = ({ role }: Actor): void => {
  if (role === 'officer') throw new Rejection('head-only', 'The dossier has a result: its head corrects what is on record.');
};

export const requireKept = (ended: Ended, id: string): void => {
  if (ended.erased) throw new Rejection('personal-data-erased', `The personal data of ${id} was erased.`);
  if (ended.archived) throw new Rejection('dossier-archived', `Dossier ${id} was archived.`);
};

/** The dossier as received, and returned since or not; it can be corrected by this actor. */
const correctable = (dossier: Dossier, id: string, actor: Actor): Received => {
  const present = presentDossier(dossier, id);
  if (!('archived' in present)) {
    const received = receivedDossier(dossier, id);
    if (received.status === 'settled') requireHead(actor);
    else requireHolder(received.holder, actor);
    return received;
  }
  if (present.last === undefined || present.status !== 'returned')
    throw new Rejection('dossier-ended', `Dossier ${id} has ended: ${present.status}.`);
  requireKept(present, id);
  requireHead(actor);
  return present.last;
};

/** What sealed values hold, asked only to tell whether anything changes. */
export const correctionLookups = { opened: defineLookup<(values: readonly Sealed[]) => Promise<readonly unknown[]>>('personalValues') };

export const openedBy = async (recorded: unknown, { lookup }: PreparationTools<typeof correctionLookups>): Promise<Opened | undefined> => {
  const values = sealedIn(recorded);
  const held = values.length === 0 ? [] : await lookup.opened(values);
  const bySealed = new Map(values.map(({ sealed }, index) => [sealed, held[index]]));
  return ({ sealed }) => (bySealed.has(sealed) ? bySealed.get(sealed) : unknown);
};
/** In a specification nothing is sealed by a key, and nothing opened. */
const unknown = Symbol('unknown');
export const unopened: Opened = () => unknown;

type CorrectionFacts = { opened: Opened; procedure?: ProcedureFacts };
const unknownFacts: CorrectionFacts = { opened: unopened };

export const correctDossier = dossierCommand({
  name: 'CorrectDossier',
  summary:
    'Corrects what was received: owner, submitter, request or components. The holder does, after settlement the head; only the fields named change, and what they held stays on record.',
  input: z.strictObject({
    dossierId: DossierCorrected.shape.dossierId,
    ground,
    ...DossierCorrected.shape.after.shape,
    owner: withIdentity(OwnerCorrection).optional(),
    submitter: withIdentity(SubmitterCorrection).optional(),
  }),
  lookups: correctionLookups,
  prepare: async ({ dossierId, components }, dossier, { actor }, tools): Promise<CorrectionFacts> => {
    const { stated, procedure } = correctable(dossier, dossierId, actor);
    return {
      opened: (await openedBy(stated, tools)) ?? unopened,
      // asked only where there is something to warn of
      ...(components?.length === 0 && { procedure: await tools.fold(`procedure-${procedure}`, procedureFacts) }),
    };
  },
  decide: (dossier, { dossierId, ground, ...asked }, { actor }, facts: CorrectionFacts | undefined) => {
    const { opened, procedure } = facts ?? unknownFacts;
    const { stated } = correctable(dossier, dossierId, actor);
    if (stated === undefined) throw new Error(`nothing is on record of what dossier ${dossierId} stated`);
    const { owner, submitter } = asked;
    if (
      Object.values(asked).every(
        (part) => part === undefined || (!Array.isArray(part) && typeof part === 'object' && Object.keys(part).length === 0),
      )
    )
      throw new Rejection('nothing-to-correct', 'Name at least one field of owner, submitter, request or components.');
    if (submitter !== undefined && stated.submitter === undefined && submitter.name === undefined)
      throw new Rejection('nothing-to-correct', 'No submitter is on record: submitter.name says who it is.');
    const named = { ...(owner && { owner: withKind(owner) }), ...(submitter && { submitter: withKind(submitter) }) };
    const change = correctionOf(stated, { ...asked, ...named }, opened);
    if (change === undefined) return [];
    const warnings = procedure && warnedOfComponents(change.after.components, procedure);
    return [{ type: 'DossierCorrected', data: { dossierId, ground, ...change, ...warnings } }];
  },
  receipt: warningReceipt,
});

/** A number and its kind are corrected together: of a number taken away no kind is left. */
const withKind = <P extends z.infer<typeof OwnerCorrection> | z.infer<typeof SubmitterCorrection>>(person: P): P => {
  if (person.identityNumber === null) return { ...person, identityKind: null };
  return identified(person);
};

type ProcedureCorrection = { procedure: ProcedureFacts; place?: Place; competent?: Place; pilot?: PilotFacts; time: WorkingTime };

/** What was done on a part of it already, in a sentence; undefined where nothing was. */
const doneOnPart = ({ parts, supplementFor }: Received): string | undefined => {
  for (const { part, name, settledAt, count } of parts) {
    if (settledAt !== undefined) return `Part ${part} (${name}) has a result.`;
    if (supplementFor === part) return `Papers were asked for part ${part} (${name}).`;
    if (count.pausedMinutes > 0) return `The due time of part ${part} (${name}) has moved since reception.`;
  }
  return undefined;
};

/** Nothing may rest on the wrong procedure yet: the day of receipt, and a due time that has not moved since. */
const procedureCorrectable = (dossier: Dossier, id: string, occurredAt: string): Received => {
  const received = dossierInProcess(dossier, id);
  const tooLate = (why: string): never => {
    throw new Rejection('procedure-correction-too-late', `${why} Stop the dossier, or let the citizen withdraw it, and receive it anew.`);
  };
  if (received.reopened) tooLate(`Dossier ${id} was reopened.`);
  if (localDay(occurredAt) !== localDay(received.receivedAt)) tooLate(`Dossier ${id} was received on ${localDay(received.receivedAt)}.`);
  const done = doneOnPart(received);
  if (done !== undefined) tooLate(done);
  const { dueAt, appointedAt, count, verifying, extended } = received;
  if (dueAt !== appointedAt || count.pausedMinutes > 0 || verifying || extended)
    tooLate(`The due time of dossier ${id} has moved since reception.`);
  requireNothingOwed(received, id);
  requireRunningClock(received);
  return received;
};

export const correctProcedure = dossierCommand({
  name: 'CorrectProcedure',
  summary:
    'Binds a dossier received for the wrong procedure to the right one, on the day of receipt: limit, steps, parts and appointed time follow, the code stays.',
  input: z.strictObject({ dossierId: DossierProcedureCorrected.shape.dossierId, ground, procedure: ProcedureCode }),
  prepare: async ({ dossierId, procedure: code }, dossier, { occurredAt, settings }, tools): Promise<ProcedureCorrection> => {
    const { receivedAt, competentUnit, placeOfReceipt, channel, pilot: pilotId } = procedureCorrectable(dossier, dossierId, occurredAt);
    const [procedure, place, competent, pilot] = await Promise.all([
      tools.fold(`procedure-${code}`, procedureFacts),
      placeOf(placeOfReceipt, tools),
      placeOf(competentUnit, tools),
      pilotOf(pilotId, tools),
    ]);
    const limits = limitsOf(versionInForce(code, procedure, localDay(receivedAt), pilot.pilot), channel);
    const span = { from: receivedAt, until: receivedAt, days: Math.max(...limits.map(longestDays)) };
    return { procedure, place, competent, ...pilot, time: await workingTimeOf(tools, settings, competentUnit, span) };
  },
  decide: (dossier, { dossierId, ground, procedure }, { actor, occurredAt }, facts) => {
    const received = procedureCorrectable(dossier, dossierId, occurredAt);
    requireHolder(received.holder, actor);
    if (received.procedure === procedure) return [];
    const day = localDay(received.receivedAt);
    const { placeOfReceipt, competentUnit, channel } = received;
    if (facts.pilot !== undefined) requirePiloted(procedure, placeOfReceipt, facts.pilot, day);
    else requireOffered(procedure, { [placeOfReceipt]: facts.place, [competentUnit]: facts.competent }, day);
    const version = versionInForce(procedure, facts.procedure, day, facts.pilot);
    const { version: procedureVersion, verificationLimit, extension, steps } = version;
    const limit = limitOf(version, channel);
    // a time agreed with the citizen was agreed for another procedure
    requireAgreement(procedure, limitsOf(version, channel), undefined);
    const parts = received.parts.map(({ part, name }) => ({ part, name }));
    const before = {
      procedure: received.procedure,
      procedureVersion: received.procedureVersion,
      ...(parts.length > 0 && { parts }),
    };
    const appointed = appointment({ limit, parts: version.parts }, received.receivedAt, (own) =>
      appointedTime(facts.time, received.receivedAt, own),
    );
    const bound = { procedure, procedureVersion, limit, verificationLimit, extension, steps, ...appointed };
    const warnings = warnedOfFees(received, version, procedure);
    return [{ type: 'DossierProcedureCorrected', data: { dossierId, ground, before, ...bound, ...warnings } }];
  },
  receipt: warningReceipt,
});

/** The dossier as it had ended: with a result returned, or stopped. */
const finished = (dossier: Dossier, id: string): { last: Received; earlier: 'returned' | 'stopped' } => {
  const present = presentDossier(dossier, id);
  if (!('archived' in present)) throw new Rejection('dossier-not-finished', `Dossier ${id} has not ended: it is ${present.status}.`);
  const { status, last, erased } = present;
  if (last === undefined || (status !== 'returned' && status !== 'stopped'))
    throw new Rejection('dossier-not-finished', `Dossier ${id} was ${status}: hand it in anew.`);
  if (erased) throw new Rejection('personal-data-erased', `The personal data of ${id} was erased.`);
  if (last.parts.length > 0)
    throw new Rejection('procedure-has-parts', `Dossier ${id} has parts: receive anew what the complaint is about.`);
  return { last, earlier: status };
};

/** It is taken up at the desk of the competent unit, with its whole limit once more; what it had come to stays on record. */
export const reopenDossier = dossierCommand({
  name: 'ReopenDossier',
  summary: 'Takes a returned or stopped dossier up again after a justified complaint, with a new due time by its limit. The head does.',
  input: DossierReopened.pick({ dossierId: true, ground: true, complaint: true }),
  prepare: async ({ dossierId }, dossier, { occurredAt, settings }, tools): Promise<WorkingTime> => {
    const { last } = finished(dossier, dossierId);
    const span = { from: occurredAt, until: occurredAt, days: longestDays(last.limit) };
    return workingTimeOf(tools, settings, last.competentUnit, span);
  },
  decide: (dossier, { dossierId, ground, complaint }, { actor, occurredAt }, time) => {
    const { last, earlier } = finished(dossier, dossierId);
    requireHead(actor);
    if (complaint.date > localDay(occurredAt))
      throw new Rejection('date-out-of-order', `complaint.date: the document is dated ${complaint.date}, after the day of this act.`);
    const { procedure, competentUnit, limit } = last;
    const due = dueAfterReopening(time, occurredAt, limit);
    const holder = { unit: competentUnit };
    return [{ type: 'DossierReopened', data: { dossierId, ground, complaint, earlier, procedure, holder, due } }];
  },
});

/** How what is on record is put right, openly. */
export const corrections = [correctDossier, correctProcedure, reopenDossier];
