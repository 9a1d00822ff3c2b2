import { createHash } from 'node:crypto';
import { instantInWords, limitText } from '#domain/time/wording.ts';
import { type Block, field, type PaperTable, paragraph, tableOf } from '#http/documents/paper.ts';
import { type Act, channelText, defineForm, type Facts, headOf, meansText, orDots, signHint, textOf } from './form.ts';

/** What slips said that were printed before the log was sealed: a digest over the reception and what it promised. */
export const fingerprintOf = ({ id, occurredAt, data }: Act<'DossierReceived'>): string =>
  createHash('sha256').update([id, data.code, occurredAt, data.appointed.at].join('|')).digest('hex').slice(0, 32);

/** What the QR code of a slip says: the hash is the one by which the log seals the reception. */
const slipText = ({ data }: Act<'DossierReceived'>, hash: string): string => [data.code, data.dossierId, hash].join(' ');

const count = (value: number | undefined): number | null => value ?? null;

/** Papers handed in; where copies are certified, how many pages and which copies are asked for. */
const componentsOf = ({ dossier, procedure }: Facts): PaperTable => {
  const numbered = dossier.components.map((component, index) => ({ component, number: index + 1 }));
  if (procedure.certification)
    return tableOf(
      [
        ['TT', 6],
        ['Tên giấy tờ, văn bản', 31],
        ['Bản chính', 9],
        ['Bản chụp', 9],
        ['Số trang', 9],
        ['Bản sao giấy', 14],
        ['Bản sao điện tử ký số', 22],
      ],
      numbered.map(({ component, number }) => [
        String(number),
        textOf(component.name),
        count(component.originals),
        count(component.photocopies),
        count(component.pages),
        count(component.paperCopies),
        count(component.electronicCopies),
      ]),
    );
  return tableOf(
    [
      ['TT', 6],
      ['Tên thành phần hồ sơ', 46],
      ['Bản chính', 12],
      ['Bản sao chứng thực', 14],
      ['Bản chụp', 11],
      ['Bản điện tử', 11],
    ],
    numbered.map(({ component, number }) => [
      String(number),
      textOf(component.name),
      count(component.originals),
      count(component.certifiedCopies),
      count(component.photocopies),
      component.electronic ? 'X' : null,
    ]),
  );
};

/** Linked procedures that move apart: who settles which, and when. */
const partsOf = ({ dossier: { parts, competentUnit }, issuerOf }: Facts): Block[] => {
  if (parts.length === 0) return [];
  const lines = parts.map(({ name, agency, appointedAt }) => [name, agency ?? issuerOf(competentUnit).authority, { at: appointedAt }]);
  return [
    tableOf(
      [
        ['Thủ tục thành phần', 46],
        ['Cơ quan giải quyết', 32],
        ['Thời gian hẹn trả', 22],
      ],
      lines,
    ),
  ];
};

const deliveryText = ({ dossier, issuerOf, addressOf }: Facts): string => {
  const { delivery, placeOfReceipt, competentUnit } = dossier;
  if (delivery !== null && delivery.means !== 'counter') return meansText[delivery.means];
  const unit = delivery?.unit ?? placeOfReceipt ?? competentUnit;
  const address = addressOf(unit, null);
  return `${issuerOf(unit).desk}${address === null ? '' : `, ${address}`}`;
};

const unpublished = ({ data: { agreed } }: Act<'DossierReceived'>): string =>
  agreed === undefined ? 'chưa công bố' : 'chưa công bố; thời gian trả kết quả đã thỏa thuận với người nộp';

/** Form 01: receipt and appointment. */
export const receptionSlip = defineForm({
  id: '01',
  name: 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả',
  file: 'giay-tiep-nhan-hen-tra',
  about: ['DossierReceived'],
  missing: 'The dossier has not been received.',
  shows: ['owner', 'submitter', 'request', 'components'],
  unitOf: ({ data }) => data.placeOfReceipt,
  write: (facts) => {
    const { dossier, act, unit, procedure, issuerOf, addressOf, officialOf, texts } = facts;
    const { owner, submitter, competentUnit, pointId, code } = dossier;
    const address = addressOf(unit, pointId);
    const person = submitter ?? owner;
    const lookUp = texts.lookUp.address.replace('{code}', encodeURIComponent(act.data.code));
    // a correction of the procedure on the same day gives others
    const { limit, appointedAt } = { limit: dossier.limit ?? act.data.limit, appointedAt: dossier.appointedAt ?? act.data.appointed.at };
    return {
      head: headOf(facts, '01'),
      title: 'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ',
      subtitle: `Mã hồ sơ: ${code}`,
      proof: facts.sealed.proof,
      codes: [
        { caption: 'Mã giấy tiếp nhận (để kiểm tra)', text: slipText(act, facts.sealed.hash) },
        { caption: 'Tra cứu tình trạng hồ sơ', text: lookUp },
      ],
      blocks: [
        field('Đơn vị tiếp nhận', `${issuerOf(unit).desk}${address === null ? '' : `, ${address}`}`),
        ...(competentUnit === unit ? [] : [field('Cơ quan giải quyết', issuerOf(competentUnit).authority)]),
        field('Tiếp nhận hồ sơ của', `${orDots(person?.name)}${submitter?.relation ? ` (${textOf(submitter.relation)})` : ''}`),
        field('Hình thức nộp', channelText[dossier.channel]),
        field('Địa chỉ', orDots(person?.address)),
        field('Số điện thoại', orDots(person?.phone)),
        field('Email', orDots(person?.email)),
        field('Số định danh', orDots(person?.identityNumber)),
        field('Nội dung yêu cầu giải quyết', orDots(dossier.request)),
        field('Thủ tục hành chính', `${procedure.name} (${dossier.procedure})`),
        field('Chủ hồ sơ', orDots(owner?.name)),
        ...(submitter === null ? [] : [field('Địa chỉ chủ hồ sơ', orDots(owner?.address))]),
        paragraph('Thành phần hồ sơ nộp gồm:'),
        componentsOf(facts),
        field('Số lượng hồ sơ', `${dossier.sets ?? '……'} (bộ)`),
        field('Thời hạn giải quyết theo quy định', limit.kind === 'unpublished' ? unpublished(act) : limitText(limit)),
        field('Thời gian nhận hồ sơ', instantInWords(act.occurredAt)),
        field('Thời gian trả kết quả giải quyết hồ sơ', instantInWords(appointedAt)),
        ...partsOf(facts),
        field('Tra cứu tình trạng hồ sơ tại', `${lookUp}${texts.lookUp.phone === null ? '' : `, điện thoại ${texts.lookUp.phone}`}`),
        field('Đăng ký nhận kết quả tại', deliveryText(facts)),
      ],
      signatures: [
        { capacity: 'Người nộp hồ sơ', hint: signHint, name: textOf(person?.name) || null },
        { capacity: 'Người tiếp nhận hồ sơ', hint: signHint, name: officialOf(act.actor.official).name },
      ],
    };
  },
});
