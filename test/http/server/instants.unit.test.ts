import { expect, it } from 'vitest';
import { z } from 'zod';
import { lateEntryFields } from '#commands/handling/lateEntry.ts';
import { Instant } from '#events/terms.ts';
import { checked } from '#http/server/faults.ts';
import { utcOf, withInstantsInUtc } from '#http/server/instants.ts';

it.each([
  ['2025-06-30T17:00:00.000Z', '2025-06-30T17:00:00.000Z'],
  ['2025-06-30T17:00:00Z', '2025-06-30T17:00:00.000Z'],
  ['2025-07-01T00:00+07:00', '2025-06-30T17:00:00.000Z'],
  ['2025-07-01T00:00 07:00', '2025-06-30T17:00:00.000Z'],
  ['2025-06-30T12:00:00.123456-05:00', '2025-06-30T17:00:00.123Z'],
  ['2025-06-30t17:00:00z', '2025-06-30T17:00:00.000Z'],
  ['2025-06-31T17:00:00Z', undefined],
  ['2025-06-30T25:00:00Z', undefined],
  ['2025-06-30T17:00:00', undefined],
  ['2025-06-30', undefined],
  ['0999-01-01T00:00:00Z', undefined],
  ['20250630T170000Z', undefined],
  ['2025-06-30T17:00:00Z[Asia/Ho_Chi_Minh]', undefined],
])('%s is the instant %s', (text, at) => {
  expect(utcOf(text)).toBe(at);
});

const Input = z.strictObject({
  from: Instant.optional(),
  tasks: z.array(z.strictObject({ deadline: Instant, title: z.string() })).default([]),
  time: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('at'), at: Instant }),
    z.strictObject({ kind: z.literal('never') }),
  ]),
  ...lateEntryFields,
});

it('takes every form of an instant, wherever the schema has one, and leaves other text as it is', () => {
  const sent = {
    from: '2025-07-01T07:00+07:00',
    tasks: [{ deadline: '2025-07-01T07:00:00.5+07:00', title: '2025-07-01T07:00+07:00' }],
    time: { kind: 'at', at: '2025-07-01T00:00:00Z' },
    occurredAt: '2025-07-01T07:00+07:00',
  };
  expect(checked(Input, withInstantsInUtc(Input, sent)).data).toEqual({
    from: '2025-07-01T00:00:00.000Z',
    tasks: [{ deadline: '2025-07-01T00:00:00.500Z', title: '2025-07-01T07:00+07:00' }],
    time: { kind: 'at', at: '2025-07-01T00:00:00.000Z' },
    occurredAt: '2025-07-01T00:00:00.000Z',
  });
});

it.each(['2025-07-01', '2025-07-01T07:00', 'yesterday', ''])('refuses %j, and says what is taken', (text) => {
  const { error } = checked(Input, withInstantsInUtc(Input, { from: text, time: { kind: 'never' } }));
  expect(error?.issues[0]).toMatchObject({
    path: ['from'],
    message: 'must be an instant with its offset from UTC, such as 2025-07-31T17:00+07:00',
  });
});

it.each([[null], [7], [['x']], [{ tasks: 'x', time: null }]])('leaves %j for the schema to refuse', (input) => {
  expect(withInstantsInUtc(Input, input)).toEqual(input);
});
