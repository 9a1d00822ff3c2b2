import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { Execute } from '#commands/handling/receipt.ts';
import type { RecordedEvent } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { codeOf } from '#events/store/postgres/connections.ts';
import { pause } from '#events/store/retry.ts';
import type { Metrics } from '#http/server/metrics.ts';
import { connectSealDatabase, type SealDatabase } from '#seal/database.ts';
import { proofOfEvent } from '#seal/proofs.ts';
import { startSealing } from '#seal/sealing.ts';
import { startStamping } from '#seal/stamps.ts';
import { startWitnesses } from '#seal/witnesses.ts';
import { keysAlone, type Policy, parsePolicy } from '#verifier/policy.js';
import { parseSigningKey } from '#verifier/signing.js';
import type { Config } from './config.ts';
import { startVerifying } from './verifying.ts';

type SealConfig = Pick<
  Config,
  | 'SEAL_DATABASE_URL'
  | 'SEAL_DATABASE_READER_URL'
  | 'SEAL_SIGNING_KEY'
  | 'SEAL_SIGNING_KEYS_PREVIOUS'
  | 'SEAL_POLICY_FILE'
  | 'SEAL_EVERY_SECONDS'
  | 'SEAL_STAMP_URL'
  | 'SEAL_STAMP_MINUTES'
  | 'SEAL_VERIFY_HOURS'
> & { ROLES: readonly Config['ROLES'][number][] };

/** The seal as a process uses it: `writing` where it seals. */
export type Seal = { reading: SealDatabase; writing: SealDatabase | undefined; policy: Policy | undefined; close: () => Promise<void> };

/** Connects to the seal; undefined where the configuration names none. Throws for a policy that is none. */
export const openSeal = async (config: SealConfig, log: Logger): Promise<Seal | undefined> => {
  const { SEAL_DATABASE_URL, SEAL_DATABASE_READER_URL, SEAL_SIGNING_KEY, SEAL_POLICY_FILE, ROLES } = config;
  const seals = ROLES.includes('sealing') && SEAL_DATABASE_URL !== undefined && SEAL_SIGNING_KEY !== undefined;
  if (ROLES.includes('sealing') && !seals) log.warn('The log is not sealed here: SEAL_DATABASE_URL and SEAL_SIGNING_KEY name no seal');
  const readingUrl = SEAL_DATABASE_READER_URL ?? SEAL_DATABASE_URL;
  if (readingUrl === undefined) return undefined;
  const onLost = (error: Error) => log.warn({ code: codeOf(error) }, 'an idle connection to the seal was lost');
  const policy = SEAL_POLICY_FILE === undefined ? undefined : parsePolicy(readFileSync(SEAL_POLICY_FILE, 'utf8'));
  const reading = connectSealDatabase(readingUrl, { onLost });
  const writing = seals && SEAL_DATABASE_URL !== undefined ? connectSealDatabase(SEAL_DATABASE_URL, { onLost }) : undefined;
  return { reading, writing, policy, close: async () => void (await Promise.all([reading.close(), writing?.close()])) };
};

/** How long a proof is waited for of an event that was just recorded, and how often it is asked for. */
const PATIENCE_MS = 4_000;
const ASK_MS = 250;
/** An event older than this that is not sealed is not waited for: whoever seals is away. */
const FRESH_MS = 30_000;

/** The proof of an event; of one that was just recorded it is waited for a moment. */
export const proofsOf =
  ({ reading, policy }: Seal, store: EventStore) =>
  async (event: RecordedEvent): Promise<string | undefined> => {
    const asked = Date.now();
    for (;;) {
      const proof = await proofOfEvent({ store, seal: reading, policy }, event);
      const now = Date.now();
      if (proof !== undefined || now > asked + PATIENCE_MS || now > Date.parse(event.recordedAt) + FRESH_MS) return proof;
      await pause(ASK_MS);
    }
  };

/** Seals the log, whenever no other process does, and has checkpoints cosigned and stamped. */
export const startSealingAs = async (
  config: SealConfig,
  { writing, policy }: Seal,
  { store, log, metrics, execute }: { store: EventStore; log: Logger; metrics: Metrics; execute: Execute },
): Promise<AsyncDisposable> => {
  const { SEAL_SIGNING_KEY, SEAL_SIGNING_KEYS_PREVIOUS, SEAL_EVERY_SECONDS, SEAL_STAMP_URL, SEAL_STAMP_MINUTES } = config;
  const started = new AsyncDisposableStack();
  if (writing === undefined || SEAL_SIGNING_KEY === undefined) return started;
  const key = parseSigningKey(SEAL_SIGNING_KEY);
  const previous = SEAL_SIGNING_KEYS_PREVIOUS.map((text) => parseSigningKey(text));
  const origin = key.name;
  if (previous.some(({ name }) => name !== origin)) throw new Error('SEAL_SIGNING_KEYS_PREVIOUS must bear the name of SEAL_SIGNING_KEY.');
  let held = false;
  const holding = () => held;
  if (policy !== undefined) {
    const { states } = started.use(startWitnesses({ seal: writing, origin, policy, log, holding }));
    metrics.watch({
      name: 'motcua_witness_state',
      help: '1 for what a witness of the log said last: cosigned, away, or refused; silent before that.',
      labelNames: ['witness', 'state'],
      ask: async () => [...states].map(([witness, state]) => [{ witness, state }, 1] as const),
    });
  }
  if (SEAL_STAMP_URL !== undefined)
    started.use(startStamping({ seal: writing, origin, url: SEAL_STAMP_URL, everyMinutes: SEAL_STAMP_MINUTES, log, holding }));
  const verifying = { store, seal: writing, policy: keysAlone([key, ...previous].map(({ verifier }) => verifier)) };
  started.use(startVerifying({ ...verifying, everyHours: config.SEAL_VERIFY_HOURS, execute, log, metrics, holding }));
  started.use(
    startSealing({
      store,
      seal: writing,
      keys: [key, ...previous],
      owner: `${hostname()}-${process.pid}`,
      log,
      everyMs: SEAL_EVERY_SECONDS * 1000,
      holding: (now) => (held = now),
    }),
  );
  return started;
};

/** What operators see of the seal: how long the oldest event stands unsealed, and whether log and seal differ. */
export const sealMetrics = (metrics: Metrics, { reading }: Seal, store: EventStore): void => {
  metrics.watchPool('seal', reading.pool);
  metrics.watch({
    name: 'motcua_log_unsealed_seconds',
    help: 'Age of the oldest event that is not sealed; 0 when all are.',
    labelNames: [],
    ask: async () => {
      const state = await reading.state();
      const [oldest] = (await store.readAll({ after: state?.position ?? -1, limit: 1 })).events;
      return [[{}, oldest === undefined ? 0 : Math.max(0, (Date.now() - Date.parse(oldest.recordedAt)) / 1000)] as const];
    },
  });
  metrics.watch({
    name: 'motcua_log_differs_from_seal',
    help: '1 while the log is not what was sealed.',
    labelNames: [],
    ask: async () => [[{}, typeof (await reading.state())?.differs === 'string' ? 1 : 0] as const],
  });
};
