import type { ReceptionFacts } from '#commands/dossier/reception.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { ProcedureVersion } from '#events/procedure/events.ts';
import type { Actor } from '#events/store/event.ts';
import type { Past } from '#test/support/spec.ts';
import { local, workingTime } from './workingTimes.ts';

type Of<T extends DossierEvent['type']> = Extract<DossierEvent, { type: T }>;

export const dossierId = '0197c000-0000-7000-8000-000000000001';
/** Competent unit and ordinary place of receipt; another unit. */
export const home = '25747';
export const elsewhere = '25750';
export const officer = (official: string | undefined, unit = home): Actor => ({
  id: 'user-1',
  role: 'officer',
  unit,
  ...(official !== undefined && { official }),
});
export const system: Actor = { id: 'motcua', role: 'system' };

export const stated = {
  dossierId,
  procedure: '2.000815',
  competentUnit: home,
  owner: { kind: 'citizen' as const, name: 'Người Thử' },
  request: 'Xin xác nhận',
  components: [{ name: 'Tờ khai', originals: 1 }],
};

export const version: ProcedureVersion = {
  version: 2,
  effectiveFrom: '2025-07-01',
  limit: { kind: 'working-days', days: 3 },
  verificationLimit: { kind: 'working-days', days: 8 },
  extension: { maxWorkingDays: 2, byAgreement: true },
  steps: [
    { name: 'Tiếp nhận', role: 'receiving-officer', hours: 4 },
    { name: 'Thẩm định', role: 'specialist', hours: 12 },
    { name: 'Ký', role: 'leader', hours: 8 },
  ],
  fee: { text: '', dong: 0 },
  certainty: 'sourced',
  ground: 'test',
  retention: { kind: 'none', ground: 'test', certainty: 'assumption' },
};

/** An open Center, a catalogued procedure with one version, office hours, the next number. */
export const receptionFacts = (change: Partial<ReceptionFacts> = {}): ReceptionFacts => ({
  procedure: { catalogued: true, versions: [version] },
  place: { openedOn: '2025-07-01', points: new Map([['main', { openedOn: '2025-07-01' }]]) },
  time: workingTime(),
  code: 'H29.25747-250701-0001',
  ...change,
});

/** Received on Tuesday 1 July 2025 at 14:20 by official-1, due on Friday 4 July at 14:20. */
export const received = (
  change: Partial<Of<'DossierReceived'>['data']> = {},
  occurredAt: string = local('2025-07-01T14:20'),
): Past<DossierEvent> => ({
  type: 'DossierReceived',
  occurredAt,
  data: {
    ...stated,
    channel: 'direct',
    code: 'H29.25747-250701-0001',
    procedureVersion: 2,
    limit: version.limit,
    verificationLimit: version.verificationLimit,
    extension: version.extension,
    steps: version.steps,
    placeOfReceipt: home,
    holder: { unit: home, official: 'official-1' },
    appointed: { at: local('2025-07-04T14:20'), lines: ['Hẹn trả: 14:20 thứ Sáu 04/07/2025'] },
    ...change,
  },
});

/** Submitted online on Tuesday 1 July 2025 at 09:00; at the desk of the competent unit. */
export const submitted = (change: Partial<Of<'DossierSubmitted'>['data']> = {}): Past<DossierEvent> => ({
  type: 'DossierSubmitted',
  occurredAt: local('2025-07-01T09:00'),
  data: {
    ...stated,
    channel: 'online',
    holder: { unit: home },
    receiveBy: { at: local('2025-07-02T09:00'), lines: ['Phải tiếp nhận trước: 09:00 thứ Tư 02/07/2025'] },
    ...change,
  },
});

const past =
  <T extends DossierEvent['type']>(type: T, data: Of<T>['data']) =>
  (change: Partial<Of<T>['data']> = {}, occurredAt?: string): Past<DossierEvent> =>
    ({ type, data: { ...data, ...change }, ...(occurredAt !== undefined && { occurredAt }) }) as Past<DossierEvent>;

const ground = { reason: 'Lý do', legalGround: 'Nghị định 118/2025/NĐ-CP' };
const later = { at: local('2025-07-08T14:20'), lines: ['Hạn mới: 14:20 thứ Ba 08/07/2025'] };

export const refused = past('DossierRefused', { dossierId, ...ground });
export const supplementRequested = past('SupplementRequested', { dossierId, items: ['Bản sao'], ...ground, stage: 'processing' });
export const supplementGiven = past('SupplementGiven', { dossierId, components: [], pausedWorkingMinutes: 0 });
export const handedOver = past('DossierHandedOver', {
  dossierId,
  from: { unit: home, official: 'official-1' },
  to: { unit: home, official: 'official-2' },
  step: 1,
  stepName: 'Thẩm định',
});
export const handoverAccepted = past('DossierHandoverAccepted', { dossierId });
/** Examined, signed, and in the hands of official-1 again. */
export const signed = handedOver({ to: { unit: home, official: 'official-1' }, step: 2, stepName: 'Ký' });
/** Who signed, as it is found out, and as it stands on record. */
export const signer = { official: 'leader-1' };
export const signedBy = signer.official;
export const verificationStarted = past('VerificationStarted', { dossierId, ground: 'Xác minh', due: later });
export const extended = past('DossierExtended', {
  dossierId,
  previousDueAt: local('2025-07-04T14:20'),
  due: later,
  reason: 'Lý do',
  apology: 'Xin lỗi',
  signer: 'Giám đốc',
  byAgreement: false,
});
export const feeRequested = past('FeeRequested', {
  dossierId,
  items: [{ name: 'Lệ phí', kind: 'charge', dong: 8000 }],
  totalDong: 8000,
  stopsClock: true,
});
export const feePaid = past('FeePaid', { dossierId, totalDong: 8000, method: 'cash', receiptNumber: 'BL-1', pausedWorkingMinutes: 0 });
export const feeWaived = past('FeeWaived', { dossierId, dong: 8000, outstandingDong: 0, legalGround: 'Hộ nghèo', pausedWorkingMinutes: 0 });
export const feeCancelled = past('FeeCancelled', {
  dossierId,
  totalDong: 8000,
  paidDong: 0,
  waivedDong: 0,
  reason: 'Nhầm mức thu',
  pausedWorkingMinutes: 0,
});
export const feeRefunded = past('FeeRefunded', { dossierId, dong: 3000, method: 'cash', voucherNumber: 'PC-1', reason: 'Nộp thừa' });
export const withdrawn = past('DossierWithdrawn', { dossierId, reason: 'Lý do' });
export const stopped = past('DossierStopped', { dossierId, ...ground });
export const result = { number: '12/GXN', date: '2025-07-01', abstract: 'Xác nhận', signer: 'Chủ tịch UBND' };
export const settled = past('DossierSettled', { dossierId, result, onTime: true });
export const returned = past('ResultReturned', { dossierId, means: 'counter', unit: home });
export const archived = past('DossierArchived', { dossierId, fileReference: 'HS-1' });
export const legalHoldPlaced = past('DossierLegalHoldPlaced', { dossierId, holdId: 'h-1', ground: 'Khiếu nại' });
export const legalHoldLifted = past('DossierLegalHoldLifted', { dossierId, holdId: 'h-1', ground: 'Đã giải quyết' });
export const reminded = past('DossierReminded', {
  dossierId,
  about: 'due',
  step: 'overdue',
  kind: 'overdue',
  countsFrom: local('2025-07-04T14:20'),
  holder: { unit: home, official: 'official-1' },
  to: ['holder', 'head'],
});
export const urged = past('DossierUrged', {
  dossierId,
  holder: { unit: home, official: 'official-1' },
  to: ['holder', 'head'],
  text: 'Đề nghị khẩn trương',
});
export const erased = past('DossierPersonalDataErased', { dossierId, ground: 'Hết thời hạn' });
