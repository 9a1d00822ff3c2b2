import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueProcedure, publishProcedureVersion } from '#commands/procedure/procedure.ts';
import { version } from '#test/commands/dossier/pasts.ts';
import { by } from '#test/commands/handling/process.ts';
import { handedIn } from '#test/e2e/city.ts';
import { createWorld, home, type World } from '#test/http/fuzz/world.ts';

let world: World;
let officer: string;
beforeAll(async () => {
  world = await createWorld();
  officer = world.people[0]?.authorization ?? '';
}, 120_000);
afterAll(() => world?.close());

const ask = async (path: string, body?: object): Promise<{ status: number; json: any }> => {
  const response = await fetch(`${world.url}/v1${path}`, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: { authorization: officer, ...(body && { 'content-type': 'application/json' }) },
  });
  return { status: response.status, json: await response.json() };
};
/** Receives a dossier; answers its acts, each with what became of it, and what is then read of it. */
const receive = async (more: object = {}) => {
  const dossierId = randomUUID();
  let position = 0;
  await ask('/dossiers', handedIn(home, { dossierId, occurredAt: undefined, ...more }));
  return {
    dossierId,
    act: async (command: string, body: object): Promise<unknown> => {
      const { status, json } = await ask(`/dossiers/${dossierId}/${command}`, body);
      position = json.position ?? position;
      return status === 200 ? json.events.map(({ type }: { type: string }) => type) : json.type;
    },
    detail: async () => (await ask(`/dossiers/${dossierId}?after=${position}`)).json,
    listed: async (filter: string) =>
      (await ask(`/dossiers?${filter}&limit=500&after=${position}`)).json.items.find(
        (one: { dossierId: string }) => one.dossierId === dossierId,
      ),
  };
};
const fee = (dong: number) => ({ items: [{ name: 'Lệ phí', kind: 'charge', dong }] });
const payment = (totalDong: number) => ({ totalDong, method: 'cash', receiptNumber: randomUUID() });

describe('a fee', () => {
  it('asked wrongly is replaced, paid in two parts, and the dossier is settled', async () => {
    const { act, detail, listed } = await receive();
    expect(await act('request-fee', fee(500_000))).toEqual(['FeeRequested']);
    expect(await act('request-fee', fee(50_000))).toBe('/problems/fee-already-requested');
    expect(await act('replace-fee', { ...fee(50_000), cancelReason: 'Nhầm mức thu' })).toEqual(['FeeCancelled', 'FeeRequested']);
    expect(await act('pay-fee', payment(20_000))).toEqual(['FeePaid']);
    expect(await detail()).toMatchObject({ status: 'fee-requested', nationalStatus: 6, feeTotals: { owedDong: 30_000, paidDong: 20_000 } });
    expect(await listed('feeOutstanding=true')).toMatchObject({ feeOutstandingDong: 30_000, feePaidDong: 20_000 });
    expect(await act('settle-dossier', { result: { number: '1', date: '2025-08-29', abstract: 'x', signer: 'y' } })).toBe(
      '/problems/fee-outstanding',
    );
    expect(await act('pay-fee', payment(30_000))).toEqual(['FeePaid']);
    expect(await detail()).toMatchObject({
      status: 'received',
      feeTotals: { owedDong: 0, paidDong: 50_000, waivedDong: 0, refundedDong: 0 },
      fees: [
        { totalDong: 500_000, cancelled: { reason: { masked: true } } },
        { totalDong: 50_000, outstandingDong: 0, payments: [{ totalDong: 20_000, unit: home }, { totalDong: 30_000 }] },
      ],
    });
    expect(await listed('feeOutstanding=true')).toBeUndefined();
    expect(await act('refund-fee', { dong: 50_001, method: 'cash', voucherNumber: 'PC-1', reason: 'x' })).toBe(
      '/problems/refund-exceeds-payment',
    );
    expect(await act('withdraw-dossier', { reason: 'Đổi ý', refundDong: 50_000 })).toEqual(['DossierWithdrawn']);
    expect(await listed('feeOutstanding=false')).toMatchObject({ status: 'withdrawn', feeRefundedDong: 50_000 });
  });

  it('of 0 đồng, or waived, owes nothing and nothing waits for it', async () => {
    const { act, detail } = await receive();
    expect(await act('request-fee', fee(0))).toEqual(['FeeRequested']);
    expect(await detail()).toMatchObject({ status: 'received', nationalStatus: 2, clockStoppedSince: null, feeTotals: { owedDong: 0 } });
    expect(await act('request-fee', fee(8000))).toEqual(['FeeRequested']);
    expect(await act('waive-fee', { legalGround: 'Hộ nghèo' })).toEqual(['FeeWaived']);
    expect(await detail()).toMatchObject({ status: 'received', clockStoppedSince: null, feeTotals: { owedDong: 0, waivedDong: 8000 } });
    expect(await act('pay-fee', payment(0))).toEqual(['FeePaid']);
  });

  it('is refused by name where what is asked, paid or waived makes no sense', async () => {
    const { act } = await receive();
    expect(await act('pay-fee', payment(1))).toBe('/problems/fee-not-requested');
    expect(await act('cancel-fee', { reason: 'x' })).toBe('/problems/fee-not-requested');
    await act('request-fee', fee(8000));
    expect(await act('pay-fee', payment(8001))).toBe('/problems/fee-amount-differs');
    expect(await act('pay-fee', payment(-1))).toBe('/problems/input-invalid');
    expect(await act('pay-fee', { ...payment(1), method: 'gold' })).toBe('/problems/input-invalid');
    expect(await act('waive-fee', { legalGround: 'x', remainingDong: 9000 })).toBe('/problems/waiver-exceeds-fee');
    expect(await act('cancel-fee', {})).toBe('/problems/input-invalid');
  });
});

describe('a published fee', () => {
  it('is asked without a word; another sum, or any where the procedure is free, needs a reason', async () => {
    const { version: _, ...published } = version;
    for (const [code, fee] of [
      ['2.000908', { text: 'miễn phí', dong: 0 }],
      ['2.000884', { text: '10.000 đồng', dong: 10_000 }],
    ] as const) {
      const entry = { code, name: 'Thủ tục', nameEn: 'Procedure', field: 'Chứng thực', provenance: 'test' };
      await world.app.execute(catalogueProcedure, entry, by());
      await world.app.execute(publishProcedureVersion, { code, ...published, fee }, by());
    }
    const free = await receive({ procedure: '2.000908' });
    expect(await free.act('request-fee', fee(2_000_000))).toBe('/problems/fee-differs-from-published');
    expect(await free.act('request-fee', { ...fee(2000), reason: 'Bản sao thêm, Thông tư 226/2016/TT-BTC' })).toEqual(['FeeRequested']);
    expect(await free.detail()).toMatchObject({ fees: [{ publishedDong: 0, reason: { masked: true } }] });
    const priced = await receive({ procedure: '2.000884' });
    expect(await priced.act('request-fee', fee(9000))).toBe('/problems/fee-differs-from-published');
    expect(await priced.act('request-fee', fee(10_000))).toEqual(['FeeRequested']);
    expect(await priced.act('replace-fee', { ...fee(20_000), cancelReason: 'Hai việc' })).toBe('/problems/fee-differs-from-published');
  });
});

describe('the number of a receipt', () => {
  it('serves one dossier of a unit in its series, also when many are paid with it at once', async () => {
    const dossiers = await Promise.all(Array.from({ length: 8 }, () => receive()));
    await Promise.all(dossiers.map(({ act }) => act('request-fee', fee(8000))));
    const pay = { totalDong: 8000, method: 'cash', receiptSeries: 'AA/25P', receiptNumber: '0000001' };
    const answers = await Promise.all(dossiers.map(({ act }) => act('pay-fee', pay)));
    expect(answers.filter((one) => Array.isArray(one))).toHaveLength(1);
    expect(answers.filter((one) => one === '/problems/receipt-number-used')).toHaveLength(7);
    const [refused] = dossiers.filter((_, index) => answers[index] === '/problems/receipt-number-used');
    expect(await refused?.act('pay-fee', { ...pay, receiptSeries: 'AA/26P' })).toEqual(['FeePaid']);
  });
});
