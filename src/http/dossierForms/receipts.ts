import { amountInWords } from '#domain/money/amountInWords.ts';
import { dayInWords, instantInWords } from '#domain/time/wording.ts';
import { type Block, type Cell, field, tableOf } from '#http/documents/paper.ts';
import { defineForm, dots, type Facts, headOf, meansText, orDots, signHint, textOf } from './form.ts';

type Result = NonNullable<Facts['dossier']['result']>;

/** Which paper was handed over. */
const resultLines = (result: Result | null): Block[] => [
  field('Số kết quả', orDots(result?.number)),
  field('Ngày kết quả', result ? dayInWords(result.date) : dots),
  field('Trích yếu', orDots(result?.abstract)),
  field('Người ký kết quả', orDots(result?.signer)),
  ...(result?.electronicCode ? [field('Mã kết quả điện tử', result.electronicCode)] : []),
];

/** The result, or those of all parts that have one. */
const resultsOf = ({ dossier: { result, parts } }: Facts): Block[] => {
  const settled = parts.flatMap(({ name, result: own }) =>
    own === null ? [] : [[name, own.number, { on: own.date }, textOf(own.abstract)]],
  );
  if (settled.length === 0) return resultLines(result);
  return [
    tableOf(
      [
        ['Thủ tục thành phần', 30],
        ['Số kết quả', 18],
        ['Ngày', 14],
        ['Trích yếu', 38],
      ],
      settled,
    ),
  ];
};

/** Receipt of the result: the citizen signs for it. */
export const resultReceipt = defineForm({
  id: 'result-receipt',
  name: 'Biên nhận kết quả giải quyết hồ sơ',
  file: 'bien-nhan-ket-qua',
  about: ['DossierSettled', 'PartSettled', 'ResultReturned'],
  missing: 'There is no result yet.',
  shows: ['owner', 'submitter', 'request', 'result', 'parts', 'returned'],
  unitOf: (act, { competentUnit }) => (act.type === 'ResultReturned' ? act.data.unit : competentUnit),
  write: (facts) => {
    const { dossier, act, procedure, officialOf } = facts;
    const { owner, submitter, returned } = dossier;
    const giver = officialOf(act.actor.official);
    return {
      head: headOf(facts, 'result-receipt'),
      title: 'BIÊN NHẬN KẾT QUẢ GIẢI QUYẾT HỒ SƠ',
      subtitle: `Mã hồ sơ: ${dossier.code}`,
      blocks: [
        field('Chủ hồ sơ', orDots(owner?.name)),
        field('Người nhận kết quả', orDots(returned?.receivedBy)),
        field('Số điện thoại người nhận', orDots(submitter?.phone ?? owner?.phone)),
        field('Nội dung yêu cầu giải quyết', orDots(dossier.request)),
        field('Thủ tục hành chính', `${procedure.name} (${dossier.procedure})`),
        ...resultsOf(facts),
        field('Hình thức nhận', returned ? meansText[returned.means] : dots),
        field('Thời gian nhận', returned ? instantInWords(returned.at) : dots),
        field('Số điện thoại liên hệ của nơi trả', orDots(giver.phone)),
      ],
      signatures: [
        { capacity: 'Người nhận kết quả', hint: signHint, name: textOf(returned?.receivedBy) || null },
        { capacity: 'Người trả kết quả', hint: signHint, name: returned ? giver.name : null },
      ],
    };
  },
});

const kindText = { fee: 'Phí', charge: 'Lệ phí' } as const;
const methodText = { cash: 'Tiền mặt', card: 'Thẻ', transfer: 'Chuyển khoản', portal: 'Trực tuyến' } as const;

/** The fee that a payment was for. */
const paidFee = ({ dossier, act }: Facts) => dossier.fees.find(({ payments }) => payments.some(({ at }) => at === act.occurredAt));

const amountsOf = (fee: ReturnType<typeof paidFee>, paid: number): Cell[][] => {
  const items = fee?.items ?? [];
  const total = (kind: 'fee' | 'charge') => items.filter((item) => item.kind === kind).reduce((sum, { dong }) => sum + dong, 0);
  const waived = (fee?.waivers ?? []).reduce((sum, { dong }) => sum + dong, 0);
  return [
    ...items.map(({ name, kind, dong }, index) => [String(index + 1), textOf(name), kindText[kind], dong]),
    ['', 'Cộng phí', '', total('fee')],
    ['', 'Cộng lệ phí', '', total('charge')],
    ...(waived > 0 ? [['', 'Miễn, giảm', '', waived]] : []),
    ['', 'Số tiền nộp lần này', '', paid],
  ];
};

/** Receipt of fees (phí) and charges (lệ phí), issued also for 0 đồng; one for each payment. */
export const feeReceipt = defineForm({
  id: 'fee-receipt',
  name: 'Biên lai thu phí, lệ phí',
  file: 'bien-lai-phi-le-phi',
  about: ['FeePaid'],
  missing: 'No fee was paid, or none with this receipt.',
  shows: ['owner', 'submitter', 'fees'],
  unitOf: ({ data, unit }, { competentUnit }) => data.unit ?? unit ?? competentUnit,
  write: (facts) => {
    const { dossier, act, procedure, officialOf, texts } = facts;
    const { totalDong, receiptSeries, receiptNumber, method } = act.data;
    const payer = dossier.submitter ?? dossier.owner;
    return {
      head: { ...headOf(facts, 'fee-receipt'), number: null, symbol: null },
      title: 'BIÊN LAI THU PHÍ, LỆ PHÍ',
      copies: texts.feeReceipt.copies,
      blocks: [
        field('Mẫu số', texts.feeReceipt.formNumber ?? dots),
        field('Ký hiệu', receiptSeries ?? dots),
        field('Số', receiptNumber),
        field('Họ tên người nộp tiền', orDots(payer?.name)),
        field('Địa chỉ', orDots(payer?.address ?? dossier.owner?.address)),
        field('Mã hồ sơ', orDots(dossier.code)),
        field('Thủ tục hành chính', `${procedure.name} (${dossier.procedure})`),
        tableOf(
          [
            ['TT', 8],
            ['Khoản thu', 52],
            ['Loại', 16],
            ['Số tiền (đồng)', 24],
          ],
          amountsOf(paidFee(facts), totalDong),
        ),
        field('Số tiền viết bằng chữ', amountInWords(totalDong)),
        field('Hình thức thanh toán', methodText[method]),
        field('Thời gian nộp', instantInWords(act.occurredAt)),
      ],
      signatures: [
        { capacity: 'Người nộp tiền', hint: signHint, name: textOf(payer?.name) || null },
        { capacity: 'Người thu tiền', hint: signHint, name: officialOf(act.actor.official).name },
      ],
    };
  },
});
