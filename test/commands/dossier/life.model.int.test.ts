import fc from 'fast-check';
import { Kysely, PostgresDialect } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkersPool } from '#app/readModels.ts';
import { categories } from '#events/all.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import { createCodec } from '#events/store/codec.ts';
import type { Recorded } from '#events/store/event.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { startDaemon } from '#projections/daemon/daemon.ts';
import { waitForPosition } from '#projections/daemon/status.ts';
import { dossierDetail } from '#projections/dossierDetail/projection.ts';
import { findDossier } from '#projections/dossierDetail/queries.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { dossiersById } from '#projections/dossierList/queries.ts';
import { startProcess } from '#test/commands/handling/process.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { answers, setUpCity } from './city.ts';
import { anyLife, dossierIdsOf, type Handled, live, seenIn } from './lives.ts';

const seed = Number(process.env.LIFE_SEED ?? 2);
const numRuns = Number(process.env.LIFE_RUNS ?? 10);

const start = async () => {
  await using parts = new AsyncDisposableStack();
  const dbs = await createTestDatabases();
  parts.defer(dbs.drop);
  const process = await startProcess(dbs, parseMasterKeys(newMasterKey('2025-06-01')), { answers });
  parts.defer(process.close);
  const pool = parts.adopt(openWorkersPool(dbs.read.projectorUrl), (one) => one.end());
  const { decode } = createCodec(categories, process.personalData);
  const nothing = () => Promise.reject(new Error('no process runs here'));
  const daemon = parts.use(
    await startDaemon({
      db: pool,
      store: process.store,
      decode,
      projections: [dossierDetail, dossierList],
      processes: [],
      processTools: { execute: nothing, read: nothing, eraseKey: nothing },
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      clock: () => new Date().toISOString(),
    }),
  );
  const read: Handled['read'] = async (stream) => (await process.store.readStream(stream)).map(decode);
  // `any`: each queries.ts states its own tables
  const db = new Kysely<any>({ dialect: new PostgresDialect({ pool }) }).withSchema('read');
  const caughtUp = async () =>
    waitForPosition(pool, [dossierDetail.name, dossierList.name], await process.store.head(), 30_000, daemon.progress);
  const running = parts.move();
  return { execute: process.execute, read, db, caughtUp, stop: () => running.disposeAsync() };
};

let parts: Awaited<ReturnType<typeof start>>;
let run = 0;
beforeAll(async () => {
  parts = await start();
  await setUpCity(parts.execute);
});
afterAll(() => parts?.stop());

it(
  'what is tried on dossiers keeps the law on the real log too',
  async () => {
    await fc.assert(
      fc.asyncProperty(anyLife, async (life) => {
        run += 1;
        await live(run, life, parts);
      }),
      { numRuns, seed },
    );
  },
  60_000 + numRuns * 4_000,
);

it('and then whoever asks is told of every dossier what its events say', async () => {
  expect(await parts.caughtUp()).toMatchObject({ reached: true });
  const ids = Array.from({ length: run }, (_, n) => dossierIdsOf(n + 1)).flat();
  const listed = new Map((await dossiersById(parts.db, ids, '2026-01-01T00:00:00.000Z')).map((view) => [view.dossierId, view]));
  for (const dossierId of ids) {
    const events = (await parts.read(`dossier-${dossierId}`)) as Recorded<DossierEvent>[];
    const view = listed.get(dossierId);
    const detail = await findDossier(parts.db, dossierId, 'all');
    if (events.length === 0) {
      expect({ view, detail }).toEqual({ view: undefined, detail: undefined });
      continue;
    }
    const { holder, ended, appointedAt = null, dueAt = null, stoppedSince = null } = seenIn(events);
    const told = { appointedAt, dueAt, clockStoppedSince: stoppedSince, revision: events.length - 1, status: ended ?? view?.status };
    expect(view).toMatchObject(told);
    expect(detail).toMatchObject(told);
    if (holder === undefined) continue;
    expect(detail?.holder).toEqual(holder);
    expect(view).toMatchObject({ holderUnit: holder.unit, holderOfficial: holder.official ?? null });
  }
  const codes = [...listed.values()].flatMap(({ code }) => code ?? []);
  expect(new Set(codes).size).toBe(codes.length);
});
