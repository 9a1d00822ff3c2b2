import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectPersonalData } from '#events/store/keys/connectPersonalData.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { createTestDatabases } from '#test/support/database.ts';

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
beforeAll(async () => {
  databases = await createTestDatabases();
});
afterAll(() => databases?.drop());

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, ['cli/keys.ts', ...args], { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
const configured = (masterKey: string, previous = '') => ({
  EVENTSTORE_URL: databases.log.appUrl,
  DATABASE_URL: databases.read.projectorUrl,
  KEYS_DATABASE_URL: databases.keys.appUrl,
  MASTER_KEY: masterKey,
  MASTER_KEYS_PREVIOUS: previous,
});

it('new prints a master key that can be used, and nothing else', async () => {
  const { code, stdout, stderr } = await run(['new']);
  expect([code, stderr]).toEqual([0, '']);
  expect(parseMasterKeys(stdout.trimEnd()).known.size).toBe(1);
});

it('rotate wraps every key under the new master key and says so', async () => {
  const [old, fresh] = [newMasterKey('2025-07-01'), newMasterKey('2026-07-01')];
  const stream = `dossier-${randomUUID()}`;
  const place = { eventId: randomUUID(), field: 'owner.name' };
  const before = await connectPersonalData({ url: databases.keys.appUrl, masterKeys: parseMasterKeys(old) });
  const [sealed = ''] = await before.seal(stream, [{ ...place, value: 'An' }], []);
  await before.close();

  const refused = await run(['rotate'], configured(fresh));
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('is not among MASTER_KEY and MASTER_KEYS_PREVIOUS');
  const rotated = await run(['rotate'], configured(fresh, old));
  expect(rotated).toMatchObject({ code: 0, stderr: '' });
  expect(rotated.stdout).toBe(`1 of 1 keys\nEvery key is under "${fresh.split(':')[0]}" now; 1 changed.\n`);

  const after = await connectPersonalData({ url: databases.keys.appUrl, masterKeys: parseMasterKeys(fresh) });
  expect(await after.open([{ ...place, stream, sealed }])).toEqual(['An']);
  await after.close();
});

it('anything else explains itself', async () => {
  const { code, stderr } = await run([]);
  expect(code).toBe(2);
  expect(stderr).toContain('npm run -s keys -- rotate');
});

it('a malformed master key is named, not printed', async () => {
  const { code, stderr } = await run(['rotate'], configured('a:c2VjcmV0'));
  expect([code, stderr]).toEqual([1, 'MASTER_KEY: the key "a" is not 32 bytes in base64\n']);
});
