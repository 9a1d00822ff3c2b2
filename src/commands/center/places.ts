import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { AnyCommand } from '#commands/handling/command.ts';
import { firstDayWithoutPoint } from '#domain/center/readiness.ts';
import { chooseAtPoints, demandOf, MODEL, type Stated, smallestChoice } from '#domain/counters/need.ts';
import { Rejection } from '#domain/rejections.ts';
import type { Settings } from '#domain/settings.ts';
import { centerEvents } from '#events/center/events.ts';
import { centerCommand, checkDates, established } from './decision.ts';

const { unit, act, effectiveOn, points } = centerEvents.schemas.PointsFixed.shape;

/** What is known of a unit better than the settings know it; `number` makes the schema of a number up to a limit. */
export const knownBy = <N extends z.ZodType<number>>(number: (most: number) => N) => ({
  residents: number(500_000).optional().describe('Residents of the unit; by the settings when absent.'),
  areaSquareKm: number(5_000).optional().describe('Area of the unit in square kilometres.'),
  dossiersADay: number(1_000)
    .optional()
    .describe('Dossiers expected on a usual working day, whatever their channel; from the residents when absent.'),
});
const known = knownBy((most) => z.number().positive().max(most));

/** Inputs and outputs of the model for these points. */
const figuresOf = ({ counterNeed }: Settings, unit: Settings['units'][number], points: readonly { counters: number }[], stated: Stated) => {
  const demand = demandOf(counterNeed, unit, stated);
  const judged = chooseAtPoints(demand, points).map(({ halfHours: _byHalfHour, share, ...choice }) => ({
    ...choice,
    needed: smallestChoice(demand, share).counters,
  }));
  return { model: MODEL, inputs: demand, points: judged, meetsTarget: judged.every(({ meetsTarget }) => meetsTarget) };
};

export const fixPoints = centerCommand({
  name: 'FixPoints',
  summary: 'Fixes the number of points and the counters of each; the figures the decision rests on are computed and kept with it.',
  input: z.strictObject({ unit, act, effectiveOn, points, ...known }),
  unit: (input) => input.unit,
  decide: (center, { unit: code, act, effectiveOn, points, ...stated }, { occurredAt, settings }) => {
    const { pointsFixed } = established(center, code);
    const fixed = { act, effectiveOn, points };
    if (isDeepStrictEqual(fixed, pointsFixed)) return [];
    checkDates('decision on points', fixed, occurredAt);
    if (pointsFixed !== undefined && act.date < pointsFixed.act.date)
      throw new Rejection('date-out-of-order', `The decision on points is older than the one in force, of ${pointsFixed.act.date}.`);
    const of = settings.units.find((one) => one.code === code);
    if (of === undefined) throw new Rejection('unit-unknown', `The city has no unit ${code}.`);
    return [{ type: 'PointsFixed', data: { unit: code, ...fixed, figures: figuresOf(settings, of, points, stated) } }];
  },
});

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

export const designateHeadquarters = centerCommand({
  name: 'DesignateHeadquarters',
  summary: 'Designates the headquarters and what is reused of the former one-stop section.',
  input: centerEvents.schemas.HeadquartersDesignated,
  decide: (center, headquarters) =>
    isDeepStrictEqual(established(center, headquarters.unit).headquarters, headquarters)
      ? []
      : [{ type: 'HeadquartersDesignated', data: headquarters }],
});

/** Where a Center receives. */
export const placeCommands: readonly AnyCommand[] = [fixPoints, openPoint, closePoint, designateHeadquarters];
