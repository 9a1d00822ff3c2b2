import type { Settings } from '#domain/settings.ts';
import type { Position } from '#events/terms.ts';
import type { Assumptions } from './assumptions.ts';
import { type Random, seeded } from './random.ts';
import { at, plusDays } from './workingClock.ts';

type Unit = Settings['units'][number];
export type Member = { id: string; position: Position };
/** Why a Center is not complete on 1 July 2025. */
export type Lateness = 'no-director' | 'no-regulations' | 'no-point' | 'no-headquarters';

/** One simulated Center: how big, who serves there, from when it receives. */
export type SimulatedCenter = {
  unit: Unit;
  /** Volume over the mean of the city, by assumption. */
  size: number;
  /** Its place among all by size; 0: the biggest. */
  rank: number;
  staff: readonly Member[];
  /** Whom the city Center sent, where an area team of it sits. */
  areaTeam?: Member;
  lateness?: Lateness;
  /** Day on which what was missing is made good; the first day where nothing is missing. */
  completeOn: string;
  /** When it begins to receive, in milliseconds. */
  opensAt: number;
  /** A vice-chair may be director until 14 October 2025 only. */
  viceChairDirects: boolean;
};

export const FIRST_DAY = '2025-07-01';
/** Everybody meets the same Centers and the same people, whatever the seed of the dossiers. */
const CITY_SEED = 'city-1';

const between = (low: number, value: number, high: number): number => Math.max(low, Math.min(high, Math.round(value)));

const staffOf = ({ code }: Unit, size: number): Member[] => {
  const positions: Position[] = [
    'director',
    'deputy-director',
    'leader',
    'clerk',
    ...Array<Position>(between(2, 1 + 1.5 * size, 5)).fill('receiving-officer'),
    ...Array<Position>(between(2, 1 + 1.2 * size, 4)).fill('specialist'),
  ];
  return positions.map((position, index) => ({ id: `sim-${code}-${String(index + 1).padStart(2, '0')}`, position }));
};

const latenesses = (units: readonly Unit[], { lateCenters }: Assumptions, random: Random): Map<string, Lateness> => {
  const wanted = [
    ...Array<Lateness>(lateCenters.noDirector).fill('no-director'),
    ...Array<Lateness>(lateCenters.noRegulations).fill('no-regulations'),
    ...Array<Lateness>(lateCenters.noPoint).fill('no-point'),
    ...Array<Lateness>(lateCenters.noHeadquarters).fill('no-headquarters'),
  ];
  const left = units.map(({ code }) => code);
  // a city of a few units (a test's) has as many late Centers as leave one on time
  return new Map(
    wanted.slice(0, Math.max(0, units.length - 1)).map((lateness) => [left.splice(random.int(0, left.length - 1), 1)[0] ?? '', lateness]),
  );
};

/** The Centers of the city as the simulator sees them; the same for the same units and assumptions. */
export const simulatedCity = (units: readonly Unit[], assumptions: Assumptions): SimulatedCenter[] => {
  const late = latenesses(units, assumptions, seeded(CITY_SEED, 'late'));
  const centers = units.map((unit): Omit<SimulatedCenter, 'rank'> => {
    const random = seeded(CITY_SEED, unit.code);
    const { known, sigma, ...kinds } = assumptions.unitSizes;
    const drawn = kinds[unit.type] * random.logNormal(sigma);
    const size = known[unit.code] ?? drawn;
    const lateness = late.get(unit.code);
    const completeOn =
      lateness === undefined ? FIRST_DAY : lateness === 'no-director' ? '2025-07-03' : plusDays(FIRST_DAY, random.int(1, 3));
    const waits = lateness !== undefined && lateness !== 'no-headquarters';
    return {
      unit,
      size,
      staff: staffOf(unit, size),
      ...(lateness && { lateness }),
      completeOn,
      opensAt: waits ? at(completeOn, '10:30') : at(FIRST_DAY, '07:30'),
      viceChairDirects: random.chance(0.4),
    };
  });
  const sizes = centers.map(({ size }) => size).toSorted((a, b) => b - a);
  return centers.map((center) => {
    const rank = sizes.indexOf(center.size);
    const team = rank < assumptions.agencies.areaTeams && {
      areaTeam: { id: `sim-${center.unit.code}-area`, position: 'receiving-officer' } as const,
    };
    return { ...center, rank, ...team };
  });
};

/** The first one who serves in a position; every simulated Center has them all. */
export const memberIn = ({ staff, unit }: SimulatedCenter, position: Position, random?: Random): Member => {
  const members = staff.filter((member) => member.position === position);
  const member = random ? random.pick(members) : members[0];
  if (member === undefined) throw new Error(`${unit.code} has no ${position}`);
  return member;
};

/** Where everything that sets up a Center is queued. */
export const laneOf = ({ unit }: SimulatedCenter): string => `center-${unit.code}`;
