import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { commandNamed } from '#commands/all.ts';
import { payFee, requestFee } from '#commands/dossier/fees.ts';
import { handOverDossier } from '#commands/dossier/handovers.ts';
import { receiveDossier, receiveSubmittedDossier, refuseAtCounter, submitDossier } from '#commands/dossier/intake.ts';
import { confirmLateEntry } from '#commands/dossier/lateEntries.ts';
import { giveSupplement, requestSupplement } from '#commands/dossier/processing.ts';
import { urgeDossier } from '#commands/dossier/reminding.ts';
import { takeNumber } from '#commands/register/register.ts';
import { type AnyEvent, categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import type { Actor, Recorded } from '#events/store/event.ts';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { explainUnusedNumbers } from '#processes/housekeeping.ts';
import type { Tools } from '#processes/tools.ts';
import { by, startProcess } from '#test/commands/handling/process.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { lookupsOf } from '#test/support/lookups.ts';
import { answers, setUpCity } from './city.ts';
import { elsewhere, home, officer, result, stated } from './pasts.ts';
import { local } from './workingTimes.ts';

type Process = Awaited<ReturnType<typeof startProcess>>;
let dbs: Awaited<ReturnType<typeof createTestDatabases>>;
let one: Process;
let other: Process;

beforeAll(async () => {
  dbs = await createTestDatabases();
  const masterKeys = parseMasterKeys(newMasterKey('2025-06-01'));
  one = await startProcess(dbs, masterKeys, { answers });
  other = await startProcess(dbs, masterKeys, { answers });
  await setUpCity(one.execute);
});
afterAll(async () => {
  await one?.close();
  await other?.close();
  await dbs?.drop();
});

const read = async (stream: string): Promise<Recorded<AnyEvent>[]> => {
  const codec = createCodec(categories, one.personalData);
  return (await one.store.readStream(stream)).map((event) => codec.decode(event));
};
const dataOf = async <T extends AnyEvent['type']>(stream: string, type: T) =>
  (await read(stream)).flatMap((event) => (event.type === type ? [event.data as Extract<AnyEvent, { type: T }>['data']] : []));
const codeOf = async (dossierId: string) => (await dataOf(`dossier-${dossierId}`, 'DossierReceived'))[0]?.code;

const counter = (dossierId: string, placeOfReceipt = home) => ({
  ...stated,
  dossierId,
  channel: 'direct',
  placeOfReceipt,
  pointId: 'main',
});
const officialOne = officer('official-1');
const on = (dateTime: string, actor: Actor = officialOne) => by({ now: local(dateTime), actor });

describe('a reception', () => {
  it('takes a number, binds the version and computes the appointed time from what stands on record', async () => {
    const dossierId = randomUUID();
    await one.execute(receiveDossier, counter(dossierId), on('2025-08-29T15:30'));
    expect(await dataOf(`dossier-${dossierId}`, 'DossierReceived')).toMatchObject([
      {
        code: 'H29.25747-250829-0001',
        procedureVersion: 1,
        holder: { unit: home, official: 'official-1' },
        appointed: { at: local('2025-09-05T15:30') },
      },
    ]);
    expect(await dataOf('register-25747-2025-08-29', 'NumberTaken')).toMatchObject([{ number: 1, dossierId }]);
  });

  it('that is refused takes no number', async () => {
    const input = { ...counter(randomUUID()), pointId: 'none' };
    await expect(one.execute(receiveDossier, input, on('2025-07-31T08:00'))).rejects.toMatchObject({ code: 'point-not-found' });
    expect(await read('register-25747-2025-07-31')).toEqual([]);
  });

  it('that is repeated with its key takes one number, also in another process', async () => {
    const { dossierId: _, ...input } = counter('');
    const execution = by({ now: local('2025-07-30T08:00'), actor: officialOne, idempotencyKey: 'counter-7-1' });
    const first = await one.execute(receiveDossier, input, execution);
    expect(await other.execute(receiveDossier, input, execution)).toEqual({ ...first, repeated: true });
    expect(await dataOf('register-25747-2025-07-30', 'NumberTaken')).toHaveLength(1);
  });

  it('at another Center takes that Center’s number', async () => {
    const dossierId = randomUUID();
    await one.execute(receiveDossier, counter(dossierId, elsewhere), on('2025-07-29T08:00', officer(undefined, elsewhere)));
    expect(await codeOf(dossierId)).toBe('H29.25750-250729-0001');
  });

  it('entered late has its true time, its number on that day, and its reason', async () => {
    const [morning, evening] = [randomUUID(), randomUUID()];
    await one.execute(receiveDossier, counter(evening), on('2025-07-28T16:00'));
    const late = { occurredAt: '2025-07-28T09:15:00+07:00', lateEntryReason: 'Mất điện' };
    await one.execute(receiveDossier, { ...counter(morning), ...late }, on('2025-07-28T17:30'));
    const [event] = await read(`dossier-${morning}`);
    expect(event).toMatchObject({
      occurredAt: local('2025-07-28T09:15'),
      lateEntryReason: 'Mất điện',
      data: { code: 'H29.25747-250728-0002', appointed: { at: local('2025-07-31T09:15') } },
    });
    expect(event?.data).not.toHaveProperty('lateEntryReason');
    expect((await read(`register-${home}-2025-07-28`)).map(({ lateEntryReason }) => lateEntryReason)).toEqual([undefined, 'Mất điện']);
  });

  it('entered late says when it was entered, also of the number taken', async () => {
    const dossierId = randomUUID();
    const late = { occurredAt: '2025-07-24T09:15:00+07:00', lateEntryReason: 'Mất điện' };
    await one.execute(receiveDossier, { ...counter(dossierId), ...late }, on('2025-07-25T08:00'));
    const enteredLate = { at: local('2025-07-25T08:00') };
    expect(await read(`dossier-${dossierId}`)).toMatchObject([{ enteredLate }]);
    expect(await read(`register-${home}-2025-07-24`)).toMatchObject([{ enteredLate }]);
  });

  it('may have happened before what was said of the record since: a decision of the head, a reminder, an urging', async () => {
    const dossierId = randomUUID();
    const late = (at: string) => ({ occurredAt: `${at}:00+07:00`, lateEntryReason: 'Mất điện' });
    const head: Actor = { ...officer(undefined), id: 'head', role: 'center-head' };
    const asked = { dossierId, items: ['Bản sao'], reason: 'Thiếu', legalGround: 'Điều 17' };
    await one.execute(receiveDossier, counter(dossierId), on('2025-07-22T08:00'));
    await one.execute(requestSupplement, { ...asked, ...late('2025-07-22T09:00') }, on('2025-07-22T14:00'));
    await one.execute(confirmLateEntry, { dossierId, revision: 1, reason: 'Có biên bản' }, on('2025-07-22T15:00', head));
    await one.execute(urgeDossier, { dossierId, text: 'Khẩn trương' }, on('2025-07-22T15:10', head));
    await one.execute(giveSupplement, { dossierId, components: [], ...late('2025-07-22T10:00') }, on('2025-07-22T15:20'));
    expect((await read(`dossier-${dossierId}`)).map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
      ['DossierReceived', local('2025-07-22T08:00')],
      ['SupplementRequested', local('2025-07-22T09:00')],
      ['LateEntryConfirmed', local('2025-07-22T15:00')],
      ['DossierUrged', local('2025-07-22T15:10')],
      ['SupplementGiven', local('2025-07-22T10:00')],
    ]);
    // an act still bounds the next one, also in a process that reads the stream anew
    const earlier = { dossierId, to: { unit: home }, ...late('2025-07-22T09:30') };
    for (const process of [one, other])
      await expect(process.execute(handOverDossier, earlier, on('2025-07-22T16:00'))).rejects.toMatchObject({
        code: 'occurred-out-of-order',
        message: expect.stringContaining('2025-07-22T03:00:00.000Z'),
      });
  });

  it('at a time when the unit does not work is asked about', async () => {
    const dossierId = randomUUID();
    // a Sunday
    const late = { occurredAt: '2025-07-20T09:15:00+07:00', lateEntryReason: 'Tiếp nhận lưu động' };
    await expect(one.execute(receiveDossier, { ...counter(dossierId), ...late }, on('2025-07-21T08:00'))).rejects.toMatchObject({
      code: 'outside-working-hours',
      message: expect.stringMatching(/09:15 Chủ nhật 20\/07\/2025.*outsideHours/),
    });
    await one.execute(receiveDossier, { ...counter(dossierId), ...late, outsideHours: true }, on('2025-07-21T08:00'));
    expect(await read(`dossier-${dossierId}`)).toMatchObject([{ enteredLate: { at: local('2025-07-21T08:00'), outsideHours: true } }]);
  });

  it('within hours, or now, is not asked about, and neither is the citizen', async () => {
    const [atNight, submittedAtNight, dayId] = [randomUUID(), randomUUID(), randomUUID()];
    await one.execute(receiveDossier, counter(atNight), on('2025-07-21T22:00'));
    expect((await read(`dossier-${atNight}`))[0]).not.toHaveProperty('enteredLate');
    const late = { occurredAt: '2025-07-20T23:00:00+07:00', lateEntryReason: 'Cổng gián đoạn' };
    const portal = on('2025-07-21T08:00', { id: 'portal', role: 'system' });
    await one.execute(submitDossier, { ...stated, dossierId: submittedAtNight, channel: 'online', ...late }, portal);
    expect(await read(`dossier-${submittedAtNight}`)).toMatchObject([{ enteredLate: { at: local('2025-07-21T08:00') } }]);
    const said = { occurredAt: '2025-07-21T09:00:00+07:00', lateEntryReason: 'Mất điện', outsideHours: true };
    await one.execute(receiveDossier, { ...counter(dayId), ...said }, on('2025-07-21T22:00'));
    // what is within hours is not marked as outside, whatever was said
    expect((await read(`dossier-${dayId}`))[0]?.enteredLate).toEqual({ at: local('2025-07-21T22:00') });
  });

  it('of a month that was closed is marked, until the month is reopened', async () => {
    const administrator: Actor = { id: 'admin', role: 'administrator' };
    const late = (day: string) => ({ occurredAt: `${day}T09:00:00+07:00`, lateEntryReason: 'Sót hồ sơ' });
    const enteredOn = async (day: string, placeOfReceipt = home) => {
      const dossierId = randomUUID();
      await one.execute(receiveDossier, { ...counter(dossierId, placeOfReceipt), ...late(day) }, on('2025-09-04T08:00'));
      return (await read(`dossier-${dossierId}`))[0]?.enteredLate;
    };
    const act = (name: 'ClosePeriod' | 'ReopenPeriod', period: string) =>
      one.execute(commandNamed(name), { period, ground: 'Báo cáo tháng' }, on('2025-09-03T08:00', administrator));
    await act('ClosePeriod', `${home}-2025-08`);
    expect(await enteredOn('2025-08-05')).toEqual({ at: local('2025-09-04T08:00'), afterClosing: true });
    expect(await enteredOn('2025-07-23')).toEqual({ at: local('2025-09-04T08:00') });
    await act('ReopenPeriod', `${home}-2025-08`);
    expect(await enteredOn('2025-08-05')).toEqual({ at: local('2025-09-04T08:00') });
    await act('ClosePeriod', 'city-2025-08');
    expect(await enteredOn('2025-08-05')).toEqual({ at: local('2025-09-04T08:00'), afterClosing: true });
  });

  it('that is refused at the counter is on record with its place, and takes no number', async () => {
    const dossierId = randomUUID();
    const { channel: _, placeOfReceipt: __, pointId: ___, ...handedIn } = counter(dossierId);
    const ground = { reason: 'Không thuộc thẩm quyền', legalGround: 'Nghị định 118/2025/NĐ-CP' };
    const atElsewhere = on('2025-07-30T09:00', officer('official-3', elsewhere));
    const receipt = await one.execute(refuseAtCounter, { ...handedIn, placeOfRefusal: elsewhere, ...ground }, atElsewhere);
    expect(receipt.events.map(({ type }) => type)).toEqual(['DossierSubmitted', 'DossierRefused']);
    expect(await read(`dossier-${dossierId}`)).toMatchObject([
      { unit: elsewhere, data: { channel: 'direct', holder: { unit: elsewhere }, owner: { name: { sealed: expect.any(String) } } } },
      { unit: elsewhere, data: { dossierId, legalGround: { sealed: expect.any(String) }, reason: { sealed: expect.any(String) } } },
    ]);
    expect(await read(`register-${elsewhere}-2025-07-30`)).toEqual([]);
  });

  it('of what was submitted leaves the personal data where it was sealed', async () => {
    const dossierId = randomUUID();
    await one.execute(submitDossier, { ...stated, dossierId, channel: 'online' }, on('2025-07-01T20:00', { id: 'portal', role: 'system' }));
    await one.execute(receiveSubmittedDossier, { dossierId, pointId: 'main' }, on('2025-07-02T08:00'));
    const [before, after] = await read(`dossier-${dossierId}`);
    expect(before?.data).toMatchObject({ owner: { name: { sealed: expect.any(String) } }, receiveBy: { at: local('2025-07-02T17:00') } });
    expect(after?.data).not.toHaveProperty('owner');
    expect(after?.data).not.toHaveProperty('components');
    const earlierComponents = stated.components.map((_, index) => ({
      name: { sealed: expect.any(String), eventId: before?.id, field: `components.${index}.name` },
    }));
    expect(after?.data).toMatchObject({ placeOfReceipt: home, earlierComponents });
  });
});

describe('a whole life', () => {
  it('goes from the counter to the archive, each due time explained', async () => {
    const dossierId = randomUUID();
    const stream = `dossier-${dossierId}`;
    const second = officer('official-2');
    const act = (command: string, input: object, at: string, actor?: Actor) =>
      one.execute(commandNamed(command), { dossierId, ...input }, on(at, actor));
    await act('ReceiveDossier', counter(dossierId), '2025-07-01T14:20');
    await act('RequestFee', { items: [{ name: 'Phí', kind: 'fee', dong: 8000 }] }, '2025-07-01T14:22');
    await act('PayFee', { totalDong: 8000, method: 'cash', receiptNumber: 'BL-1' }, '2025-07-01T14:32');
    await act('HandOverDossier', { to: { unit: home, official: 'official-2' }, step: 1 }, '2025-07-01T15:00');
    const supplement = { items: ['Bản sao'], reason: 'Thiếu', legalGround: 'Thông tư 03/2025/TT-VPCP' };
    await act('RequestSupplement', supplement, '2025-07-02T10:00', second);
    await act('GiveSupplement', { components: [] }, '2025-07-03T14:30', second);
    await act('StartVerification', { ground: 'Xác minh' }, '2025-07-03T15:00', second);
    const letter = { workingDays: 1, reason: 'a', apology: 'b', signer: 'c', signedBy: 'leader-1', byAgreement: false };
    await act('ExtendDossier', letter, '2025-07-04T08:00', second);
    await act('HandOverDossier', { to: { unit: home, official: 'leader-1' }, step: 2 }, '2025-07-10T09:00', second);
    await act('SettleDossier', { result: { ...result, date: '2025-07-10' } }, '2025-07-10T10:00', officer('leader-1'));
    await act('ReturnResult', { means: 'counter', receivedBy: 'Người Thử' }, '2025-07-10T14:00', second);
    await act('ArchiveDossier', { fileReference: 'HS-1' }, '2025-08-01T09:00', second);
    await act('EraseDossierPersonalData', { ground: 'Hết thời hạn' }, '2025-08-02T09:00', second);

    const dues = (await read(stream)).flatMap(({ data }) => ('due' in data && data.due ? [data.due.at] : []));
    expect(dues).toEqual([
      // paid at the counter on the same day: nothing stopped
      local('2025-07-04T14:20'),
      local('2025-07-08T07:50'),
      // eight working days from receipt, with eleven hours paused
      local('2025-07-15T07:50'),
      local('2025-07-16T07:50'),
    ]);
    expect(await dataOf(stream, 'DossierReceived')).toMatchObject([{ appointed: { at: local('2025-07-04T14:20') } }]);
    expect(await dataOf(stream, 'DossierSettled')).toMatchObject([{ result: { signedBy: 'leader-1' }, onTime: true }]);
  });

  it('never gives a dossier to somebody who does not serve there', async () => {
    const dossierId = randomUUID();
    await one.execute(receiveDossier, counter(dossierId), on('2025-07-03T09:00'));
    const to = { unit: elsewhere, official: 'official-2' };
    await expect(one.execute(handOverDossier, { dossierId, to }, on('2025-07-03T09:30'))).rejects.toMatchObject({
      code: 'receiver-not-serving',
    });
  });
});

describe('numbers', () => {
  it('taken fifty at a time by two processes are distinct and consecutive', async () => {
    const register = '25747-2025-07-07';
    const takers = Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? one : other));
    await Promise.all(takers.map(({ execute }) => execute(takeNumber, { register, dossierId: randomUUID() }, by())));
    const taken = await dataOf(`register-${register}`, 'NumberTaken');
    expect(taken.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
    expect(new Set(taken.map(({ code }) => code)).size).toBe(50);
  });

  it('are borne by exactly the dossiers received fifty at a time', async () => {
    const ids = Array.from({ length: 50 }, () => randomUUID());
    await Promise.all(ids.map((id) => one.execute(receiveDossier, counter(id), on('2025-07-08T08:00'))));
    const taken = await dataOf('register-25747-2025-07-08', 'NumberTaken');
    const borne = await Promise.all(taken.map(async ({ dossierId }) => codeOf(dossierId)));
    expect(borne).toEqual(Array.from({ length: 50 }, (_, n) => `H29.25747-250708-${String(n + 1).padStart(4, '0')}`));
    expect(new Set(taken.map(({ dossierId }) => dossierId))).toEqual(new Set(ids));
  });
});

describe('a receipt of a fee', () => {
  const charged = async (day: string) => {
    const dossierId = randomUUID();
    await one.execute(receiveDossier, counter(dossierId), on(`${day}T08:00`));
    await one.execute(requestFee, { dossierId, items: [{ name: 'Phí', kind: 'fee', dong: 8000 }] }, on(`${day}T08:01`));
    return dossierId;
  };
  const cash = { totalDong: 8000, method: 'cash', receiptSeries: 'AA/25P' } as const;

  it('has a number of its own, however many dossiers are paid with it at once in two processes', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => charged('2025-07-14')));
    const paid = await Promise.allSettled(
      ids.map((dossierId, n) =>
        (n % 2 === 0 ? one : other).execute(payFee, { dossierId, ...cash, receiptNumber: '7' }, on('2025-07-14T09:00')),
      ),
    );
    expect(paid.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = paid.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []));
    expect(new Set(codes)).toEqual(new Set(['receipt-number-used']));
    const payments = await Promise.all(ids.map((id) => dataOf(`dossier-${id}`, 'FeePaid')));
    expect(payments.flat()).toHaveLength(1);
    expect(await dataOf(`receipt-${home}/AA%2F25P/7`, 'ReceiptNumberTaken')).toMatchObject([{ number: '7', series: 'AA/25P', unit: home }]);
  });

  it('that is refused takes no number, and another series or unit has the number too', async () => {
    const [first, second] = [await charged('2025-07-15'), await charged('2025-07-15')];
    const wrong = { dossierId: first, ...cash, totalDong: 9000, receiptNumber: '8' };
    await expect(one.execute(payFee, wrong, on('2025-07-15T09:00'))).rejects.toMatchObject({ code: 'fee-amount-differs' });
    await one.execute(payFee, { dossierId: second, ...cash, receiptNumber: '8' }, on('2025-07-15T09:01'));
    await one.execute(payFee, { dossierId: first, ...cash, receiptSeries: 'BB', receiptNumber: '8' }, on('2025-07-15T09:02'));
  });

  it('that is repeated with its key is the same one', async () => {
    const dossierId = await charged('2025-07-16');
    const execution = { ...on('2025-07-16T09:00'), idempotencyKey: 'receipt-9' };
    const receipt = await one.execute(payFee, { dossierId, ...cash, receiptNumber: '9' }, execution);
    expect(await other.execute(payFee, { dossierId, ...cash, receiptNumber: '9' }, execution)).toEqual({ ...receipt, repeated: true });
  });

  it('was not lost when the process died between number and payment', async () => {
    const dossierId = await charged('2025-07-17');
    const dying = one.executeOn({
      append: (stream, ...rest) =>
        stream === `dossier-${dossierId}` ? Promise.reject(new StoreUnavailable('killed')) : one.store.append(stream, ...rest),
    });
    const input = { dossierId, ...cash, receiptNumber: '10' };
    await expect(dying(payFee, input, on('2025-07-17T09:00'))).rejects.toThrow(StoreUnavailable);
    await other.execute(payFee, input, on('2025-07-17T09:05'));
    expect(await dataOf(`dossier-${dossierId}`, 'FeePaid')).toHaveLength(1);
  });
});

describe('a number without a dossier', () => {
  const tools = lookupsOf<Tools>({
    execute: async (command, input, { id }) => {
      await one.execute(command, input, by({ actor: { id: 'motcua', role: 'system' }, idempotencyKey: id, causationId: id }));
    },
    read,
    eraseKey: async () => {
      throw new Error('not expected of this process');
    },
  });
  const lookAt = async (register: string) => {
    for (const event of await read(`register-${register}`))
      if (event.type === 'NumberTaken') await explainUnusedNumbers.react(event as Recorded<AnyEvent>, tools);
  };

  it('is explained once, one that is borne is not, and a later reception takes a new one', async () => {
    const [lost, kept] = [randomUUID(), randomUUID()];
    const register = '25747-2025-07-09';
    await one.execute(takeNumber, { register, dossierId: lost }, by());
    await one.execute(receiveDossier, counter(kept), on('2025-07-09T08:00'));
    await lookAt(register);
    await lookAt(register);
    expect(await dataOf(`register-${register}`, 'NumberUnused')).toMatchObject([
      { number: 1, dossierId: lost, unit: home, day: '2025-07-09' },
    ]);

    await one.execute(receiveDossier, counter(lost), on('2025-07-09T09:00'));
    expect(await codeOf(lost)).toBe('H29.25747-250709-0003');
  });

  it('is replaced when the reception that took it is repeated with its key after all', async () => {
    const [id, register] = [randomUUID(), '25747-2025-07-10'];
    const execution = { ...on('2025-07-10T08:00'), idempotencyKey: 'repeated-late' };
    const dying = one.executeOn({
      append: (stream, ...rest) =>
        stream === `dossier-${id}` ? Promise.reject(new StoreUnavailable('killed')) : one.store.append(stream, ...rest),
    });
    for (let lost = 1; lost <= 2; lost += 1) {
      await expect(dying(receiveDossier, counter(id), execution)).rejects.toThrow(StoreUnavailable);
      await lookAt(register);
      expect(await dataOf(`register-${register}`, 'NumberUnused')).toHaveLength(lost);
    }
    const receipt = await other.execute(receiveDossier, counter(id), execution);
    expect(await codeOf(id)).toBe('H29.25747-250710-0003');
    expect(await one.execute(receiveDossier, counter(id), execution)).toEqual({ ...receipt, repeated: true });
    expect(await dataOf(`register-${register}`, 'NumberTaken')).toHaveLength(3);
  });

  it('is not borne by a reception that stood still until it was explained', async () => {
    const [id, register] = [randomUUID(), '25747-2025-07-11'];
    const passed = vi.spyOn(performance, 'now');
    let stoodStill = false;
    const sleepy = one.executeOn({
      readStream: async (stream, options) => {
        const events = await one.store.readStream(stream, options);
        if (stream === `register-${register}` && events.length > 0 && !stoodStill) {
          stoodStill = true;
          await lookAt(register);
          const woken = performance.now() + 11 * 60_000;
          passed.mockImplementation(() => woken);
        }
        return events;
      },
    });
    try {
      await sleepy(receiveDossier, counter(id), on('2025-07-11T08:00'));
    } finally {
      passed.mockRestore();
    }
    expect(await dataOf(`register-${register}`, 'NumberUnused')).toMatchObject([{ number: 1 }]);
    expect(await codeOf(id)).toBe('H29.25747-250711-0002');
  });
});
