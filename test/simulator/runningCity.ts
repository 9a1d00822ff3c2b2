import path from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import { connectLookups } from '#app/lookups.ts';
import { openWorkersPool } from '#app/readModels.ts';
import { loadSettings, referenceDir } from '#app/settings.ts';
import { processTools, watchTools } from '#app/tools.ts';
import { createExecutor } from '#commands/handling/execute.ts';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { type RecordedEvent, START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { connectPersonalData } from '#events/store/keys/connectPersonalData.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { carryOutDossierBatch } from '#processes/carryOutDossierBatch.ts';
import { assignDuties, moveDutyDeadlines, recogniseDuties } from '#processes/duties.ts';
import { channelsIn } from '#processes/notices/channel.ts';
import { loadNoticeSchedule } from '#processes/notices/schedule.ts';
import { tellOfDossiers } from '#processes/remindOfDossiers.ts';
import { notifyWhenUrged } from '#processes/writeNotices.ts';
import { centerPeople } from '#projections/centerPeople/projection.ts';
import { centerReadiness } from '#projections/centerReadiness/projection.ts';
import { startDaemon } from '#projections/daemon/daemon.ts';
import { waitForPosition } from '#projections/daemon/status.ts';
import { dossierBatches } from '#projections/dossierBatches/projection.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { duties } from '#projections/duties/projection.ts';
import { notices } from '#projections/notices/projection.ts';
import { pilots } from '#projections/pilots/projection.ts';
import { procedureCatalogue } from '#projections/procedureCatalogue/projection.ts';
import { procedureReviews } from '#projections/procedureReviews/projection.ts';
import { regulations } from '#projections/regulations/projection.ts';
import { staffing } from '#projections/staffing/projection.ts';
import { workingCalendar } from '#projections/workingCalendar/projection.ts';
import { createTestDatabases } from '#test/support/database.ts';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Everything a command needs, for twelve of the city's units: more than the nine that are late. */
export const startCity = async () => {
  await using parts = new AsyncDisposableStack();
  const dbs = await createTestDatabases();
  parts.defer(dbs.drop);
  const store = parts.adopt(await connectPostgresStore({ url: dbs.log.appUrl }), (one) => one.close());
  const masterKeys = parseMasterKeys(newMasterKey('2025-06-01'));
  const personalData = parts.adopt(await connectPersonalData({ url: dbs.keys.appUrl, masterKeys }), (one) => one.close());
  const codec = createCodec(categories, personalData);
  const pool = parts.adopt(openWorkersPool(dbs.read.projectorUrl), (one) => one.end());
  const clock = () => new Date().toISOString();
  const db = new Kysely<any>({ dialect: new PostgresDialect({ pool }) }).withSchema('read');
  const settings = { ...loadSettings(), units: loadSettings().units.slice(0, 12) };
  const waitFor = (names: readonly string[], position: number, ms: number) => waitForPosition(pool, names, position, ms);
  const { answers, lookups } = connectLookups({
    db,
    store,
    personalData,
    settings,
    followers: { projections: [], processes: [] },
    waitFor,
  });
  const execute = createExecutor({ store, codec, settings, answers, clock });
  const channelsOf = channelsIn({});
  parts.use(
    await startDaemon({
      db: pool,
      store,
      decode: codec.decode,
      projections: [
        staffing,
        centerPeople,
        centerReadiness,
        dossierBatches,
        dossierList,
        duties,
        notices,
        procedureCatalogue,
        procedureReviews,
        pilots,
        regulations,
        workingCalendar,
      ],
      processes: [assignDuties, carryOutDossierBatch, moveDutyDeadlines, notifyWhenUrged, recogniseDuties, tellOfDossiers],
      processTools: processTools({ execute, personalData, store, decode: codec.decode, lookups, settings, channelsOf }),
      log: quiet,
      clock,
    }),
  );
  const running = parts.move();
  const schedule = loadNoticeSchedule(path.join(referenceDir, 'notice-schedule.json'));
  const tools = watchTools(execute, lookups, { schedule, channelsOf, settings }, { simulated: true });
  return { db, store, execute, settings, watchTools: tools, stop: () => running.disposeAsync() };
};

/** The whole log. */
export const allEvents = async (store: EventStore): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for (let after = START; ; ) {
    const page = await store.readAll({ after });
    if (page.events.length === 0) return events;
    events.push(...page.events);
    after = page.next;
  }
};
