import type { z } from 'zod';
import type { Stop } from '#domain/dossier/clock.ts';
import type { ReviewState } from '#domain/review/state.ts';
import type { IdentityKind } from '#events/dossier/identity.ts';
import type { Office } from '#events/official/events.ts';
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

/**
 * Words of the English sentences in Vietnamese, by their kind: what may stand in `{1:kind}`. One word of several kinds
 * is told differently (a dossier, a review and evidence are all "returned").
 */
export const wordsVi = {
  position,
  office,
  identityKind,
  level,
  review,
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
  evidence: { accepted: 'đã chấp nhận', returned: 'đã trả lại' },
  transfer: {
    requested: 'đã đề nghị',
    declined: 'bên giao không đồng ý',
    'taken-out': 'đã giao',
    'taken-in': 'đã nhận',
    refused: 'bên nhận không nhận',
  },
  pilot: { planned: 'đã lập kế hoạch', started: 'đang thử nghiệm', concluded: 'đã kết thúc' },
  notice: { waiting: 'chờ gửi', dispatched: 'đang gửi', sent: 'đã gửi' },
  document: {
    decision: 'Quyết định',
    'amended decision': 'Quyết định sửa đổi',
    'decision on points': 'Quyết định về các điểm tiếp nhận',
    'working regulations': 'Quy chế làm việc',
  },
  wanted: { approval: 'phê duyệt', publication: 'công bố' },
  referent: { unit: 'đơn vị', party: 'đơn vị, cơ quan', procedure: 'thủ tục', official: 'cán bộ' },
  thing: {
    sector: 'lĩnh vực',
    'kind of equipment': 'loại thiết bị',
    'type of event': 'loại sự kiện',
    'category of streams': 'nhóm luồng sự kiện',
  },
  portalField: { name: 'Tên', sector: 'Lĩnh vực' },
  where: { '': '', ' at the counter': ' tại quầy', ' online': ' trực tuyến', ' by post': ' qua bưu chính' },
  personalNumber: {
    'an identity number': 'số định danh',
    'a phone number': 'số điện thoại',
    'an account number': 'số tài khoản',
  },
  until: { 'further notice': 'khi có thông báo mới' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;
