import { describe, expect, it } from 'vitest';
import { choiceIn, unknownIn } from '#domain/text/choice.ts';

const sectors = ['Hộ tịch', 'Hộ kinh doanh', 'Chứng thực', 'Đăng ký, quản lý cư trú', 'Đất đai', 'Bàn', 'Bản', 'Ghế chờ'];

describe('a text that should name an entry of a list', () => {
  it.each(['Hộ tịch', 'hộ tịch', 'HỘ TỊCH', 'Hộ tịch'.normalize('NFD'), ' Hộ\u00a0 tịch ', 'ho tich'])('%j is “Hộ tịch”', (text) =>
    expect(choiceIn(sectors, text)).toEqual({ found: 'Hộ tịch' }),
  );

  it('without marks is none where several read so', () => {
    expect(choiceIn(sectors, 'bàn')).toEqual({ found: 'Bàn' });
    expect(choiceIn(sectors, 'ban')).toEqual({ near: ['Bàn', 'Bản'] });
  });

  it.each([
    ['Hộ tich', ['Hộ tịch']],
    ['hộ tịhc', ['Hộ tịch']],
    ['cư trú', ['Đăng ký, quản lý cư trú']],
    ['Chứng thụ', ['Chứng thực']],
    ['hộ', ['Hộ tịch', 'Hộ kinh doanh']],
    ['gế chờ', ['Ghế chờ']],
    ['Hải quan', []],
    ['', []],
    ['x'.repeat(100_000), []],
  ])('%j may mean %j', (text, near) => expect(choiceIn(sectors, text)).toEqual({ near }));
});

it('what names nothing is repeated whole characters only', () => {
  expect(unknownIn('sector', `${'a'.repeat(98)}🏛🏛`, [])).toBe(`There is no sector “${'a'.repeat(98)}…”.`);
});
