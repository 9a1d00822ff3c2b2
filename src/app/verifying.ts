import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Execute } from '#commands/handling/receipt.ts';
import { recordLogVerification } from '#commands/seal/verification.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { repeatEvery } from '#events/store/retry.ts';
import type { Metrics } from '#http/server/metrics.ts';
import type { SealDatabase } from '#seal/database.ts';
import { verifySealedLog } from '#seal/verification.ts';
import type { Policy } from '#verifier/policy.js';

type VerifyingOptions = {
  store: EventStore;
  seal: SealDatabase;
  policy: Policy;
  everyHours: number;
  execute: Execute;
  log: Logger;
  metrics: Metrics;
  /** Whether this process is the one that seals. */
  holding: () => boolean;
  everyMs?: number;
};

const EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;
const system = { actor: { id: 'motcua', role: 'system' }, permit: () => {} } as const;

/** Id of a tree in the log: its origin may hold any character. */
const treeOf = (origin: string): string => createHash('sha256').update(origin).digest('hex').slice(0, 16);

/** The last look that is on record. */
const lastLook = async (store: EventStore, tree: string) => {
  let last: { recordedAt: string; verdict: string } | undefined;
  for (let from = 0; ; ) {
    const page = await store.readStream(`seal-${tree}`, { from });
    const latest = page.at(-1);
    if (latest === undefined) return last;
    last = { recordedAt: latest.recordedAt, verdict: (latest.data as { verdict: string }).verdict };
    from = latest.revision + 1;
  }
};

/** Reads the whole log again every so many hours, the first time as long after it began to be sealed, and records what it found. */
export const startVerifying = ({
  store,
  seal,
  policy,
  everyHours,
  execute,
  log,
  metrics,
  holding,
  everyMs = EVERY_MS,
}: VerifyingOptions) => {
  let found: { at: number; verdict: string } | undefined;
  metrics.watch({
    name: 'motcua_log_verified_timestamp_seconds',
    help: 'When the whole log was last compared with what was sealed, in seconds since 1970.',
    labelNames: [],
    ask: async () => (found === undefined ? [] : [[{}, found.at / 1000] as const]),
  });
  metrics.watch({
    name: 'motcua_log_verdict',
    help: '1 for what the last look at the whole log found; none before the first.',
    labelNames: ['verdict'],
    ask: async () => [[{ verdict: found?.verdict ?? 'none' }, 1] as const],
  });
  return repeatEvery(everyMs, async () => {
    if (!holding()) return undefined;
    try {
      const origin = await seal.origin();
      if (origin === undefined) return undefined;
      const tree = treeOf(origin);
      const last = await lastLook(store, tree);
      if (last !== undefined) found = { at: Date.parse(last.recordedAt), verdict: last.verdict };
      const since = found?.at ?? Date.parse((await seal.began(origin)) ?? new Date().toISOString());
      if (since + everyHours * HOUR_MS > Date.now()) return undefined;
      const report = await verifySealedLog({ store, seal }, { policy });
      if (report === undefined) return undefined;
      const { verdict, why, entries = 0, unsealed } = report;
      if (verdict !== 'intact') log.error({ verdict }, `The log is not what was sealed: ${why}`);
      const look = { tree, origin, size: report.log?.size ?? 0, entries, verdict, why, unsealed: unsealed?.events ?? 0 };
      await execute(recordLogVerification, look, system);
      found = { at: Date.now(), verdict };
    } catch (error) {
      log.warn({ reason: (error as Error).name }, 'The log could not be verified; trying again');
    }
    return undefined;
  });
};
