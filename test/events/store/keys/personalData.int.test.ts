import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { PersonalDataAltered, wrapUnsealed } from '#events/store/keys/cipher.ts';
import { connectPersonalData, type PersonalDataOptions } from '#events/store/keys/connectPersonalData.ts';
import { MasterKeyError, newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { forgotten, type Sealed } from '#events/store/personal.ts';
import { openPersonal, type PersonalData, PersonalDataErased } from '#events/store/personalData.ts';
import { createTestDatabases } from '#test/support/database.ts';

const master = newMasterKey('2025-07-01');
let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let personalData: PersonalData;
let owner: pg.Client;
const opened: PersonalData[] = [];

const connect = async (options: Partial<PersonalDataOptions> = {}): Promise<PersonalData> => {
  const connected = await connectPersonalData({ url: databases.keys.appUrl, masterKeys: parseMasterKeys(master), ...options });
  opened.push(connected);
  return connected;
};
const newStream = () => `dossier-${randomUUID()}`;
const sealOne = async (
  by: PersonalData,
  stream: string,
  value: unknown,
  lookups: { kind: string; value: string }[] = [],
): Promise<Sealed> => {
  const place = { eventId: randomUUID(), field: 'owner.name' };
  const [sealed = ''] = await by.seal(stream, [{ ...place, value }], lookups);
  return { sealed, stream, ...place };
};

beforeAll(async () => {
  databases = await createTestDatabases();
  personalData = await connect();
  owner = new pg.Client({ connectionString: databases.keys.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await Promise.all(opened.map((connected) => connected.close()));
  await owner?.end();
  await databases?.drop();
});

describe('sealing and opening', () => {
  it('gives back any text, in order, over several streams', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), async (texts) => {
        const sealed = await Promise.all(texts.map((text) => sealOne(personalData, newStream(), text)));
        expect(await personalData.open(sealed)).toEqual(texts);
      }),
      { numRuns: 30 },
    ));

  it('gives what an older version of an event kept in clear, until the erasure; it is no way around the seal', async () => {
    const stream = newStream();
    const clear = { sealed: wrapUnsealed('Bà An xin rút'), stream, eventId: randomUUID(), field: 'reason' };
    await sealOne(personalData, stream, 'An');
    expect(await personalData.open([clear])).toEqual(['Bà An xin rút']);
    await personalData.erase(stream);
    expect(await personalData.open([clear])).toEqual([forgotten]);
  });

  it('works for another process, and after a restart', async () => {
    const sealed = await sealOne(personalData, newStream(), 'An');
    expect(await (await connect()).open([sealed])).toEqual(['An']);
  });

  it('refuses a value moved to another stream, event or field, or with a changed bit', async () => {
    const sealed = await sealOne(personalData, newStream(), 'An');
    const other = await sealOne(personalData, newStream(), 'Bình');
    const changed = Buffer.from(sealed.sealed, 'base64url');
    changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
    for (const moved of [
      { ...sealed, stream: other.stream },
      { ...sealed, stream: newStream() },
      { ...sealed, eventId: other.eventId },
      { ...sealed, field: 'owner.address' },
      { ...sealed, sealed: changed.toString('base64url') },
    ])
      await expect(personalData.open([moved])).rejects.toThrow(PersonalDataAltered);
  });

  it('agrees on one key when two processes seal a new stream for the first time at once', async () => {
    const [one, two, three] = [await connect(), await connect(), await connect()];
    const streams = Array.from({ length: 40 }, newStream);
    const sealed = await Promise.all(streams.flatMap((stream) => [sealOne(one, stream, 'An'), sealOne(two, stream, 'Bình')]));
    expect(await three.open(sealed)).toEqual(streams.flatMap(() => ['An', 'Bình']));
  });

  it('takes a key that was asked for before, of that stream alone, and makes one where there was none', async () => {
    const stream = newStream();
    const seal = async (asked: ReturnType<PersonalData['askKey']>, into = stream) => {
      const place = { eventId: randomUUID(), field: 'owner.name' };
      const [sealed = ''] = await personalData.seal(into, [{ ...place, value: 'An' }], [], asked);
      return { sealed, stream: into, ...place };
    };
    const before = personalData.askKey(stream);
    expect(await before.answer).toBeUndefined();
    const sealed = [await seal(before), await seal(personalData.askKey(stream)), await seal(personalData.askKey(stream), newStream())];
    expect(await (await connect()).open(sealed)).toEqual(['An', 'An', 'An']);
    await (await connect()).erase(stream);
    expect(await personalData.askKey(stream).answer).toBe('erased');
    await expect(seal(personalData.askKey(stream))).rejects.toBeInstanceOf(PersonalDataErased);
  });

  it('makes the keys of many new streams with few statements', async () => {
    const few = await connect({ connections: 1 });
    const streams = Array.from({ length: 300 }, newStream);
    const sealed = await Promise.all(streams.map((stream) => sealOne(few, stream, stream)));
    const { rows } = await owner.query(
      'select count(distinct xmin::text)::int as transactions from keys.subject_keys where stream = any ($1)',
      [streams],
    );
    expect(rows[0].transactions).toBeLessThanOrEqual(3);
    expect(await few.open(sealed)).toEqual(streams);
  });

  it('never reads the whole table of keys, not even with plans made while it was small', async () => {
    // What this session did before, and PostgreSQL has not yet added up, would be counted as part of the transaction.
    await owner.query('select pg_stat_force_next_flush()');
    await owner.query('begin');
    const take = async (count: number) => {
      const streams = Array.from({ length: count }, newStream);
      const bytes = streams.map((stream) => Buffer.from(stream));
      const kinds = streams.map(() => 'test');
      await owner.query('select * from keys.take($1, $2, $3, $4, $5, $6)', [streams, bytes, 'test', kinds, bytes, streams]);
    };
    for (const count of [1, 1, 1, 1, 1, 1, 200]) await take(count);
    const { rows } = await owner.query(
      `select seq_scan::int, idx_scan::int from pg_stat_xact_user_tables where schemaname = 'keys' and relname in ('subject_keys', 'lookups')`,
    );
    await owner.query('rollback');
    expect(rows.map(({ seq_scan }) => seq_scan)).toEqual([0, 0]);
    expect(rows.map(({ idx_scan }) => idx_scan > 0)).toEqual([true, true]);
  });

  it('remembers no more keys than it may, and opens all the same', async () => {
    const small = await connect({ remembered: 2 });
    const sealed = await Promise.all(['a', 'b', 'c', 'd'].map((text) => sealOne(small, newStream(), text)));
    expect(await small.open(sealed)).toEqual(['a', 'b', 'c', 'd']);
    for (const value of sealed) expect(await small.open([value])).toHaveLength(1);
  });
});

describe('erasure', () => {
  it('leaves forgotten where values were, in whole bodies too', async () => {
    const stream = newStream();
    const [erased, kept] = [await sealOne(personalData, stream, 'An'), await sealOne(personalData, newStream(), 'Bình')];
    expect(await personalData.erase(stream)).toBe(true);
    expect(await personalData.open([erased, kept])).toEqual([forgotten, 'Bình']);
    expect(await openPersonal(personalData, { owner: { name: erased }, witnesses: [kept], unit: '25747' })).toEqual({
      owner: { name: forgotten },
      witnesses: ['Bình'],
      unit: '25747',
    });
  });

  it('is final: nothing can be sealed any more, here or elsewhere, nor in a stream that had no key yet', async () => {
    const elsewhere = await connect();
    const [stream, fresh] = [newStream(), newStream()];
    await sealOne(elsewhere, stream, 'An');
    expect([await personalData.erase(stream), await personalData.erase(fresh)]).toEqual([true, false]);
    for (const by of [personalData, elsewhere])
      for (const erased of [stream, fresh]) await expect(sealOne(by, erased, 'Bình')).rejects.toThrow(PersonalDataErased);
  });

  it('bears repetition', async () => {
    const stream = newStream();
    await sealOne(personalData, stream, 'An');
    expect([await personalData.erase(stream), await personalData.erase(stream)]).toEqual([true, false]);
  });

  it('is noticed by another process as soon as its remembered key is too old', async () => {
    const [forgetful, remembering] = [await connect({ rememberMs: 0 }), await connect({ rememberMs: 3_600_000 })];
    const stream = newStream();
    const sealed = await sealOne(personalData, stream, 'An');
    expect([await forgetful.open([sealed]), await remembering.open([sealed])]).toEqual([['An'], ['An']]);
    await personalData.erase(stream);
    expect([await forgetful.open([sealed]), await remembering.open([sealed])]).toEqual([[forgotten], ['An']]);
  });

  it('keeps no key in the row, and the database itself forbids a new one', async () => {
    const stream = newStream();
    await sealOne(personalData, stream, 'An');
    await personalData.erase(stream);
    const { rows } = await owner.query('select wrapped, master, erased_at is not null as erased from keys.subject_keys where stream = $1', [
      stream,
    ]);
    expect(rows).toEqual([{ wrapped: null, master: null, erased: true }]);
    const revive = `update keys.subject_keys set wrapped = 'x', master = 'y', erased_at = null where stream = '${stream}'`;
    await expect(owner.query(revive)).rejects.toThrow('is final');
    await expect(owner.query(`delete from keys.subject_keys where stream = '${stream}'`)).rejects.toThrow('is final');
  });

  it('wins or loses against a seal of the same moment, but never leaves a lookup behind', async () => {
    const other = await connect();
    const streams = Array.from({ length: 40 }, newStream);
    const value = randomUUID();
    await Promise.all(
      streams.flatMap((stream) => [
        sealOne(personalData, stream, 'An', [{ kind: 'identity-number', value }]).catch((error) =>
          expect(error).toBeInstanceOf(PersonalDataErased),
        ),
        other.erase(stream),
      ]),
    );
    expect(await personalData.find('identity-number', value, 10)).toEqual([]);
  });
});

describe('lookups', () => {
  const numbered = (value: string) => [{ kind: 'identity-number', value }];

  it('find every stream that bears the value, by kind, and no other', async () => {
    const [one, two] = [newStream(), newStream()];
    await sealOne(personalData, one, 'An', numbered('079000000001'));
    await sealOne(personalData, two, 'An', numbered('079000000001'));
    await sealOne(personalData, two, 'An again', numbered('079000000001'));
    expect(await personalData.find('identity-number', '079000000001', 10)).toEqual([one, two].sort());
    expect(await (await connect()).find('identity-number', '079000000001', 10)).toEqual([one, two].sort());
    expect(await personalData.find('identity-number', '079000000002', 10)).toEqual([]);
    expect(await personalData.find('phone', '079000000001', 10)).toEqual([]);
  });

  it('of a kind found by its parts find who bears all of them, in whatever order, and the rarest leads', async () => {
    const named = await connect({ formsOf: { 'owner-name': (name) => name.toLowerCase().split(' ') } });
    const [an, anh, other] = [newStream(), newStream(), newStream()];
    await sealOne(named, an, 'x', [{ kind: 'owner-name', value: 'Nguyen Van An' }]);
    await sealOne(named, anh, 'x', [{ kind: 'owner-name', value: 'Nguyen Van Anh' }]);
    await sealOne(named, other, 'x', [{ kind: 'owner-name', value: 'Le Van An An' }]);
    expect(await named.find('owner-name', 'an nguyen', 10)).toEqual([an]);
    expect(await named.find('owner-name', 'nguyen van', 10)).toEqual([an, anh].sort());
    expect(await named.find('owner-name', 'le nguyen', 10)).toEqual([]);
    expect(await named.find('owner-name', 'An An', 10)).toEqual([an, other].sort());
    expect(await named.find('official-name', 'an nguyen', 10)).toEqual([]);
    await named.replaceLookups(an, 'owner-name', ['Tran An']);
    expect(await named.find('owner-name', 'an nguyen', 10)).toEqual([]);
    expect(await named.find('owner-name', 'tran an', 10)).toEqual([an]);
  });

  it('name no more streams than are asked for, and one that tells that there are more', async () => {
    const streams = Array.from({ length: 5 }, newStream).sort();
    for (const stream of streams) await sealOne(personalData, stream, 'x', numbered('079000000777'));
    expect(await personalData.find('identity-number', '079000000777', 3)).toEqual(streams.slice(0, 4));
    expect(await personalData.find('identity-number', '079000000777', 5)).toEqual(streams);
  });

  it('are gone after the erasure', async () => {
    const stream = newStream();
    await sealOne(personalData, stream, 'An', numbered('079000000009'));
    await personalData.erase(stream);
    expect(await personalData.find('identity-number', '079000000009', 10)).toEqual([]);
  });

  it('keep the value nowhere', async () => {
    await sealOne(personalData, newStream(), 'Phạm Thị Hoa', numbered('079555555555'));
    const { rows } = await owner.query(
      `select row_to_json(k)::text || row_to_json(l)::text as text from keys.subject_keys k join keys.lookups l using (stream)`,
    );
    const kept = rows.map(({ text }) => text).join();
    expect(kept.length).toBeGreaterThan(0);
    for (const plain of ['079555555555', 'Hoa'])
      for (const form of [plain, Buffer.from(plain).toString('hex'), Buffer.from(plain).toString('base64url')])
        expect(kept).not.toContain(form);
  });
});

describe('the database role', () => {
  it.each([
    'delete from keys.subject_keys',
    'truncate keys.lookups',
    'delete from keys.lookup_key',
    "update keys.subject_keys set stream = 'x'",
    'drop table keys.lookups',
    'create table keys.mine ()',
  ])('may not: %s', async (statement) => {
    const client = new pg.Client({ connectionString: databases.keys.appUrl });
    await client.connect();
    await expect(client.query(statement)).rejects.toThrow(/permission denied|must be owner/);
    await client.end();
  });
});

describe('connecting', () => {
  it('is refused with another master key of the same name, and with a foreign one', async () => {
    const [id] = master.split(':');
    await expect(connect({ masterKeys: parseMasterKeys(`${id}:${randomBytes(32).toString('base64')}`) })).rejects.toThrow(MasterKeyError);
    await expect(connect({ masterKeys: parseMasterKeys(newMasterKey('2026-01-01')) })).rejects.toThrow(`"${id}" is not among`);
  });

  it('says that the database cannot be reached', async () => {
    await expect(connect({ url: 'postgres://motcua_keys:test@127.0.0.1:1/none', timeoutMs: 200 })).rejects.toThrow(StoreUnavailable);
  });
});
