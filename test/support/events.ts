import { derivedId } from '#commands/handling/ids.ts';
import type { AnyEvent } from '#events/all.ts';
import { inventoryEvents } from '#events/inventory/events.ts';
import type { Actor, EnteredLate, Recorded } from '#events/store/event.ts';
import type { Sealed } from '#events/store/personal.ts';
import { transferEvents } from '#events/transfer/events.ts';

type DataOf<T extends AnyEvent['type']> = Extract<AnyEvent, { type: T }>['data'];

/** A valid event of this type: what the test does not mention is filled in. */
const made =
  <T extends AnyEvent['type']>(type: T, filled: DataOf<T>) =>
  (mentioned: Partial<DataOf<T>> = {}) => ({ type, data: { ...filled, ...mentioned } as unknown as DataOf<T> });

/** Two units, a procedure, an official and a dossier that the factories speak of. */
export const unit = '25747';
export const otherUnit = '25750';
export const procedure = '2.000815';
export const officialId = 'official-1';
/** The n-th dossier. */
export const dossierIdOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const dossierId = dossierIdOf(1);

/** A sealed value as a fold sees it; nothing can open it. */
export const sealedName = (stream = `dossier-${dossierId}`): Sealed => ({ sealed: 'c2VhbGVk', stream, eventId: 'e', field: 'name' });
const act = { number: '01/QĐ-UBND', date: '2025-06-20', signer: 'Chủ tịch UBND phường' };
export const decision = { act, effectiveOn: '2025-07-01', functions: ['Tiếp nhận'], tasks: ['Trả kết quả'], powers: ['Yêu cầu bổ sung'] };
const timed = (at: string) => ({ at, lines: [`hẹn ${at}`] });

const submission = {
  dossierId,
  procedure,
  competentUnit: unit,
  owner: { kind: 'citizen' as const, name: sealedName() },
  request: sealedName(),
  components: [{ name: 'Bản chính', originals: 1 }],
};

// dossier
export const submitted = made('DossierSubmitted', {
  ...submission,
  channel: 'online',
  holder: { unit },
  receiveBy: timed('2025-07-02T03:00:00.000Z'),
});
export const received = made('DossierReceived', {
  ...submission,
  channel: 'direct',
  code: 'H29.25747-250701-0001',
  procedureVersion: 1,
  limit: { kind: 'working-days', days: 3 },
  steps: [
    { name: 'Tiếp nhận', role: 'receiving-officer', hours: 4 },
    { name: 'Thẩm định', role: 'specialist', hours: 16 },
  ],
  placeOfReceipt: unit,
  holder: { unit, official: officialId },
  appointed: timed('2025-07-04T10:00:00.000Z'),
});
/** The parts of a dossier of linked procedures, as a reception says them. */
export const linkedParts = [
  {
    part: 'birth',
    name: 'Đăng ký khai sinh',
    limit: { kind: 'same-day' as const, cutoff: '15:00' },
    appointed: timed('2025-07-01T10:00:00.000Z'),
  },
  {
    part: 'residence',
    name: 'Đăng ký thường trú',
    agency: 'Công an',
    limit: { kind: 'working-days' as const, days: 3 },
    appointed: timed('2025-07-04T10:00:00.000Z'),
  },
];
export const partSettled = made('PartSettled', {
  dossierId,
  part: 'birth',
  result: { number: '12/KS', date: '2025-07-01', abstract: sealedName(), signer: 'Chủ tịch UBND' },
  onTime: true,
});
export const refused = made('DossierRefused', { dossierId, reason: 'Không thuộc thẩm quyền', legalGround: 'Điều 17' });
export const supplementRequested = made('SupplementRequested', {
  dossierId,
  items: ['Giấy chứng sinh'],
  reason: 'Thiếu giấy',
  legalGround: 'Điều 17',
  stage: 'processing',
});
export const supplementGiven = made('SupplementGiven', {
  dossierId,
  components: [{ name: 'Giấy chứng sinh' }],
  pausedWorkingMinutes: 480,
  due: timed('2025-07-07T10:00:00.000Z'),
});
export const handedOver = made('DossierHandedOver', {
  dossierId,
  from: { unit, official: officialId },
  to: { unit, official: 'official-2' },
  step: 1,
  stepName: 'Thẩm định',
});
export const handoverAccepted = made('DossierHandoverAccepted', { dossierId });
export const handoverDeclined = made('DossierHandoverDeclined', { dossierId, reason: 'Thiếu bản chính' });
export const handoverRecalled = made('DossierHandoverRecalled', { dossierId });
export const verificationStarted = made('VerificationStarted', {
  dossierId,
  ground: 'Phải xác minh',
  due: timed('2025-07-23T10:00:00.000Z'),
});
export const extended = made('DossierExtended', {
  dossierId,
  previousDueAt: '2025-07-04T10:00:00.000Z',
  due: timed('2025-07-08T10:00:00.000Z'),
  reason: 'Nhiều bản',
  apology: 'Xin lỗi',
  signer: 'Giám đốc',
  byAgreement: false,
});
export const feeRequested = made('FeeRequested', {
  dossierId,
  items: [{ name: 'Phí chứng thực', kind: 'fee', dong: 10_000 }],
  totalDong: 10_000,
});
export const feePaid = made('FeePaid', {
  dossierId,
  totalDong: 10_000,
  method: 'cash',
  receiptNumber: 'BL-1',
  pausedWorkingMinutes: 60,
  due: timed('2025-07-05T10:00:00.000Z'),
});
export const feeWaived = made('FeeWaived', {
  dossierId,
  dong: 10_000,
  outstandingDong: 0,
  legalGround: 'Hộ nghèo',
  pausedWorkingMinutes: 60,
  due: timed('2025-07-05T10:00:00.000Z'),
});
export const feeCancelled = made('FeeCancelled', {
  dossierId,
  totalDong: 10_000,
  paidDong: 0,
  waivedDong: 0,
  reason: 'Nhầm mức thu',
  pausedWorkingMinutes: 60,
  due: timed('2025-07-05T10:00:00.000Z'),
});
export const feeRefunded = made('FeeRefunded', { dossierId, dong: 10_000, method: 'cash', voucherNumber: 'PC-1', reason: 'Nộp thừa' });
export const withdrawn = made('DossierWithdrawn', { dossierId, reason: 'Đổi ý' });
export const stopped = made('DossierStopped', { dossierId, reason: 'Chủ hồ sơ mất', legalGround: 'Điều 20', refundDong: 10_000 });
export const settled = made('DossierSettled', {
  dossierId,
  result: { number: '10/GXN', date: '2025-07-03', abstract: sealedName(), signer: 'Phó Chủ tịch' },
  onTime: true,
});
const onLateEntry = { dossierId, revision: 1, act: 'DossierSettled', bearsOn: 'due', reason: 'Có biên bản' } as const;
export const lateEntryConfirmed = made('LateEntryConfirmed', onLateEntry);
export const lateEntryDeclined = made('LateEntryDeclined', onLateEntry);
export const returned = made('ResultReturned', { dossierId, means: 'counter', unit, receivedBy: sealedName() });
export const corrected = made('DossierCorrected', {
  dossierId,
  ground: sealedName(),
  before: { owner: { name: sealedName() } },
  after: { owner: { name: { ...sealedName(), sealed: 'bmV3' } } },
});
export const procedureCorrected = made('DossierProcedureCorrected', {
  dossierId,
  ground: sealedName(),
  before: { procedure, procedureVersion: 1 },
  procedure: '1.001193',
  procedureVersion: 4,
  limit: { kind: 'working-days', days: 1 },
  steps: [],
  appointed: timed('2025-07-02T03:00:00.000Z'),
});
const resultOnRecord = { number: '12/GXN', date: '2025-07-01', abstract: sealedName(), signer: 'Chủ tịch UBND' };
export const resultCorrected = made('ResultCorrected', {
  dossierId,
  ground: sealedName(),
  before: resultOnRecord,
  result: { ...resultOnRecord, number: '13/GXN' },
});
export const resultReplaced = made('ResultReplaced', {
  dossierId,
  ground: sealedName(),
  before: resultOnRecord,
  result: { ...resultOnRecord, number: '14/GXN' },
});
export const reopened = made('DossierReopened', {
  dossierId,
  ground: sealedName(),
  complaint: { number: '12/QĐ-GQKN', date: '2025-07-10' },
  earlier: 'returned',
  procedure,
  holder: { unit },
  due: timed('2025-07-16T03:00:00.000Z'),
});
export const archived = made('DossierArchived', {
  dossierId,
  fileReference: 'HS-1',
  retention: { kind: 'years', years: 20, ground: 'Nghị định 23/2015/NĐ-CP', certainty: 'sourced' },
});
export const legalHoldPlaced = made('DossierLegalHoldPlaced', { dossierId, holdId: 'h-1', ground: sealedName() });
export const legalHoldLifted = made('DossierLegalHoldLifted', { dossierId, holdId: 'h-1', ground: sealedName() });
export const erasureRefused = made('DossierErasureRefused', {
  dossierId,
  ground: sealedName(),
  obstacles: [{ code: 'retention-running', detail: 'It is kept until the end of 2045-07-01.' }],
});
export const dossierReminded = made('DossierReminded', {
  dossierId,
  about: 'due',
  step: 'overdue',
  kind: 'overdue',
  countsFrom: '2025-07-04T10:00:00.000Z',
  holder: { unit, official: officialId },
  to: ['holder', 'head'],
});
export const dossierUrged = made('DossierUrged', {
  dossierId,
  holder: { unit, official: officialId },
  to: ['holder', 'head'],
  text: 'Đề nghị khẩn trương',
});
export const dossierErased = made('DossierPersonalDataErased', { dossierId, ground: 'Hết thời hạn lưu' });

// center
export const established = made('CenterEstablished', { unit, decision });
export const decisionAmended = made('CenterDecisionAmended', {
  unit,
  decision: { ...decision, act: { ...act, number: '02/QĐ-UBND' }, effectiveOn: '2025-07-03' },
  ground: 'Sửa chức năng',
});
export const pointOpened = made('PointOpened', {
  unit,
  pointId: 'p1',
  name: 'Điểm 1',
  address: '1 Đường A',
  counters: 5,
  openedOn: '2025-07-01',
});
export const pointsFixed = made('PointsFixed', {
  unit,
  act,
  effectiveOn: '2025-07-01',
  points: [
    { name: 'Điểm 1', counters: 4 },
    { name: 'Điểm 2', counters: 1 },
  ],
  figures: {
    model: 'test',
    inputs: {
      residents: { value: 100_000, certainty: 'assumption', provenance: 'test' },
      areaSquareKm: null,
      dossiersADay: { value: 100, certainty: 'inference', provenance: 'test' },
      arrivalsADay: 40,
      arrivalsOnBusyDay: 50,
      halfHours: [
        { from: '08:00', arrivals: 30 },
        { from: '08:30', arrivals: 20 },
      ],
      service: { minutes: 8, variability: 1 },
      target: { longWaitMinutes: 15, atMost: 0.1 },
    },
    points: [4, 1].map((counters) => ({
      counters,
      utilisation: 0.2,
      meanWaitMinutes: 1,
      longWaitShare: 0.01,
      worstLongWaitShare: 0.05,
      longestQueue: 1,
      meetsTarget: true,
      needed: counters,
    })),
    meetsTarget: true,
  },
});
export const pointClosed = made('PointClosed', { unit, pointId: 'p1', closedOn: '2025-08-01', ground: 'Chuyển trụ sở' });
export const headquartersDesignated = made('HeadquartersDesignated', {
  unit,
  address: '1 Đường A',
  reusedFrom: [{ section: 'Một cửa phường', what: 'Quầy' }],
});
export const equipmentNeeded = made('EquipmentNeeded', { unit, item: 'máy quét', quantity: 3, ground: 'Kế hoạch' });
export const equipmentReused = made('EquipmentReused', { unit, item: 'máy quét', quantity: 1, from: 'Một cửa phường' });
export const equipmentAdded = made('EquipmentAdded', { unit, item: 'máy quét', quantity: 2 });
export const regulationsIssued = made('WorkingRegulationsIssued', {
  unit,
  act,
  effectiveOn: '2025-07-01',
  basis: 'Nghị định 118/2025/NĐ-CP',
});
export const hoursSet = made('WorkingHoursSet', {
  unit,
  effectiveFrom: '2025-07-01',
  week: [{ day: 1, from: '07:30', to: '11:30' }],
  ground: 'Quy chế',
});
export const centerOpened = made('CenterOpened', { unit, openedOn: '2025-07-01' });

// official
export const officialRegistered = made('OfficialRegistered', {
  officialId,
  name: sealedName(`official-${officialId}`),
  office: 'head-of-department',
});
export const officeHeld = made('OfficeHeld', { officialId, office: 'vice-chair', from: '2025-09-01', basis: 'QĐ 5' });
export const assigned = made('OfficialAssigned', {
  officialId,
  assignmentId: 'a1',
  unit,
  position: 'director',
  basis: 'QĐ 7',
  from: '2025-07-01',
});
export const substituted = made('OfficialSubstituted', {
  officialId: 'official-2',
  assignmentId: 's1',
  unit,
  position: 'director',
  substituteFor: officialId,
  basis: 'QĐ 8',
  from: '2025-08-01',
  until: '2025-08-15',
});
export const assignmentEnded = made('AssignmentEnded', {
  officialId,
  assignmentId: 'a1',
  unit,
  lastDay: '2025-09-30',
  ground: 'Điều động',
});
export const officialErased = made('OfficialPersonalDataErased', { officialId, ground: 'Theo yêu cầu' });

// procedure
export const catalogued = made('ProcedureCatalogued', {
  code: procedure,
  name: 'Chứng thực bản sao từ bản chính',
  nameEn: 'Certified copy',
  field: 'Chứng thực',
  formerCodes: ['2.000001'],
  provenance: 'test',
});
export const versionPublished = made('ProcedureVersionPublished', {
  code: procedure,
  version: 1,
  effectiveFrom: '2025-07-01',
  limit: { kind: 'same-day', cutoff: '15:00' },
  steps: [],
  fee: { text: '2.000 đồng/trang' },
  certainty: 'sourced',
  ground: 'test',
});
export const procedureRetired = made('ProcedureRetired', {
  code: procedure,
  retiredOn: '2027-01-01',
  successors: ['1.116214'],
  ground: 'Thay thế',
});

export const portalEntryRecorded = made('PortalEntryRecorded', {
  code: procedure,
  entry: {
    name: 'Chứng thực bản sao từ bản chính',
    field: { code: 'CT', name: 'Chứng thực' },
    published: true,
    limits: [{ channel: 'direct', value: 1, unit: 'working-days', text: '1 Ngày làm việc' }],
    components: [{ code: 'TP-1', name: 'Bản chính' }],
  },
  source: { file: 'LayThuTuc.json', sha256: '0'.repeat(64) },
});

// review of procedures
const which = { reviewId: `${procedure}.1`, code: procedure };
export const draft = {
  effectiveFrom: '2025-08-01',
  limit: { kind: 'same-day' as const, cutoff: '15:00' },
  steps: [
    { name: 'Tiếp nhận', role: 'receiving-officer', level: 'commune' as const, hours: 2 },
    { name: 'Đối chiếu, ký', role: 'leader', level: 'commune' as const, hours: 6 },
  ],
  components: [{ code: 'TP-1', name: 'Bản chính' }],
  fee: { text: '2.000 đồng/trang' },
  legalGround: 'Nghị định 23/2015/NĐ-CP',
};
export const reviewOpened = made('ReviewOpened', { ...which, department: 'justice', legalGround: 'Chỉ thị' });
export const reviewDrafted = made('ReviewDrafted', { ...which, draft });
export const reviewChecked = made('ReviewChecked', { ...which, findings: [] });
export const reviewReturned = made('ReviewReturned', { ...which, reason: 'Bước 2 ghi cấp huyện' });
export const reviewApproved = made('ReviewApproved', {
  ...which,
  act: { number: '12/QĐ-UBND', date: '2025-07-01', signer: 'Chủ tịch UBND Thành phố' },
});
export const electronicConfigured = made('ElectronicProcedureConfigured', { ...which, system: 'Hệ thống TTHC', steps: draft.steps });
export const reviewPublished = made('ReviewPublished', { ...which, version: 2, effectiveFrom: '2025-08-01' });
export const reviewSuperseded = made('ReviewSuperseded', { ...which, by: `${procedure}.2`, effectiveFrom: '2025-09-01' });
export const reviewAbandoned = made('ReviewAbandoned', { ...which, reason: 'Mở nhầm' });

// calendar
export const calendarPublished = made('CalendarPublished', {
  year: 2025,
  days: [{ date: '2025-09-02', kind: 'off', name: 'Quốc khánh', official: true, ground: 'test' }],
  ground: 'Thông báo',
});
export const calendarAmended = made('CalendarAmended', {
  year: 2025,
  set: [{ date: '2025-09-01', kind: 'off', name: 'Quốc khánh', official: true, ground: 'test' }],
  removed: [],
  ground: 'Bổ sung',
});
export const unitClosed = made('UnitClosed', { year: 2025, unit, closureId: 'c1', date: '2025-07-10', from: '13:00', ground: 'Ngập' });
export const closureLifted = made('UnitClosureLifted', { year: 2025, unit, closureId: 'c1', ground: 'Nước rút' });

/** At nine in the morning of a day. */
export const on = (day: string, event: Happened): Happened => ({ ...event, at: `${day}T02:00:00.000Z` });
/** A Center that has everything, in the order it came; it has not opened. */
export const complete: readonly Happened[] = [
  on('2025-06-20', established()),
  pointOpened({ openedOn: '2025-06-30' }),
  on('2025-06-21', headquartersDesignated()),
  on('2025-06-22', equipmentNeeded()),
  equipmentReused(),
  on('2025-06-25', equipmentAdded()),
  regulationsIssued(),
  hoursSet(),
  assigned({ from: '2025-06-28' }),
  assigned({ officialId: 'official-3', assignmentId: 'a3', position: 'receiving-officer', from: '2025-06-29' }),
];

// directive, duties
export const directiveId = 'chi-thi-1';
const escalateTo = 'office-of-city-committee';
export const pilotEvidence = { kind: 'evidence' as const, what: 'Báo cáo kết thúc thí điểm' };
/** Two tasks of the units that rules recognise, due on 30 June at 17:00, and one of a department, due on 25 June at 17:00, by evidence. */
export const directiveIssued = made('DirectiveIssued', {
  directiveId,
  title: 'Chỉ thị về Trung tâm phục vụ hành chính công cấp xã',
  act: { number: '01/CT-UBND', date: '2025-06-10', signer: 'Chủ tịch UBND Thành phố' },
  tasks: [
    {
      taskId: 'decision',
      title: 'Ban hành quyết định',
      text: 'Quy định chức năng, nhiệm vụ, quyền hạn',
      assignees: [unit, otherUnit],
      deadline: '2025-06-30T10:00:00.000Z',
      fulfilment: { kind: 'rule', rule: 'decision-in-effect', on: '2025-07-01' },
      escalateTo,
    },
    {
      taskId: 'staff',
      title: 'Bố trí nhân sự',
      text: 'Hoàn thành trước 30/6',
      assignees: [unit, otherUnit],
      deadline: '2025-06-30T10:00:00.000Z',
      fulfilment: { kind: 'rule', rule: 'staff-complete', on: '2025-07-01' },
      escalateTo,
    },
    {
      taskId: 'pilot',
      title: 'Thí điểm',
      text: 'Hoàn thành trước 25/6',
      assignees: ['science-and-technology'],
      deadline: '2025-06-25T10:00:00.000Z',
      fulfilment: pilotEvidence,
      escalateTo,
    },
  ],
});
/** Which duty: the staff of the first unit unless said otherwise. */
const duty = (taskId = 'staff', party = unit) => ({
  dutyId: `${directiveId}.${taskId}.${party}`,
  directiveId,
  taskId,
  party,
  ...(/^\d/.test(party) && { unit: party }),
});
type ForDuty<T extends AnyEvent['type']> = (
  taskId?: string,
  party?: string,
  mentioned?: Partial<DataOf<T>>,
) => { type: T; data: DataOf<T> };
const onDuty =
  <T extends AnyEvent['type']>(type: T, filled: Omit<DataOf<T>, 'dutyId' | 'directiveId' | 'taskId' | 'party' | 'unit'>): ForDuty<T> =>
  (taskId, party, mentioned = {}) => ({ type, data: { ...duty(taskId, party), ...filled, ...mentioned } as unknown as DataOf<T> });
export const dutyAssigned = onDuty('DutyAssigned', {
  title: 'Bố trí nhân sự',
  deadline: '2025-06-30T10:00:00.000Z',
  fulfilment: { kind: 'rule', rule: 'staff-complete', on: '2025-07-01' },
  escalateTo,
});
export const dutyDeadlineMoved = onDuty('DutyDeadlineMoved', { deadline: '2025-07-05T10:00:00.000Z', ground: 'Công văn 20' });
export const dutyFulfilled = onDuty('DutyFulfilled', { by: 'rule', lines: ['Đã có Giám đốc'] });
export const dutyReopened = onDuty('DutyReopened', { missing: [{ code: 'director', text: 'Giám đốc thôi nhiệm vụ' }] });
export const dutyFellOverdue = onDuty('DutyFellOverdue', {
  deadline: '2025-06-30T10:00:00.000Z',
  missing: [{ code: 'director', text: 'Chưa có Giám đốc' }],
});
export const dutyUrged = onDuty('DutyUrged', { text: 'Đề nghị khẩn trương' });
export const evidenceHandedIn = onDuty('EvidenceHandedIn', { evidenceId: 'mc-1', text: 'Báo cáo 12', references: ['12/BC'] });
export const evidenceReturned = onDuty('EvidenceReturned', { evidenceId: 'mc-1', reason: 'Thiếu số liệu' });
export const evidenceAccepted = onDuty('EvidenceAccepted', { evidenceId: 'mc-1' });

// notices
const notice = { noticeId: 'notice-1', dutyId: duty().dutyId, unit };
export const noticeWritten = made('NoticeWritten', {
  ...notice,
  kind: 'urging',
  to: unit,
  channel: 'email',
  dueAt: '2025-06-25T01:00:00.000Z',
  subject: 'Đôn đốc: Bố trí nhân sự',
  text: 'Đề nghị khẩn trương',
});
export const noticeDispatched = made('NoticeDispatched', { ...notice, attempt: 1 });
export const noticeSent = made('NoticeSent', { ...notice, reference: '<notice-1@localhost>' });
export const noticeFailed = made('NoticeFailed', { ...notice, attempt: 1, reason: 'ECONNREFUSED', final: true });
export const noticeResendRequested = made('NoticeResendRequested', { ...notice, reason: 'Chưa nhận được' });
export const noticeSeen = made('NoticeSeen', notice);

// register, access
export const numberTaken = made('NumberTaken', {
  unit,
  day: '2025-07-01',
  number: 1,
  code: 'H29.25747-250701-0001',
  pattern: 'H29.{unit}-{yyMMdd}-{NNNN}',
  dossierId,
});
export const numberUnused = made('NumberUnused', {
  unit,
  day: '2025-07-01',
  number: 1,
  code: 'H29.25747-250701-0001',
  dossierId,
  reason: 'Nhập trùng',
});
export const personalDataRead = made('PersonalDataRead', {
  subject: `dossier-${dossierId}`,
  unit,
  fields: ['owner.name'],
  purpose: 'Tiếp nhận hồ sơ',
});

export const personalDataSearched = made('PersonalDataSearched', {
  searchId: 'search-1',
  among: 'dossier',
  by: 'identity-number',
  found: 1,
  purpose: 'Tra cứu theo yêu cầu',
});

type Plain = { [T in AnyEvent['type']]: { type: T; data: DataOf<T> } }[AnyEvent['type']];
/** An event and the circumstances that matter to the test. */
export type Happened = Plain & {
  at?: string;
  actor?: Partial<Actor>;
  unit?: string;
  correlationId?: string;
  command?: string;
  lateEntryReason?: string;
  enteredLate?: EnteredLate;
};

// pilot
const pilotId = 'thu-nghiem-1';
export const pilotPlanned = made('PilotPlanned', {
  pilotId,
  title: 'Vận hành thử nghiệm',
  lead: 'science-and-technology',
  partners: ['digital-transformation-center'],
  act,
  centers: [unit],
  procedures: [procedure],
  from: '2025-06-16',
  until: '2025-06-20',
  criteria: [{ measure: 'received', bound: 'at-least', value: 1 }],
});
export const pilotStarted = made('PilotStarted', { pilotId });
export const pilotIssueFound = made('PilotIssueFound', { pilotId, issueId: 'vm-1', text: 'In sai tên phường' });
export const pilotIssueResolved = made('PilotIssueResolved', { pilotId, issueId: 'vm-1', how: 'Sửa mẫu in' });

// regulation
export const modelPublished = made('ModelRegulationsPublished', {
  regulationId: 'model',
  version: 1,
  publisher: 'office-of-city-committee',
  title: 'Quy chế mẫu',
  act,
  effectiveOn: '2025-06-20',
  note: 'Bản đầu',
  articles: [{ number: 1, title: 'Thời gian làm việc', text: 'Từ 7 giờ đến 17 giờ' }],
});

const streamOf = (event: Plain): string => {
  const data = event.data as Record<string, unknown>;
  switch (event.type) {
    case 'NumberTaken':
    case 'NumberUnused':
      return `register-${event.data.unit}-${event.data.day}`;
    case 'PersonalDataRead':
      return `access-${event.data.subject}`;
    case 'PersonalDataSearched':
      return `access-search-${event.data.searchId}`;
    case 'LogExported':
      return `access-export-${event.data.exportId}`;
    default: {
      const [category, id] = (
        [
          ['dossier', data.dossierId],
          ['notice', data.noticeId],
          ['duty', data.dutyId],
          ['directive', data.directiveId],
          ['pilot', data.pilotId],
          ['regulation', data.regulationId],
          ['batch', data.batchId],
          ['official', data.officialId],
          ['review', data.reviewId],
          ['procedure', data.code],
          ['norm', data.normsId],
          ['inventory', event.type in inventoryEvents.schemas ? data.section : undefined],
          ['transfer', event.type in transferEvents.schemas ? data.transferId : undefined],
          ['calendar', data.year],
          ['projection', data.projection],
          ['period', data.period],
          ['center', data.unit],
        ] as const
      ).find(([, value]) => value !== undefined) ?? ['unknown', ''];
      return `${category}-${String(id)}`;
    }
  }
};

const plusMinute = (instant: string) => new Date(Date.parse(instant) + 60_000).toISOString();

/** Puts events into one log in this order: positions from `first` on, revisions by stream, a minute apart unless `at` says otherwise. */
export const logOf = (events: readonly Happened[], first = 0, revisions = new Map<string, number>()): Recorded<AnyEvent>[] => {
  let occurredAt = '2025-07-01T00:30:00.000Z';
  return events.map(({ at, actor, unit: about, correlationId, command, lateEntryReason, enteredLate, ...event }, index) => {
    occurredAt = at ?? plusMinute(occurredAt);
    const stream = streamOf(event as Plain);
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    const id = derivedId('log', first + index);
    const envelope = {
      id,
      stream,
      revision,
      position: first + index,
      schemaVersion: 1,
      occurredAt,
      recordedAt: plusMinute(occurredAt),
      actor: { id: 'user-1', role: 'officer', ...actor },
      correlationId: correlationId ?? id,
      causationId: correlationId ?? id,
      ...(about !== undefined && { unit: about }),
      ...(lateEntryReason !== undefined && { lateEntryReason }),
      ...(enteredLate !== undefined && { enteredLate }),
      ...(command !== undefined && { command: { name: command, hash: 'h' } }),
    };
    return { ...event, ...envelope } as unknown as Recorded<AnyEvent>;
  });
};
