import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandNamed } from '#commands/all.ts';
import { receiveDossier } from '#commands/dossier/intake.ts';
import { recordPortalEntry } from '#commands/procedure/procedure.ts';
import { Rejection } from '#domain/rejections.ts';
import { type AnyEvent, categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import type { Recorded } from '#events/store/event.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { answers, setUpCity } from '#test/commands/dossier/city.ts';
import { home, officer, stated } from '#test/commands/dossier/pasts.ts';
import { local } from '#test/commands/dossier/workingTimes.ts';
import { by, startProcess } from '#test/commands/handling/process.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { draft, portalEntryRecorded, reviewApproved } from '#test/support/events.ts';

const code = '2.000815';
const reviewId = `${code}.1`;
const office = { id: 'office', role: 'supervisor' as const };
/** Three working days instead of what it was, in steps of another number. */
const three = {
  ...draft,
  effectiveFrom: '2025-08-04',
  limit: { kind: 'working-days' as const, days: 3 },
  steps: [
    { name: 'Tiếp nhận', role: 'receiving-officer', level: 'commune' as const, hours: 4 },
    { name: 'Thẩm định', role: 'specialist', level: 'commune' as const, hours: 20 },
  ],
};

let dbs: Awaited<ReturnType<typeof createTestDatabases>>;
let one: Awaited<ReturnType<typeof startProcess>>;
beforeAll(async () => {
  dbs = await createTestDatabases();
  const masterKeys = parseMasterKeys(newMasterKey('2025-06-01'));
  one = await startProcess(dbs, masterKeys, { answers });
  await setUpCity(one.execute);
});
afterAll(async () => {
  await one?.close();
  await dbs?.drop();
});

const run = (at: string, command: string, input: object, more: object = {}) =>
  one.execute(commandNamed(command), { reviewId, ...input }, by({ actor: office, now: local(at), ...more }));
const read = async (stream: string): Promise<Recorded<AnyEvent>[]> => {
  const codec = createCodec(categories, one.personalData);
  return (await one.store.readStream(stream)).map((event) => codec.decode(event));
};
const received = async (at: string) => {
  const dossierId = randomUUID();
  const counter = { ...stated, dossierId, channel: 'direct', placeOfReceipt: home, pointId: 'main' };
  await one.execute(receiveDossier, counter, by({ now: local(at), actor: officer('official-1') }));
  const event = (await read(`dossier-${dossierId}`))[0];
  if (event?.type !== 'DossierReceived') throw new Error('it was not received');
  return event.data;
};

describe('a reviewed procedure', () => {
  it('is refused approval and publication until what the checks find is put right, and becomes a version from its day on', async () => {
    const before = await received('2025-07-21T09:00');
    await run('2025-07-21T09:10', 'OpenReview', { department: 'justice', legalGround: 'Chỉ thị' });
    const districtStep = { ...three, steps: [three.steps[0], { ...three.steps[1], level: 'district', hours: 12 }] };
    await run('2025-07-21T09:20', 'DraftReview', { draft: districtStep });
    await run('2025-07-21T10:00', 'CheckReview', {});
    const refusal: Rejection = await run('2025-07-21T10:10', 'ApproveReview', { act: reviewApproved().data.act }).then(
      () => expect.unreachable('it was approved'),
      (error) => error,
    );
    expect(refusal).toBeInstanceOf(Rejection);
    expect(refusal.missing?.map((found) => found.code)).toEqual(['steps-add-up', 'roles-exist']);

    await run('2025-07-22T09:00', 'ReturnReview', { reason: 'Cấp huyện không còn' });
    await run('2025-07-23T09:00', 'DraftReview', { draft: three });
    await run('2025-07-24T09:00', 'CheckReview', {});
    await run('2025-07-25T09:00', 'ApproveReview', { act: reviewApproved().data.act });
    await run('2025-07-25T10:00', 'ConfigureElectronicProcedure', { system: 'TTHC', steps: three.steps.slice(0, 1) });
    await expect(run('2025-07-25T10:10', 'PublishReview', {})).rejects.toMatchObject({ code: 'review-not-sound' });
    expect((await read(`procedure-${code}`)).map(({ type }) => type)).toEqual(['ProcedureCatalogued', 'ProcedureVersionPublished']);
    await run('2025-07-25T11:00', 'ConfigureElectronicProcedure', { system: 'TTHC', steps: three.steps });
    await run('2025-07-25T15:00', 'PublishReview', {}, { idempotencyKey: 'publish' });

    expect((await read(`review-${reviewId}`)).at(-1)).toMatchObject({
      type: 'ReviewPublished',
      data: { version: 2, effectiveFrom: '2025-08-04' },
    });
    expect((await read(`procedure-${code}`)).at(-1)).toMatchObject({
      type: 'ProcedureVersionPublished',
      data: { version: 2, effectiveFrom: '2025-08-04', steps: [{ role: 'receiving-officer' }, { role: 'specialist', hours: 20 }] },
    });

    const meanwhile = await received('2025-08-01T09:00');
    const after = await received('2025-08-04T09:00');
    expect([before, meanwhile, after].map(({ procedureVersion }) => procedureVersion)).toEqual([1, 1, 2]);
    expect([meanwhile.limit, meanwhile.steps]).toEqual([before.limit, before.steps]);
    expect(after.appointed.at).toBe(local('2025-08-07T09:00'));
    // nothing was written to a dossier that was there before
    expect((await read(`dossier-${before.dossierId}`)).map(({ type }) => type)).toEqual(['DossierReceived']);
  });

  it('is published once, however often that is asked', async () => {
    const again = await run('2025-07-25T15:00', 'PublishReview', {}, { idempotencyKey: 'publish' });
    expect(again.repeated).toBe(true);
    await expect(run('2025-08-05T09:00', 'PublishReview', {})).rejects.toMatchObject({ code: 'review-status-differs' });
    expect((await read(`procedure-${code}`)).filter(({ type }) => type === 'ProcedureVersionPublished')).toHaveLength(2);
  });

  it('gives way to the next review, which a portal’s shorter promise holds up', async () => {
    const next = { reviewId: `${code}.2` };
    await run('2025-08-11T08:00', 'OpenReview', { ...next, department: 'justice', legalGround: 'Rà soát định kỳ' });
    await run('2025-08-11T09:00', 'DraftReview', { ...next, draft: { ...three, effectiveFrom: '2025-09-03' } });
    await one.execute(recordPortalEntry, portalEntryRecorded().data, by({ now: local('2025-08-11T10:00') }));
    await run('2025-08-11T11:00', 'CheckReview', next);
    const act = reviewApproved().data.act;
    await expect(run('2025-08-11T12:00', 'ApproveReview', { ...next, act })).rejects.toMatchObject({
      missing: [{ code: 'portal-agrees', detail: expect.stringContaining('longer than the portal promises') }],
    });
    const { entry, ...recorded } = portalEntryRecorded().data;
    const limits = [{ channel: 'direct', value: 3, unit: 'working-days', text: '3 Ngày làm việc' }];
    await one.execute(recordPortalEntry, { ...recorded, entry: { ...entry, limits } }, by({ now: local('2025-08-11T13:00') }));
    await run('2025-08-11T14:00', 'ApproveReview', { ...next, act });
    await run('2025-08-11T15:00', 'ConfigureElectronicProcedure', { ...next, system: 'TTHC', steps: three.steps });
    await run('2025-08-11T16:00', 'PublishReview', next);
    expect((await read(`review-${reviewId}`)).at(-1)).toMatchObject({
      type: 'ReviewSuperseded',
      data: { by: `${code}.2`, effectiveFrom: '2025-09-03' },
    });
    expect((await read(`review-${code}.2`)).at(-1)).toMatchObject({ type: 'ReviewPublished', data: { version: 3 } });
  });
});
