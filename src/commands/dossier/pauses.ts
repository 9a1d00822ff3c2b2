import type { DecisionContext, PreparationTools } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { dueAfterPause, pausedMinutes } from '#domain/time/deadline.ts';
import type { WorkingTime } from '#domain/time/workingTime.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { type ExplainedTime, UnitCode } from '#events/terms.ts';
import { type Dossier, dossierCommand, type Received, type Submitted } from './dossier.ts';
import { workingTimeOf } from './facts.ts';
import { deskOf, openDossier, receivedDossier, requireHolder, unsettledDossier } from './rules.ts';

/** Days by which a due time moved by a pause may lie beyond the pause's own length: Tết, weekends. */
const MARGIN_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Working time of the competent unit over a pause that ends now, and as far as the due time may move. */
const workingTimeOfPause = async (
  dossier: Dossier,
  dossierId: string,
  { occurredAt, settings }: DecisionContext,
  tools: PreparationTools,
): Promise<WorkingTime> => {
  const open = openDossier(dossier, dossierId);
  const since = open.stoppedSince ?? occurredAt;
  const dueAt = open.dueAt ?? occurredAt;
  const from = since < dueAt ? since : dueAt;
  const length = Math.ceil(Math.max(0, Date.parse(occurredAt) - Date.parse(since)) / DAY_MS);
  return workingTimeOf(tools, settings, open.competentUnit, {
    from,
    until: dueAt > occurredAt ? dueAt : occurredAt,
    days: length + MARGIN_DAYS,
  });
};

/** What the end of one stop means: nothing while something else still stops the clock, so that no minute is counted twice. */
const endOfPause = (
  dossier: Submitted | Received,
  by: Submitted['stops'][number],
  occurredAt: string,
  time: WorkingTime,
): { pausedWorkingMinutes: number; due?: ExplainedTime } => {
  const { stops, stoppedSince } = dossier;
  if (stoppedSince === null || stops.length !== 1 || stops[0] !== by) return { pausedWorkingMinutes: 0 };
  const pausedWorkingMinutes = pausedMinutes(time, stoppedSince, occurredAt);
  if (dossier.status === 'submitted') return { pausedWorkingMinutes };
  return { pausedWorkingMinutes, due: dueAfterPause(time, dossier.dueAt, { from: stoppedSince, to: occurredAt }) };
};

export const requestSupplement = dossierCommand({
  name: 'RequestSupplement',
  summary: 'Asks for more papers (Form 02): once in the life of a dossier; the clock stops.',
  input: dossierEvents.schemas.SupplementRequested.omit({ stage: true }),
  decide: (dossier, input, { actor }) => {
    const { dossierId, items, reason, legalGround, contactOfficial } = input;
    const open = unsettledDossier(dossier, dossierId);
    requireHolder(open.holder, actor);
    // the portal and the index of Decision 766/QĐ-TTg count a dossier with two requests as overdue
    if (open.supplement !== 'never')
      throw new Rejection('supplement-already-requested', `A supplement to ${dossierId} was requested before.`);
    const stage = open.status === 'submitted' ? 'checking' : 'processing';
    return [{ type: 'SupplementRequested', data: { dossierId, items, reason, legalGround, stage, contactOfficial } }];
  },
});

export const giveSupplement = dossierCommand({
  name: 'GiveSupplement',
  summary: 'Records the papers asked for; the clock runs again, and the due time moves by the working time it stood still.',
  input: dossierEvents.schemas.SupplementGiven.pick({ dossierId: true, components: true }).extend({
    unit: UnitCode.optional().describe('Center to which the papers were brought: the holder’s (default) or the place of receipt.'),
  }),
  prepare: ({ dossierId }, dossier, context, tools) => workingTimeOfPause(dossier, dossierId, context, tools),
  decide: (dossier, { dossierId, components, unit }, { actor, occurredAt }, time) => {
    const open = openDossier(dossier, dossierId);
    deskOf(open, actor, unit);
    if (open.supplement !== 'outstanding') throw new Rejection('supplement-not-requested', `No supplement to ${dossierId} is outstanding.`);
    return [{ type: 'SupplementGiven', data: { dossierId, components, ...endOfPause(open, 'supplement', occurredAt, time) } }];
  },
});

/** Also after the result exists: some Centers take the fee when they return it. */
export const requestFee = dossierCommand({
  name: 'RequestFee',
  summary: 'States what the citizen has to pay, 0 đồng included; by the city’s setting the clock stops until it is paid.',
  input: dossierEvents.schemas.FeeRequested.pick({ dossierId: true }).extend({
    items: dossierEvents.schemas.FeeRequested.shape.items.min(1).max(50),
  }),
  decide: (dossier, { dossierId, items }, { actor, settings }) => {
    const received = receivedDossier(dossier, dossierId);
    requireHolder(received.holder, actor);
    if (received.feeDong !== undefined) throw new Rejection('fee-already-requested', `A fee for ${dossierId} is outstanding.`);
    const totalDong = items.reduce((sum, { dong }) => sum + dong, 0);
    // nothing to wait for where nothing is owed or the result exists
    const stopsClock = settings.feeStopsClock && totalDong > 0 && received.status === 'received';
    return [{ type: 'FeeRequested', data: { dossierId, items, totalDong, stopsClock } }];
  },
});

export const payFee = dossierCommand({
  name: 'PayFee',
  summary: 'Records the payment of exactly what was asked, with its receipt; if the clock stood still, it runs again.',
  input: dossierEvents.schemas.FeePaid.omit({ pausedWorkingMinutes: true, due: true }).extend({
    unit: UnitCode.optional().describe('Center at which it was paid: the holder’s (default) or the place of receipt.'),
  }),
  prepare: ({ dossierId }, dossier, context, tools) => workingTimeOfPause(dossier, dossierId, context, tools),
  decide: (dossier, { dossierId, totalDong, method, receiptNumber, unit }, { actor, occurredAt }, time) => {
    const received = receivedDossier(dossier, dossierId);
    deskOf(received, actor, unit);
    if (received.feeDong === undefined) throw new Rejection('fee-not-requested', `No fee for ${dossierId} is outstanding.`);
    if (received.feeDong !== totalDong)
      throw new Rejection('fee-amount-differs', `${received.feeDong} đồng were asked, ${totalDong} đồng were paid.`);
    return [{ type: 'FeePaid', data: { dossierId, totalDong, method, receiptNumber, ...endOfPause(received, 'fee', occurredAt, time) } }];
  },
});

/** What the citizen is asked for and does; mostly the clock stands still in between. */
export const supplements = [requestSupplement, giveSupplement];
export const fees = [requestFee, payFee];
