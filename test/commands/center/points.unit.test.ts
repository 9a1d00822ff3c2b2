import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closePoint, openPoint } from '#commands/center/places.ts';
import { firstDayWithoutPoint } from '#domain/center/readiness.ts';
import { specId, specOf } from '#test/support/spec.ts';
import { centerOpened, established, pointOpened, unit } from './given.ts';

describe('opening a point', () => {
  const { given } = specOf(openPoint);
  const { pointId: _, ...unnamed } = pointOpened().data;
  it('fixes the point', () => given(established()).when(pointOpened().data).yields(pointOpened()));
  it('makes up an id when none is given', () =>
    given(established())
      .when(unnamed)
      .yields(pointOpened({ pointId: specId('point') })));
  it('is refused where there is no Center', () => given().when(unnamed).isRejected('center-not-established'));
  it('is refused when the id is taken, also by a closed point', () =>
    given(established(), pointOpened(), { type: 'PointClosed', data: { unit, pointId: 'p1', closedOn: '2025-08-01', ground: 'moved' } })
      .when(pointOpened({ openedOn: '2025-09-01' }).data)
      .isRejected('point-already-exists'));
});

describe('closing a point', () => {
  const { given } = specOf(closePoint);
  const closed = (pointId: string, closedOn: string) =>
    ({ type: 'PointClosed', data: { unit, pointId, closedOn, ground: 'moved' } }) as const;
  const two = [established(), pointOpened(), pointOpened({ pointId: 'p2', openedOn: '2025-08-01' }), centerOpened()] as const;

  it('is granted while another point is open', () =>
    given(...two)
      .when(closed('p1', '2025-08-01').data)
      .yields(closed('p1', '2025-08-01')));
  it('is granted for the only point of a Center that is not open', () =>
    given(established(), pointOpened()).when(closed('p1', '2025-08-01').data).yields(closed('p1', '2025-08-01')));
  it('is refused for the last point of an open Center', () =>
    given(established(), pointOpened(), centerOpened()).when(closed('p1', '2025-08-01').data).isRejected('last-point'));
  it('is refused when the other point opens only later', () =>
    given(...two)
      .when(closed('p1', '2025-07-31').data)
      .isRejected('last-point'));
  it('is refused when the other point closes afterwards', () =>
    given(...two, closed('p2', '2025-12-01'))
      .when(closed('p1', '2025-09-01').data)
      .isRejected('last-point'));
  it('is refused before the point opens', () =>
    given(...two)
      .when(closed('p2', '2025-07-31').data)
      .isRejected('date-out-of-order'));
  it('is refused the second time', () =>
    given(...two, closed('p1', '2025-09-01'))
      .when(closed('p1', '2025-09-01').data)
      .isRejected('point-closed'));
  it('is refused for a point that does not exist', () =>
    given(...two)
      .when(closed('p9', '2025-09-01').data)
      .isRejected('point-not-found'));
});

describe('the first day without a point', () => {
  const day = fc.integer({ min: 1, max: 28 }).map((n) => `2025-07-${String(n).padStart(2, '0')}`);
  const point = fc.record({ openedOn: day, closedOn: day }, { requiredKeys: ['openedOn'] });
  it('is what counting day by day finds', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 4 }), day, (points, from) => {
        const days = Array.from({ length: 31 }, (_, n) => `2025-07-${String(n + 1).padStart(2, '0')}`);
        const counted = days.find(
          (at) => at >= from && !points.some(({ openedOn, closedOn }) => openedOn <= at && (closedOn === undefined || at < closedOn)),
        );
        expect(firstDayWithoutPoint(points, from)).toBe(counted);
      }),
    );
  });
});
