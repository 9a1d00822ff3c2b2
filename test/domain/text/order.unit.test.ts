import { expect, it } from 'vitest';
import { compareNames } from '#domain/text/order.ts';

it('people are ordered by given name, then family name, then middle names, as Vietnamese dictionaries order letters', () => {
  const inOrder = ['Lê Văn An', 'Nguyễn Thị An', 'Nguyễn Văn An', 'Trần Ân', 'Lê Bình', 'Phạm Dung', 'Phạm Đức', 'Đỗ Thị Hoa', 'Lê Hòa'];
  expect(inOrder.toReversed().toSorted(compareNames)).toEqual(inOrder);
  expect(compareNames('Lê  Hòa', 'Lê Hòa'.normalize('NFD'))).toBe(0);
});
