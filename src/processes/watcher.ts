import { localDay } from '#domain/time/localDay.ts';
import { repeatEvery } from '#events/store/retry.ts';
import { moveQueues } from './moveQueues.ts';
import { type RemindTools, remind } from './remind.ts';
import { watchDuties } from './watchDuties.ts';

type Log = Record<'warn', (fields: object, message: string) => void>;
export type WatcherOptions = RemindTools & { clock: () => string; log: Log; everyMs?: number };

/** Deadlines are hours of a working day: nobody waits for the second. */
const EVERY_MS = 15_000;

/** Looks at the clock again and again until disposed. A round that fails, because a read model is behind, is tried again with the next one. */
export const startWatcher = ({ clock, log, everyMs = EVERY_MS, ...tools }: WatcherOptions): AsyncDisposable => {
  let lastDay: string | undefined;
  const round = async (): Promise<void> => {
    const now = clock();
    await watchDuties(tools, now, lastDay);
    await moveQueues(tools, now);
    await remind(tools, now);
    lastDay = localDay(now);
  };
  return repeatEvery(everyMs, async () => {
    await round().catch((error: unknown) => log.warn({ reason: (error as Error).name }, 'The clock could not be watched; trying again'));
    return undefined;
  });
};
