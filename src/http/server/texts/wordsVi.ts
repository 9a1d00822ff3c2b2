import type { z } from 'zod';
import type { ConditionCode } from '#domain/center/readiness.ts';
import type { Stop } from '#domain/dossier/clock.ts';
import type { DossierStatus } from '#domain/dossier/status.ts';
import type { ReviewState } from '#domain/review/state.ts';
import type { IdentityKind } from '#events/dossier/identity.ts';
import type { Office } from '#events/official/events.ts';
import type { PilotMeasure } from '#events/pilot/events.ts';
import type { Level } from '#events/review/events.ts';
import type { FulfilmentRule, Position } from '#events/terms.ts';

const position: Record<Position, string> = {
  director: 'giám đốc',
  'deputy-director': 'phó giám đốc',
  'receiving-officer': 'cán bộ tiếp nhận',
  specialist: 'chuyên viên',
  leader: 'lãnh đạo ký',
  clerk: 'văn thư',
};
const office: Record<Office, string> = {
  'vice-chair': 'Phó Chủ tịch Ủy ban nhân dân',
  'head-of-department': 'trưởng phòng',
  'deputy-head-of-department': 'phó trưởng phòng',
  'civil-servant': 'công chức',
  'public-employee': 'viên chức',
  'contract-staff': 'nhân viên hợp đồng',
  'postal-staff': 'nhân viên bưu điện',
};
const identityKind: Record<IdentityKind, string> = {
  'citizen-card': 'căn cước',
  'old-identity-card': 'chứng minh nhân dân',
  passport: 'hộ chiếu',
  'tax-code': 'mã số thuế',
  'household-business': 'hộ kinh doanh',
  'foreigner-paper': 'giấy tờ của người nước ngoài',
};
const level: Record<z.infer<typeof Level>, string> = {
  commune: 'cấp xã',
  district: 'cấp huyện',
  city: 'cấp Thành phố',
  ministry: 'cấp bộ',
};
const review: Record<ReviewState, string> = {
  opened: 'mới mở',
  drafted: 'đã có dự thảo',
  checked: 'đã kiểm tra',
  returned: 'bị trả lại',
  approved: 'đã phê duyệt',
  configured: 'đã cấu hình điện tử',
  published: 'đã công bố',
  superseded: 'đã được thay thế',
  abandoned: 'đã dừng',
};
const stop: Record<Stop, string> = { supplement: 'bổ sung hồ sơ', fee: 'nộp phí, lệ phí' };
const rule: Record<FulfilmentRule, string> = {
  'decision-in-effect': 'quyết định thành lập có hiệu lực',
  'points-fixed': 'đã quyết định số điểm tiếp nhận',
  'staff-complete': 'đủ nhân sự',
  'headquarters-and-equipment-complete': 'đủ trụ sở và thiết bị',
  'working-regulations-issued': 'đã ban hành quy chế làm việc',
  'center-open': 'Trung tâm đã mở cửa',
  'pilot-concluded': 'đã kết thúc thử nghiệm',
  'procedures-reviewed': 'đã rà soát thủ tục',
  'model-regulations-published': 'đã ban hành quy chế mẫu',
  'calendar-published': 'đã công bố lịch làm việc',
};

const status: Record<DossierStatus, string> = {
  registered: 'mới đăng ký',
  received: 'đã tiếp nhận',
  refused: 'không được tiếp nhận',
  processing: 'đang xử lý',
  'supplement-requested': 'yêu cầu bổ sung giấy tờ',
  'fee-requested': 'yêu cầu thực hiện nghĩa vụ tài chính',
  withdrawn: 'công dân yêu cầu rút hồ sơ',
  stopped: 'dừng xử lý',
  settled: 'đã xử lý xong',
  returned: 'đã trả kết quả',
};
const ownerKind = {
  citizen: 'công dân',
  enterprise: 'doanh nghiệp',
  'state-agency': 'cơ quan nhà nước',
  other: 'tổ chức khác',
};
const batchAct = {
  ReceiveSubmittedDossier: 'tiếp nhận',
  HandOverDossier: 'chuyển hồ sơ',
  AcceptHandover: 'nhận bàn giao',
  DeclineHandover: 'không nhận bàn giao',
  RecallHandover: 'thu hồi bàn giao',
  SettleDossier: 'ghi nhận kết quả',
  ReturnResult: 'trả kết quả',
  ExtendDossier: 'gia hạn',
  UrgeDossier: 'đôn đốc',
};
const noticeKind = {
  'before-deadline': 'nhắc trước hạn',
  overdue: 'nhắc quá hạn',
  escalation: 'báo cáo cấp trên',
  'waiting-for-citizen': 'nhắc người nộp hồ sơ',
  'due-to-be-stopped': 'có thể dừng giải quyết',
  urging: 'đôn đốc',
  'model-changed': 'mẫu đã thay đổi',
};
const condition: Record<ConditionCode, string> = {
  'decision-in-effect': 'quyết định thành lập có hiệu lực',
  director: 'giám đốc',
  'receiving-officer': 'cán bộ tiếp nhận',
  'open-point': 'điểm tiếp nhận mở cửa',
  'working-regulations': 'quy chế làm việc',
  headquarters: 'trụ sở',
  equipment: 'thiết bị',
};
const measure: Record<PilotMeasure, string> = {
  received: 'hồ sơ đã tiếp nhận',
  settled: 'hồ sơ đã giải quyết',
  'settled-share': 'tỷ lệ đã giải quyết',
  'on-time-share': 'tỷ lệ đúng hạn',
  'errors-per-hundred': 'sai sót trên 100 hồ sơ',
  'open-issues': 'vướng mắc chưa giải quyết',
};

/**
 * Words of the English sentences and of answers in Vietnamese, by their kind: what may stand in `{1:kind}`. One word of several kinds
 * is told differently (a dossier, a review and evidence are all "returned").
 */
export const wordsVi = {
  position,
  office,
  identityKind,
  level,
  review: { ...review, 'not-opened': 'chưa mở' },
  stop,
  rule,
  dossier: {
    submitted: 'đã nộp, chờ tiếp nhận',
    received: 'đang giải quyết',
    settled: 'đã có kết quả',
    returned: 'đã trả kết quả',
    refused: 'bị từ chối',
    withdrawn: 'đã rút',
    stopped: 'dừng giải quyết',
  },
  evidence: { 'handed-in': 'đã nộp, chờ xem xét', accepted: 'đã chấp nhận', returned: 'đã trả lại' },
  transfer: {
    requested: 'đã đề nghị',
    declined: 'bên giao không đồng ý',
    'taken-out': 'đã giao',
    'taken-in': 'đã nhận',
    refused: 'bên nhận không nhận',
  },
  pilot: { planned: 'đã lập kế hoạch', started: 'đang thử nghiệm', concluded: 'đã kết thúc' },
  notice: { waiting: 'chờ gửi', dispatched: 'đang gửi', sent: 'đã gửi', uncertain: 'không rõ đã gửi chưa', failed: 'không gửi được' },
  document: {
    decision: 'Quyết định',
    'amended decision': 'Quyết định sửa đổi',
    'decision on points': 'Quyết định về các điểm tiếp nhận',
    'working regulations': 'Quy chế làm việc',
  },
  wanted: { approval: 'phê duyệt', publication: 'công bố' },
  referent: { unit: 'đơn vị', party: 'đơn vị, cơ quan', procedure: 'thủ tục', official: 'cán bộ', duty: 'nhiệm vụ', directive: 'chỉ thị' },
  thing: {
    sector: 'lĩnh vực',
    'kind of equipment': 'loại thiết bị',
    'type of event': 'loại sự kiện',
    'category of streams': 'nhóm luồng sự kiện',
    task: 'việc',
    command: 'lệnh',
  },
  portalField: { name: 'Tên', sector: 'Lĩnh vực' },
  where: { '': '', ' at the counter': ' tại quầy', ' online': ' trực tuyến', ' by post': ' qua bưu chính' },
  personalNumber: {
    'an identity number': 'số định danh',
    'a phone number': 'số điện thoại',
    'an account number': 'số tài khoản',
  },
  status,
  ownerKind,
  channel: { direct: 'trực tiếp', online: 'trực tuyến', postal: 'bưu chính' },
  supplement: { none: 'không', requested: 'đã yêu cầu', given: 'đã bổ sung' },
  lateEntry: { noted: 'đã ghi nhận', unconfirmed: 'chưa xác nhận', confirmed: 'đã xác nhận', declined: 'không được xác nhận' },
  queue: { 'reception-overdue': 'quá hạn tiếp nhận', running: 'đang tính thời hạn', 'waiting-for-citizen': 'chờ người nộp hồ sơ' },
  bearsOn: { due: 'hạn giải quyết', reception: 'hạn tiếp nhận', pause: 'thời gian tạm dừng' },
  batchAct,
  batch: { running: 'đang thực hiện', completed: 'đã xong', failed: 'không thực hiện được', undone: 'đã hoàn tác' },
  paper: {
    '01': 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu 01)',
    '02': 'Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (Mẫu 02)',
    '03': 'Phiếu từ chối tiếp nhận, giải quyết hồ sơ (Mẫu 03)',
    '04': 'Văn bản xin lỗi và đề nghị gia hạn (Mẫu 04)',
    '05': 'Thông báo dừng giải quyết hồ sơ (Mẫu 05)',
    '06': 'Phiếu kiểm soát quá trình giải quyết hồ sơ (Mẫu 06)',
    'result-receipt': 'Biên nhận kết quả',
    'fee-receipt': 'Biên lai thu phí, lệ phí',
  },
  noticeKind,
  noticeChannel: { email: 'thư điện tử', webhook: 'webhook' },
  duty: { open: 'đang thực hiện', reopened: 'phải làm lại', overdue: 'quá hạn', fulfilled: 'đã hoàn thành' },
  fulfilledBy: { rule: 'quy tắc', evidence: 'minh chứng' },
  nextAct: { fulfil: 'hoàn thành', 'hand-in-evidence': 'nộp minh chứng', 'decide-evidence': 'xem xét minh chứng' },
  readiness: { 'not-started': 'chưa bắt đầu', preparing: 'đang chuẩn bị', ready: 'đủ điều kiện', open: 'đã mở cửa' },
  condition,
  actor: { 'commune-peoples-committee': 'Ủy ban nhân dân cấp xã', center: 'Trung tâm' },
  unitType: { ward: 'phường', commune: 'xã', special_zone: 'đặc khu' },
  needBasis: { stated: 'nhu cầu đã nêu', norm: 'định mức', none: 'chưa có căn cứ' },
  certainty: {
    sourced: 'có nguồn',
    inference: 'suy ra từ nguồn',
    memory: 'chưa đối chiếu nguồn',
    assumed: 'giả định',
    assumption: 'giả định',
    unpublished: 'chưa công bố',
  },
  per: { counter: 'quầy', point: 'điểm tiếp nhận', center: 'Trung tâm' },
  among: { dossier: 'hồ sơ', official: 'cán bộ' },
  searchedBy: {
    'identity-number': 'số định danh',
    name: 'họ tên',
    'submitter-identity-number': 'số định danh người nộp',
    'submitter-name': 'họ tên người nộp',
  },
  closing: { closed: 'khóa sổ', reopened: 'mở lại sổ' },
  measure,
  bound: { 'at-least': 'ít nhất', 'at-most': 'nhiều nhất' },
  register: { borne: 'đã dùng', unused: 'không dùng, có lý do', unexplained: 'không dùng, chưa nêu lý do' },
  fileColumn: { officialId: 'Mã cán bộ', unit: 'Mã đơn vị', position: 'Vị trí', basis: 'Căn cứ', from: 'Từ ngày', until: 'Đến ngày' },
  /** What tells the forms of a value apart. */
  form: {
    rule: 'quy tắc',
    evidence: 'minh chứng',
    area: 'diện tích',
    'waiting-share': 'tỷ lệ chỗ ngồi chờ',
    equipment: 'thiết bị',
    'same-day': 'trong ngày',
    'working-days': 'ngày làm việc',
    'calendar-days': 'ngày, kể cả ngày nghỉ',
    'working-hours': 'giờ làm việc',
    unpublished: 'chưa công bố',
    permanent: 'vĩnh viễn',
    years: 'theo số năm',
    none: 'không lưu',
  },
  until: { 'further notice': 'khi có thông báo mới' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;
