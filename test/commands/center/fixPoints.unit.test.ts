import { describe, expect, it } from 'vitest';
import { fixPoints } from '#commands/center/places.ts';
import type { CenterEvent } from '#events/center/events.ts';
import { specOf } from '#test/support/spec.ts';
import { established, unit } from './given.ts';

const at = '2025-06-25T02:00:00.000Z';
const decided = {
  unit,
  act: { number: '12/QĐ-UBND', date: '2025-06-24', signer: 'Chủ tịch UBND phường' },
  effectiveOn: '2025-07-01',
  points: [{ name: 'Điểm số 1', counters: 6 }],
};
const { given } = specOf(fixPoints);
type Fixed = Extract<CenterEvent, { type: 'PointsFixed' }>;
const fixedBy = (input: Parameters<ReturnType<typeof given>['when']>[0], settings = {}): Fixed => {
  const happened = given(established()).when(input, { at, settings }).outcome();
  if (happened instanceof Error) throw happened;
  return happened[0] as Fixed;
};

describe('fixing points', () => {
  it('keeps the decision with what it was computed from and what came out', () => {
    const { data } = fixedBy(decided);
    expect(data).toMatchObject(decided);
    expect(data.figures.model).toContain('Erlang C');
    expect(data.figures.inputs).toMatchObject({
      residents: { value: 100_000, certainty: 'assumption' },
      arrivalsADay: 40,
      arrivalsOnBusyDay: 50,
      service: { minutes: 8 },
      target: { longWaitMinutes: 15, atMost: 0.1 },
    });
    expect(data.figures.points).toMatchObject([{ counters: 6, meetsTarget: true }]);
    expect(data.figures.meetsTarget).toBe(true);
  });
  it('splits the demand by counters, and says which point is too small', () => {
    const { figures } = fixedBy({
      ...decided,
      points: [
        { name: 'A', counters: 2 },
        { name: 'B', counters: 1 },
      ],
      dossiersADay: 150,
    }).data;
    const [first, second] = figures.points;
    expect(first?.utilisation).toBeCloseTo(second?.utilisation ?? 0, 2);
    expect(figures.meetsTarget).toBe(false);
    expect(second?.needed).toBeGreaterThan(1);
  });
  it('keeps what was stated as stated', () => {
    const { inputs } = fixedBy({ ...decided, residents: 64_000, areaSquareKm: 12.5 }).data.figures;
    expect(inputs.residents).toMatchObject({ value: 64_000, certainty: 'stated' });
    expect(inputs.areaSquareKm).toMatchObject({ value: 12.5, certainty: 'stated' });
  });
  it('may be decided anew', () => {
    const again = { ...decided, act: { ...decided.act, number: '15/QĐ-UBND' }, points: [{ name: 'Điểm số 1', counters: 8 }] };
    const { figures: _before, ...data } = fixedBy(again).data;
    expect(given(established(), fixedBy(decided)).when(again, { at }).outcome()).toMatchObject([{ type: 'PointsFixed', data }]);
  });
  it('changes nothing when the decision is the same', () => given(established(), fixedBy(decided)).when(decided, { at }).yieldsNothing());
  it('is refused where there is no Center', () => given().when(decided, { at }).isRejected('center-not-established'));
  it('is refused when it is dated in the future', () =>
    given(established()).when(decided, { at: '2025-06-23T02:00:00.000Z' }).isRejected('date-out-of-order'));
  it('is refused when it is older than the one in force', () =>
    given(established(), fixedBy(decided))
      .when({ ...decided, act: { ...decided.act, date: '2025-06-20' } }, { at })
      .isRejected('date-out-of-order'));
});
