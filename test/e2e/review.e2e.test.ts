import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Receipt } from '#commands/handling/receipt.ts';
import { localDay } from '#domain/time/localDay.ts';
import type { Caller } from '#test/support/caller.ts';
import { discard, type Motcua, newDataDir, startMotcua } from '#test/support/motcua.ts';
import { handedIn, openCenter, procedure } from './city.ts';

// A procedure is reviewed by a department and the Office, tried on dossiers of the past, and published. Each test goes on where the one before ended.

const unit = '25747';
const reviewId = `${procedure}.1`;
const at = `/v1/procedure-reviews/${reviewId}`;
const dataDir = newDataDir();
let motcua: Motcua;
let department: Caller;
let office: Caller;
let reception: Caller;
let first: Receipt;
let today: string;

beforeAll(async () => {
  motcua = await startMotcua(dataDir);
  ({ reception } = await openCenter(motcua, unit));
  department = await motcua.as({ roles: ['department'], units: ['justice'] });
  office = await motcua.as({ roles: ['supervisor'], units: [] });
  first = await reception.order('/v1/dossiers', handedIn(unit));
  today = localDay(new Date().toISOString());
});
afterAll(async () => {
  await motcua?.kill('SIGTERM');
  await discard(dataDir);
});

const step = (name: string, role: string, hours: number, level = 'commune') => ({ name, role, level, hours });
const steps = [step('Tiếp nhận', 'receiving-officer', 2), step('Thẩm định', 'justice-officer', 10), step('Ký', 'committee-leader', 4)];
const draft = (more: object = {}) => ({
  effectiveFrom: today,
  limit: { kind: 'working-days', days: 2 },
  steps,
  components: [{ name: 'Tờ khai' }],
  fee: { text: '' },
  legalGround: 'Nghị định 118/2025/NĐ-CP',
  ...more,
});
const act = { number: '2100/QĐ-UBND', date: '2025-06-27', signer: 'Chủ tịch UBND Thành phố' };
const seen = async (caller: Caller, path: string, { position }: Receipt): Promise<any> => {
  const answer = await caller.get(`${path}${path.includes('?') ? '&' : '?'}after=${position}`);
  expect(answer).toMatchObject({ status: 200 });
  return answer.json;
};
const checkOf = (page: { checks: { check: string }[] }, name: string) => page.checks.find(({ check }) => check === name);

describe('a review', () => {
  let drafted: Receipt;
  let second: Receipt;

  it('stands first in the worklist when its procedure produces most dossiers', async () => {
    const { items } = await seen(department, '/v1/procedure-reviews?limit=1', first);
    expect(items).toMatchObject([{ code: procedure, rank: 1, dossiers: 1, covered: false, state: 'not-opened', department: 'justice' }]);
  });

  it('is opened and drafted by its department, and by no other', async () => {
    const opening = { reviewId, department: 'justice', legalGround: 'Chỉ thị' };
    const other = await motcua.as({ roles: ['department'], units: ['health'] });
    expect((await other.post('/v1/procedure-reviews', opening)).status).toBe(403);
    await department.order('/v1/procedure-reviews', opening);
    drafted = await department.order(`${at}/draft-review`, {
      draft: draft({ steps: [steps[0], { ...steps[1], level: 'district', role: 'specialist' }] }),
    });
    expect((await department.post(`${at}/check-review`, {})).status).toBe(403);
  });

  it('shows what its checks find, and may not be approved like that', async () => {
    const page = await seen(office, at, drafted);
    expect(checkOf(page, 'steps-add-up')).toMatchObject({ passed: false, findings: [{ ours: '12', theirs: '16' }] });
    expect(checkOf(page, 'roles-exist')).toMatchObject({ passed: false, findings: [{ step: 2, blocks: 'approval' }] });
    await office.order(`${at}/check-review`, {});
    const refused = await office.post(`${at}/approve-review`, { act });
    expect(refused).toMatchObject({ status: 409, json: { type: '/problems/review-not-sound' } });
    expect(refused.json.missing.map(({ code }: { code: string }) => code)).toEqual(['steps-add-up', 'roles-exist']);
    await office.order(`${at}/return-review`, { reason: 'Cấp huyện không còn' });
  });

  it('is tried on the dossiers of a month, and nothing is written', async () => {
    const redrafted = await department.order(`${at}/draft-review`, { draft: draft() });
    const trial = await seen(office, `${at}/trial?month=2025-08`, redrafted);
    expect(trial).toMatchObject({
      dossiers: 1,
      earlier: 1,
      later: 0,
      undecided: 1,
      byUnit: [{ unit, dossiers: 1, hoursBefore: 24, hoursAfter: 16 }],
    });
    expect((await seen(office, `${at}/trial?month=2025-07`, redrafted)).dossiers).toBe(0);
    const revision = (await office.get(at)).json.revision;
    expect(revision).toBe(redrafted.revision);
  });

  it('becomes a version from its day on; dossiers of earlier days keep theirs, whenever they are entered', async () => {
    await office.order(`${at}/check-review`, {});
    await office.order(`${at}/approve-review`, { act });
    await department.order(`${at}/configure-electronic-procedure`, { system: 'TTHC', steps });
    const published = await office.order(`${at}/publish-review`, {});
    const page = await seen(office, at, published);
    expect(page).toMatchObject({ state: 'published', version: 2, effectiveFrom: today });
    expect(page.checks.filter(({ passed }: { passed: boolean }) => !passed)).toMatchObject([{ check: 'portal-agrees' }]);

    const catalogue = await office.get(`/v1/procedures/${procedure}?on=${today}`);
    expect(catalogue.json.inForce).toMatchObject({ version: 2, limit: { kind: 'working-days', days: 2 } });
    second = await reception.order('/v1/dossiers', handedIn(unit));
    const dossier = async ({ stream }: Receipt) => seen(reception, `/v1/dossiers/${stream.slice('dossier-'.length)}`, second);
    const [before, after] = [await dossier(first), await dossier(second)];
    expect([before.procedureVersion, after.procedureVersion]).toEqual([1, 1]);
    expect(after.appointedAt).toBe(before.appointedAt);
  });

  it('covers its dossiers from then on, and is seen as it was before', async () => {
    const coverage = await seen(office, '/v1/procedure-reviews/coverage', second);
    // two dossiers are too few to weigh by
    expect(coverage.share).toBeCloseTo(1 / coverage.procedures);
    expect(coverage).toMatchObject({ weighedBy: 'procedures', coveredDossiers: 2, coveredProcedures: 1, wanted: 0.8 });
    const past = await office.get(`${at}?asOf=${drafted.position}`);
    expect(past.json).toMatchObject({ state: 'drafted', version: null, revision: 1 });
    expect(checkOf(past.json, 'roles-exist')).toMatchObject({ passed: false });
    const worklist = await office.list(`/v1/procedure-reviews?state=drafted&asOf=${drafted.position}`);
    expect(worklist).toMatchObject([{ code: procedure, covered: false }]);
    const csv = await office.get('/v1/procedure-reviews?covered=true&format=csv');
    expect(csv.body.trim().split('\n')).toHaveLength(2);
  });
});
