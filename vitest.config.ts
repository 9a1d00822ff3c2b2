import { defineConfig } from 'vitest/config';

/** Unit tests need nothing; int tests share one embedded PostgreSQL (a database each); e2e tests start real processes. */
export default defineConfig({
  test: {
    reporters: ['default'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.unit.test.ts'] } },
      { extends: true, test: { name: 'int', include: ['test/**/*.int.test.ts'], globalSetup: ['test/support/postgres.ts'] } },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/**/*.e2e.test.ts'], testTimeout: 180_000, hookTimeout: 180_000 },
      },
    ],
  },
});
