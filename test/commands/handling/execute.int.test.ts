import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { establishCenter } from '#commands/center/decision.ts';
import { addEquipment, stateEquipmentNeed } from '#commands/center/equipment.ts';
import { IdempotencyKeyReused, RevisionMismatch } from '#commands/handling/errors.ts';
import type { Receipt } from '#commands/handling/receipt.ts';
import { assignOfficial } from '#commands/official/assignments.ts';
import { registerOfficial } from '#commands/official/person.ts';
import type { Settings } from '#domain/settings.ts';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { type MasterKeys, newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { openNetwork } from '#test/support/network.ts';
import { testSettings } from '#test/support/settings.ts';
import { by, startProcess } from './process.ts';
import { addLate, addTwice, passOn, rename, sayErased } from './testCommands.ts';

let dbs: Awaited<ReturnType<typeof createTestDatabases>>;
let one: Awaited<ReturnType<typeof startProcess>>;
let other: Awaited<ReturnType<typeof startProcess>>;
let masterKeys: MasterKeys;
let settings: Settings;
let units = 10_000;

beforeAll(async () => {
  dbs = await createTestDatabases();
  masterKeys = parseMasterKeys(newMasterKey('2025-06-01'));
  const known = { code: '25747', name: '', fullName: '', fullNameEn: '', type: 'ward' as const };
  const many = Array.from({ length: 100 }, (_, n) => ({ ...known, code: String(10_001 + n) }));
  settings = { ...testSettings, units: [...testSettings.units, ...many] };
  [one, other] = [await startProcess(dbs, masterKeys, { settings }), await startProcess(dbs, masterKeys, { settings })];
});
afterAll(async () => {
  await one.close();
  await other.close();
  await dbs.drop();
});

const decision = {
  act: { number: '01/QĐ-UBND', date: '2025-06-20', signer: 'Chủ tịch' },
  effectiveOn: '2025-07-01',
  functions: ['a'],
  tasks: ['b'],
  powers: ['c'],
};
/** A Center of its own for each test. */
const newCenter = async () => {
  const unit = String(++units);
  await one.execute(establishCenter, { unit, decision }, by());
  return unit;
};
const scanner = (unit: string, quantity = 1) => ({ unit, item: 'máy quét', quantity });
const eventsOf = async (unit: string) => one.store.readStream(`center-${unit}`);

/** Executors that both have read before either appends. */
const meeting = () => {
  let waiting = 0;
  const { promise: both, resolve } = Promise.withResolvers<void>();
  return (process: typeof one) =>
    process.executeOn({
      append: async (...append) => {
        if (++waiting === 2) resolve();
        await both;
        return process.store.append(...append);
      },
    });
};

describe('a command', () => {
  it('is answered with where its events stand in the log', async () => {
    const unit = await newCenter();
    const receipt = await one.execute(addTwice, scanner(unit), by());
    const [, ...events] = await eventsOf(unit);
    expect(receipt).toEqual({
      stream: `center-${unit}`,
      revision: 2,
      position: events[1]?.position,
      events: events.map(({ id, type, revision }) => ({ id, type, revision })),
      repeated: false,
    });
  });

  it('leaves on record who did it, for which unit, by which command and because of what', async () => {
    const unit = await newCenter();
    const now = '2126-07-01T01:00:00.000Z';
    await one.execute(addEquipment, scanner(unit), by({ now, correlationId: 'c-1', causationId: 'e-1' }));
    expect((await eventsOf(unit))[1]).toMatchObject({
      actor: { id: 'user-1', role: 'officer', unit: '25747' },
      unit,
      occurredAt: now,
      correlationId: 'c-1',
      causationId: 'e-1',
      command: { name: 'AddEquipment' },
    });
  });

  it('never goes back in time within its stream, also where its time is given', async () => {
    const unit = await newCenter();
    await one.execute(addEquipment, scanner(unit), by({ now: '2025-07-01T01:00:00.000Z' }));
    const [established, added] = await eventsOf(unit);
    expect(added?.occurredAt).toBe(established?.occurredAt);
  });

  it('that changes nothing answers with where the stream stands', async () => {
    const unit = await newCenter();
    const need = { ...scanner(unit), ground: 'Định mức' };
    const first = await one.execute(stateEquipmentNeed, need, by());
    expect(await other.execute(stateEquipmentNeed, need, by())).toEqual({ ...first, events: [] });
  });

  it('with a wrong body is refused before anything is read', async () => {
    const execute = one.executeOn({ readStream: () => Promise.reject(new Error('read')) });
    await expect(execute(addEquipment, { unit: '10001', item: '' }, by())).rejects.toMatchObject({ name: 'ZodError' });
  });

  it('that is not permitted leaves nothing behind', async () => {
    const unit = await newCenter();
    const asked: (string | undefined)[] = [];
    const permit = (about: string | undefined) => {
      asked.push(about);
      throw new Error('forbidden');
    };
    await expect(one.execute(addEquipment, scanner(unit), by({ permit }))).rejects.toThrow('forbidden');
    expect(asked).toEqual([unit]);
    expect(await eventsOf(unit)).toHaveLength(1);
  });

  it('reads only what is new of a stream it has read before', async () => {
    const unit = await newCenter();
    const from: (number | undefined)[] = [];
    const readStream: typeof one.store.readStream = (stream, options) => {
      from.push(options?.from);
      return one.store.readStream(stream, options);
    };
    const execute = one.executeOn({ readStream });
    await execute(addEquipment, scanner(unit), by());
    await other.execute(addEquipment, scanner(unit), by());
    await execute(addEquipment, scanner(unit), by());
    expect(from).toEqual([0, 1]);
    expect(await eventsOf(unit)).toHaveLength(4);
  });
});

describe('commands at the same time', () => {
  it('on one stream all succeed, one after another, also across processes', async () => {
    const unit = await newCenter();
    const receipts = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).execute(addEquipment, scanner(unit, n + 1), by())),
    );
    expect(receipts.map(({ revision }) => revision).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    const quantities = (await eventsOf(unit)).slice(1).map(({ data }) => (data as { quantity: number }).quantity);
    expect(quantities.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it('are decided anew on what the other left', async () => {
    const { stream } = await one.execute(registerOfficial, { name: 'Nguyễn Văn A', office: 'civil-servant' }, by());
    const officialId = stream.slice('official-'.length);
    const assignment = { officialId, position: 'clerk', basis: 'QĐ', from: '2025-07-01' };
    const together = meeting();
    const outcomes = await Promise.allSettled([
      together(one)(assignOfficial, { ...assignment, unit: '25747' }, by()),
      together(other)(assignOfficial, { ...assignment, unit: '25750' }, by()),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'official-elsewhere' } });
  });

  it('give up after a bounded number of tries, with the conflict', async () => {
    const unit = await newCenter();
    let tries = 0;
    const execute = one.executeOn({
      append: async (stream, expected, events) => {
        tries++;
        await other.execute(addEquipment, scanner(unit), by());
        return one.store.append(stream, expected, events);
      },
    });
    await expect(execute(addEquipment, scanner(unit), by())).rejects.toMatchObject({ name: 'RevisionConflict' });
    expect(tries).toBe(10);
  });
});

describe('commands on one stream of a silent log', () => {
  it('are all answered in time, for the wait for their turn counts, and those whose turn did not come are never done', async () => {
    const network = await openNetwork(dbs.log.appUrl);
    const timeoutMs = 800;
    const deaf = await startProcess({ ...dbs, log: { ...dbs.log, appUrl: network.url } }, masterKeys, { settings, timeoutMs });
    const unit = await newCenter();
    network.goSilent();
    const begun = performance.now();
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => deaf.execute(addEquipment, scanner(unit, n + 1), by())));
    expect(performance.now() - begun).toBeLessThan(2 * timeoutMs);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable' } });
    network.speak();
    network.hangUp();
    const later = () => deaf.execute(addEquipment, scanner(unit, 100), by({ idempotencyKey: 'later' }));
    await vi.waitFor(later, { timeout: 10_000 });
    const quantities = (await eventsOf(unit)).slice(1).map(({ data }) => (data as { quantity: number }).quantity);
    expect([[100], [1, 100]]).toContainEqual(quantities);
    await deaf.close();
    await network.close();
  });
});

describe('If-Match', () => {
  it('lets exactly one of many writers through', async () => {
    const unit = await newCenter();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, n) => (n % 2 ? one : other).execute(addEquipment, scanner(unit), by({ ifMatch: 0 }))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toBeInstanceOf(RevisionMismatch);
        expect(outcome.reason).toMatchObject({ actual: 1 });
      }
  });

  it('names -1 for a stream that does not exist', async () =>
    expect(one.execute(addEquipment, scanner('10099'), by({ ifMatch: 3 }))).rejects.toMatchObject({
      name: 'RevisionMismatch',
      actual: -1,
    }));

  it('does not stand in the way of a repeat', async () => {
    const unit = await newCenter();
    const execution = by({ ifMatch: 0, idempotencyKey: 'k-if-match' });
    const first = await one.execute(addEquipment, scanner(unit), execution);
    expect(await one.execute(addEquipment, scanner(unit), execution)).toEqual({ ...first, repeated: true });
  });
});

describe('an Idempotency-Key', () => {
  it('makes a repeat answer as the first time, in any process, also when the stream has moved on', async () => {
    const unit = await newCenter();
    const execution = by({ idempotencyKey: 'k-repeat' });
    const first = await one.execute(addTwice, scanner(unit), execution);
    await one.execute(addEquipment, scanner(unit), by());
    for (const process of [one, other])
      expect(await process.execute(addTwice, scanner(unit), execution)).toEqual({ ...first, repeated: true });
    expect(await eventsOf(unit)).toHaveLength(4);
  });

  it('makes a repeat answer where the rules would refuse it', async () => {
    const unit = String(++units);
    const execution = by({ idempotencyKey: 'k-establish' });
    const first = await one.execute(establishCenter, { unit, decision }, execution);
    expect(await other.execute(establishCenter, { unit, decision }, execution)).toEqual({ ...first, repeated: true });
  });

  it('covers a crash between append and answer', async () => {
    const unit = await newCenter();
    const execution = by({ idempotencyKey: 'k-crash' });
    const crashing = one.executeOn({
      append: async (...append) => {
        await one.store.append(...append);
        throw new StoreUnavailable('the answer was lost');
      },
    });
    await expect(crashing(addEquipment, scanner(unit), execution)).rejects.toThrow(StoreUnavailable);
    const [, event] = await eventsOf(unit);
    expect(await other.execute(addEquipment, scanner(unit), execution)).toEqual({
      stream: `center-${unit}`,
      revision: 1,
      position: event?.position,
      events: [{ id: event?.id, type: 'EquipmentAdded', revision: 1 }],
      repeated: true,
    });
    expect(await eventsOf(unit)).toHaveLength(2);
  });

  it('lets twins in two processes happen once', async () => {
    const unit = await newCenter();
    const execution = by({ idempotencyKey: 'k-twins' });
    const receipts = await Promise.all(
      Array.from({ length: 8 }, (_, n) => (n % 2 ? one : other).execute(addTwice, scanner(unit), execution)),
    );
    expect(new Set(receipts.map(({ revision }) => revision))).toEqual(new Set([2]));
    expect(receipts.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await eventsOf(unit)).toHaveLength(3);
  });

  it('lets twins happen once when both decided before either was recorded', async () => {
    const unit = await newCenter();
    const execution = by({ idempotencyKey: 'k-meeting' });
    const together = meeting();
    const receipts = await Promise.all([one, other].map((process) => together(process)(addTwice, scanner(unit), execution)));
    expect(receipts.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(receipts[0]?.events).toEqual(receipts[1]?.events);
    expect(await eventsOf(unit)).toHaveLength(3);
  });

  it('makes up the same stream id each time', async () => {
    const person = { name: 'Nguyễn Văn A', office: 'civil-servant' };
    const execution = by({ idempotencyKey: 'k-register' });
    const first = await one.execute(registerOfficial, person, execution);
    expect(await other.execute(registerOfficial, person, execution)).toEqual({ ...first, repeated: true });
    const keyless = await one.execute(registerOfficial, person, by());
    expect(keyless.stream).not.toBe(first.stream);
  });

  it.each([
    { label: 'another body', command: addEquipment, quantity: 2 },
    { label: 'another command', command: addTwice, quantity: 1 },
  ])('is refused with $label', async ({ label, command, quantity }) => {
    const unit = await newCenter();
    const execution = by({ idempotencyKey: `k-${label}` });
    await one.execute(addEquipment, scanner(unit), execution);
    for (const process of [one, other])
      await expect(process.execute(command, scanner(unit, quantity), execution)).rejects.toThrow(IdempotencyKeyReused);
    expect(await eventsOf(unit)).toHaveLength(2);
  });

  it('is refused on another stream', async () => {
    const [unit, elsewhere] = [await newCenter(), await newCenter()];
    const execution = by({ idempotencyKey: 'k-elsewhere' });
    await one.execute(addEquipment, scanner(unit), execution);
    await expect(other.execute(addEquipment, scanner(elsewhere), execution)).rejects.toThrow(IdempotencyKeyReused);
    expect(await eventsOf(elsewhere)).toHaveLength(1);
  });

  it.each([
    { label: 'with as many events', slower: addEquipment },
    { label: 'with more events', slower: addTwice },
  ])('is refused for the slower of two different commands at the same time, $label', async ({ slower }) => {
    const unit = await newCenter();
    const execution = by({ idempotencyKey: `k-race-${slower.name}` });
    const together = meeting();
    const outcomes = await Promise.allSettled([
      together(one)(addEquipment, scanner(unit, 1), execution),
      together(other)(slower, scanner(unit, 2), execution),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { name: 'IdempotencyKeyReused' } });
  });

  it('makes the repeat of what changed nothing answer as the first time, whatever others did since', async () => {
    const unit = await newCenter();
    const need = { ...scanner(unit, 5), ground: 'Định mức' };
    await one.execute(stateEquipmentNeed, need, by());
    const execution = by({ idempotencyKey: 'k-nothing', remembered: true });
    const first = await one.execute(stateEquipmentNeed, need, execution);
    expect(first).toMatchObject({ stream: `center-${unit}`, revision: 1, events: [], repeated: false });
    await one.execute(stateEquipmentNeed, { ...need, quantity: 9 }, by());
    for (const process of [other, one, await startProcess(dbs, masterKeys, { settings })]) {
      expect(await process.execute(stateEquipmentNeed, need, execution)).toEqual({ ...first, repeated: true });
      if (process !== one && process !== other) await process.close();
    }
    expect(await eventsOf(unit)).toHaveLength(3);
  });

  it('of what changed nothing is refused with another body, on another stream, and for what is then done', async () => {
    const [unit, elsewhere] = [await newCenter(), await newCenter()];
    const need = { ...scanner(unit, 5), ground: 'Định mức' };
    await one.execute(stateEquipmentNeed, need, by());
    const execution = by({ idempotencyKey: 'k-nothing-else', remembered: true });
    await one.execute(stateEquipmentNeed, need, execution);
    for (const other of [
      { ...need, quantity: 6 },
      { ...need, unit: elsewhere },
    ])
      await expect(one.execute(stateEquipmentNeed, other, execution)).rejects.toThrow(IdempotencyKeyReused);
    await expect(one.execute(addEquipment, scanner(unit), execution)).rejects.toThrow(IdempotencyKeyReused);
    expect([await eventsOf(unit), await eventsOf(elsewhere)].map(({ length }) => length)).toEqual([2, 1]);
  });

  it('covers a lost answer of what changed nothing, and a dry run leaves no trace', async () => {
    const unit = await newCenter();
    const need = { ...scanner(unit, 5), ground: 'Định mức' };
    await one.execute(stateEquipmentNeed, need, by());
    const execution = by({ idempotencyKey: 'k-nothing-lost', remembered: true });
    await one.execute(stateEquipmentNeed, need, { ...execution, dryRun: true });
    const crashing = one.executeOn({
      append: async (...append) => {
        await one.store.append(...append);
        throw new StoreUnavailable('the answer was lost');
      },
    });
    await expect(crashing(stateEquipmentNeed, need, execution)).rejects.toThrow(StoreUnavailable);
    await one.execute(stateEquipmentNeed, { ...need, quantity: 9 }, by());
    expect(await other.execute(stateEquipmentNeed, need, execution)).toMatchObject({ revision: 1, events: [], repeated: true });
    expect(await eventsOf(unit)).toHaveLength(3);
  });

  it('lets twins be answered alike where one found nothing to do and the other did', async () => {
    const unit = await newCenter();
    const need = { ...scanner(unit, 5), ground: 'Định mức' };
    await one.execute(stateEquipmentNeed, need, by());
    const execution = by({ idempotencyKey: 'k-nothing-twins', remembered: true });
    const { promise: changed, resolve } = Promise.withResolvers<void>();
    const slow = one.executeOn({
      append: async (...append) => {
        await changed;
        return one.store.append(...append);
      },
    });
    const [slower, faster] = await Promise.all([
      slow(stateEquipmentNeed, need, execution),
      (async () => {
        await other.execute(stateEquipmentNeed, { ...need, quantity: 9 }, by());
        const receipt = await other.execute(stateEquipmentNeed, need, execution);
        resolve();
        return receipt;
      })(),
    ]);
    expect(faster.events).toHaveLength(1);
    expect(slower).toEqual({ ...faster, repeated: true });
    expect(await eventsOf(unit)).toHaveLength(4);
  });

  it('of another actor is another key', async () => {
    const unit = await newCenter();
    await one.execute(addEquipment, scanner(unit), by({ idempotencyKey: 'k-actor' }));
    await one.execute(addEquipment, scanner(unit), by({ idempotencyKey: 'k-actor', actor: { id: 'user-2', role: 'officer' } }));
    expect(await eventsOf(unit)).toHaveLength(3);
  });
});

describe('a command run on the way of another', () => {
  it('happens once, however often the outer one is tried and repeated', async () => {
    const [unit, to] = [await newCenter(), await newCenter()];
    const execution = by({ idempotencyKey: 'k-outer', correlationId: 'c-outer' });
    const input = { ...scanner(unit), to, occurredAt: new Date().toISOString() };
    const crashing = one.executeOn({
      append: (stream, ...rest) =>
        stream === `center-${to}` ? one.store.append(stream, ...rest) : Promise.reject(new StoreUnavailable('no answer')),
    });
    await expect(crashing(passOn, input, execution)).rejects.toThrow(StoreUnavailable);
    expect(await eventsOf(unit)).toHaveLength(1);
    await other.execute(passOn, input, execution);
    await one.execute(passOn, input, execution);
    expect(await eventsOf(unit)).toHaveLength(2);
    expect((await eventsOf(to)).slice(1)).toMatchObject([
      { actor: { id: 'user-1' }, correlationId: 'c-outer', occurredAt: input.occurredAt, command: { name: 'AddEquipment' } },
    ]);
  });

  it('happens once although the outer one was decided anew', async () => {
    const [unit, to] = [await newCenter(), await newCenter()];
    let interfered = false;
    const execute = one.executeOn({
      append: async (stream, expected, events) => {
        if (stream === `center-${unit}` && !interfered) {
          interfered = true;
          await other.execute(addEquipment, scanner(unit), by());
        }
        return one.store.append(stream, expected, events);
      },
    });
    await execute(passOn, { ...scanner(unit), to }, by());
    expect(await eventsOf(unit)).toHaveLength(3);
    expect(await eventsOf(to)).toHaveLength(2);
  });

  it('needs no permission of its own', async () => {
    const [unit, to] = [await newCenter(), await newCenter()];
    const permit = (about: string | undefined) => {
      if (about !== unit) throw new Error('forbidden');
    };
    await one.execute(passOn, { ...scanner(unit), to }, by({ permit }));
    expect(await eventsOf(to)).toHaveLength(2);
  });

  it('may write to the outer one’s own stream, and does not wait for itself', async () => {
    const unit = await newCenter();
    await one.execute(passOn, { ...scanner(unit), to: unit }, by());
    expect((await eventsOf(unit)).map(({ type }) => type)).toEqual(['CenterEstablished', 'EquipmentAdded', 'EquipmentReused']);
  });
});

describe('clocks that disagree', () => {
  it('by hours, forwards and back, never take a stream back in time, and a repeat is known by all', async () => {
    const unit = await newCenter();
    let hours = 0;
    const skewed = () => new Date(Date.now() + hours * 3_600_000).toISOString();
    const third = await startProcess(dbs, masterKeys, { settings, clock: skewed });
    try {
      const receipts: Receipt[] = [];
      for (hours of [5, -7, 5, 0, -7]) {
        const execution = by({ idempotencyKey: `k-clock-${unit}-${receipts.length}` });
        receipts.push(await third.execute(addEquipment, scanner(unit), execution));
        expect(await one.execute(addEquipment, scanner(unit), execution)).toEqual({ ...receipts.at(-1), repeated: true });
        await one.execute(addEquipment, scanner(unit), by());
      }
      const events = await eventsOf(unit);
      expect(events).toHaveLength(11);
      const times = events.map(({ occurredAt }) => occurredAt);
      expect(times).toEqual(times.toSorted());
      expect(Date.parse(times.at(-1) ?? '') - Date.parse(times[0] ?? '')).toBeGreaterThan(4 * 3_600_000);
      const positions = events.map(({ position }) => position);
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    } finally {
      await third.close();
    }
  });
});

describe('an act entered late', () => {
  const now = '2026-07-01T03:00:00.000Z';
  it('bears its true time, in UTC', async () => {
    const unit = String(++units);
    await one.execute(addLate, { ...scanner(unit), occurredAt: '2026-07-01T09:30:00+07:00' }, by({ now }));
    expect((await eventsOf(unit))[0]).toMatchObject({ occurredAt: '2026-07-01T02:30:00.000Z' });
  });
  it('does not come before what is on record', async () => {
    const unit = String(++units);
    await one.execute(addLate, scanner(unit), by({ now: '2026-07-01T02:45:00.000Z' }));
    const earlier = { ...scanner(unit), occurredAt: '2026-07-01T09:30:00+07:00' };
    await expect(other.execute(addLate, earlier, by({ now }))).rejects.toMatchObject({ code: 'occurred-out-of-order' });
  });
  it('needs its reason', async () => {
    const unit = String(++units);
    const yesterday = { ...scanner(unit), occurredAt: '2026-06-30T09:30:00+07:00' };
    await expect(one.execute(addLate, yesterday, by({ now }))).rejects.toMatchObject({ code: 'late-entry-unexplained' });
    await one.execute(addLate, { ...yesterday, lateEntryReason: 'Mất điện' }, by({ now }));
    expect(await eventsOf(unit)).toMatchObject([{ occurredAt: '2026-06-30T02:30:00.000Z', lateEntryReason: 'Mất điện' }]);
  });
  it('gives its time and its reason to what is done on its behalf', async () => {
    const [unit, to] = [String(++units), await newCenter()];
    const late = { occurredAt: '2026-07-01T09:30:00+07:00', lateEntryReason: 'Mất điện' };
    await one.execute(passOn, { ...scanner(unit), to, ...late }, by({ now }));
    const circumstances = { occurredAt: '2026-07-01T02:30:00.000Z', lateEntryReason: 'Mất điện' };
    expect((await eventsOf(unit)).at(-1)).toMatchObject({ type: 'EquipmentReused', ...circumstances });
    expect((await eventsOf(to)).at(-1)).toMatchObject({ type: 'EquipmentAdded', ...circumstances });
  });
  it('is refused where the command knows no late entry', async () =>
    expect(one.execute(addEquipment, { ...scanner('10001'), occurredAt: now }, by())).rejects.toMatchObject({ name: 'ZodError' }));
});

describe('a stream whose personal data was erased', () => {
  it('takes no more personal data', async () => {
    const { stream } = await one.execute(registerOfficial, { name: 'Nguyễn Văn A', office: 'civil-servant' }, by());
    await one.personalData.erase(stream);
    const again = { officialId: stream.slice('official-'.length), name: 'Nguyễn Văn B' };
    await expect(one.execute(rename, again, by())).rejects.toMatchObject({ code: 'personal-data-erased' });
  });

  it('takes none either where the key was asked for before the erasure: the log has moved on', async () => {
    const { stream } = await one.execute(registerOfficial, { name: 'Nguyễn Văn A', office: 'civil-servant' }, by());
    const officialId = stream.slice('official-'.length);
    let appends = 0;
    const late = one.executeOn({
      append: async (...append) => {
        appends += 1;
        await other.execute(sayErased, { officialId }, by());
        await other.personalData.erase(stream);
        return one.store.append(...append);
      },
    });
    await expect(late(rename, { officialId, name: 'Nguyễn Văn B' }, by())).rejects.toMatchObject({ code: 'personal-data-erased' });
    expect(appends).toBe(1);
    expect((await one.store.readStream(stream)).map(({ type }) => type)).toEqual(['OfficialRegistered', 'OfficialPersonalDataErased']);
  });
});
