import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unitRankFor } from '#domain/text/unitName.ts';

type Unit = { code: string; name: string; fullName: string; fullNameEn: string; type: string };
const units: Unit[] = JSON.parse(readFileSync(new URL('../../../reference/units.json', import.meta.url), 'utf8')).units;

const found = (text: string): string[] => {
  const rank = unitRankFor(text);
  return units
    .map((unit) => ({ unit, rank: rank(unit) }))
    .filter(({ rank: one }) => one !== undefined)
    .toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || (a.unit.code < b.unit.code ? -1 : 1))
    .map(({ unit }) => unit.fullName);
};

it.each([
  'Thủ Dầu Một',
  'Thủ Dầu Một'.normalize('NFD'),
  'Thủ\u00a0Dầu  Một',
  'thu dau mot',
  'phuong thu dau mot',
  'Phường Thủ Dầu Một',
  'P. Thủ Dầu Một',
  'P.Thủ Dầu Một',
  'p thu dau mot',
  'TP. Thủ Dầu Một',
  'thành phố Thủ Dầu Một',
  'Thu Dau Mot Ward',
  '25747',
  ' 25747 ',
])('Phường Thủ Dầu Một is found by %j alone', (text) => expect(found(text)).toEqual(['Phường Thủ Dầu Một']));

it('every unit is found first by its name in either place of the tone mark, with its type or without', () => {
  const elsewhere = (text: string) => text.replaceAll('oà', 'òa').replaceAll('Oà', 'Òa');
  for (const { name, fullName } of units) {
    for (const text of [fullName, elsewhere(fullName), fullName.toUpperCase().normalize('NFD')]) expect(found(text)[0]).toBe(fullName);
    expect(found(elsewhere(name))[0]).toContain(name);
  }
});

it('a unit with the marks typed comes before one without', () => {
  expect(found('Thạnh An')).toEqual(['Xã Thạnh An', 'Xã Thanh An']);
  expect(found('thanh an')).toEqual(['Xã Thanh An', 'Xã Thạnh An']);
});

it('another type than the one typed is found after those of that type', () => {
  expect(found('xã Bình Lợi')).toEqual(['Xã Bình Lợi', 'Phường Bình Lợi Trung']);
  expect(found('P. Bình Lợi')).toEqual(['Phường Bình Lợi Trung', 'Xã Bình Lợi']);
});

it('a type alone finds all units of the type', () => {
  expect(found('phường')).toHaveLength(113);
  expect(found('xa')).toHaveLength(54);
});

it('nothing is found by what no unit is called, and nothing fails', () => {
  expect(found('Hà Nội')).toEqual([]);
  expect(found('...')).toEqual([]);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => void found(text)),
    { numRuns: 30 },
  );
});
