import { vi } from 'vitest';
import { openWorkersPool } from '#app/readModels.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { allProjections } from '#projections/all.ts';
import { startDaemon } from '#projections/daemon/daemon.ts';
import { startSealing } from '#seal/sealing.ts';
import { keysAlone } from '#verifier/policy.js';
import { newSigningKey, parseSigningKey } from '#verifier/signing.js';
import { tilePath } from '#verifier/tiles.js';
import type { Source } from '#verifier/verify.js';
import { createTestSeal } from './seal.ts';
import { startTestServer } from './server.ts';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The HTTP side on a real log that is sealed, with the audit trail, and what an auditor holds in hand. */
export const startSealedServer = async (origin = 'motcua.example/log') => {
  const kept = await createTestSeal();
  const server = await startTestServer({ commands: [], options: { seal: kept.reading } });
  const writing = openWorkersPool(server.databases.read.projectorUrl);
  const trail = allProjections.filter(({ name }) => name === 'audit-trail');
  const daemon = await startDaemon({
    db: writing,
    store: server.store,
    decode: server.codec.decode,
    projections: trail,
    processes: [],
    processTools: {} as never,
    log: quiet,
  });
  const key = newSigningKey(origin);
  let { store } = server;
  const reopened: EventStore[] = [];
  const seals = (signing = key, owner = 'test') =>
    startSealing({ store, seal: kept.seal, keys: [parseSigningKey(signing.secret)], owner, log: quiet, everyMs: 20 });
  const auditor = await server.token({ roles: ['auditor'], units: ['*'] });
  const get = (url: string, token?: string) => server.get(url, token);
  /** The log as anyone reads it over HTTP. */
  const source: Source = {
    checkpoint: async () => (await get('/log/checkpoint')).body,
    readTile: async (level, n, width) => {
      const { statusCode, rawPayload } = await server.server.inject({ url: `/log/${tilePath(level, n, width)}` });
      return statusCode === 200 ? new Uint8Array(rawPayload) : new Uint8Array();
    },
  };
  return {
    ...server,
    /** The log as the seal reads it. */
    get store() {
      return store;
    },
    /** Connects the seal to the log anew, as a restart does. */
    reopen: async (): Promise<void> => {
      store = await connectPostgresStore({ url: server.databases.log.appUrl });
      reopened.push(store);
    },
    kept,
    key,
    policy: keysAlone([key.verifier]),
    auditor,
    source,
    seals,
    /** The newest checkpoint, once it has so many entries. */
    sealed: (size: number): Promise<string> =>
      vi.waitFor(
        async () => {
          const { body } = await get('/log/checkpoint');
          if (body.split('\n')[1] !== String(size)) throw new Error(`the checkpoint is ${body}`);
          return body;
        },
        { timeout: 10_000, interval: 20 },
      ),
    /** An export, as bytes in one chunk. */
    exported: async (query = ''): Promise<Uint8Array[]> => {
      const { statusCode, rawPayload } = await server.server.inject({
        url: `/v1/audit/export${query}`,
        headers: { authorization: `Bearer ${auditor}` },
      });
      if (statusCode !== 200) throw new Error(`the export was answered with ${statusCode}: ${rawPayload.toString()}`);
      return [new Uint8Array(rawPayload)];
    },
    close: async () => {
      await daemon[Symbol.asyncDispose]();
      await writing.end();
      await Promise.all(reopened.map((one) => one.close()));
      await server.close();
      await kept.drop();
    },
  };
};
export type SealedServer = Awaited<ReturnType<typeof startSealedServer>>;
