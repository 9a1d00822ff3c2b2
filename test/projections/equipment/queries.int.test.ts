import { afterAll, beforeAll, expect, it } from 'vitest';
import { rowsAsOf } from '#projections/daemon/history.ts';
import { equipment } from '#projections/equipment/projection.ts';
import { equipmentAt, inventoriesAt, normsAt, normsIds, transfersAt } from '#projections/equipment/queries.ts';
import { logOf, otherUnit, unit } from '#test/support/events.ts';
import { folded } from '#test/support/fold.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { happened, kiosk, scanner, transferId } from './happened.ts';

const JULY = '2025-07-01';
const END = { position: happened.length };
const placeOf = (type: string, nth = 0) => ({
  position: logOf(happened).filter((event) => event.type === type)[nth]?.position ?? Number.NaN,
});
let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([equipment]);
  await models.feed(...happened);
});
afterAll(() => models.drop());

const lineOf = async (code: string, item: string, day = JULY, asOf: { position: number } | { at: string } = END) =>
  (await equipmentAt(models.db, 'all', day, asOf)).lines.find((line) => line.unit === code && line.item === item);

it('a need comes from the norm for its counters, and says so', async () => {
  expect(await lineOf(unit, scanner)).toEqual({
    unit,
    item: scanner,
    needed: 4,
    basis: 'norm',
    stated: null,
    statedGround: null,
    byNorm: 4,
    legalGround: 'Nghị định 61/2018/NĐ-CP, Điều 13',
    certainty: 'memory',
    reused: 4,
    added: 3,
    moved: -2,
    gap: 0,
    surplus: 1,
    spentDong: 30_000_000,
    unpriced: 1,
    gapDong: 0,
  });
});

it('a need that was stated stands instead, with the norm beside it; the gap is priced by what was paid in the city', async () => {
  expect(await lineOf(otherUnit, scanner)).toMatchObject({
    needed: 3,
    basis: 'stated',
    byNorm: 2,
    moved: 2,
    gap: 1,
    surplus: 0,
    gapDong: 15_000_000,
  });
});

it('norms and places are those of the day, whenever the norms were entered', async () => {
  expect(await lineOf(unit, scanner, '2025-09-01')).toMatchObject({ byNorm: 8, gap: 3 });
  expect(await lineOf(unit, kiosk, '2025-09-01')).toMatchObject({ needed: 1, basis: 'norm', gap: 1, gapDong: null });
  expect(await lineOf(unit, kiosk, '2025-08-31')).toBeUndefined();
  // the only point of the other Center is closed by then
  expect(await lineOf(otherUnit, kiosk, '2025-09-01')).toBeUndefined();
});

it('as of a position, only the norms published by then are known', async () => {
  const before = { position: placeOf('NormsPublished', 1).position - 1 };
  expect(await lineOf(unit, scanner, '2025-09-01', before)).toMatchObject({ byNorm: 4 });
  expect((await normsAt(models.db, 'commune-center', '2025-09-01', before))?.versions).toHaveLength(1);
  expect((await normsAt(models.db, 'commune-center', '2025-09-01', END))?.inForce?.version).toBe(2);
  expect((await normsAt(models.db, 'commune-center', '2018-01-01', END))?.inForce).toBeNull();
  expect(await normsAt(models.db, 'commune-center', JULY, { position: -1 })).toBeUndefined();
  expect(await normsIds(models.db, END)).toEqual(['commune-center']);
});

it('area is held against the norms, the share for waiting against the area there is', async () => {
  const { spaces } = await equipmentAt(models.db, 'all', JULY, END);
  const shown = spaces.map(({ legalGround: _ground, certainty: _certainty, ...space }) => space);
  expect(shown).toEqual([
    { unit, needed: 40, there: 30, gap: 10, waitingNeeded: 20, waitingThere: 12, waitingGap: 8 },
    { unit: otherUnit, needed: 40, there: 100, gap: 0, waitingNeeded: 50, waitingThere: 60, waitingGap: 0 },
  ]);
});

it('only the units asked about are answered for', async () => {
  const { lines, spaces } = await equipmentAt(models.db, [otherUnit], JULY, END);
  expect([...lines, ...spaces].map((line) => line.unit)).toEqual([otherUnit, otherUnit]);
  expect(await equipmentAt(models.db, [], JULY, END)).toMatchObject({ lines: [], spaces: [] });
});

it('an inventory shows what is left', async () => {
  const [inventory] = await inventoriesAt(models.db, END, 'phu-cuong');
  expect(inventory?.items).toEqual([
    { item: 'bàn', counted: 9, writtenOff: 0, taken: 0, left: 9 },
    { item: scanner, counted: 6, writtenOff: 1, taken: 4, left: 1 },
  ]);
  expect(await inventoriesAt(models.db, END, 'elsewhere')).toEqual([]);
});

it('a transfer shows where it stands, then as now', async () => {
  const stateAt = async (asOf: { position: number }) => (await transfersAt(models.db, asOf, transferId))[0]?.state;
  expect(await stateAt(placeOf('TransferRequested'))).toBe('requested');
  expect(await stateAt(placeOf('TransferTakenOut'))).toBe('taken-out');
  expect(await stateAt(END)).toBe('taken-in');
});

it('every table as of every position and every instant is what a replay up to there leaves', async () => {
  const log = logOf(happened);
  const tables = {
    equipment_holdings: ['unit', 'item_key'],
    equipped_places: ['unit'],
    section_inventories: ['section'],
    equipment_transfers: ['transfer_id'],
  };
  for (const [index, { position, occurredAt }] of log.entries()) {
    const replayed = await folded(equipment, happened.slice(0, index + 1));
    for (const [table, key] of Object.entries(tables)) {
      const inOrder = (replayed[table] ?? []).toSorted((a, b) =>
        JSON.stringify(key.map((name) => a[name])) < JSON.stringify(key.map((name) => b[name])) ? -1 : 1,
      );
      expect(await rowsAsOf(models.db, `${table}_history`, key, { position })).toEqual(inOrder);
      expect(await rowsAsOf(models.db, `${table}_history`, key, { at: occurredAt })).toEqual(inOrder);
    }
  }
});
