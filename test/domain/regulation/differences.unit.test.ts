import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareArticles, compareWords } from '#domain/regulation/differences.ts';

const words = fc.array(fc.constantFrom('hồ', 'sơ', 'tiếp', 'nhận', 'ngày'), { maxLength: 12 }).map((all) => all.join(' '));
const article = (number: number, title: string, text: string) => ({ number, title, text });
const kinds = (...[before, after]: Parameters<typeof compareArticles>) =>
  compareArticles(before, after).map(({ kind, before: old, after: now }) => [kind, old?.number ?? null, now?.number ?? null]);

describe('words', () => {
  it('are marked where they differ', () =>
    expect(compareWords('từ 7 giờ đến 17 giờ', 'từ 8 giờ sáng đến 17 giờ')).toEqual([
      { kind: 'same', text: 'từ ' },
      { kind: 'removed', text: '7 ' },
      { kind: 'added', text: '8 ' },
      { kind: 'same', text: 'giờ ' },
      { kind: 'added', text: 'sáng ' },
      { kind: 'same', text: 'đến 17 giờ' },
    ]));
  it('without the removed ones are the text after, without the added ones that before; equal texts have neither', () =>
    fc.assert(
      fc.property(words, words, (before, after) => {
        const runs = compareWords(before, after);
        const textOf = (left: string) =>
          runs
            .filter(({ kind }) => kind !== left)
            .map(({ text }) => text.trim())
            .join(' ');
        expect([textOf('added'), textOf('removed')]).toEqual([before, after]);
        if (before === after) expect(runs.every(({ kind }) => kind === 'same')).toBe(true);
      }),
    ));
  it('do not differ by spaces, nor by how an accent is composed', () =>
    expect(compareWords('hồ  sơ\n', 'hồ sơ'.normalize('NFD')).map(({ kind }) => kind)).toEqual(['same']));
  const long = (word: string) => `đầu ${Array.from({ length: 1100 }, (_, index) => `${word}${index}`).join(' ')} cuối`;
  it('of which too many differ count as replaced, but for what begins and ends alike', () =>
    expect(compareWords(long('a'), long('b')).map(({ kind }) => kind)).toEqual(['same', 'removed', 'added', 'same']));
  it('of long texts are compared where few differ', () =>
    expect(compareWords(`x ${long('a')} y`, `y ${long('a')} x`).map(({ kind }) => kind)).toEqual([
      'removed',
      'added',
      'same',
      'removed',
      'added',
    ]));
});

describe('articles', () => {
  const [scope, hours, end] = [article(1, 'Phạm vi', 'a b'), article(2, 'Thời gian', 'c d'), article(3, 'Thi hành', 'e f')];
  it('are found again by their titles, whatever number they have now', () =>
    expect(
      kinds([scope, hours, end], [scope, article(2, 'Số hóa', 'x'), { ...hours, number: 3 }, { ...end, number: 4, text: 'e g' }]),
    ).toEqual([
      ['same', 1, 1],
      ['added', null, 2],
      ['same', 2, 3],
      ['changed', 3, 4],
    ]));
  it('of another title are the same article when the number is, else one went and one came', () => {
    expect(kinds([scope, hours], [scope, article(2, 'Giờ làm việc', 'c d')])).toEqual([
      ['same', 1, 1],
      ['changed', 2, 2],
    ]);
    expect(kinds([scope, hours, end], [scope, { ...end, number: 2 }])).toEqual([
      ['same', 1, 1],
      ['removed', 2, null],
      ['same', 3, 2],
    ]);
  });
});
