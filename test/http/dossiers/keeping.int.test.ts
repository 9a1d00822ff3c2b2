import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '#commands/all.ts';
import { setUpCity, staffServing } from '#test/commands/dossier/city.ts';
import { home, stated } from '#test/commands/dossier/pasts.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let one: TestServer;
let officer: string;
let administrator: string;
beforeAll(async () => {
  one = await startTestServer({ commands, staff: staffServing });
  await setUpCity(one.execute);
  officer = await one.token({ roles: ['officer'], units: [home] });
  administrator = await one.token({ roles: ['administrator'], units: ['*'] });
});
afterAll(() => one?.close());

const late = { occurredAt: '2025-07-01T09:00:00+07:00', lateEntryReason: 'Mất điện' };
const read = async (stream: string) => (await one.store.readStream(stream)).map(one.codec.decode);
const publishClass = (retention: object) =>
  one.post('/v1/procedures/2.000815/publish-procedure-version', administrator, {
    effectiveFrom: '2025-07-01',
    limit: { kind: 'working-days', days: 3 },
    steps: [],
    fee: { text: '' },
    certainty: 'sourced',
    ground: 'test',
    retention: { ...retention, ground: 'Nghị định 23/2015/NĐ-CP', certainty: 'sourced' },
  });

/** A dossier received and withdrawn on 1 July 2025, as things stand then. */
const withdrawnDossier = async (): Promise<string> => {
  const dossierId = randomUUID();
  const { procedure, competentUnit, owner, request, components } = stated;
  const dossier = { dossierId, procedure, competentUnit, owner, request, components, channel: 'direct', placeOfReceipt: home };
  expect(await one.post('/v1/dossiers', officer, { ...dossier, ...late })).toMatchObject({ status: 201 });
  const withdrawn = await one.post(`/v1/dossiers/${dossierId}/withdraw-dossier`, officer, { reason: 'x', ...late });
  expect(withdrawn).toMatchObject({ status: 200 });
  return `/v1/dossiers/${dossierId}`;
};
const erase = (dossier: string, key?: string) =>
  one.post(
    `${dossier}/erase-dossier-personal-data`,
    administrator,
    { ground: 'Công dân yêu cầu' },
    key ? { 'idempotency-key': key } : undefined,
  );

describe('erasure asked for too early', () => {
  it('answers until when the data is kept, and is on record, once for each time it is asked', async () => {
    await publishClass({ kind: 'years', years: 150 });
    const dossier = await withdrawnDossier();
    const refusal = {
      status: 409,
      json: {
        type: '/problems/retention-not-over',
        detail: 'It is kept until the end of 2175-07-01.',
        missing: [{ code: 'retention-running' }],
      },
    };
    expect(await erase(dossier, 'first')).toMatchObject(refusal);
    expect(await erase(dossier, 'first')).toMatchObject(refusal);
    expect(await erase(dossier, 'second')).toMatchObject(refusal);
    const events = await read(dossier.replace('/v1/dossiers/', 'dossier-'));
    expect(events.filter(({ type }) => type.endsWith('Erased'))).toEqual([]);
    expect(events.filter(({ type }) => type === 'DossierErasureRefused')).toMatchObject([
      { data: { ground: { sealed: expect.any(String) }, obstacles: [{ code: 'retention-running' }] }, actor: { role: 'administrator' } },
      { data: { obstacles: [{ detail: 'It is kept until the end of 2175-07-01.' }] } },
    ]);
  });

  it('is stopped by a legal hold, which only the Office and the administrator place and lift', async () => {
    await publishClass({ kind: 'none' });
    const dossier = await withdrawnDossier();
    const hold = { holdId: '12-TA', ground: 'Tòa án thụ lý' };
    expect(await one.post(`${dossier}/place-dossier-legal-hold`, officer, hold)).toMatchObject({ status: 403 });
    expect(await one.post(`${dossier}/place-dossier-legal-hold`, administrator, hold)).toMatchObject({ status: 200 });
    expect(await erase(dossier)).toMatchObject({ status: 409, json: { missing: [{ code: 'legal-hold' }] } });
    const lifted = await one.post(`${dossier}/lift-dossier-legal-hold`, administrator, { ...hold, ground: 'Xong' });
    expect(lifted).toMatchObject({ status: 200 });
    expect(await erase(dossier)).toMatchObject({ status: 200 });
  });

  it('of an official is on record too', async () => {
    const answer = await one.post('/v1/officials/official-1/erase-official-personal-data', administrator, { ground: 'Nghỉ việc' });
    expect(answer).toMatchObject({ status: 409, json: { missing: [{ code: 'not-ended' }] } });
    expect(await read('official-official-1')).toMatchObject([{}, {}, { type: 'OfficialErasureRefused', data: { obstacles: [{}] } }]);
  });
});
