import { connectPostgresStore } from '#events/store/postgres/store.ts';
import type { OpenedHome } from '#test/events/store/storeContract.ts';
import { createTestDatabases } from './database.ts';

/** The PostgreSQL home on a fresh database, for the suites that any home must pass. */
export const openPostgresHome = async (): Promise<OpenedHome> => {
  const databases = await createTestDatabases();
  const open = () => connectPostgresStore({ url: databases.log.appUrl });
  const store = await open();
  const opened = [store];
  return {
    store,
    another: async () => {
      const another = await open();
      opened.push(another);
      return another;
    },
    close: async () => {
      await Promise.all(opened.map((one) => one.close()));
      await databases.drop();
    },
  };
};
