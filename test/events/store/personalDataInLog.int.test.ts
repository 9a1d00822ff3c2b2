import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { connectPersonalData } from '#events/store/keys/connectPersonalData.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { maskPersonal, openPersonal } from '#events/store/personalData.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { createTestDatabases } from '#test/support/database.ts';

const planted = {
  name: 'Quách Thị Khánh Hòa',
  identityNumber: '079198765432',
  phone: '0987654321',
  address: '17 Hẻm Bí Mật',
  request: 'Xin xác nhận riêng tư',
};

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
const closing: { close: () => Promise<void> }[] = [];
beforeAll(async () => {
  databases = await createTestDatabases();
});
afterAll(async () => {
  for (const part of closing) await part.close();
  await databases?.drop();
});

/** Every row of every table, as text. */
const contentOf = async (url: string): Promise<string> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: tables } = await client.query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const texts = [];
  for (const { name } of tables) {
    const { rows } = await client.query(`select t::text as text from ${name} t`);
    texts.push(...rows.map(({ text }) => text));
  }
  await client.end();
  return texts.join('\n');
};
/** The forms in which a text may show: as it is, as JSON escapes, bytea or base64 show it. */
const formsOf = (text: string) => [
  text,
  JSON.stringify(text).slice(1, -1),
  Buffer.from(text).toString('hex'),
  Buffer.from(text).toString('base64url'),
];

it('a planted name and number are in neither database, nor in what feeds show; with the key they are read again', async () => {
  const personalData = await connectPersonalData({ url: databases.keys.appUrl, masterKeys: parseMasterKeys(newMasterKey('2025-07-01')) });
  const store = await connectPostgresStore({ url: databases.log.appUrl });
  closing.push(store, personalData);
  const codec = createCodec(categories, personalData);

  const dossierId = randomUUID();
  const stream = `dossier-${dossierId}`;
  const { request, ...person } = planted;
  const submitted = {
    id: randomUUID(),
    type: 'DossierSubmitted',
    occurredAt: '2025-07-01T00:30:00.000Z',
    actor: { id: 'user-1', role: 'officer' as const },
    correlationId: 'c',
    causationId: 'c',
    unit: '25747',
    data: {
      dossierId,
      procedure: '2.000815',
      competentUnit: '25747',
      owner: { kind: 'citizen', ...person },
      submitter: { name: planted.name, identityNumber: planted.identityNumber },
      request,
      components: [],
      channel: 'online',
      holder: { unit: '25747' },
      receiveBy: { at: '2025-07-02T10:00:00.000Z', lines: ['one working day'] },
    },
  };
  await store.append(stream, 'none', await codec.encode(stream, [submitted]));

  const [recorded] = await store.readStream(stream);
  if (!recorded) throw new Error('nothing was stored');
  const { data } = codec.decode(recorded);
  const [log, keys] = [await contentOf(databases.log.ownerUrl), await contentOf(databases.keys.ownerUrl)];
  expect(log).toContain(stream);
  expect(keys).toContain(stream);
  const feed = JSON.stringify(maskPersonal(data));
  for (const text of Object.values(planted))
    for (const form of formsOf(text)) for (const place of [log, keys, feed, JSON.stringify(data)]) expect(place.includes(form)).toBe(false);

  expect(await openPersonal(personalData, data)).toEqual(submitted.data);
  expect(await personalData.find('identity-number', planted.identityNumber, 10)).toEqual([stream]);
});
