import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AnyEvent, categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import type { Recorded } from '#events/store/event.ts';
import { connectPersonalData } from '#events/store/keys/connectPersonalData.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { forgotten } from '#events/store/personal.ts';
import { openPersonal, type PersonalData } from '#events/store/personalData.ts';
import { deleteKeyWhenErased } from '#processes/housekeeping.ts';
import type { Tools } from '#processes/tools.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { lookupsOf } from '#test/support/lookups.ts';

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let personalData: PersonalData;
beforeAll(async () => {
  databases = await createTestDatabases();
  personalData = await connectPersonalData({ url: databases.keys.appUrl, masterKeys: parseMasterKeys(newMasterKey('2025-07-01')) });
});
afterAll(async () => {
  await personalData?.close();
  await databases?.drop();
});

const unexpected = async (): Promise<never> => {
  throw new Error('not expected of this process');
};
const tools = lookupsOf<Tools>({
  execute: unexpected,
  read: unexpected,
  eraseKey: async (stream) => {
    await personalData.erase(stream);
  },
});
const recorded = async (stream: string, type: string, data: unknown): Promise<Recorded<AnyEvent>> => {
  const codec = createCodec(categories, personalData);
  const envelope = {
    occurredAt: '2025-07-01T00:00:00.000Z',
    actor: { id: 'user-1', role: 'officer' as const },
    correlationId: 'c',
    causationId: 'c',
  };
  const [event] = await codec.encode(stream, [{ ...envelope, id: `${stream}-${type}`, type, data }]);
  if (!event) throw new Error('nothing encoded');
  return codec.decode({ ...event, stream, revision: 0, position: 0, recordedAt: envelope.occurredAt });
};

it('makes the personal data of an official unreadable, that of others stays; twice is as good as once', async () => {
  const registered = (id: string) =>
    recorded(`official-${id}`, 'OfficialRegistered', { officialId: id, name: 'Lê Văn Mẫu', office: 'civil-servant' });
  const [gone, stays] = [await registered('1'), await registered('2')];
  const erased = await recorded('official-1', 'OfficialPersonalDataErased', { officialId: '1', ground: 'hết thời hạn lưu trữ' });
  await deleteKeyWhenErased.react(erased, tools);
  await deleteKeyWhenErased.react(erased, tools);
  expect(await openPersonal(personalData, gone.data)).toMatchObject({ name: forgotten });
  expect(await openPersonal(personalData, stays.data)).toMatchObject({ name: 'Lê Văn Mẫu' });
});

it('is told of every event that erases personal data', () => {
  const erasing = categories.flatMap(({ schemas }) => Object.keys(schemas)).filter((type) => type.endsWith('PersonalDataErased'));
  expect([...deleteKeyWhenErased.on].sort()).toEqual(erasing.sort());
});
