import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeForm, keyForm, numberForm, rankFor, ranks, searchForm, searchWords } from '#domain/text/searchForm.ts';

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../../reference/${file}`, import.meta.url), 'utf8'));
const units: { fullName: string }[] = read('units.json').units;
const procedures: { name: string; field: string }[] = read('procedures.json').procedures;
const names = [...units.map(({ fullName }) => fullName), ...procedures.flatMap(({ name, field }) => [name, field])];

const aName = fc.constantFrom(...names);
/** Ways in which the same words are typed. */
const manner = fc.constantFrom<(text: string) => string>(
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.normalize('NFD'),
  (text) => text.normalize('NFKD'),
  (text) => text.replaceAll(' ', '\u00a0'),
  (text) => text.replaceAll(' ', ' \u2009\t'),
  (text) => `\ufeff  ${text}\r\n`,
  (text) => text.replaceAll(' ', ' \u200b'),
  (text) => text.replaceAll(',', ' ,'),
  (text) => text.replaceAll(/oà/gi, 'òa').replaceAll(/oá/gi, 'óa').replaceAll(/oả/gi, 'ỏa').replaceAll(/uý/gi, 'úy'),
  (text) => text.replaceAll('Đ', 'Ð'),
);
const typed = fc
  .tuple(aName, fc.array(manner, { maxLength: 4 }))
  .map(([name, manners]) => ({ name, text: manners.reduce((text, one) => one(text), name) }));

const withoutMarks = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll(/[đĐ]/g, 'd');

describe('a number of a paper', () => {
  it.each(['BL–001', 'bl-001', 'ＢＬ-001', ' BL - 001 ', 'BL\u2011001', 'BL\u2212001', 'B\u200bL-001\u00a0'])('%s is BL-001', (typed) =>
    expect(numberForm(typed)).toBe('BL-001'),
  );
  it.each(['BL001', 'BL.001', 'BL/001', 'BL-0011'])('%s is another number', (typed) => expect(numberForm(typed)).not.toBe('BL-001'));
  it('is its own form as offices usually write it: streams keep their names', () => {
    for (const usual of ['G09.20-20261130-0007777', 'H29.25747-250708-0006', 'BL/2026E.0001', '0000123'])
      expect(numberForm(usual)).toBe(usual);
  });
});

describe('one form for what is typed differently', () => {
  it.each([
    ['Đăng ký khai sinh', 'ĐĂNG KÝ KHAI SINH'],
    ['đăng kí', 'đăng ký'],
    ['Hoà Hưng', 'Hòa Hưng'],
    ['khoẻ mạnh', 'khỏe mạnh'],
    ['thuý', 'thúy'],
    ['Quí', 'Quý'],
    ['gìa', 'già'],
    ['xoá', 'xóa'],
    ['Ðồng', 'Đồng'],
    ['Ｐｈú Ｍỹ', 'Phú Mĩ'],
    ['Quy hoạch - Kiến trúc', 'quy hoạch–kiến trúc'],
    ['Máy in (A4)', 'máy in A4'],
    ['khai\u00adsinh', 'khaisinh'],
  ])('%s is %s', (one, other) => {
    expect(keyForm(one)).toBe(keyForm(other));
    expect(searchForm(one)).toBe(searchForm(other));
  });

  it.each([
    ['bàn', 'bản'],
    ['Thanh An', 'Thạnh An'],
    ['dầu', 'đầu'],
    ['hoa', 'hoà'],
  ])('%s and %s are two keys, and found alike', (one, other) => {
    expect(keyForm(one)).not.toBe(keyForm(other));
    expect(searchForm(one)).toBe(searchForm(other));
  });

  it.each([
    ['tuy', 'tui'],
    ['thuy', 'thui'],
    ['tân', 'tấn an'],
  ])('%s is not %s', (one, other) => expect(searchForm(one)).not.toBe(searchForm(other)));

  it('says the words without marks', () => {
    expect(searchWords(' Nguyễn  Thị Ánh-Đào ')).toEqual(['nguyen', 'thi', 'anh', 'dao']);
    expect(searchWords(' – ')).toEqual([]);
  });

  it('is the same for any name, however typed', () =>
    fc.assert(
      fc.property(typed, ({ name, text }) => {
        expect(keyForm(text)).toBe(keyForm(name));
        expect(searchForm(text)).toBe(searchForm(name));
        expect(searchForm(withoutMarks(text))).toBe(searchForm(name));
      }),
    ));

  it('is stable for any text: the form of a form is itself', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(keyForm(keyForm(text))).toBe(keyForm(text));
        expect(searchForm(searchForm(text))).toBe(searchForm(text));
        expect(searchForm(keyForm(text))).toBe(searchForm(text));
      }),
    ));

  it('keeps all units and all procedures apart as keys', () => {
    for (const all of [units.map(({ fullName }) => fullName), procedures.map(({ name }) => name)])
      expect(new Set(all.map(keyForm)).size).toBe(new Set(all).size);
  });
});

describe('what fits a search', () => {
  const rank = (sought: string, text: string) => {
    const place = rankFor(sought)(text);
    return place === undefined ? undefined : ranks[place];
  };

  it.each([
    ['Thạnh An', 'Thạnh An', 'whole with marks'],
    ['thanh an', 'Thạnh An', 'whole'],
    ['khai sinh', 'Đăng ký khai sinh', 'part with marks'],
    ['dang ky', 'Đăng ký khai sinh', 'part'],
    ['dang ky kh', 'Đăng ký khai sinh', 'part'],
    ['sinh khai', 'Đăng ký khai sinh', undefined],
    ['ang ky', 'Đăng ký khai sinh', undefined],
    ['%', 'Đăng ký khai sinh', undefined],
    ['', 'Đăng ký khai sinh', undefined],
  ])('%j in %j: %s', (sought, text, expected) => expect(rank(sought, text)).toBe(expected));

  it('is the best of several texts', () => {
    expect(rankFor('thu dau mot')('Phường Thủ Dầu Một', 'Thu Dau Mot Ward')).toBe(ranks.indexOf('part with marks'));
    expect(rankFor('thủ dầu một')('không', 'nào')).toBeUndefined();
  });

  it('finds every name by any of its words on, with marks before without', () =>
    fc.assert(
      fc.property(typed, fc.nat(), ({ name, text }, from) => {
        const words = text.trim().split(/\s+/);
        const some = words.slice(from % words.length).join(' ');
        fc.pre(searchForm(some) !== '');
        const withMarks = rankFor(some)(name);
        const without = rankFor(withoutMarks(some))(name);
        expect(withMarks).toBeDefined();
        expect(without).toBeGreaterThanOrEqual(withMarks ?? Number.NaN);
      }),
    ));
});

it.each(['H29.25747-261130-0010', 'h29.25747-261130-0010 ', 'H29 25747 261130 0010', 'H29257472611300010', 'H29.25747–261130–0010'])(
  'a code is the same with or without what stands between its parts: %s',
  (code) => expect(codeForm(code)).toBe('h29257472611300010'),
);
