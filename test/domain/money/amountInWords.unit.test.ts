import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountInWords } from '#domain/money/amountInWords.ts';

describe('an amount in words', () => {
  it.each([
    [0, 'Không đồng'],
    [5, 'Năm đồng'],
    [10, 'Mười đồng'],
    [15, 'Mười lăm đồng'],
    [21, 'Hai mươi mốt đồng'],
    [24, 'Hai mươi tư đồng'],
    [105, 'Một trăm lẻ năm đồng'],
    [110, 'Một trăm mười đồng'],
    [1_000, 'Một nghìn đồng'],
    [2_005, 'Hai nghìn không trăm lẻ năm đồng'],
    [15_000, 'Mười lăm nghìn đồng'],
    [200_000, 'Hai trăm nghìn đồng'],
    [1_234_567, 'Một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy đồng'],
    [1_000_001, 'Một triệu không trăm lẻ một đồng'],
    [1_050_000_000, 'Một tỷ không trăm năm mươi triệu đồng'],
    [1_000_000_000_000, 'Một nghìn tỷ đồng'],
    [1_000_000_000_000_000, 'Một triệu tỷ đồng'],
  ])('of %i is "%s"', (dong, words) => expect(amountInWords(dong)).toBe(words));

  it('is another for every amount, and has no doubled space', () => {
    const amount = fc.integer({ min: 0, max: 1_000_000_000_000_000 });
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(amountInWords(a) === amountInWords(b)).toBe(a === b);
        expect(amountInWords(a)).not.toMatch(/ {2}|undefined/);
      }),
    );
  });

  it.each([-1, 1.5, Number.NaN])('there is none of %d', (dong) => expect(() => amountInWords(dong)).toThrow(RangeError));
});
