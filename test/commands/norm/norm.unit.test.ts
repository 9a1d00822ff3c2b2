import { describe, it } from 'vitest';
import { publishNorms } from '#commands/norm/norm.ts';
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
