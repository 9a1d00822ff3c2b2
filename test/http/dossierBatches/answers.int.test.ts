import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processTools } from '#app/tools.ts';
import { commands } from '#commands/all.ts';
import { dossierBatchQueries } from '#http/dossierBatches/dossierBatchQueries.ts';
import { carryOutDossierBatch } from '#processes/carryOutDossierBatch.ts';
import { dossierBatches } from '#projections/dossierBatches/projection.ts';
import { setUpCity, staffServing } from '#test/commands/dossier/city.ts';
import { home } from '#test/commands/dossier/pasts.ts';
import { local } from '#test/commands/dossier/workingTimes.ts';
import type { Happened } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';
import { testSettings } from '#test/support/settings.ts';

let app: TestServer;
let models: ReadModels;
let officer: string;
beforeAll(async () => {
  models = await createReadModels([dossierBatches]);
  app = await startTestServer({
    commands,
    queries: dossierBatchQueries,
    staff: staffServing,
    options: { clock: () => local('2025-07-02T08:00'), db: models.db },
  });
  await setUpCity(app.execute);
  officer = await app.token({ roles: ['officer'], units: [home], sub: 'officer', official: 'official-1' });
});
afterAll(async () => {
  await app?.close();
  await models?.drop();
});

it('a line is answered in the reader’s language, with a title and what to do, as the command alone is', async () => {
  const lines = [{ dossierId: 'x' }, { dossierId: randomUUID(), to: { unit: '99999' } }, { dossierId: randomUUID(), to: { unit: home } }];
  const accepted = await app.post('/v1/dossier-batches', officer, { unit: home, act: 'HandOverDossier', lines });
  const { stream } = accepted.json;
  const decoded = async () => (await app.store.readStream(stream)).map(app.codec.decode);
  const { execute, store, personalData, codec } = app;
  const unused = { lookups: {} as never, channelsOf: () => [], settings: testSettings };
  await carryOutDossierBatch.react(
    (await decoded())[0] as never,
    processTools({ execute, personalData, store, decode: codec.decode, ...unused }),
  );
  await models.feed(...(await decoded()).map((event) => ({ ...event, at: event.occurredAt }) as unknown as Happened));

  const answersIn = async (language: string) =>
    (await app.get(accepted.headers['location'] as string, officer, { 'accept-language': language })).json.outcomes.map(
      ({ problem }: { problem: unknown }) => problem,
    );
  const alone = await app.post(
    `/v1/dossiers/${randomUUID()}/hand-over-dossier`,
    officer,
    { to: { unit: home } },
    { 'accept-language': 'vi' },
  );
  expect(await answersIn('vi')).toEqual([
    {
      code: 'input-invalid',
      status: 400,
      title: 'Yêu cầu không đúng mẫu quy định',
      advice: expect.stringContaining('Sửa từng chỗ'),
      errors: [
        { in: 'body', pointer: '/dossierId', detail: 'phải là UUID, ví dụ 0197c3a1-7c1e-7000-8000-000000000001' },
        { in: 'body', pointer: '/to', detail: 'là bắt buộc' },
      ],
    },
    expect.objectContaining({ status: alone.status, title: alone.json.title, advice: alone.json.advice }),
    expect.objectContaining({ status: alone.status, title: alone.json.title, advice: alone.json.advice, detail: expect.any(String) }),
  ]);
  expect((await answersIn('en'))[0]).toMatchObject({
    title: 'The request does not have the form that is asked for',
    errors: [{ detail: 'must be a UUID, such as 0197c3a1-7c1e-7000-8000-000000000001' }, { detail: 'is needed' }],
  });
});
