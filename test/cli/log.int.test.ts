import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import type { NewEvent, RecordedEvent } from '#events/store/event.ts';
import { EventIdReused } from '#events/store/eventStore.ts';
import { connectPersonalData } from '#events/store/keys/connectPersonalData.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { copyLog } from '#events/store/logCopy.ts';
import type { Sealed } from '#events/store/personal.ts';
import { openPostgresCopyTarget } from '#events/store/postgres/copyTarget.ts';
import { anEvent, aStream, readToEnd, someEvents } from '#test/events/store/storeContract.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { startFakeServer } from '#test/support/eventstore/fakeServer.ts';
import { createTestLog, type TestLog } from '#test/support/log.ts';
import { runProgram } from '#test/support/motcua.ts';

const opened: TestLog[] = [];
const aLog = async (): Promise<TestLog> => {
  const log = await createTestLog();
  opened.push(log);
  return log;
};
const aLogOf = async (events: readonly NewEvent[]): Promise<TestLog> => {
  const log = await aLog();
  await log.store.append('dossier-1', 'none', events);
  return log;
};

/** Appends of one to three events to streams that begin, go on and mix, with holes between the positions. */
const fill = async ({ store, owner }: TestLog, count: number) => {
  const streams = Array.from({ length: 40 }, aStream);
  for (let done = 0; done < count; ) {
    await owner.query(`select nextval('es.positions')`);
    const group: NewEvent[][] = [];
    for (let size = 1; group.length < 200 && done < count; size = (size % 3) + 1) {
      const events = someEvents(Math.min(size, count - done));
      group.push(events);
      done += events.length;
    }
    await Promise.all(group.map((events, n) => store.append(n % 2 ? (streams[n % 40] as string) : aStream(), 'any', events)));
  }
};

const withoutPositions = (events: readonly RecordedEvent[]) => events.map((event) => ({ ...event, position: 0 }));
const expectSameHistory = async (target: TestLog, source: TestLog) =>
  expect(withoutPositions(await readToEnd(target.store))).toEqual(withoutPositions(await readToEnd(source.store)));

/** Copies in this process. */
const copy = async (from: TestLog, to: TestLog, toUrl = to.ownerUrl) => {
  const target = await openPostgresCopyTarget(toUrl);
  try {
    return await copyLog(from.store, to.store, target, () => {});
  } finally {
    await target.close();
  }
};
/** Copies in a process of its own. */
const copying = (from: string, to: string) => runProgram(['cli/log.ts', 'copy', '--from', from, '--to', to], {});
/** Count and hash it printed of both logs. */
const digests = (stdout: string) =>
  ['source', 'target'].map((name) => new RegExp(`^${name} {2}(\\d+) events {2}sha256 ([0-9a-f]{64})$`, 'm').exec(stdout)?.slice(1));

/** Makes a copy into this log stand still in the middle of the page with this event, until it is released. */
const stallAt = async ({ owner }: TestLog, position: number) => {
  await owner.query(`
    create function public.stall() returns trigger language plpgsql as $$ begin
      if new.position = ${position} then
        perform set_config('lock_timeout', '0', true), pg_advisory_xact_lock(168, 7);
      end if;
      return new;
    end $$;
    create trigger stall before insert on es.events for each row execute function public.stall();
    select pg_advisory_lock(168, 7)`);
  const waiting = 'select from pg_locks where not granted and (classid, objid) = (168, 7)';
  return {
    standsStill: () => vi.waitFor(async () => expect((await owner.query(waiting)).rowCount).toBe(1), { timeout: 30_000, interval: 10 }),
    release: () => owner.query('select pg_advisory_unlock(168, 7)'),
  };
};

/** An event with everything that an envelope and a body can hold. */
const everything = anEvent({
  schemaVersion: 3,
  actor: { role: 'center-head', id: 'user-1', unit: '25747', official: 'o-1', onBehalfOf: 'user-2', simulated: true },
  unit: '25747',
  lateEntryReason: 'Mất điện 08:00–10:00',
  command: { name: 'ReceiveDossier', hash: 'abc' },
  data: { z: 'Thẩm tra "hồ sơ" \\ {1,2} 😀 \u0000 \u2028', a: [1, 2.5e-7, null, true, { deep: [] }], n: 9007199254740991, '': '' },
});

const EVENTS = 5_000;
let source: TestLog;
beforeAll(async () => {
  source = await aLogOf([everything]);
  await fill(source, EVENTS - 1);
});
afterAll(async () => {
  for (const log of opened) await log.drop();
});

it('copies every event as it is, in order, and proves it by count and hash of both logs', async () => {
  const target = await aLog();
  const program = copying(source.appUrl, target.ownerUrl);
  expect(await program.ended, program.logs()).toMatchObject({ code: 0 });
  const [ofSource, ofTarget] = digests(program.output.stdout);
  expect(ofSource).toEqual([String(EVENTS), expect.any(String)]);
  expect(ofTarget).toEqual(ofSource);
  expect(program.output.stdout).not.toContain('came later');
  expect(program.output.stderr).toMatch(/^copying: \d+ % .* events$/m);

  await expectSameHistory(target, source);
  expect(await source.store.head()).toBeGreaterThan(EVENTS);
  expect((await readToEnd(target.store)).map(({ position }) => position)).toEqual(Array.from({ length: EVENTS }, (_, n) => n + 1));
}, 120_000);

it('goes on where it was when it was killed in the middle of a page: nothing twice, nothing missing', async () => {
  const target = await aLog();
  const stall = await stallAt(target, 2_500);
  const killed = copying(source.appUrl, target.ownerUrl);
  await stall.standsStill();
  expect(await target.store.head()).toBe(2_000);
  expect(await killed.kill('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
  await stall.release();

  const program = copying(source.appUrl, target.ownerUrl);
  expect(await program.ended, program.logs()).toMatchObject({ code: 0 });
  // The server may have committed the page under way or not.
  expect(program.output.stdout).toMatch(new RegExp(`^(${EVENTS - 2_000}|${EVENTS - 3_000}) events copied, ${EVENTS} compared`));
  const [ofSource, ofTarget] = digests(program.output.stdout);
  expect(ofTarget).toEqual(ofSource);
  await expectSameHistory(target, source);
}, 120_000);

it('copies up to the head that was there, says what came later, and takes it over when run again', async () => {
  const [from, target] = [await aLogOf(someEvents(10)), await aLog()];
  const stall = await stallAt(target, 5);
  const program = copying(from.appUrl, target.ownerUrl);
  await stall.standsStill();
  await from.store.append('dossier-1', 9, someEvents(3));
  await stall.release();
  expect(await program.ended, program.logs()).toMatchObject({ code: 0 });
  expect(digests(program.output.stdout).map((digest) => digest?.[0])).toEqual(['10', '10']);
  expect(program.output.stdout).toContain('3 events came later');

  expect(await copy(from, target)).toMatchObject({ copied: 3, target: { events: 13 } });
  await expectSameHistory(target, from);
});

it('the log it copied into is a log like any other: appends go on, repeats are known, nothing can be changed', async () => {
  const events = someEvents(3);
  const [from, target] = [await aLogOf(events), await aLog()];
  await from.store.append('dossier-2', 'none', someEvents(2));
  await copy(from, target);

  const { store, owner } = target;
  expect(await store.append('dossier-1', 'none', events)).toEqual({ revision: 2, position: 3, repeated: true });
  await expect(store.append('dossier-1', 2, [...events.slice(1), anEvent()])).rejects.toThrow(EventIdReused);
  await expect(store.append('dossier-1', 'any', events.toReversed())).rejects.toThrow(EventIdReused);
  await expect(store.append('dossier-3', 'none', events.slice(0, 1))).rejects.toThrow(EventIdReused);
  await expect(store.append('dossier-1', 'none', someEvents(1))).rejects.toMatchObject({ name: 'RevisionConflict', actual: 2 });
  // Each of the three whose ids are known although the revision fits has drawn a position in vain.
  expect(await store.append('dossier-1', 2, someEvents(2))).toEqual({ revision: 4, position: 10, repeated: false });
  expect((await readToEnd(store)).map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 9, 10]);
  expect((await owner.query('select "from"::int, "to"::int from es.gaps')).rows).toEqual([{ from: 6, to: 8 }]);
  for (const change of ['update es.events set part = 0', 'delete from es.events', 'truncate es.events'])
    await expect(owner.query(change)).rejects.toThrow(/append-only/);
});

it('goes to KurrentDB and back, and is the same history; killed on the way there, it goes on', async () => {
  const server = await startFakeServer();
  const [from, back] = [await aLogOf([everything]), await aLog()];
  await fill(from, 149);
  const copied = () => server.events().filter(({ stream }) => stream.startsWith('dossier-')).length;

  const first = copying(from.appUrl, server.url);
  await vi.waitFor(() => expect(copied()).toBeGreaterThan(20), { timeout: 30_000, interval: 2 });
  await first.kill('SIGKILL');
  expect(copied()).toBeLessThan(149);

  const there = copying(from.appUrl, server.url);
  expect(await there.ended, there.logs()).toMatchObject({ code: 0 });
  expect(copied()).toBe(150);
  const andBack = copying(server.url, back.ownerUrl);
  expect(await andBack.ended, andBack.logs()).toMatchObject({ code: 0 });
  const [ofSource, ofTarget] = digests(there.output.stdout);
  expect([ofTarget, ...digests(andBack.output.stdout)]).toEqual([ofSource, ofSource, ofSource]);
  await expectSameHistory(back, from);
  await server.close();
}, 120_000);

it('only the owner may copy into a log, one at a time', async () => {
  const [from, target] = [await aLogOf(someEvents(1)), await aLog()];
  await expect(copy(from, target, target.appUrl)).rejects.toThrow(/^Only the owner of the log’s database/);
  const app = new pg.Client({ connectionString: target.appUrl });
  await app.connect();
  await expect(app.query(`select es.take_over(0, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')`)).rejects.toMatchObject({
    code: '42501',
  });
  await app.end();

  const other = await openPostgresCopyTarget(target.ownerUrl);
  await expect(copy(from, target)).rejects.toThrow(/^Somebody else copies into this log/);
  await other.close();
  expect(await copy(from, target)).toMatchObject({ copied: 1 });
});

it('refuses a target that holds anything else than a beginning of the source, names the first event that differs, and changes nothing', async () => {
  const [mine, its] = [someEvents(2), anEvent()];
  const [from, other, longer] = [await aLogOf(mine), await aLogOf([its]), await aLog()];
  const program = copying(from.appUrl, other.ownerUrl);
  expect(await program.ended).toMatchObject({ code: 1 });
  expect(program.output).toEqual({
    stdout: '',
    stderr: `The logs differ at event 1: the source has DossierReceived ${mine[0]?.id} (dossier-1 at revision 0, position 1), the target has DossierReceived ${its.id} (dossier-1 at revision 0, position 1).\n`,
  });
  expect(await readToEnd(other.store)).toHaveLength(1);

  await copy(from, longer);
  await longer.store.append('dossier-2', 'none', someEvents(1));
  await expect(copy(from, longer)).rejects.toThrow(
    /differ at event 3: the source has no more events, the target has DossierReceived .* \(dossier-2/,
  );
});

it('sees whatever is not as it was in the source', async () => {
  const [from, target] = [await aLogOf([anEvent(), anEvent({ data: { note: 'x', a: 1 } }), anEvent()]), await aLog()];
  await copy(from, target);
  await target.owner.query('alter table es.events disable trigger append_only; create table public.kept as table es.events');
  for (const change of [
    `data = '{"note":"y","a":1}'`,
    `data = '{"a":1,"note":"x"}'`,
    `meta = replace(meta::text, 'user-1', 'user-2')::json`,
    `recorded_at = recorded_at + interval '1 millisecond'`,
    `occurred_at = occurred_at - interval '1 millisecond'`,
    `schema_version = 2`,
    `id = gen_random_uuid()`,
  ]) {
    await target.owner.query(`update es.events set ${change} where position = 2`);
    await expect(copy(from, target), change).rejects.toThrow(/^The logs differ at event 2: /);
    await target.owner.query(`
      update es.events e set data = k.data, meta = k.meta, recorded_at = k.recorded_at, occurred_at = k.occurred_at, schema_version = k.schema_version, id = k.id
      from public.kept k where k.position = e.position`);
  }
  expect(await copy(from, target)).toMatchObject({ copied: 0, target: { events: 3 } });
});

it('a forgery that happens while it copies is seen when it verifies', async () => {
  const [from, target] = [await aLogOf(someEvents(5)), await aLog()];
  await target.owner.query(`
    create function public.forge() returns trigger language plpgsql as $$ begin
      if new.position = 3 then new.data = '{"note":"forged"}'; end if;
      return new;
    end $$;
    create trigger forge before insert on es.events for each row execute function public.forge()`);
  await expect(copy(from, target)).rejects.toThrow(/^The logs differ at event 3: /);
});

it('personal data stays sealed on its way, and opens in the new home with the same keys', async () => {
  const databases = await createTestDatabases();
  const keys = await connectPersonalData({ url: databases.keys.appUrl, masterKeys: parseMasterKeys(newMasterKey('2025-07-01')) });
  const codec = createCodec(categories, keys);
  const [from, target] = [await aLog(), await aLog()];
  const data = { officialId: 'gd-01', name: 'Trần Thị Bình', office: 'head-of-department' };
  await from.store.append(
    'official-gd-01',
    'none',
    await codec.encode('official-gd-01', [{ ...anEvent(), type: 'OfficialRegistered', data }]),
  );
  await copy(from, target);

  const [copied] = await readToEnd(target.store);
  expect(JSON.stringify(copied)).not.toContain('Bình');
  const { name } = codec.decode(copied as RecordedEvent).data as unknown as { name: Sealed };
  expect(await keys.open([name])).toEqual(['Trần Thị Bình']);
  await keys.close();
  await databases.drop();
});

it.each([
  [['copy', '--from', 'postgres://u:secret@h/d'], 2, /--to/],
  [['copy', '--from', 'mysql://u:secret@h/d', '--to', 'postgres://u:secret@h/d'], 1, /A log is at/],
  [['copy', '--from', 'kurrentdb://u:secret@h?odd=1', '--to', 'postgres://u:secret@h/d'], 1, /no option odd/],
])('%j explains itself, and prints no password', async (args, code, sentence) => {
  const program = runProgram(['cli/log.ts', ...args], {});
  expect(await program.ended).toMatchObject({ code });
  expect(program.output.stderr).toMatch(sentence);
  expect(program.logs()).not.toContain('secret');
});
