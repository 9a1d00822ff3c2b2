import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabases } from '#test/support/database.ts';

describe('test databases', () => {
  let databases: Awaited<ReturnType<typeof createTestDatabases>>;
  beforeAll(async () => {
    databases = await createTestDatabases();
  });
  afterAll(() => databases.drop());

  it('lets each role into its own database only', async () => {
    const enter = async (url: string, database: string) => {
      const client = new pg.Client({ connectionString: url.replace(/\/[^/]+$/, `/${database}`) });
      try {
        await client.connect();
        return 'entered';
      } catch (error) {
        return (error as { code?: string }).code;
      } finally {
        await client.end();
      }
    };
    const nameOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);
    expect(await enter(databases.log.appUrl, nameOf(databases.log.appUrl))).toBe('entered');
    expect(await enter(databases.log.appUrl, nameOf(databases.keys.appUrl))).toBe('42501');
    expect(await enter(databases.read.readerUrl, nameOf(databases.log.appUrl))).toBe('42501');
    expect(await enter(databases.read.projectorUrl, nameOf(databases.keys.appUrl))).toBe('42501');
  });
});
