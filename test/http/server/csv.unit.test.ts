import { expect, it } from 'vitest';
import { csv } from '#http/server/csv.ts';

const fieldOf = async (value: unknown): Promise<string> => {
  let text = '';
  for await (const part of csv([{ field: 'one' }], [[{ one: value }]])) text += part;
  return text.split('\r\n')[1] ?? '';
};

it.each([
  ['=1+1', "'=1+1"],
  ['＝1+1', "'＝1+1"],
  ['＋1', "'＋1"],
  ['|calc', "'|calc"],
  [' =1+1', "' =1+1"],
  ['a;=1', '"a;=1"'],
  ['a,b', '"a,b"'],
  ['Trụ sở', 'Trụ sở'],
  [-1, '-1'],
])('%j is written as %s, so that no spreadsheet takes it for a formula', async (value, expected) => {
  expect(await fieldOf(value)).toBe(expected);
});
