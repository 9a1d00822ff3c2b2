import { spawnSync } from 'node:child_process';
import { KurrentDbContainer } from '@testcontainers/kurrentdb';
import { describe } from 'vitest';
import type { EventStore } from '#events/store/eventStore.ts';
import { connectKurrentdbStore } from '#events/store/kurrentdb/store.ts';
import { describeStore, type OpenedHome } from '#test/events/store/storeContract.ts';
import { startFakeServer } from '#test/support/eventstore/fakeServer.ts';

/** The home on a server, whichever it is. */
const openHome = async (url: string, stop: () => Promise<unknown>): Promise<OpenedHome> => {
  const opened: EventStore[] = [];
  const another = async () => {
    const store = await connectKurrentdbStore({ url, categories: ['dossier'] });
    opened.push(store);
    return store;
  };
  const close = async () => {
    await Promise.all(opened.map((store) => store.close()));
    await stop();
  };
  return { store: await another(), another, close };
};

describeStore('KurrentDB, spoken to over the wire in this process,', async () => {
  const server = await startFakeServer();
  return openHome(server.url, () => server.close());
});

const given = process.env.EVENTSTORE_TEST_URL;
const image = 'docker.kurrent.io/kurrent-lts/kurrentdb:26.0.3';
const docker = !given && spawnSync('docker', ['info'], { timeout: 10_000 }).status === 0;
const skipped = 'A real KurrentDB: not run, as EVENTSTORE_TEST_URL names no server without dossiers and Docker does not answer';

describe.skipIf(!given && !docker)(given ? 'At EVENTSTORE_TEST_URL' : docker ? image : skipped, () => {
  describeStore('a real KurrentDB', async () => {
    if (given) return openHome(given, async () => {});
    const container = await new KurrentDbContainer(image).start();
    return openHome(container.getConnectionString(), () => container.stop());
  });
});
