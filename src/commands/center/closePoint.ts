import { firstDayWithoutPoint } from '#domain/center/readiness.ts';
import { Rejection } from '#domain/rejections.ts';
import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { established } from './rules.ts';

export const closePoint = centerCommand({
  name: 'ClosePoint',
  summary: 'Closes a reception-and-return point from a day on.',
  input: centerEvents.schemas.PointClosed,
  decide: (center, { unit, pointId, closedOn, ground }) => {
    const { points, openedOn } = established(center, unit);
    const point = points.get(pointId);
    if (point === undefined) throw new Rejection('point-not-found', `The Center of ${unit} has no point ${pointId}.`);
    if (point.closedOn !== undefined) throw new Rejection('point-closed', `Point ${pointId} closes or closed on ${point.closedOn}.`);
    if (closedOn < point.openedOn)
      throw new Rejection('date-out-of-order', `Point ${pointId} opens on ${point.openedOn}; it cannot close before, on ${closedOn}.`);
    const left = new Map(points).set(pointId, { ...point, closedOn });
    const without = openedOn === undefined ? undefined : firstDayWithoutPoint([...left.values()], openedOn);
    if (without !== undefined) throw new Rejection('last-point', `The Center of ${unit} would have no open point on ${without}.`);
    return [{ type: 'PointClosed', data: { unit, pointId, closedOn, ground } }];
  },
});
