import { describe, expect, it } from 'vitest';
import { demandedBy, needOf, normsOn, placesOn, statedNeedsOn } from '#domain/equipment/need.ts';
import { keyForm } from '#domain/text/searchForm.ts';
import type { Norm } from '#events/norm/events.ts';
import { type CenterRow, centerReadiness } from '#projections/centerReadiness/projection.ts';
import { equipment, type HoldingRow, type PlaceRow } from '#projections/equipment/projection.ts';
import { linesOf } from '#projections/equipment/queries.ts';
import { equipmentAdded, equipmentNeeded, established, pointOpened } from '#test/support/events.ts';
import { folded } from '#test/support/fold.ts';

const scanner = (quantity: number, per: 'counter' | 'point' | 'center' = 'counter', item = 'máy quét'): Norm => ({
  kind: 'equipment',
  item,
  quantity,
  per,
  legalGround: 'Nghị định 61/2018/NĐ-CP, Điều 13',
  certainty: 'memory',
});

describe('a need', () => {
  const versions = [
    { effectiveFrom: '2018-06-21', norms: [scanner(1)] },
    { effectiveFrom: '2025-07-01', norms: [scanner(2)] },
  ];
  it('comes from the version in force on the day', () => {
    expect(normsOn(versions, '2018-06-20')).toEqual([]);
    expect(normsOn(versions, '2025-06-30')).toEqual([scanner(1)]);
    expect(normsOn(versions, '2025-07-01')).toEqual([scanner(2)]);
  });
  it('counts counters and points that are not closed, and adds up norms for one item', () => {
    const points = [
      { counters: 4, openedOn: '2025-07-01' },
      { counters: 2, openedOn: '2025-07-01', closedOn: '2025-08-01' },
    ];
    expect(placesOn(points, '2025-06-20')).toEqual({ points: 2, counters: 6 });
    expect(placesOn(points, '2025-08-01')).toEqual({ points: 1, counters: 4 });
    const norms = [scanner(2), scanner(1, 'point'), scanner(3, 'center')];
    expect(demandedBy(norms, { points: 2, counters: 6 })).toEqual(new Map([[keyForm('máy quét'), 17]]));
    expect(demandedBy([scanner(2), scanner(1, 'counter', 'Máy  quét'.normalize('NFD'))], { points: 1, counters: 1 }).size).toBe(1);
  });
  it('is the one stated, else the norm, and says which', () => {
    expect(needOf(0, 4)).toEqual({ needed: 0, basis: 'stated' });
    expect(needOf(undefined, 4)).toEqual({ needed: 4, basis: 'norm' });
    expect(needOf(undefined, undefined)).toEqual({ needed: 0, basis: 'none' });
  });
});

describe('a gap', () => {
  /** What the Center's readiness and the read model of equipment say of one item, where norms ask for six. */
  const gapsAfter = async (...events: Parameters<typeof folded>[1]) => {
    const happened = [established(), pointOpened({ counters: 6 }), ...events];
    const { center_readiness: centers = [] } = await folded(centerReadiness, happened);
    const { equipped_places: places = [], equipment_holdings: holdings = [] } = await folded(equipment, happened);
    const [line] = linesOf(places[0] as PlaceRow, holdings as HoldingRow[], [scanner(1)], new Map(), '2025-07-01');
    const [stated] = statedNeedsOn((centers as unknown as CenterRow[])[0]?.equipment ?? [], '2025-07-01');
    return { gap: line?.gap, statedGap: stated?.statedGap };
  };

  it('is what is missing of the need, the norm’s where none was stated; a stated gap is what is missing of the need stated', async () => {
    expect(await gapsAfter(equipmentAdded({ quantity: 2 }))).toEqual({ gap: 4, statedGap: 0 });
    expect(await gapsAfter(equipmentNeeded({ quantity: 3 }), equipmentAdded({ quantity: 2 }))).toEqual({ gap: 1, statedGap: 1 });
  });

  it.each(['Máy quét', 'MÁY QUÉT', 'máy quét'.normalize('NFD'), ' máy\u00a0 quét'])(
    'is that of one item, however it was typed: %j',
    async (item) => {
      expect(await gapsAfter(equipmentNeeded({ quantity: 3 }), equipmentAdded({ item, quantity: 2 }))).toEqual({ gap: 1, statedGap: 1 });
    },
  );
});
