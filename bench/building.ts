import { openWorkersPool } from '#app/readModels.ts';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { startDaemon } from '#projections/daemon/daemon.ts';
import type { Projection } from '#projections/daemon/projection.ts';

export const { decode } = createCodec(categories, { seal: () => Promise.reject(new Error('nothing is written here')) });

/**
 * Seconds that a daemon of this process takes to build these projections to the end of the log.
 * `readUrl`: a fresh database, as role motcua_projector.
 */
export const build = async (store: EventStore, readUrl: string, projections: readonly Projection[]): Promise<number> => {
  const db = openWorkersPool(readUrl, { max: projections.length + 4 });
  const waiting = new Set(projections.map(({ name }) => name));
  const { promise: built, resolve, reject } = Promise.withResolvers<void>();
  const started = performance.now();
  const daemon = await startDaemon({
    db,
    store,
    decode,
    projections,
    processes: [],
    processTools: { execute: () => Promise.reject(), read: () => Promise.reject(), eraseKey: () => Promise.reject() },
    log: {
      debug: () => {},
      warn: () => {},
      error: (fields, message) => reject(new Error(`${message}: ${JSON.stringify(fields)}`)),
      info: (fields, message) => {
        if (message === 'Projection caught up') waiting.delete((fields as { projection: string }).projection);
        if (waiting.size === 0) resolve();
      },
    },
    clock: () => new Date().toISOString(),
  });
  await built;
  const seconds = (performance.now() - started) / 1000;
  await daemon[Symbol.asyncDispose]();
  await db.end();
  return seconds;
};
