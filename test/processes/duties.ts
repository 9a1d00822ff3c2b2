import path from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import { connectLookups } from '#app/lookups.ts';
import { openWorkersPool } from '#app/readModels.ts';
import { referenceDir } from '#app/settings.ts';
import { processTools, watchTools } from '#app/tools.ts';
import { createExecutor } from '#commands/handling/execute.ts';
import type { Settings } from '#domain/settings.ts';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { connectPersonalData } from '#events/store/keys/connectPersonalData.ts';
import { parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { openPersonal } from '#events/store/personalData.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { assignDuties, moveDutyDeadlines, recogniseDuties } from '#processes/duties.ts';
import { loadNoticeSchedule } from '#processes/notices/schedule.ts';
import type { AnyProcess } from '#processes/tools.ts';
import { centerReadiness } from '#projections/centerReadiness/projection.ts';
import { startDaemon } from '#projections/daemon/daemon.ts';
import type { Projection } from '#projections/daemon/projection.ts';
import { waitForPosition } from '#projections/daemon/status.ts';
import { duties } from '#projections/duties/projection.ts';
import { staffing } from '#projections/staffing/projection.ts';

export type Stores = { log: string; read: string; keys: string; masterKey: string };

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export type Works = { projections: readonly Projection[]; processes: readonly AnyProcess[] };
export const dutyWorks: Works = {
  projections: [staffing, centerReadiness, duties],
  processes: [assignDuties, moveDutyDeadlines, recogniseDuties],
};

/**
 * What carries duties out, on stores that others may work on too: commands, read models and processes; `works` names others than those of duties, or with
 * `false` leaves commands and questions alone.
 */
export const startDuties = async ({ log, read, keys, masterKey }: Stores, settings: Settings, works: Works | false = dutyWorks) => {
  await using parts = new AsyncDisposableStack();
  const store = parts.adopt(await connectPostgresStore({ url: log }), (one) => one.close());
  const personalData = parts.adopt(await connectPersonalData({ url: keys, masterKeys: parseMasterKeys(masterKey) }), (one) => one.close());
  const { decode, ...codec } = createCodec(categories, personalData);
  const pool = parts.adopt(openWorkersPool(read), (one) => one.end());
  const db = new Kysely<any>({ dialect: new PostgresDialect({ pool }) }).withSchema('read');
  const waitFor = (names: readonly string[], position: number, ms: number) => waitForPosition(pool, names, position, ms);
  const { answers, lookups } = connectLookups({
    db,
    store,
    personalData,
    settings,
    followers: { projections: [], processes: [] },
    waitFor,
  });
  const clock = () => new Date().toISOString();
  const execute = createExecutor({ store, codec: { ...codec, decode }, settings, answers, clock });
  const schedule = loadNoticeSchedule(path.join(referenceDir, 'notice-schedule.json'));
  const tools = processTools({ execute, personalData, store, decode, lookups, settings, channelsOf: () => [] });
  if (works)
    parts.use(
      await startDaemon({
        db: pool,
        store,
        decode,
        ...works,
        processTools: tools,
        log: quiet,
        leaseMs: 1_000,
      }),
    );
  const running = parts.move();
  return {
    store,
    db,
    settings,
    lookups,
    execute,
    tools,
    watchTools: watchTools(execute, lookups, { schedule, channelsOf: () => [], settings }, { simulated: true }),
    /** Waits until what follows from everything so far is done and seen. */
    settled: async () => {
      for (const names of [['assign-duties', 'move-duty-deadlines'], ['recognise-duties'], ['duties']]) {
        const { reached } = await waitFor(names, await store.head(), 60_000);
        if (!reached) throw new Error(`${names.join(', ')} did not get there`);
      }
    },
    eventsOf: async (stream: string) => (await store.readStream(stream, { limit: 1000 })).map(decode),
    /** A value with its personal parts opened. */
    open: <T>(value: T) => openPersonal(personalData, value),
    stop: () => running.disposeAsync(),
  };
};
export type Duties = Awaited<ReturnType<typeof startDuties>>;
