import type { Intake } from './intake.ts';
import type { Random } from './random.ts';
import type { Story } from './story.ts';
import { officer, portal, type Telling } from './telling.ts';

type Fee = { name: string; kind: 'fee'; dong: number };

const copies = (pages: number): Fee => ({
  name: `Phí chứng thực bản sao (${pages} trang)`,
  kind: 'fee',
  // 2,000 đ a page, 1,000 đ from the third on
  dong: 2_000 * Math.min(pages, 2) + 1_000 * Math.max(0, pages - 2),
});

const feeOf = ({ procedure, channel }: Story, random: Random): { fee?: Fee; mistaken?: Fee } => {
  const { code, version } = procedure;
  const pages = random.int(1, 6);
  if (code === '2.000815' || code === '2.000942') return { fee: copies(pages), mistaken: copies(pages + 2) };
  if (code === '2.000635' && channel === 'direct')
    return {
      fee: { name: 'Phí cấp bản sao trích lục', kind: 'fee', dong: 8_000 },
      mistaken: { name: 'Phí cấp bản sao trích lục (02 bản)', kind: 'fee', dong: 16_000 },
    };
  return version.fee.dong ? { fee: { name: 'Phí chứng thực', kind: 'fee', dong: version.fee.dong } } : {};
};

/** Tells what the citizen is asked for and pays, with what goes wrong about it; returns what was paid in the end. */
export const tellFees = (telling: Telling, { desk }: Intake): number => {
  const { story, random } = telling;
  const { channel, receiving, seed, index, feeIncident } = story;
  const { fee, mistaken } = feeOf(story, random);
  if (fee === undefined) return 0;
  const atDesk = officer(desk, receiving);
  const payer = channel === 'direct' ? atDesk : portal;
  let payments = 0;
  const pay = (totalDong: number, method?: string) => {
    telling.wait(channel === 'direct' ? 2 : random.int(5, 90));
    payments += 1;
    telling.act(
      'PayFee',
      {
        totalDong,
        method: method ?? (channel === 'direct' ? random.pick(['cash', 'cash', 'transfer']) : 'portal'),
        receiptNumber: `BL-${seed}-${index}${payments > 1 ? `-${payments}` : ''}`,
      },
      payer,
    );
    return totalDong;
  };
  const ask = (items: Fee) => telling.act('RequestFee', { items: [items] }, atDesk);

  telling.wait(1);
  switch (feeIncident) {
    case 'replaced':
      if (mistaken === undefined) break;
      ask(mistaken);
      telling.wait(random.int(2, 10));
      telling.act('ReplaceFee', { items: [fee], cancelReason: 'Đếm nhầm số trang, số bản' }, atDesk);
      return pay(fee.dong);
    case 'cancelled':
      ask(fee);
      telling.wait(random.int(2, 20));
      telling.act('CancelFee', { reason: 'Công dân xuất trình biên lai đã nộp tại hồ sơ trước' }, atDesk);
      return 0;
    case 'waived':
    case 'reduced': {
      const remainingDong = feeIncident === 'waived' ? 0 : fee.dong / 2;
      ask(fee);
      telling.wait(random.int(2, 20));
      telling.act('WaiveFee', { legalGround: 'Người thuộc diện miễn, giảm theo quy định của địa phương', remainingDong }, atDesk);
      return remainingDong === 0 ? 0 : pay(remainingDong);
    }
    case 'in-parts':
      if (fee.dong < 8_000) break;
      ask(fee);
      return pay(fee.dong / 2) + pay(fee.dong / 2);
    case 'overpaid': {
      ask(fee);
      pay(fee.dong + 10_000, channel === 'direct' ? 'transfer' : 'portal');
      telling.wait(random.int(20, 120));
      const refund = { dong: 10_000, method: 'transfer', voucherNumber: `PC-${seed}-${index}`, reason: 'Công dân chuyển thừa' };
      telling.act('RefundFee', { ...refund, unit: receiving.unit.code }, atDesk);
      return fee.dong;
    }
    case 'none':
  }
  ask(fee);
  return pay(fee.dong);
};
