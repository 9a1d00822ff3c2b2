import type { DecisionContext, PreparationTools } from '#commands/handling/command.ts';
import { takeReceiptNumber } from '#commands/receipt/receipt.ts';
import { asksTheSame, type FeeSums, receiptId, refundableDong, voucherId } from '#domain/dossier/fees.ts';
import { Rejection } from '#domain/rejections.ts';
import type { WorkingTime } from '#domain/time/workingTime.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Actor } from '#events/store/event.ts';
import type { Personal } from '#events/store/personal.ts';
import { Dong, PartyId } from '#events/terms.ts';
import { procedureFacts } from './facts.ts';
import { deskOf, dossierCommand, presentDossier, receivedDossier, requireHolder } from './guards.ts';
import { lateActOfCitizen } from './lateEntry.ts';
import { endOfPause, workingTimeOfPause } from './processing.ts';
import type { Dossier, Received } from './state.ts';

const { FeeRequested, FeePaid, FeeCancelled, FeeWaived, FeeRefunded } = dossierEvents.schemas;

/** No result is handed over, nor comes to be, as long as the citizen owes a fee. */
export const requireNothingOwed = ({ fees }: Received, dossierId: string): void => {
  if (fees.owedDong > 0) throw new Rejection('fee-outstanding', `${fees.owedDong} đồng for ${dossierId} are outstanding.`);
};

/** Nobody is given back more than was paid. */
export const requireRefundable = (fees: FeeSums, refundDong = 0): void => {
  const most = refundableDong(fees);
  if (refundDong > most)
    throw new Rejection(
      'refund-exceeds-payment',
      `${refundDong} đồng would be given back, of ${most} đồng that were paid and not yet given back.`,
    );
};

/** The fee published with the version that binds the dossier; `undefined`: none, or none that is one amount. */
type PublishedFee = number | undefined;

const publishedFee = async ({ procedure, procedureVersion }: Received, tools: PreparationTools): Promise<PublishedFee> => {
  const { versions } = await tools.fold(`procedure-${procedure}`, procedureFacts);
  const fee = versions.find(({ version }) => version === procedureVersion)?.fee;
  // without a text none was published, which is not "free"
  return fee === undefined || fee.text === '' ? undefined : fee.dong;
};

/** What is asked of the citizen, each item with its amount, and why where it is not what was published. */
type Asked = Pick<DataOf<DossierEvent, 'FeeRequested'>, 'items' | 'reason'>;
const asked = {
  items: FeeRequested.shape.items.min(1).max(50),
  reason: FeeRequested.shape.reason.describe('Why the fee departs from the published one, with the legal ground; demanded where it does.'),
};

/** The event of a request, on top of what was asked and not cancelled before. */
const requested = (
  received: Pick<Received, 'status' | 'fees'>,
  { dossierId, items, reason }: Asked & { dossierId: string },
  published: PublishedFee,
  { settings }: DecisionContext,
): Extract<DossierEvent, { type: 'FeeRequested' }> => {
  const { askedDong, creditDong } = received.fees;
  const totalDong = items.reduce((sum, { dong }) => sum + dong, 0);
  const departs = published !== undefined && askedDong + totalDong !== published;
  if (departs && reason === undefined) {
    const sum = askedDong + totalDong;
    throw new Rejection(
      'fee-differs-from-published',
      published === 0
        ? `The procedure is published as free; ${sum} đồng would be asked for ${dossierId}. State the reason, with its legal ground.`
        : `The published fee is ${published} đồng; ${sum} đồng would be asked for ${dossierId}. State the reason, with its legal ground.`,
    );
  }
  const outstandingDong = Math.max(0, totalDong - creditDong);
  // nothing to wait for where nothing is owed or the result exists
  const stopsClock = settings.feeStopsClock && outstandingDong > 0 && received.status === 'received';
  return {
    type: 'FeeRequested',
    data: {
      dossierId,
      items,
      totalDong,
      ...(outstandingDong < totalDong && { outstandingDong }),
      ...(departs && { publishedDong: published }),
      reason,
      stopsClock,
    },
  };
};

/** Also after the result exists: some Centers take the fee when they return it. */
export const requestFee = dossierCommand({
  name: 'RequestFee',
  summary:
    'States what the citizen has to pay, 0 đồng included, which nothing waits for; by the city’s setting the clock stops until it is paid.',
  input: FeeRequested.pick({ dossierId: true }).extend(asked),
  prepare: ({ dossierId }, dossier, _context, tools) => publishedFee(receivedDossier(dossier, dossierId), tools),
  decide: (dossier, input, context, published) => {
    const { dossierId, items } = input;
    const received = receivedDossier(dossier, dossierId);
    const { owedDong, request } = received.fees;
    requireHolder(received.holder, context.actor);
    if (owedDong > 0)
      throw new Rejection('fee-already-requested', `${owedDong} đồng for ${dossierId} are outstanding. Replace, cancel or waive that fee.`);
    if (request?.waivedDong === 0 && asksTheSame(request.items, items)) return [];
    return [requested(received, input, published, context)];
  },
});

/** The dossier with a fee that was asked and neither paid in full nor cancelled. */
const chargedDossier = (dossier: Dossier, dossierId: string) => {
  const received = receivedDossier(dossier, dossierId);
  const { request } = received.fees;
  if (request === undefined)
    throw new Rejection('fee-not-requested', `No fee for ${dossierId} is outstanding. What was paid is given back by a refund.`);
  return { received, request };
};

/** The event of a cancellation; what was paid towards it stays to the citizen's credit. */
const cancelled = (
  dossier: Dossier,
  dossierId: string,
  reason: Personal<string>,
  { actor, occurredAt }: DecisionContext,
  time: WorkingTime,
) => {
  const { received, request } = chargedDossier(dossier, dossierId);
  requireHolder(received.holder, actor);
  const { totalDong, paidDong, waivedDong } = request;
  return {
    type: 'FeeCancelled',
    data: { dossierId, totalDong, paidDong, waivedDong, reason, ...endOfPause(received, 'fee', occurredAt, time, 'cancelled') },
  } as const;
};

export const cancelFee = dossierCommand({
  name: 'CancelFee',
  summary: 'Cancels a fee that was asked wrongly and is not paid in full; if the clock stood still for it, it runs again.',
  input: FeeCancelled.pick({ dossierId: true, reason: true }),
  prepare: ({ dossierId }, dossier, context, tools) => workingTimeOfPause(dossier, dossierId, context, tools),
  decide: (dossier, { dossierId, reason }, context, time) => [cancelled(dossier, dossierId, reason, context, time)],
});

export const replaceFee = dossierCommand({
  name: 'ReplaceFee',
  summary: 'Cancels a fee that is not paid in full and asks for another one in its place; what was paid towards it counts.',
  input: FeeRequested.pick({ dossierId: true }).extend({
    items: asked.items,
    cancelReason: FeeCancelled.shape.reason.describe('Why the fee asked before is cancelled.'),
    reason: asked.reason,
  }),
  prepare: async ({ dossierId }, dossier, context, tools) => {
    const [published, time] = await Promise.all([
      publishedFee(receivedDossier(dossier, dossierId), tools),
      workingTimeOfPause(dossier, dossierId, context, tools),
    ]);
    return { published, time };
  },
  decide: (dossier, input, context, { published, time }) => {
    const { dossierId, cancelReason } = input;
    const { received, request } = chargedDossier(dossier, dossierId);
    requireHolder(received.holder, context.actor);
    if (request.waivedDong === 0 && asksTheSame(request.items, input.items)) return [];
    const { askedDong, creditDong } = received.fees;
    const without = { ...received.fees, askedDong: askedDong - request.totalDong, creditDong: creditDong + request.paidDong };
    return [
      cancelled(dossier, dossierId, cancelReason, context, time),
      requested({ status: received.status, fees: without }, input, published, context),
    ];
  },
});

export const waiveFee = dossierCommand({
  name: 'WaiveFee',
  summary: 'Waives what is still owed of a fee, or a part of it, on a legal ground (miễn, giảm).',
  input: FeeWaived.pick({ dossierId: true, legalGround: true }).extend({
    remainingDong: Dong.optional().describe('What stays owed; 0 when absent: all of it is waived.'),
  }),
  prepare: ({ dossierId }, dossier, context, tools) => workingTimeOfPause(dossier, dossierId, context, tools),
  decide: (dossier, { dossierId, legalGround, remainingDong = 0 }, { actor, occurredAt }, time) => {
    const { received } = chargedDossier(dossier, dossierId);
    requireHolder(received.holder, actor);
    const { owedDong } = received.fees;
    if (remainingDong > owedDong)
      throw new Rejection('waiver-exceeds-fee', `${owedDong} đồng for ${dossierId} are owed; ${remainingDong} đồng cannot remain of it.`);
    if (remainingDong === owedDong) return [];
    const end = remainingDong === 0 ? endOfPause(received, 'fee', occurredAt, time, 'waived') : stillWaiting;
    return [
      { type: 'FeeWaived', data: { dossierId, dong: owedDong - remainingDong, outstandingDong: remainingDong, legalGround, ...end } },
    ];
  },
});

/** The clock stands still as before. */
const stillWaiting = { pausedWorkingMinutes: 0 };

/** Money that comes by these ways is there already, whatever was asked; at the counter change is given. */
const mayExceed: readonly string[] = ['transfer', 'portal'];

type Payment = Pick<DataOf<DossierEvent, 'FeePaid'>, 'dossierId' | 'totalDong' | 'method' | 'receiptSeries' | 'receiptNumber'> & {
  unit?: string | undefined;
};

/** The event of a payment, and the unit that took it. */
const paid = (dossier: Dossier, { unit: at, ...payment }: Payment, { actor, occurredAt }: DecisionContext, time: WorkingTime) => {
  const { dossierId, totalDong, method, receiptSeries, receiptNumber } = payment;
  const { received } = chargedDossier(dossier, dossierId);
  const unit = deskOf(received, actor, at);
  const { owedDong, receipts } = received.fees;
  if (totalDong === 0 ? owedDong > 0 : totalDong > owedDong && !mayExceed.includes(method))
    throw new Rejection('fee-amount-differs', `${owedDong} đồng are owed, ${totalDong} đồng were paid.`);
  if (receipts.includes(receiptId(unit, receiptSeries, receiptNumber)))
    throw new Rejection('receipt-number-used', `Receipt ${receiptNumber} was written out for an earlier payment of this dossier.`);
  const outstandingDong = Math.max(0, owedDong - totalDong);
  const end = outstandingDong === 0 ? endOfPause(received, 'fee', occurredAt, time, method) : { outstandingDong, ...stillWaiting };
  return { unit, event: { type: 'FeePaid', data: { ...payment, unit, ...end } } as const };
};

/** Its receipt's number is taken once the decision was tried: what is refused takes none. */
export const payFee = dossierCommand({
  lateEntryOf: lateActOfCitizen,
  name: 'PayFee',
  summary:
    'Records a payment of the fee, in whole or in part, with its receipt; once nothing is owed, the clock runs again. What is paid at the counter (cash, card) on the day it was asked for stopped nothing.',
  input: FeePaid.pick({ dossierId: true, method: true, receiptSeries: true, receiptNumber: true }).extend({
    totalDong: FeePaid.shape.totalDong
      .max(1_000_000_000_000)
      .describe('What is paid now: at most what is owed, by transfer or portal also more; 0 for the receipt of what costs nothing.'),
    unit: PartyId.optional().describe('Center at which it was paid: the holder’s (default) or the place of receipt.'),
  }),
  prepare: async (input, dossier, context, tools) => {
    const time = await workingTimeOfPause(dossier, input.dossierId, context, tools);
    const { unit } = paid(dossier, input, context, time);
    const { dossierId, receiptSeries: series, receiptNumber: number } = input;
    await tools.run(takeReceiptNumber, { unit, series, number, dossierId });
    return time;
  },
  decide: (dossier, input, context, time) => [paid(dossier, input, context, time).event],
});

/** Money is given back where it was taken: at the holder's, the competent unit or the place of receipt. */
const requireRefundDesk = (dossier: Exclude<Dossier, { status: 'absent' | 'submitted' }>, actor: Actor, unit: string | undefined): void => {
  if (!('archived' in dossier)) return void deskOf(dossier, actor, unit);
  const at = unit ?? dossier.competentUnit;
  if (at !== dossier.competentUnit && at !== dossier.placeOfReceipt)
    throw new Rejection('not-the-holder', `Unit ${at} neither settled the dossier nor received it.`);
};

export const refundFee = dossierCommand({
  name: 'RefundFee',
  summary: 'Records that money was given back: what was paid too much or need not have been paid, also after the end of the dossier.',
  input: FeeRefunded.extend({
    unit: PartyId.optional().describe('Center that gave it back: the holder’s (default), the competent one or the place of receipt.'),
  }),
  decide: (dossier, { unit, ...refund }, { actor }) => {
    const present = presentDossier(dossier, refund.dossierId);
    if (present.status === 'submitted') throw new Rejection('dossier-not-received', `Dossier ${refund.dossierId} has not been received.`);
    requireRefundDesk(present, actor, unit);
    if (present.fees.vouchers.includes(voucherId(refund.voucherNumber)))
      throw new Rejection('receipt-number-used', `Voucher ${refund.voucherNumber} was written out for an earlier refund of this dossier.`);
    requireRefundable(present.fees, refund.dong);
    return [{ type: 'FeeRefunded', data: refund }];
  },
});

/** What the citizen has to pay, pays, need not pay and is given back. */
export const fees = [requestFee, payFee, cancelFee, replaceFee, waiveFee, refundFee];
