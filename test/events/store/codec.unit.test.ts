import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createCodec, type UnencodedEvent } from '#events/store/codec.ts';
import { defineEvents } from '#events/store/defineEvents.ts';
import type { NewEvent, RecordedEvent } from '#events/store/event.ts';
import { openValue, sealValue } from '#events/store/keys/cipher.ts';
import { personal, Sealed } from '#events/store/personal.ts';
import { sealedIn } from '#events/store/personalData.ts';
import { isStorableText } from '#events/store/storable.ts';

const stream = 'parcel-1';
const key = createSecretKey(Buffer.alloc(32, 7));
const asked: { values: readonly unknown[]; lookups: readonly unknown[] }[] = [];
/** Seals with a key in the test's hand; the real keys have tests of their own. */
const seal = async (
  of: string,
  values: readonly { eventId: string; field: string; value: unknown }[],
  lookups: readonly { kind: string; value: string }[],
) => {
  asked.push({ values, lookups });
  return values.map(({ eventId, field, value }) => sealValue(key, { stream: of, eventId, field }, value));
};

const person = z.strictObject({ name: personal(z.string()), age: z.int().optional() });
const parcels = defineEvents(
  'parcel',
  {
    ParcelSent: z.strictObject({
      sender: person,
      number: personal(z.string().regex(/^\d+$/), { lookup: 'number' })
        .refine((value) => value !== '0')
        .optional(),
      witnesses: z.array(person),
      remarks: z.array(personal(z.string())).optional(),
      note: personal(z.string()).describe('A copy of the schema made by describe stays personal.').nullable(),
    }),
    ParcelPaid: z.strictObject({ amount: z.int(), currency: z.string(), paidBy: personal(z.string()) }),
    ParcelLost: z.strictObject({}),
  },
  { ParcelPaid: [(v1) => ({ ...v1, currency: 'VND' }), ({ payer, ...v2 }) => ({ ...v2, paidBy: payer })] },
);
const codec = createCodec([parcels], { seal });

const event = (type: string, data: unknown, id = 'event-1'): UnencodedEvent => ({
  id,
  type,
  data,
  occurredAt: '2025-07-01T00:00:00.000Z',
  actor: { id: 'user-1', role: 'officer' },
  correlationId: 'c',
  causationId: 'c',
});
const sent = {
  sender: { name: 'Ân', age: 30 },
  number: '079190000001',
  witnesses: [{ name: 'Bình' }, { name: 'Chí' }],
  remarks: ['x', 'y'],
  note: 'Ếm',
};
const inLog = (event: NewEvent, at: Partial<RecordedEvent> = {}): RecordedEvent => ({
  ...(JSON.parse(JSON.stringify(event)) as NewEvent),
  stream,
  revision: 3,
  position: 17,
  recordedAt: '2025-07-01T00:00:01.000Z',
  ...at,
});
const stored = (type: string, schemaVersion: number, data: unknown) => inLog({ ...event(type, data), schemaVersion });
const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

describe('encoding', () => {
  it('seals every personal field, wherever it is nested, with one call to the keys', async () => {
    asked.length = 0;
    const encoded = await codec.encode(stream, [
      event('ParcelSent', sent),
      event('ParcelPaid', { amount: 1, currency: 'VND', paidBy: 'Dũng' }, 'event-2'),
    ]);
    expect(encoded[0]?.data).toEqual({
      sender: { name: { sealed: expect.any(String) }, age: 30 },
      number: { sealed: expect.any(String) },
      witnesses: [{ name: { sealed: expect.any(String) } }, { name: { sealed: expect.any(String) } }],
      remarks: [{ sealed: expect.any(String) }, { sealed: expect.any(String) }],
      note: { sealed: expect.any(String) },
    });
    // None of these can stand in ciphertext by chance: base64 has no such letters, and no such number in a lifetime.
    expect(JSON.stringify(encoded)).not.toMatch(/Ân|079190000001|Bình|Chí|Dũng|Ếm/);
    expect(asked).toEqual([
      {
        values: [
          { eventId: 'event-1', field: 'sender.name', value: 'Ân' },
          { eventId: 'event-1', field: 'number', value: '079190000001' },
          { eventId: 'event-1', field: 'witnesses.0.name', value: 'Bình' },
          { eventId: 'event-1', field: 'witnesses.1.name', value: 'Chí' },
          { eventId: 'event-1', field: 'remarks.0', value: 'x' },
          { eventId: 'event-1', field: 'remarks.1', value: 'y' },
          { eventId: 'event-1', field: 'note', value: 'Ếm' },
          { eventId: 'event-2', field: 'paidBy', value: 'Dũng' },
        ],
        lookups: [{ kind: 'number', value: '079190000001' }],
      },
    ]);
  });

  it('asks for no key when nothing is personal', async () => {
    asked.length = 0;
    expect(await codec.encode(stream, [event('ParcelLost', {})])).toMatchObject([{ type: 'ParcelLost', schemaVersion: 1, data: {} }]);
    expect(asked).toEqual([]);
  });

  it('leaves the given event as it was', async () => {
    const given = structuredClone(sent);
    await codec.encode(stream, [event('ParcelSent', given)]);
    expect(given).toEqual(sent);
  });

  it('refuses a value that is sealed already, an unknown type, a foreign stream and a wrong body, without quoting it', async () => {
    const already: Sealed = { sealed: 'AAAA', stream, eventId: 'event-0', field: 'note' };
    await expect(codec.encode(stream, [event('ParcelSent', { ...sent, note: already })])).rejects.toThrow('note is sealed already');
    await expect(codec.encode(stream, [event('ParcelEaten', {})])).rejects.toThrow('no category has such an event');
    await expect(codec.encode('letter-1', [event('ParcelLost', {})])).rejects.toThrow('it belongs to the category parcel');
    await expect(codec.encode(stream, [event('ParcelLost', { secret: 'Phạm' })])).rejects.toThrow(
      'ParcelLost cannot be stored in parcel-1: body unrecognized_keys',
    );
    await expect(codec.encode(stream, [event('ParcelSent', { ...sent, number: 'Phạm 12' })])).rejects.toThrow(/number \w+$/);
  });

  it.each([
    ['NUL', 'a\0b'],
    ['half a character', '\ud83c'],
  ])('refuses %s in any field, also one to be sealed, and in the envelope, and names the place', async (_, text) => {
    const refused = async (given: UnencodedEvent) => codec.encode(stream, [given]).catch((error: Error) => [error.name, error.message]);
    const paid = (currency: string, paidBy: string) => event('ParcelPaid', { amount: 1, currency, paidBy });
    const fault = (place: string) => [
      'UnencodableEvent',
      `ParcelPaid cannot be stored in parcel-1: ${place} holds NUL or half a character`,
    ];
    expect(await refused(paid(text, 'Dũng'))).toEqual(fault('data.currency'));
    expect(await refused(paid('VND', text))).toEqual(fault('data.paidBy'));
    expect(await refused({ ...paid('VND', 'Dũng'), lateEntryReason: text })).toEqual(fault('lateEntryReason'));
    expect(await refused(paid('VND', 'Dũng 🏛'))).toHaveLength(1);
  });
});

describe('decoding', () => {
  it('reads what could be stored once, and cannot be shown, as U+FFFD; what is in the log stays as it is', async () => {
    const paidBy = { sealed: sealValue(key, { stream, eventId: 'event-1', field: 'paidBy' }, 'Dũng') };
    const old = { ...stored('ParcelPaid', 3, { amount: 5, currency: 'V\0N\ud83c', paidBy }), lateEntryReason: 'Mất điện\0' };
    const read = codec.decode(old);
    expect(read).toMatchObject({ data: { amount: 5, currency: 'V\ufffdN\ufffd' }, lateEntryReason: 'Mất điện\ufffd' });
    expect(sealedIn(read.data).map((value) => openValue(key, value))).toEqual(['Dũng']);
    expect(old.data).toMatchObject({ currency: 'V\0N\ud83c' });
    expect(codec.decode(stored('ParcelPaid', 1, { amount: 5, payer: paidBy })).data).toMatchObject({ currency: 'VND' });
  });

  it('gives back what was encoded, sealed values told where they were sealed', async () => {
    const [encoded] = await codec.encode(stream, [event('ParcelSent', sent)]);
    if (!encoded) throw new Error('nothing encoded');
    const { data } = codec.decode(inLog(encoded));
    const sealed = sealedIn(data);
    expect(sealed.map(({ field }) => field)).toEqual([
      'sender.name',
      'number',
      'witnesses.0.name',
      'witnesses.1.name',
      'remarks.0',
      'remarks.1',
      'note',
    ]);
    expect(sealed.map((value) => openValue(key, value))).toEqual(['Ân', '079190000001', 'Bình', 'Chí', 'x', 'y', 'Ếm']);
  });

  it('round-trips arbitrary text', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }).filter(isStorableText), fc.array(fc.string()), async (name, remarks) => {
        const [encoded] = await codec.encode(stream, [event('ParcelSent', { ...sent, sender: { name }, witnesses: [], remarks })]);
        if (!encoded) throw new Error('nothing encoded');
        const opened = sealedIn(codec.decode(inLog(encoded)).data).map((value) => openValue(key, value));
        expect(opened).toEqual([name, '079190000001', ...remarks, 'Ếm']);
      }),
      { numRuns: 100 },
    ));

  it('reads versions 1, 2 and 3, and writes 3', async () => {
    const payer = { sealed: sealValue(key, { stream, eventId: 'event-1', field: 'payer' }, 'Dũng') };
    const paidBy = { sealed: sealValue(key, { stream, eventId: 'event-1', field: 'paidBy' }, 'Dũng') };
    const read = [
      codec.decode(stored('ParcelPaid', 1, { amount: 5, payer })),
      codec.decode(stored('ParcelPaid', 2, { amount: 5, currency: 'USD', payer })),
      codec.decode(stored('ParcelPaid', 3, { amount: 5, currency: 'EUR', paidBy })),
    ];
    expect(read.map(({ schemaVersion, data }) => ({ schemaVersion, data }))).toMatchObject([
      { schemaVersion: 1, data: { amount: 5, currency: 'VND', paidBy: { field: 'payer' } } },
      { schemaVersion: 2, data: { amount: 5, currency: 'USD', paidBy: { field: 'payer' } } },
      { schemaVersion: 3, data: { amount: 5, currency: 'EUR', paidBy: { field: 'paidBy' } } },
    ]);
    for (const { data } of read) for (const value of sealedIn(data)) expect(openValue(key, value)).toBe('Dũng');
    const [written] = await codec.encode(stream, [event('ParcelPaid', { amount: 5, currency: 'EUR', paidBy: 'Dũng' })]);
    expect(written?.schemaVersion).toBe(3);
  });

  it.each([
    ['an unknown type', stored('ParcelEaten', 1, {}), 'no category has such an event'],
    ['a newer version', stored('ParcelPaid', 4, {}), 'version 4 is newer than 3'],
    ['no version', stored('ParcelPaid', 0, {}), 'version 0 is none'],
    [
      'a foreign stream',
      inLog({ ...event('ParcelLost', {}), schemaVersion: 1 }, { stream: 'letter-1' }),
      'it belongs to the category parcel',
    ],
    ['a wrong body', stored('ParcelLost', 1, { Phạm: 'Phạm' }), 'body unrecognized_keys'],
    ['a body that is no object', stored('ParcelPaid', 3, 'Phạm'), 'body invalid_type'],
    ['a personal field in clear', stored('ParcelPaid', 3, { amount: 5, currency: 'EUR', paidBy: 'Phạm' }), 'paidBy is not sealed'],
    ['an older body that is no object', stored('ParcelPaid', 2, null), 'version 2 could not be brought to version 3'],
  ])('names stream, revision, position and reason of %s, never the body', (_, recorded, reason) => {
    const message = messageOf(() => codec.decode(recorded));
    expect(message).toBe(`${recorded.type} in ${recorded.stream} at revision 3 (position 17) cannot be read: ${reason}`);
    expect(message).not.toContain('Phạm');
  });
});

describe('a category is refused', () => {
  const of = (data: z.ZodObject) => () => createCodec([defineEvents('x', { XDone: data })], { seal });

  it('when two of them name an event alike', () =>
    expect(() => createCodec([parcels, defineEvents('y', { ParcelLost: z.strictObject({}) })], { seal })).toThrow(
      'Two categories have an event ParcelLost',
    ));

  it('when a personal field stands where its place depends on the value', () => {
    expect(of(z.strictObject({ a: z.union([z.string(), z.strictObject({ b: personal(z.string()) })]) }))).toThrow('inside a union');
    expect(of(z.strictObject({ a: z.record(z.string(), personal(z.string())) }))).toThrow('inside a record');
    expect(of(z.strictObject({ a: z.tuple([personal(z.string())]) }))).toThrow('inside a tuple');
  });

  it('when a field that may be sealed is not marked personal', () =>
    expect(of(z.strictObject({ a: z.union([z.string(), Sealed]) }))).toThrow('it would be stored in clear'));

  it('when reading would change what is stored', () => {
    expect(of(z.strictObject({ a: z.string().default('x') }))).toThrow('kind default may not be stored');
    expect(of(z.strictObject({ a: z.string().transform(Number) }))).toThrow('kind pipe may not be stored');
    expect(of(z.strictObject({ a: z.date() }))).toThrow('kind date may not be stored');
  });
});
