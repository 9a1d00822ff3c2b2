import { numberForm } from '#domain/text/searchForm.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';

/**
 * What was asked of the citizen, paid, waived and given back, told from a dossier's events. The account of money stands
 * beside the dossier's state: it says nothing of where the dossier is, and the dossier nothing of what is owed.
 */

/** Sums in đồng over a dossier's life. */
export type FeeSums = {
  owedDong: number;
  paidDong: number;
  waivedDong: number;
  refundedDong: number;
  /** Paid and due to no request: paid too much, or towards what was cancelled. The next request takes it first. */
  creditDong: number;
};
export const noFees: FeeSums = { owedDong: 0, paidDong: 0, waivedDong: 0, refundedDong: 0, creditDong: 0 };

/** What is owed after an event, in đồng: each event of a fee says so itself, and what ended without a result owes nothing. */
export const owedAfter = (owedDong: number, event: Recorded<DossierEvent>): number => {
  switch (event.type) {
    case 'FeeRequested':
      return event.data.outstandingDong ?? event.data.totalDong;
    case 'FeePaid':
      return event.data.outstandingDong ?? 0;
    case 'FeeWaived':
      return event.data.outstandingDong;
    case 'FeeCancelled':
    case 'DossierRefused':
    case 'DossierWithdrawn':
    case 'DossierStopped':
      return 0;
    default:
      return owedDong;
  }
};

/** What was given back, whether the citizen took the dossier back, it was stopped, or too much had been paid. */
const refundIn = (event: Recorded<DossierEvent>): number => {
  switch (event.type) {
    case 'FeeRefunded':
      return event.data.dong;
    case 'DossierWithdrawn':
    case 'DossierStopped':
      return event.data.refundDong ?? 0;
    default:
      return 0;
  }
};

/** What an event adds to the credit, or takes from it. */
const creditIn = ({ owedDong, creditDong }: FeeSums, event: Recorded<DossierEvent>): number => {
  switch (event.type) {
    case 'FeeRequested':
      return owedAfter(0, event) - event.data.totalDong;
    case 'FeePaid':
      return Math.max(0, event.data.totalDong - (owedDong - owedAfter(0, event)));
    case 'FeeCancelled':
      return event.data.paidDong;
    default:
      return -Math.min(creditDong, refundIn(event));
  }
};

const waivedIn = (event: Recorded<DossierEvent>): number => {
  if (event.type === 'FeeWaived') return event.data.dong;
  return event.type === 'FeeCancelled' ? -event.data.waivedDong : 0;
};

/** The sums after an event. */
export const feeSumsAfter = (sums: FeeSums, event: Recorded<DossierEvent>): FeeSums => ({
  owedDong: owedAfter(sums.owedDong, event),
  paidDong: sums.paidDong + (event.type === 'FeePaid' ? event.data.totalDong : 0),
  waivedDong: sums.waivedDong + waivedIn(event),
  refundedDong: sums.refundedDong + refundIn(event),
  creditDong: sums.creditDong + creditIn(sums, event),
});

/** What may be given back at most. */
export const refundableDong = ({ paidDong, refundedDong }: FeeSums): number => Math.max(0, paidDong - refundedDong);

type FeeItem = Extract<DossierEvent, { type: 'FeeRequested' }>['data']['items'][number];
/** What was asked last, until it is paid in full or cancelled. `paidDong`: what was paid towards it. */
export type FeeRequest = { items: readonly FeeItem[]; totalDong: number; paidDong: number; waivedDong: number };

/** A dossier's money, as decisions need it. */
export type FeeAccount = FeeSums & {
  /** Sum of all requests that were not cancelled. */
  askedDong: number;
  request?: FeeRequest | undefined;
  /** Series and numbers of the receipts written out, and of the vouchers of what was given back. */
  receipts: readonly string[];
  vouchers: readonly string[];
};
export const noAccount: FeeAccount = { ...noFees, askedDong: 0, receipts: [], vouchers: [] };

/** Unit, series and number of a receipt as one word, without ambiguity. */
export const receiptId = (unit: string, series: string | undefined, number: string): string =>
  [unit, ...[series ?? '', number].map((part) => encodeURIComponent(numberForm(part)))].join('/');
/** The same as it was kept before dashes and full width were folded; what an older log holds is found by its spelling. */
export const receiptIdKeptBefore = (unit: string, series: string | undefined, number: string): string =>
  [unit, ...[series ?? '', number].map((part) => encodeURIComponent(foldedBefore(part)))].join('/');
const foldedBefore = (text: string): string => text.toWellFormed().normalize('NFC').toUpperCase().replaceAll(/\s+/g, '');
/** A voucher's number as it is compared. */
export const voucherId = numberForm;

const requestAfter = (request: FeeRequest | undefined, event: Recorded<DossierEvent>): FeeRequest | undefined => {
  switch (event.type) {
    case 'FeeRequested': {
      const { items, totalDong } = event.data;
      return { items, totalDong, paidDong: totalDong - owedAfter(0, event), waivedDong: 0 };
    }
    case 'FeePaid':
      return owedAfter(0, event) === 0 ? undefined : request && { ...request, paidDong: request.paidDong + event.data.totalDong };
    case 'FeeWaived':
      return request && { ...request, waivedDong: request.waivedDong + event.data.dong };
    case 'FeeCancelled':
      return undefined;
    default:
      return request;
  }
};

const receiptOf = ({ unit = '', data }: Recorded<Extract<DossierEvent, { type: 'FeePaid' }>>): string =>
  receiptId(data.unit ?? unit, data.receiptSeries, data.receiptNumber);

/** The account after an event. */
export const feeAccountAfter = (account: FeeAccount, event: Recorded<DossierEvent>): FeeAccount => ({
  ...account,
  ...feeSumsAfter(account, event),
  askedDong:
    account.askedDong +
    (event.type === 'FeeRequested' ? event.data.totalDong : 0) -
    (event.type === 'FeeCancelled' ? event.data.totalDong : 0),
  request: requestAfter(account.request, event),
  receipts: event.type === 'FeePaid' ? [...account.receipts, receiptOf(event)] : account.receipts,
  vouchers: event.type === 'FeeRefunded' ? [...account.vouchers, voucherId(event.data.voucherNumber)] : account.vouchers,
});

/** Whether two requests ask the same. */
export const asksTheSame = (a: readonly FeeItem[], b: readonly FeeItem[]): boolean =>
  a.length === b.length && a.every(({ name, kind, dong }, i) => b[i]?.name === name && b[i]?.kind === kind && b[i]?.dong === dong);
