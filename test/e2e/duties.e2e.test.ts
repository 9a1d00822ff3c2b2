import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { discard, type Motcua, newDataDir, startMotcua } from '#test/support/motcua.ts';

const unit = '25747';
const dataDir = newDataDir();
let motcua: Motcua;
let administrator: Awaited<ReturnType<Motcua['as']>>;
let head: typeof administrator;
let office: typeof administrator;
let department: typeof administrator;
beforeAll(async () => {
  motcua = await startMotcua(dataDir);
  administrator = await motcua.as({ roles: ['administrator'], units: ['*'] });
  head = await motcua.as({ roles: ['center-head'], units: [unit] });
  office = await motcua.as({ roles: ['supervisor'], units: ['*'] });
  department = await motcua.as({ roles: ['department'], units: ['office-of-city-committee'] });
}, 180_000);
afterAll(async () => {
  await motcua?.kill('SIGTERM');
  await discard(dataDir);
}, 60_000);

const dutyOf = async (who: typeof administrator, id: string) => (await who.get(`/v1/duties/${id}`)).json;
const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 200 });

it('the directive of June 2025 is there from the start, and its deadlines have passed', { timeout: 120_000 }, async () => {
  await until(async () =>
    expect((await office.get('/v1/directives')).json.items).toMatchObject([
      { directiveId: 'ct-2025-06', issuedAt: '2025-06-11T01:00:00.000Z' },
    ]),
  );
  await until(async () => {
    const overdue = await office.list(`/v1/duties?party=${unit}&state=overdue`);
    expect(overdue.map(({ taskId }): string => taskId).toSorted()).toEqual([
      'decision',
      'points',
      'premises',
      'reception',
      'regulations',
      'staff',
    ]);
  });
  expect(await dutyOf(head, `ct-2025-06.decision.${unit}`)).toMatchObject({
    overdueSince: '2025-06-30T10:00:00.000Z',
    missing: [{ code: 'decision-in-effect' }],
  });
});

it('a duty is fulfilled by what its Center does, and nobody can urge any more', { timeout: 120_000 }, async () => {
  const id = `ct-2025-06.decision.${unit}`;
  await office.order(`/v1/duties/${id}/urge-duty`, { text: 'Đề nghị hoàn thành ngay' });
  const act = { number: '01/QĐ-UBND', date: '2025-06-20', signer: 'Chủ tịch UBND phường' };
  const decision = { act, effectiveOn: '2025-07-01', functions: ['Tiếp nhận'], tasks: ['Trả kết quả'], powers: ['Yêu cầu bổ sung'] };
  await administrator.order('/v1/centers', { unit, decision });
  await until(async () => expect(await dutyOf(head, id)).toMatchObject({ state: 'fulfilled', fulfilledBy: 'rule', urged: 1 }));
  expect(await dutyOf(head, id)).toMatchObject({
    lines: ['Quyết định có hiệu lực từ 01/07/2025'],
    because: { type: 'CenterEstablished', stream: `center-${unit}` },
    overdueSince: '2025-06-30T10:00:00.000Z',
  });
  expect(await office.post(`/v1/duties/${id}/urge-duty`, { text: 'x' })).toMatchObject({
    status: 409,
    json: { type: '/problems/duty-fulfilled' },
  });
  const before = await office.get(`/v1/duties/${id}?asOf=2025-06-25T17:00:00%2B07:00`);
  expect(before.json).toMatchObject({ state: 'open', overdueSince: null, urged: 0 });
});

it('where no rule can know, a department hands in evidence, and the Office accepts it', { timeout: 120_000 }, async () => {
  const id = 'ct-2025-06.monitoring.office-of-city-committee';
  const path = `/v1/duties/${id}`;
  await department.order(`${path}/hand-in-evidence`, { evidenceId: 'e1', text: 'Báo cáo tuần đầu', references: ['12/BC-VP'] });
  expect((await department.post(`${path}/accept-evidence`, { evidenceId: 'e1' })).status).toBe(403);
  const { position } = await office.order(`${path}/accept-evidence`, { evidenceId: 'e1' });
  expect((await department.get(`${path}?after=${position}`)).json).toMatchObject({
    state: 'fulfilled',
    fulfilledBy: 'evidence',
    evidence: [{ evidenceId: 'e1', state: 'accepted' }],
  });
});

it('a reader sees the duties of its own party alone', { timeout: 60_000 }, async () => {
  expect((await head.get(`/v1/duties/ct-2025-06.decision.25750`)).status).toBe(404);
  expect((await head.get(`/v1/duties?party=25750`)).status).toBe(403);
  expect(new Set((await head.list('/v1/duties')).map(({ party }) => party))).toEqual(new Set([unit]));
  // an act on what a party does not see tells as little as the question for it
  expect((await department.post(`/v1/duties/ct-2025-06.decision.${unit}/hand-in-evidence`, { text: 'x', references: [] })).status).toBe(
    404,
  );
});
