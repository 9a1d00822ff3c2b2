import type { Act } from './act.ts';
import { FIRST_DAY, laneOf, type SimulatedCenter } from './city.ts';
import { seeded } from './random.ts';
import { headOf } from './setUp.ts';
import { at, dayOf } from './workingClock.ts';

/** Residents for each 1.0 of size: the mean of the city's units. */
const MEAN_RESIDENTS = 81_500;
/** From this size on two counters are too few, as the figures of the decision say and the first week shows. */
const TOO_MANY_FOR_TWO = 0.57;

const committeeOf = ({ unit }: SimulatedCenter): string => `Ủy ban nhân dân ${unit.fullName[0]?.toLowerCase()}${unit.fullName.slice(1)}`;

/**
 * The decisions of a committee on points and counters: before the points open, or with the first point where none was
 * ready in June; a second decision after a week where the counters were too few.
 * `setUp`: the acts that open the points.
 */
export const pointActs = (center: SimulatedCenter, setUp: readonly Act[]): Act[] => {
  const { unit, size, lateness, completeOn } = center;
  const random = seeded('points', unit.code);
  const counters = setUp.flatMap(({ command, input }) => (command === 'OpenPoint' ? [Number(input.counters)] : []));
  const fix = (when: number, label: string, each: readonly number[]): Act => ({
    at: when,
    lane: laneOf(center),
    key: `set-up:${unit.code}:${label}`,
    command: 'FixPoints',
    input: {
      unit: unit.code,
      act: { number: `${random.int(10, 480)}/QĐ-UBND`, date: dayOf(when), signer: `Chủ tịch ${committeeOf(center)}` },
      effectiveOn: dayOf(Math.max(when, at(FIRST_DAY, '00:00'))),
      points: each.map((number, index) => ({
        name: index === 0 ? `Điểm tiếp nhận chính ${unit.fullName}` : `Điểm tiếp nhận số ${index + 1} ${unit.fullName}`,
        counters: number,
      })),
      // the committee knows how many live there; of Dĩ An everybody does
      ...(unit.code !== '25942' && { residents: Math.round(MEAN_RESIDENTS * size) }),
    },
    actor: headOf(center),
  });
  const first =
    lateness === 'no-point' ? at(completeOn, '08:20') : at(`2025-06-${random.int(16, 17)}`, '08:30') + random.int(0, 480) * 60_000;
  const acts = [fix(first, 'fix-points', counters)];
  if (counters.length === 1 && counters[0] === 2 && size > TOO_MANY_FOR_TWO)
    acts.push(fix(at('2025-07-08', '16:00'), 'fix-points-again', [3]));
  return acts;
};
