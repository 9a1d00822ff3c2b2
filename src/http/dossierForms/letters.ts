import { instantInWords } from '#domain/time/wording.ts';
import { writtenOut } from '#http/documents/official.ts';
import { type Block, field, paragraph, tableOf } from '#http/documents/paper.ts';
import { defineForm, type Facts, headOf, orDots, signHint, textOf } from './form.ts';

/** Whom a letter about a dossier is addressed to, and which dossier it is about. */
const addressee = ({ dossier: { owner, request, code, procedure: code1 }, procedure }: Facts, contact: boolean): Block[] => [
  field('Kính gửi', orDots(owner?.name)),
  field('Địa chỉ', orDots(owner?.address)),
  ...(contact ? [field('Số điện thoại', orDots(owner?.phone)), field('Email', orDots(owner?.email))] : []),
  field('Nội dung yêu cầu giải quyết', orDots(request)),
  field('Thủ tục hành chính', `${procedure.name} (${code1})`),
  ...(code === null ? [] : [field('Mã hồ sơ', code)]),
];

const officer = ({ officialOf, act }: Facts) => ({
  capacity: 'Người lập phiếu',
  hint: signHint,
  name: officialOf(act.actor.official).name,
});
const head = ({ issuerOf, unit }: Facts) => ({ capacity: issuerOf(unit).head, hint: '(Ký, ghi rõ họ tên và đóng dấu)', name: null });
const filed = ['Như trên', 'Lưu: VT, hồ sơ'];
const dongText = (dong: number): string => `${dong.toLocaleString('vi-VN')} đồng`;

const stageText = { checking: 'Kiểm tra hồ sơ trước khi tiếp nhận', processing: 'Giải quyết hồ sơ' } as const;

/** Form 02: what is to be completed, once. */
const supplementRequest = defineForm({
  id: '02',
  name: 'Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ',
  file: 'phieu-yeu-cau-bo-sung',
  about: ['SupplementRequested'],
  missing: 'No supplement has been asked for.',
  shows: ['owner', 'request', 'supplements'],
  names: ({ actor, data }) => [data.contactOfficial, actor.official],
  write: (facts) => {
    const { dossier, officialOf } = facts;
    const asked = dossier.supplements.at(-1);
    const contact = officialOf(asked?.contactOfficial);
    return {
      head: headOf(facts, '02'),
      title: 'PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ',
      blocks: [
        ...addressee(facts, true),
        paragraph('Đề nghị bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:'),
        tableOf(
          [
            ['TT', 8],
            ['Nội dung cần bổ sung, hoàn thiện', 92],
          ],
          (asked?.items ?? []).map((item, index) => [String(index + 1), textOf(item)]),
        ),
        field('Lý do', orDots(asked?.reason)),
        field('Căn cứ pháp lý', orDots(asked?.legalGround)),
        ...(asked ? [field('Giai đoạn', stageText[asked.stage])] : []),
        field('Cán bộ liên hệ', orDots(contact.name)),
        field('Số điện thoại liên hệ', orDots(contact.phone)),
      ],
      recipients: filed,
      signatures: [officer(facts)],
    };
  },
});

/** Form 03: why the dossier is not received. */
const refusal = defineForm({
  id: '03',
  name: 'Phiếu từ chối tiếp nhận, giải quyết hồ sơ',
  file: 'phieu-tu-choi',
  about: ['DossierRefused'],
  missing: 'The dossier was not refused.',
  shows: ['owner', 'request', 'ending'],
  write: (facts) => {
    const { dossier, unit, issuerOf, addressOf } = facts;
    const center = issuerOf(unit).desk;
    const address = addressOf(unit, null);
    return {
      head: headOf(facts, '03'),
      title: 'PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ',
      blocks: [
        ...addressee(facts, true),
        paragraph(`Qua xem xét, ${center} thông báo không tiếp nhận, giải quyết hồ sơ này.`),
        field('Lý do', orDots(dossier.ending?.reason)),
        field('Căn cứ pháp lý', orDots(dossier.ending?.legalGround)),
        field('Nơi liên hệ', address === null ? center : `${center}, ${address}`),
      ],
      recipients: filed,
      signatures: [officer(facts)],
    };
  },
});

/** Form 04: apology and new time. */
const apology = defineForm({
  id: '04',
  name: 'Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết',
  file: 'van-ban-xin-loi-gia-han',
  about: ['DossierExtended'],
  missing: 'The time was not extended.',
  shows: ['owner', 'request', 'extension', 'deadline'],
  write: (facts) => {
    const { dossier, act, unit, issuerOf } = facts;
    const signer = dossier.extension?.signer;
    return {
      head: headOf(facts, '04'),
      title: 'VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT',
      blocks: [
        ...addressee(facts, false),
        ...(dossier.receivedAt === null ? [] : [field('Thời gian nhận hồ sơ', instantInWords(dossier.receivedAt))]),
        field('Thời gian hẹn trả kết quả', instantInWords(act.data.previousDueAt)),
        paragraph(`Đến nay, ${issuerOf(unit).desk} chưa trả được kết quả giải quyết hồ sơ đúng thời gian đã hẹn.`),
        field('Lý do', orDots(dossier.extension?.reason)),
        paragraph(orDots(dossier.extension?.apology)),
        field('Thời gian trả kết quả đề nghị gia hạn đến', instantInWords(act.data.due.at)),
        ...(act.data.byAgreement ? [paragraph('Việc gia hạn đã được thỏa thuận với người yêu cầu.')] : []),
      ],
      recipients: filed,
      signatures: [typeof signer === 'string' ? { ...head(facts), capacity: writtenOut(signer) } : head(facts)],
    };
  },
});

/** Form 05: processing stops, by the citizen's wish or on a legal ground. */
const stopNotice = defineForm({
  id: '05',
  name: 'Thông báo dừng giải quyết hồ sơ',
  file: 'thong-bao-dung-giai-quyet',
  about: ['DossierStopped', 'DossierWithdrawn'],
  missing: 'Processing was not stopped, and the dossier was not withdrawn.',
  shows: ['owner', 'request', 'ending', 'steps'],
  write: (facts) => {
    const { dossier, act } = facts;
    const { ending, steps, step } = dossier;
    const withdrawn = act.type === 'DossierWithdrawn';
    return {
      head: headOf(facts, '05'),
      title: 'THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ',
      blocks: [
        ...addressee(facts, false),
        field('Căn cứ', withdrawn ? 'Đề nghị rút hồ sơ của người nộp' : orDots(ending?.legalGround)),
        field('Lý do', orDots(ending?.reason)),
        field('Giai đoạn giải quyết', writtenOut((step === null ? undefined : steps[step]?.name) ?? 'Chưa tiếp nhận')),
        field('Quyết định', `Dừng giải quyết hồ sơ từ ${instantInWords(act.occurredAt)}`),
        field('Số tiền hoàn trả', ending?.refundDong ? dongText(ending.refundDong) : 'Không có'),
      ],
      recipients: filed,
      signatures: [head(facts)],
    };
  },
});

/** Letters to the citizen, each about one act. */
export const letters = [supplementRequest, refusal, apology, stopNotice];
