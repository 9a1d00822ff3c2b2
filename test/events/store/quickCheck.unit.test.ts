import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { categories } from '#events/all.ts';
import { quickCheck } from '#events/store/quickCheck.ts';

const folder = new URL('../../samples/', import.meta.url);
const bodies = new Map(
  readdirSync(folder).map((name) => [name.split('.')[0], JSON.parse(readFileSync(new URL(name, folder), 'utf8')).data] as const),
);
const placed = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(placed);
  if ('sealed' in value) return { sealed: value.sealed, stream: 's', eventId: 'e', field: 'f' };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, placed(inner)]));
};

type Path = readonly (string | number)[];
const pathsOf = (value: unknown, path: Path = []): Path[] => [
  path,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, Array.isArray(value) ? Number(name) : name]))
    : []),
];
/** The value with what stands at a path replaced; `undefined` takes it away. */
const changed = (value: any, [first, ...rest]: Path, to: unknown): unknown => {
  if (first === undefined) return to;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[first] = changed(copy[first], rest, to);
  if (copy[first] === undefined) delete copy[first];
  return copy;
};
const wrong = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    '',
    0,
    -1,
    1.5,
    2 ** 53,
    true,
    ' ',
    ' x',
    'x\u00a0',
    '0999-01-01',
    '2025-02-30',
    '2025-07-01',
    'x'.repeat(3000),
    'x\0',
    '\ud83c',
    {},
    [],
    { sealed: 'x' },
  ),
  fc.jsonValue(),
);

it('accepts no text that cannot be stored, wherever it stands', () => {
  const isFit = quickCheck(z.strictObject({ text: z.string(), list: z.array(z.union([z.string(), z.int()])), word: z.enum(['a']) }));
  const fit = { text: 'Đ 🏛', list: ['x', 1], word: 'a' };
  expect([fit, { ...fit, text: 'x\0' }, { ...fit, list: [1, '\ud83c'] }].map(isFit)).toEqual([true, false, false]);
});

it('leaves to the schema what only code can say', () => {
  const even = z.strictObject({ n: z.int().refine((n) => n % 2 === 0) });
  expect([2, 3].map((n) => quickCheck(even)({ n }))).toEqual([false, false]);
});

describe.each(categories.flatMap(({ schemas }) => Object.entries(schemas)))('the quick check of %s', (type, schema) => {
  const isFit = quickCheck(schema);
  const body = placed(bodies.get(type));

  it('accepts what is fit without asking the schema', () => {
    expect(isFit(body)).toBe(true);
    expect(schema.parse(body)).toEqual(body);
  });

  it('accepts nothing that the schema refuses or would change', () => {
    const paths = pathsOf(body);
    fc.assert(
      fc.property(fc.constantFrom(...paths), wrong, fc.option(fc.constantFrom('surplus', '__proto__')), (path, to, surplus) => {
        let value = changed(body, path, to);
        if (surplus !== null) value = changed(value, surplus === 'surplus' ? [...path, 'surplus'] : path, { [surplus]: 1 });
        // What is stored is JSON: an array, say, has no names.
        if (value !== undefined) value = JSON.parse(JSON.stringify(value));
        if (!isFit(value)) return;
        expect(schema.parse(value)).toEqual(value);
      }),
      { numRuns: 100 },
    );
  });
});
