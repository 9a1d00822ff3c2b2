import path from 'node:path';
import type { Logger } from 'pino';
import { recordPersonalDataRead, recordPersonalDataSearch } from '#commands/access/recordPersonalDataRead.ts';
import { createExecutor } from '#commands/handling/execute.ts';
import type { Execute } from '#commands/handling/receipt.ts';
import type { ProjectionStatus } from '#domain/projectionStatus.ts';
import type { Settings } from '#domain/settings.ts';
import { namesByWords } from '#domain/text/searchForm.ts';
import { endOfCalendars } from '#domain/time/calendar.ts';
import { localDay } from '#domain/time/localDay.ts';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { connectPersonalData } from '#events/store/keys/connectPersonalData.ts';
import { parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import type { PersonalData } from '#events/store/personalData.ts';
import { codeOf } from '#events/store/postgres/connections.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { createServer } from '#http/server/createServer.ts';
import { createEmbeddedIssuer, createRemoteIssuer, type Issuer } from '#http/server/issuers.ts';
import { createMetrics, type Metrics } from '#http/server/metrics.ts';
import { createOperationsServer } from '#http/server/operations.ts';
import { processes } from '#processes/all.ts';
import { loadNoticeSchedule } from '#processes/notices/schedule.ts';
import { startSending } from '#processes/notices/send.ts';
import { startWatcher } from '#processes/watcher.ts';
import type { RemindTools } from '#processes/writeNotices.ts';
import { allProjections } from '#projections/all.ts';
import { type Daemon, startDaemon } from '#projections/daemon/daemon.ts';
import { projectionStatus, waitForPosition } from '#projections/daemon/status.ts';
import { noticesToSend, noticesTroubled } from '#projections/notices/queries.ts';
import { publishedDays } from '#projections/workingCalendar/queries.ts';
import { api } from './api.ts';
import { tlsServersOf, watchCertificates } from './certificates.ts';
import { connectChannels } from './channels.ts';
import type { Config } from './config.ts';
import { connectLookups } from './lookups.ts';
import { examineReadModels, openQueriesPool, openWorkersPool, queriesOn } from './readModels.ts';
import { openSeal, proofsOf, sealMetrics, startSealingAs } from './seal.ts';
import { loadSettings, referenceDir } from './settings.ts';
import { processTools, watchTools } from './tools.ts';

/** A running Motcua, or the parts of it a command-line program needs. */
export type App = AsyncDisposable & {
  /** Where it listens; absent when it does not. */
  url: string | undefined;
  execute: Execute;
  store: EventStore;
  /** Where queries find the read models: role motcua_reader. */
  readModelsUrl: string;
  settings: Settings;
  status: () => Promise<ProjectionStatus[]>;
  /** Begins to watch the clock, with the role `processes`; not before a history being written reached the present. */
  watch: () => void;
  /** What watching the clock uses, for times that a simulation makes up. */
  watchTools: RemindTools;
};

/** Position of the first event: a read model that has seen it is there to be asked. */
const FIRST = START + 1;
/** Notices of which a worker reads at a time that they are due. */
const NOTICES_AT_A_TIME = 100;

const openStore = async (config: Pick<Config, 'EVENTSTORE_URL'>, log: Logger, metrics: Metrics): Promise<EventStore> => {
  const url = config.EVENTSTORE_URL;
  if (url.startsWith('postgres')) return connectPostgresStore({ url, log, watch: metrics });
  // its driver takes 40 MB, which a log in PostgreSQL has no use for
  const { connectKurrentdbStore } = await import('#events/store/kurrentdb/store.ts');
  return connectKurrentdbStore({ url, categories: categories.map(({ category }) => category), log });
};

/**
 * Starts what `config.ROLES` names; an empty list gives the command side alone, for command-line programs, which have
 * no `PORT` either. Every other process answers there at least whether it lives. Disposal stops everything in reverse
 * order. Throws when a store cannot be reached or a port is taken; what was opened until then is closed again.
 */
export const startApp = async (
  config: Omit<Config, 'ROLES' | 'PORT'> & { ROLES: readonly Config['ROLES'][number][]; PORT: number | undefined },
  log: Logger,
): Promise<App> => {
  await using starting = new AsyncDisposableStack();
  const settings = loadSettings(config.SETTINGS_FILE);
  const clock = () => new Date().toISOString();

  const personalData = starting.adopt<PersonalData>(
    await connectPersonalData({
      url: config.KEYS_DATABASE_URL,
      masterKeys: parseMasterKeys(config.MASTER_KEY, config.MASTER_KEYS_PREVIOUS.join(',')),
      formsOf: namesByWords,
      warn: (sentence) => log.warn(sentence),
    }),
    (keys) => keys.close(),
  );
  const { DATABASE_URL, DATABASE_READER_URL = DATABASE_URL } = config;
  const onLost = (error: Error) => log.warn({ code: codeOf(error) }, 'an idle connection was lost');
  const writing = starting.adopt(openWorkersPool(DATABASE_URL, { onLost }), (pool) => pool.end());
  const reading = starting.adopt(openQueriesPool(DATABASE_READER_URL, { onLost }), (pool) => pool.end());
  const readerVariable = config.DATABASE_READER_URL === undefined ? 'DATABASE_URL' : 'DATABASE_READER_URL';
  for (const sentence of await examineReadModels(writing, reading, readerVariable)) log.warn(sentence);
  const status = () => projectionStatus(reading, bare, processes);
  const metrics = createMetrics(status, async () => endOfCalendars(new Set((await publishedDays(db)).keys()), localDay(clock())));
  metrics.watch({
    name: 'motcua_notices_undelivered',
    help: 'Notices of the last 30 days that nobody has seen, by state: failed, did not arrive; uncertain, perhaps did not.',
    labelNames: ['state'],
    ask: async () => Object.entries(await noticesTroubled(db, clock())).map(([state, notices]) => [{ state }, notices] as const),
  });
  const certificates = starting.use(watchCertificates(tlsServersOf(config), log));
  metrics.watch({
    name: 'motcua_certificate_expires_timestamp_seconds',
    help: 'When the certificate of a server ends that the configuration names, in seconds since 1970.',
    labelNames: ['variable', 'server'],
    ask: async () => certificates.known(),
  });
  metrics.watchPool('read-models-write', writing);
  metrics.watchPool('read-models-read', reading);
  const bare = starting.adopt(await openStore(config, log, metrics), (store) => store.close());
  const store = metrics.timed(bare);
  const codec = createCodec(categories, personalData);
  const seal = starting.adopt(await openSeal(config, log), (opened) => opened?.close());
  if (seal) sealMetrics(metrics, seal, bare);
  const db = queriesOn(reading);

  let daemon: Daemon | undefined;
  const waitFor = (names: readonly string[], position: number, timeoutMs: number) =>
    waitForPosition(reading, names, position, timeoutMs, daemon?.progress);
  const followers = { projections: allProjections.map(({ name }) => name), processes: processes.map(({ name }) => name) };
  const { answers, lookups } = connectLookups({ db, store, personalData, settings, followers, waitFor });
  const { channels, channelsOf, mailbox } = connectChannels(config, settings);
  const schedule = loadNoticeSchedule(path.join(referenceDir, 'notice-schedule.json'));
  const execute = createExecutor({ store, codec, settings, answers, clock });

  if (config.ROLES.includes('projections') || config.ROLES.includes('processes')) {
    daemon = starting.use(
      await startDaemon({
        db: writing,
        store,
        decode: codec.decode,
        projections: config.ROLES.includes('projections') ? allProjections : [],
        processes: config.ROLES.includes('processes') ? processes : [],
        processTools: processTools({ execute, personalData, store, decode: codec.decode, lookups, settings, channelsOf }),
        log,
      }),
    );
  }
  if (config.ROLES.includes('processes')) {
    const waiting = async (now: string) =>
      (await waitFor(['notices'], FIRST, 0)).reached ? noticesToSend(db, now, NOTICES_AT_A_TIME) : [];
    starting.use(startSending({ execute, waiting, channels, schedule, clock, log }));
  }

  if (config.ROLES.includes('sealing') && seal) starting.use(await startSealingAs(config, seal, { store: bare, log, metrics, execute }));

  let url: string | undefined;
  if (config.PORT !== undefined) {
    let ready = false;
    const operations = { log, store, db, projectionStatus: status, rolesReady: () => ready, metrics };
    const serveAll = async () =>
      createServer({
        ...operations,
        ...api,
        execute,
        personalData,
        recordRead: async (read, actor, correlationId) =>
          void (await execute(recordPersonalDataRead, read, { actor, permit: () => {}, correlationId })),
        recordSearch: async (search, actor, correlationId) =>
          void (await execute(recordPersonalDataSearch, search, { actor, permit: () => {}, correlationId })),
        decode: codec.decode,
        settings,
        ...(mailbox && { mailbox }),
        ...(seal && { seal: seal.reading, proofOf: proofsOf(seal, bare), ...(seal.policy && { policy: seal.policy }) }),
        waitForPosition: waitFor,
        clock,
        issuer: await issuerOf(config),
        eventSource: config.EVENT_SOURCE,
        limits: { requestsPerMinute: config.RATE_LIMIT_PER_MINUTE, exportsPerSubject: config.EXPORTS_PER_SUBJECT },
        trustProxy: config.TRUST_PROXY,
      });
    const server = config.ROLES.includes('http') ? await serveAll() : await createOperationsServer(operations);
    starting.defer(async () => {
      ready = false;
      await server.close();
    });
    await server.listen({ host: config.HOST, port: config.PORT });
    const address = server.server.address();
    url = config.PUBLIC_URL ?? `http://localhost:${typeof address === 'object' && address ? address.port : config.PORT}`;
    ready = true;
  }

  const stack = starting.move();
  const reminding = { schedule, channelsOf, settings };
  const watch = () => {
    if (config.ROLES.includes('processes')) stack.use(startWatcher({ ...watchTools(execute, lookups, reminding), clock, log }));
  };
  const simulated = watchTools(execute, lookups, reminding, { simulated: true });
  return {
    url,
    execute,
    store,
    settings,
    status,
    readModelsUrl: DATABASE_READER_URL,
    watch,
    watchTools: simulated,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};

const issuerOf = async (config: Pick<Config, 'OIDC_ISSUER' | 'OIDC_AUDIENCE' | 'OIDC_CLAIMS' | 'ISSUER_PRIVATE_JWK'>): Promise<Issuer> =>
  config.OIDC_ISSUER
    ? createRemoteIssuer({ issuer: config.OIDC_ISSUER, audience: config.OIDC_AUDIENCE, places: config.OIDC_CLAIMS })
    : createEmbeddedIssuer({ privateJwk: config.ISSUER_PRIVATE_JWK ?? {} });
