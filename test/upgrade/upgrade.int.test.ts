import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences } from './differences.ts';
import { type OnOlderLog, read, rows, startOnOlderLog } from './olderLog.ts';
import { ask } from './questions.ts';

/** What the older build answered, by question. */
const older: Record<string, any> = JSON.parse(read('answers.json.gz'));

/** Where today's answers say in another field what the older ones said. */
const moved = (question: string, answer: any): unknown => {
  // the latest notice comes first now
  if (question.startsWith('/v1/notices?')) return answer.toReversed();
  if (!/^\/v1\/dossiers\/[0-9a-f-]{36}$/.test(question)) return answer;
  return {
    ...answer,
    // free text about persons is forgotten with them, also where it was stored in clear
    ...(answer.personalDataErased && {
      components: answer.components.map((component: any) => ({ ...component, name: { forgotten: true } })),
      ending: answer.ending && { ...answer.ending, reason: { forgotten: true } },
    }),
    fees: answer.fees.map(({ method, receiptNumber, ...fee }: any) => ({
      ...fee,
      payments: fee.paidAt === null ? [] : [{ at: fee.paidAt, totalDong: fee.totalDong, method, receiptNumber }],
    })),
    archive: answer.archive && {
      at: answer.archive.at,
      fileReference: answer.archive.fileReference,
      statedRetention: answer.archive.retention,
    },
  };
};

/** Today's answer without what the older build could not tell: units that only received for others have a line of their own. */
const told = (question: string, older: any, answer: any): unknown =>
  question.startsWith('/v1/workload?groupBy=unit')
    ? answer.filter(({ key, receivedForOthers }: any) => receivedForOthers === 0 || older.some((line: any) => line.key === key))
    : answer;

describe('a log of before corrections, late entries and payments were kept', () => {
  let motcua: OnOlderLog;
  beforeAll(async () => {
    motcua = await startOnOlderLog();
  }, 240_000);
  afterAll(() => motcua?.stop());

  const idOf = (code: string): string => older['/v1/dossiers'].find((dossier: any) => dossier.code === code).dossierId;
  const dossierNow = async (code: string, after: number) => {
    const supervisor = await motcua.as({ roles: ['supervisor'], units: ['*'] });
    const { items } = (await supervisor.get(`/v1/dossiers?code=${code}&after=${after}`)).json;
    return items[0];
  };
  const late = (occurredAt: string) => ({ occurredAt, lateEntryReason: 'Mất điện, ghi sổ giấy' });
  const officer = (unit: string, more: { official?: string } = {}) => motcua.as({ roles: ['officer'], units: [unit], ...more });

  it('is answered as before, field by field', async () => {
    const now = await ask(motcua);
    expect(Object.keys(now)).toEqual(Object.keys(older));
    const found = Object.entries(older).flatMap(([question, answer]) =>
      differences(moved(question, answer), told(question, answer, now[question]), question),
    );
    expect(found).toEqual([]);
  }, 240_000);

  it('opens what was sealed then, for whoever has right and purpose', async () => {
    const reader = await motcua.as({ roles: ['supervisor'], units: ['*'], personal: true });
    const { json } = await reader.get(`/v1/dossiers/${idOf('H29.25747-261020-0004')}`, { 'x-purpose': 'Doi chieu' });
    expect(json.owner).toMatchObject({ name: 'Trần Văn Thử', identityNumber: '079200000004' });
  });

  it('keeps a settlement in time that was entered late with an earlier time', async () => {
    expect(await dossierNow('H29.25747-261020-0001', rows.length)).toMatchObject({ onTime: true, onTimeAsStated: true, lateEntry: null });
  });

  it('takes today’s acts: a dossier is settled, and late until its earlier time is confirmed', async () => {
    const result = { number: '12/XN', date: '2026-10-22', abstract: 'Xác nhận', signer: 'Chủ tịch' };
    const by = await officer('25747', { official: 'sim-25747-03' });
    const code = 'H29.25747-261020-0004';
    for (const [step, time] of [
      [1, '08:00'],
      [2, '08:30'],
    ] as const)
      await by.order(`/v1/dossiers/${idOf(code)}/hand-over-dossier`, {
        to: { unit: '25747', official: 'sim-25747-03' },
        step,
        ...late(`2026-10-22T${time}:00+07:00`),
      });
    const { position } = await by.order(`/v1/dossiers/${idOf(code)}/settle-dossier`, { result, ...late('2026-10-22T09:00:00+07:00') });
    expect(await dossierNow(code, position)).toMatchObject({
      status: 'settled',
      onTime: false,
      onTimeAsStated: true,
      lateEntry: 'unconfirmed',
    });
  });

  it('takes a payment of a fee that was asked then', async () => {
    // nobody is on record as serving there: what lay with somebody lies at the desk
    const by = await officer('26713');
    const code = 'H29.26713-250708-0002';
    expect(await dossierNow(code, rows.length)).toMatchObject({ status: 'fee-requested', feeOutstandingDong: 4000, feePaidDong: 0 });
    const payment = { method: 'transfer', receiptNumber: 'BL-1', totalDong: 4000, ...late('2025-07-09T09:00:00+07:00') };
    const { position } = await by.order(`/v1/dossiers/${idOf(code)}/pay-fee`, payment);
    expect(await dossierNow(code, position)).toMatchObject({ status: 'received', feeOutstandingDong: null, feePaidDong: 4000 });
  });

  it('takes a hand-over to the next step', async () => {
    const by = await officer('25747', { official: 'sim-25747-03' });
    const code = 'H29.25747-261020-0002';
    const { position } = await by.order(`/v1/dossiers/${idOf(code)}/hand-over-dossier`, {
      to: { unit: '25747' },
      step: 1,
      ...late('2026-10-20T10:00:00+07:00'),
    });
    expect(await dossierNow(code, position)).toMatchObject({ status: 'processing', step: 1, holderUnit: '25747', holderOfficial: null });
  });
});
