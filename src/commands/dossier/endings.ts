import { servingLookups } from '#commands/handling/serving.ts';
import { noFees } from '#domain/dossier/fees.ts';
import { openParts } from '#domain/dossier/parts.ts';
import { skippedByResult } from '#domain/dossier/steps.ts';
import { Rejection } from '#domain/rejections.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { PartyId } from '#events/terms.ts';
import { requireNothingOwed, requireRefundable } from './fees.ts';
import {
  deskOf,
  dossierCommand,
  dossierInProcess,
  openPart,
  presentDossier,
  receivedDossier,
  requireHolder,
  requireRunningClock,
  unsettledDossier,
} from './guards.ts';
import { requireDatedBy } from './resultCorrections.ts';
import { requireSigner, SignedResult, signerOfResult } from './signing.ts';
import type { Received } from './state.ts';

export const withdrawDossier = dossierCommand({
  name: 'WithdrawDossier',
  summary: 'Records that the citizen took the dossier back, before there was a result.',
  input: dossierEvents.schemas.DossierWithdrawn.extend({
    unit: PartyId.optional().describe('Center at which the citizen said so: the holder’s (default) or the place of receipt.'),
  }),
  decide: (dossier, { dossierId, reason, refundDong, unit }, { actor }) => {
    const open = unsettledDossier(dossier, dossierId);
    deskOf(open, actor, unit);
    requireRefundable('fees' in open ? open.fees : noFees, refundDong);
    return [{ type: 'DossierWithdrawn', data: { dossierId, reason, refundDong } }];
  },
});

export const stopDossier = dossierCommand({
  name: 'StopDossier',
  summary: 'Stops the processing of a received dossier on a legal ground (Form 05).',
  input: dossierEvents.schemas.DossierStopped,
  decide: (dossier, { dossierId, reason, legalGround, refundDong }, { actor }) => {
    const { holder, fees } = dossierInProcess(dossier, dossierId);
    requireHolder(holder, actor);
    requireRefundable(fees, refundDong);
    return [{ type: 'DossierStopped', data: { dossierId, reason, legalGround, refundDong } }];
  },
});

/** A dossier with parts is settled part by part. */
const requireOneProcedure = ({ parts }: Received): void => {
  if (parts.length === 0) return;
  const open = openParts(parts).map(({ part, name }) => `${part} (${name})`);
  throw new Rejection('dossier-has-parts', `The dossier is settled by SettlePart, part by part; open: ${open.join(', ')}.`);
};

/** The last part settles the dossier: one act, two events, so that whoever follows dossiers need not know of parts. */
export const settlePart = dossierCommand({
  name: 'SettlePart',
  summary: 'Settles one part of a dossier of linked procedures with a result; with the last part the dossier is settled.',
  input: dossierEvents.schemas.PartSettled.omit({ onTime: true, skipped: true }).extend({ result: SignedResult }),
  lookups: servingLookups,
  prepare: async ({ dossierId, result }, dossier, context, tools) =>
    signerOfResult(result, dossierInProcess(dossier, dossierId).competentUnit, context, tools),
  decide: (dossier, { dossierId, part, result: stated }, { actor, occurredAt, now }, signer) => {
    const received = dossierInProcess(dossier, dossierId);
    requireHolder(received.holder, actor);
    const { dueAt } = openPart(received, part);
    requireNothingOwed(received, dossierId);
    const { supplementFor, standstill } = received;
    const waitsForOther = supplementFor !== undefined && supplementFor !== part && standstill.stops.every(({ by }) => by === 'supplement');
    if (!waitsForOther) requireRunningClock(received);
    requireDatedBy(stated, occurredAt);
    const passed = skippedByResult(received.steps, received.step);
    const skipped = passed.length > 0 && { skipped: passed };
    const result = { ...stated, ...requireSigner(signer) };
    const settled = { type: 'PartSettled', data: { dossierId, part, result, ...skipped, onTime: now <= dueAt } } as const;
    if (openParts(received.parts).length > 1) return [settled];
    return [settled, { type: 'DossierSettled', data: { dossierId, result, ...skipped, onTime: now <= received.dueAt } }];
  },
});

export const settleDossier = dossierCommand({
  name: 'SettleDossier',
  summary:
    'Settles the dossier with a result, once it was examined and signed, and says whether it was on time by the due time then in force.',
  input: dossierEvents.schemas.DossierSettled.omit({ onTime: true, skipped: true }).extend({ result: SignedResult }),
  lookups: servingLookups,
  prepare: async ({ dossierId, result }, dossier, context, tools) =>
    signerOfResult(result, dossierInProcess(dossier, dossierId).competentUnit, context, tools),
  decide: (dossier, { dossierId, result }, { actor, occurredAt, now }, signer) => {
    const received = dossierInProcess(dossier, dossierId);
    requireHolder(received.holder, actor);
    requireOneProcedure(received);
    requireNothingOwed(received, dossierId);
    requireRunningClock(received);
    requireDatedBy(result, occurredAt);
    // whatever time is stated: what is entered after the due time is late until the head confirms that time
    const skipped = skippedByResult(received.steps, received.step);
    const signed = { ...result, ...requireSigner(signer) };
    const onTime = now <= received.dueAt;
    return [{ type: 'DossierSettled', data: { dossierId, result: signed, ...(skipped.length > 0 && { skipped }), onTime } }];
  },
});

export const returnResult = dossierCommand({
  name: 'ReturnResult',
  summary: 'Records that the result was handed to the citizen; with it the dossier ends.',
  input: dossierEvents.schemas.ResultReturned.omit({ onTime: true }).extend({
    unit: dossierEvents.schemas.ResultReturned.shape.unit
      .optional()
      .describe('Center that handed it out: the holder’s (default) or the place of receipt.'),
  }),
  decide: (dossier, { dossierId, means, unit, receivedBy }, { actor, occurredAt, now }) => {
    const present = presentDossier(dossier, dossierId);
    // a result that replaces the one returned is returned in its turn
    if ('archived' in present && present.replacementToReturn && present.last)
      return [{ type: 'ResultReturned', data: { dossierId, means, unit: deskOf(present.last, actor, unit), receivedBy } }];
    const received = receivedDossier(dossier, dossierId);
    const desk = deskOf(received, actor, unit);
    if (received.status !== 'settled') throw new Rejection('dossier-not-settled', `Dossier ${dossierId} has no result yet.`);
    requireNothingOwed(received, dossierId);
    const backDated = occurredAt <= received.dueAt && received.dueAt < now;
    return [{ type: 'ResultReturned', data: { dossierId, means, unit: desk, receivedBy, ...(backDated && { onTime: false }) } }];
  },
});

/** How a dossier ends. */
export const endings = [withdrawDossier, stopDossier, settleDossier, settlePart, returnResult];
