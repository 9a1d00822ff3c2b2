import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startVerifying } from '#app/verifying.ts';
import { createMetrics } from '#http/server/metrics.ts';
import { anEvent } from '#test/events/store/storeContract.ts';
import { type SealedServer, startSealedServer } from '#test/support/sealedServer.ts';

let sealed: SealedServer;
let running: AsyncDisposableStack;

beforeEach(async () => {
  sealed = await startSealedServer();
  running = new AsyncDisposableStack();
  running.use(sealed.seals());
  const data = { subject: 'dossier-1', fields: ['owner'], purpose: 'Thử nghiệm' };
  const events = Array.from({ length: 300 }, () => anEvent({ type: 'PersonalDataRead', data }));
  await sealed.store.append('access-dossier-1', 'none', events);
  await sealed.sealed(300);
});
afterEach(async () => {
  await running.disposeAsync();
  await sealed.close();
});

const start = (everyHours: number) => {
  const metrics = createMetrics(async () => []);
  running.use(
    startVerifying({
      store: sealed.store,
      seal: sealed.kept.reading,
      policy: sealed.policy,
      everyHours,
      execute: sealed.execute,
      log: pino({ level: 'silent' }),
      metrics,
      holding: () => true,
      everyMs: 20,
    }),
  );
  return metrics;
};
const looks = async () => {
  const { events } = await sealed.store.readAll({ after: -1, limit: 1000 });
  return events.filter(({ type }) => type === 'LogVerified').map(({ data }) => data as Record<string, unknown>);
};

test('a look at the whole log is on record, and in the metrics', async () => {
  const metrics = start(0.00001);
  await vi.waitFor(async () => expect((await looks())[0]).toMatchObject({ verdict: 'intact', origin: 'motcua.example/log' }), {
    timeout: 10_000,
  });
  await vi.waitFor(async () => expect(await metrics.expose(1_000)).toContain('motcua_log_verdict{verdict="intact"} 1'), {
    timeout: 10_000,
  });
  expect(await metrics.expose(1_000)).toMatch(/motcua_log_verified_timestamp_seconds \d{10}/);
});

test('a log that was changed is found out by it', async () => {
  const { Client } = (await import('pg')).default;
  const owner = new Client({ connectionString: sealed.databases.log.ownerUrl });
  await owner.connect();
  await owner.query(`alter table es.events disable trigger all; update es.events set data = '{"subject": "other"}' where position = 101`);
  await owner.end();
  const metrics = start(0.00001);
  await vi.waitFor(
    async () => expect((await looks())[0]).toMatchObject({ verdict: 'manipulated', why: expect.stringContaining('Entry 100') }),
    {
      timeout: 10_000,
    },
  );
  await vi.waitFor(async () => expect(await metrics.expose(1_000)).toContain('motcua_log_verdict{verdict="manipulated"} 1'), {
    timeout: 10_000,
  });
});

test('nobody looks before the time has come', async () => {
  const asked = vi.spyOn(sealed.kept.reading, 'began');
  start(24);
  await vi.waitFor(() => expect(asked.mock.calls.length).toBeGreaterThan(3), { timeout: 10_000 });
  expect(await looks()).toEqual([]);
});
