import { describe, expect, it } from 'vitest';
import { publishNorms } from '#commands/norm/publishNorms.ts';
import { demandedBy, needOf, normsOn, placesOn } from '#domain/equipment/need.ts';
import type { Norm } from '#events/norm/events.ts';
import { specOf } from '#test/support/spec.ts';

const origin = { legalGround: 'Nghị định 61/2018/NĐ-CP, Điều 13', certainty: 'memory' } as const;
const scanner = (quantity: number, per: 'counter' | 'point' | 'center' = 'counter'): Norm => ({
  kind: 'equipment',
  item: 'máy quét',
  quantity,
  per,
  ...origin,
});
const set = (effectiveFrom: string, norms: Norm[] = [scanner(1)]) => ({
  normsId: 'commune-center',
  title: 'Định mức',
  effectiveFrom,
  norms,
  ground: 'Nghị định',
});
const published = (version: number, ...which: Parameters<typeof set>) =>
  ({ type: 'NormsPublished', data: { ...set(...which), version } }) as const;

describe('norms', () => {
  const { given } = specOf(publishNorms);
  it('are published', () => given().when(set('2018-06-21')).yields(published(1, '2018-06-21')));
  it('are not published twice', () => given(published(1, '2018-06-21')).when(set('2018-06-21')).yieldsNothing());
  it('are amended by a later version, or by one of the same day', () => {
    given(published(1, '2018-06-21'))
      .when(set('2025-07-01', [scanner(2)]))
      .yields(published(2, '2025-07-01', [scanner(2)]));
    given(published(1, '2018-06-21'))
      .when(set('2018-06-21', [scanner(2)]))
      .yields(published(2, '2018-06-21', [scanner(2)]));
  });
  it('are not put before those in force', () => given(published(1, '2018-06-21')).when(set('2018-06-20')).isRejected('norms-out-of-order'));
});

describe('a need', () => {
  const versions = [set('2018-06-21'), set('2025-07-01', [scanner(2)])];
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
    expect(demandedBy(norms, { points: 2, counters: 6 })).toEqual(new Map([['máy quét', 17]]));
  });
  it('is the one stated, else the norm, and says which', () => {
    expect(needOf(0, 4)).toEqual({ needed: 0, basis: 'stated' });
    expect(needOf(undefined, 4)).toEqual({ needed: 4, basis: 'norm' });
    expect(needOf(undefined, undefined)).toEqual({ needed: 0, basis: 'none' });
  });
});
