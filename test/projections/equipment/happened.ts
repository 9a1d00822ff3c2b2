import type { Norm } from '#events/norm/events.ts';
import { established, type Happened, headquartersDesignated, otherUnit, pointClosed, pointOpened, unit } from '#test/support/events.ts';

export const scanner = 'máy quét';
export const kiosk = 'kiốt tra cứu';
export const transferId = '00000000-0000-4000-8000-0000000000a1';
const takingId = '00000000-0000-4000-8000-0000000000a2';
const section = 'phu-cuong';
const origin = { legalGround: 'Nghị định 61/2018/NĐ-CP, Điều 13', certainty: 'memory' } as const;
const norm = (item: string, per: 'counter' | 'point' | 'center', quantity = 1): Norm => ({
  kind: 'equipment',
  item,
  quantity,
  per,
  ...origin,
});
const premises: Norm[] = [
  { kind: 'area', squareMetres: 40, ...origin },
  { kind: 'waiting-share', share: 0.5, ...origin },
];
const what = { transferId, from: unit, to: otherUnit, item: scanner, quantity: 2 };

/** Two Centers: one gets more scanners than it needs and gives some to the other; the norms are amended from 1 September on. */
export const happened: Happened[] = [
  {
    type: 'NormsPublished',
    data: {
      normsId: 'commune-center',
      title: 'Định mức',
      version: 1,
      effectiveFrom: '2018-06-21',
      norms: [...premises, norm(scanner, 'counter')],
      ground: 'Nghị định',
    },
  },
  established(),
  pointOpened({ counters: 4 }),
  headquartersDesignated({ areaSquareMetres: 30, waitingAreaSquareMetres: 12 }),
  established({ unit: otherUnit }),
  pointOpened({ unit: otherUnit, counters: 2 }),
  headquartersDesignated({ unit: otherUnit, areaSquareMetres: 100, waitingAreaSquareMetres: 60 }),
  {
    type: 'InventoryOpened',
    data: {
      section,
      unit,
      name: 'Bộ phận một cửa',
      level: 'commune',
      sharedWith: [],
      items: [
        { item: scanner, quantity: 5 },
        { item: 'bàn', quantity: 9 },
      ],
    },
  },
  { type: 'ItemsCountedIn', data: { section, unit, item: scanner, quantity: 1, ground: 'Kiểm kê' } },
  { type: 'ItemsWrittenOff', data: { section, unit, item: scanner, quantity: 1, ground: 'Hỏng' } },
  { type: 'ItemsTaken', data: { section, unit, takingId, takenBy: unit, item: scanner, quantity: 4, from: 'Một cửa' } },
  { type: 'EquipmentReused', data: { unit, item: scanner, quantity: 4, from: 'Một cửa', section, takingId } },
  { type: 'EquipmentAdded', data: { unit, item: scanner, quantity: 2, priceDong: 30_000_000 } },
  { type: 'EquipmentAdded', data: { unit, item: scanner, quantity: 1 } },
  { type: 'TransferRequested', data: { ...what, ground: 'Thừa' } },
  { type: 'EquipmentTakenOut', data: { unit, transferId, to: otherUnit, item: scanner, quantity: 2 } },
  { type: 'TransferTakenOut', data: what },
  { type: 'TransferTakenIn', data: what },
  { type: 'EquipmentTakenIn', data: { unit: otherUnit, transferId, from: unit, item: scanner, quantity: 2 } },
  { type: 'EquipmentNeeded', data: { unit: otherUnit, item: scanner, quantity: 3, ground: 'Lượng hồ sơ' } },
  {
    type: 'NormsPublished',
    data: {
      normsId: 'commune-center',
      title: 'Định mức',
      version: 2,
      effectiveFrom: '2025-09-01',
      norms: [...premises, norm(scanner, 'counter', 2), norm(kiosk, 'point')],
      ground: 'Sửa đổi',
    },
  },
  pointClosed({ unit: otherUnit, closedOn: '2025-09-01' }),
];
