import { connectKurrentdbStore } from '#events/store/kurrentdb/store.ts';
import { describeStore } from '#test/events/store/storeContract.ts';
import { startFakeServer } from '#test/support/eventstore/fakeServer.ts';

describeStore('KurrentDB', async () => {
  const server = await startFakeServer();
  const open = () => connectKurrentdbStore({ url: server.url, categories: ['dossier'] });
  const opened = [await open()];
  return {
    store: opened[0] as (typeof opened)[number],
    another: async () => {
      const store = await open();
      opened.push(store);
      return store;
    },
    close: async () => {
      await Promise.all(opened.map((store) => store.close()));
      await server.close();
    },
  };
});
