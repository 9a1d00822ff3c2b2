import { describe, it } from 'vitest';
import { countItemsIn, openInventory, takeItems, writeItemsOff } from '#commands/inventory/inventory.ts';
import { specId, specOf } from '#test/support/spec.ts';

const section = 'phu-cuong';
const inventory = {
  section,
  unit: '25747',
  name: 'Bộ phận một cửa phường Phú Cường',
  level: 'commune' as const,
  sharedWith: ['25750'],
  items: [
    { item: 'máy quét', quantity: 2 },
    { item: 'máy quét', quantity: 1 },
  ],
};
const opened = { type: 'InventoryOpened', data: inventory } as const;
const pieces = (quantity: number, item = 'máy quét') => ({ section, item, quantity, ground: 'Kiểm kê' });
const countedIn = (quantity: number) => ({ type: 'ItemsCountedIn', data: { ...pieces(quantity), unit: '25747' } }) as const;
const writtenOff = (quantity: number) => ({ type: 'ItemsWrittenOff', data: { ...pieces(quantity), unit: '25747' } }) as const;
const taking = (quantity: number, takenBy = '25747', id = 'one') => ({
  section,
  takingId: specId(id),
  takenBy,
  item: 'máy quét',
  quantity,
  from: 'Bộ phận một cửa',
});
const taken = (...what: Parameters<typeof taking>) => ({ type: 'ItemsTaken', data: { ...taking(...what), unit: '25747' } }) as const;

describe('an inventory', () => {
  const { given } = specOf(openInventory);
  it('is drawn up', () => given().when(inventory).yields(opened));
  it('is drawn up once', () => given(opened).when(inventory).isRejected('inventory-already-opened'));
  it('is kept by and shared with units of the city', () => {
    given()
      .when({ ...inventory, unit: '99999' })
      .isRejected('unit-unknown');
    given()
      .when({ ...inventory, sharedWith: ['99999'] })
      .isRejected('unit-unknown');
  });
});

describe('pieces', () => {
  it('are counted in and written off', () => {
    specOf(countItemsIn).given(opened).when(pieces(4)).yields(countedIn(4));
    specOf(writeItemsOff).given(opened).when(pieces(3)).yields(writtenOff(3));
  });
  it('are not written off below zero', () => {
    specOf(writeItemsOff).given(opened).when(pieces(4)).isRejected('items-not-there');
    specOf(writeItemsOff).given(opened, writtenOff(2)).when(pieces(2)).isRejected('items-not-there');
    specOf(writeItemsOff).given(opened).when(pieces(1, 'máy in')).isRejected('items-not-there');
  });
  it('are those of one item, however it is typed', () => {
    const item = 'MÁY  QUÉT'.normalize('NFD');
    const written = { ...writtenOff(3), data: { ...writtenOff(3).data, item } };
    specOf(writeItemsOff).given(opened).when(pieces(3, item)).yields(written);
    specOf(writeItemsOff).given(opened, written).when(pieces(1)).isRejected('items-not-there');
  });
  it('are taken by the keeper and by those it is shared with', () => {
    specOf(takeItems).given(opened).when(taking(3)).yields(taken(3));
    specOf(takeItems).given(opened).when(taking(1, '25750')).yields(taken(1, '25750'));
    specOf(takeItems).given(opened).when(taking(1, '25760')).isRejected('section-not-shared');
  });
  it('are not taken below zero, whatever came in and went before', () => {
    const { given } = specOf(takeItems);
    given(opened, taken(2, '25750', 'other'))
      .when(taking(2))
      .isRejected('items-not-there');
    given(opened, taken(2, '25750', 'other'), countedIn(1))
      .when(taking(2))
      .yields(taken(2));
  });
  it('are taken once for one taking', () => specOf(takeItems).given(opened, taken(3)).when(taking(3)).yieldsNothing());
  it('belong to an inventory', () => {
    specOf(takeItems).given().when(taking(1)).isRejected('inventory-not-found');
    specOf(countItemsIn).given().when(pieces(1)).isRejected('inventory-not-found');
    specOf(writeItemsOff).given().when(pieces(1)).isRejected('inventory-not-found');
  });
});
