import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { describeStore } from '#test/events/store/storeContract.ts';
import { createTestDatabases } from '#test/support/database.ts';

describeStore('PostgreSQL', async () => {
  const databases = await createTestDatabases();
  const open = () => connectPostgresStore({ url: databases.log.appUrl });
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
      await databases.drop();
    },
  };
});
