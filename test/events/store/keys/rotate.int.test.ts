import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectPersonalData } from '#events/store/keys/connectPersonalData.ts';
import { connectKeysDatabase, type KeysDatabase } from '#events/store/keys/database.ts';
import { MasterKeyError, newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { rotateKeys } from '#events/store/keys/rotate.ts';
import { forgotten, type Sealed } from '#events/store/personal.ts';
import type { PersonalData } from '#events/store/personalData.ts';
import { createTestDatabases } from '#test/support/database.ts';

const STREAMS = 1_200;
const [old, fresh] = [newMasterKey('2025-07-01'), newMasterKey('2026-07-01')];
const before = parseMasterKeys(old);
const during = parseMasterKeys(fresh, old);
const after = parseMasterKeys(fresh);

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let db: KeysDatabase;
const opened: PersonalData[] = [];
const connect = async (masterKeys: typeof before) => {
  const connected = await connectPersonalData({ url: databases.keys.appUrl, masterKeys, rememberMs: 0 });
  opened.push(connected);
  return connected;
};
const sealOne = async (by: PersonalData, value: string, stream = `dossier-${randomUUID()}`): Promise<Sealed> => {
  const place = { eventId: randomUUID(), field: 'owner.name' };
  const [sealed = ''] = await by.seal(stream, [{ ...place, value }], [{ kind: 'name', value }]);
  return { sealed, stream, ...place };
};
const names = Array.from({ length: STREAMS }, (_, index) => `name ${index}`);
const sealAll = (by: PersonalData) => Promise.all(names.map((name) => sealOne(by, name)));
const rotate = async (masterKeys = during) => {
  const steps = [];
  for await (const step of rotateKeys(db, masterKeys)) steps.push(step);
  return steps;
};

beforeEach(async () => {
  databases = await createTestDatabases();
  db = connectKeysDatabase(databases.keys.appUrl, { connections: 1, timeoutMs: 10_000 });
});
afterEach(async () => {
  await db.close();
  await Promise.all(opened.splice(0).map((connected) => connected.close()));
  await databases.drop();
});

it('afterwards the new master key alone opens everything, finds everything, and the old one opens nothing', async () => {
  const sealed = await sealAll(await connect(before));
  expect((await rotate()).at(-1)).toEqual({ done: STREAMS, total: STREAMS });
  const now = await connect(after);
  expect(await now.open(sealed)).toEqual(names);
  expect(await now.find('name', 'name 7', 10)).toEqual([sealed[7]?.stream]);
  await expect(connect(before)).rejects.toThrow(MasterKeyError);
});

it('goes on where it was stopped', async () => {
  const sealed = await sealAll(await connect(before));
  const stopped = rotateKeys(db, during);
  const first = await stopped.next();
  await stopped.return(undefined);
  const done = first.value?.done ?? 0;
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(STREAMS);
  // Between the two, whoever knows both keys works.
  expect(await (await connect(during)).open(sealed)).toEqual(names);
  const steps = await rotate();
  expect(steps.at(-1)).toEqual({ done: STREAMS - done, total: STREAMS - done });
  expect(await (await connect(after)).open(sealed)).toEqual(names);
});

it('changes nothing the second time', async () => {
  await sealAll(await connect(before));
  await rotate();
  expect(await rotate()).toEqual([]);
});

it('lets others seal, open and erase meanwhile', async () => {
  const sealed = await sealAll(await connect(before));
  const working = await connect(during);
  const [erased, ...kept] = sealed;
  if (!erased) throw new Error('nothing sealed');
  const [, made] = await Promise.all([
    rotate(),
    Promise.all(kept.slice(0, 200).map(({ stream }, index) => sealOne(working, `more ${index}`, stream))),
    working.erase(erased.stream),
  ]);
  const now = await connect(after);
  expect(await now.open(sealed)).toEqual([forgotten, ...names.slice(1)]);
  expect(await now.open(made)).toEqual(made.map((_, index) => `more ${index}`));
});

it('says which master key is missing, and changes nothing', async () => {
  const sealed = await sealAll(await connect(before));
  await expect(rotate(after)).rejects.toThrow(`the master key "${before.current}" is not among`);
  expect(await (await connect(before)).open(sealed)).toEqual(names);
});
