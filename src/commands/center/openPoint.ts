import { Rejection } from '#domain/rejections.ts';
import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { established } from './rules.ts';

export const openPoint = centerCommand({
  name: 'OpenPoint',
  summary: 'Fixes a reception-and-return point of a Center; without `pointId` one is made up.',
  input: centerEvents.schemas.PointOpened.partial({ pointId: true }),
  decide: (center, { unit, pointId, name, address, counters, openedOn }, { newId }) => {
    const { points } = established(center, unit);
    // an id is never given out twice, not even after the point closed: old dossiers still name it
    if (pointId !== undefined && points.has(pointId))
      throw new Rejection('point-already-exists', `The Center of ${unit} has or had a point ${pointId}.`);
    return [{ type: 'PointOpened', data: { unit, pointId: pointId ?? newId('point'), name, address, counters, openedOn } }];
  },
});
