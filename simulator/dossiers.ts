import type { Act } from './act.ts';
import type { Assumptions } from './assumptions.ts';
import type { SimulatedCenter } from './city.ts';
import { type Channel, courseOf, type Ending, type SimulatedProcedure, type Story } from './course.ts';
import { type Random, seeded } from './random.ts';
import { at, plusDays, type WorkingClock } from './workingClock.ts';

export type City = {
  centers: readonly SimulatedCenter[];
  procedures: readonly SimulatedProcedure[];
  clock: WorkingClock;
  assumptions: Assumptions;
};
/** `until`: nothing happens later than this, in milliseconds. */
export type Days = { seed: string; dossiers: number; from: string; days: number; until?: number };
export type PlannedDossier = Story & { acts: readonly Act[] };

/** The first so many working days from a day on. */
export const workingDays = ({ from, days }: Pick<Days, 'from' | 'days'>, clock: WorkingClock): string[] => {
  const found: string[] = [];
  for (let day = from; found.length < days; day = plusDays(day, 1)) if (clock.isWorkingDay(day)) found.push(day);
  return found;
};

const dayWeight = (day: string, from: string, { arrivals }: Assumptions): number => {
  if (day === from) return arrivals.firstDay;
  return new Date(day).getUTCDay() === 1 ? arrivals.monday : 1;
};

const channelOf = (
  { field }: SimulatedProcedure,
  { onlineShares }: Assumptions,
  random: Random,
): { channel: Channel; counterShare: number } => {
  const online = field === 'Chứng thực' ? onlineShares.certification : onlineShares.other;
  const counterShare = 1 - online - onlineShares.postal;
  const channel = random.weighted<Channel>([
    ['online', online],
    ['postal', onlineShares.postal],
    ['direct', counterShare],
  ]);
  return { channel, counterShare };
};

const storyOf = ({ centers, procedures, assumptions }: City, { seed, from }: Days, days: readonly string[], index: number): Story => {
  const { shares, arrivals, procedureWeights } = assumptions;
  const random = seeded(seed, 'story', index);
  const procedure = random.weighted(procedures.map((one) => [one, procedureWeights.weights[one.code] ?? 0] as const));
  const { channel, counterShare } = channelOf(procedure, assumptions, random);
  const day = random.weighted(days.map((one) => [one, dayWeight(one, from, assumptions)] as const));
  const halfHour = random.weighted(channel === 'direct' ? arrivals.counter : arrivals.online);
  const arrivesAt = at(day, halfHour) + random.int(0, 30 * 60 - 1) * 1000;

  // whoever finds a Center closed is not invented: a later Center takes part from its opening on
  const noEarlier = Math.max(arrivesAt, Math.min(...centers.map(({ opensAt }) => opensAt)));
  const open = centers.filter(({ opensAt }) => opensAt <= noEarlier).map((center) => [center, center.size] as const);
  const competent = random.weighted(open);
  const elsewhere = channel === 'direct' && random.chance(shares.receivedElsewhere / counterShare);
  const receiving = elsewhere ? random.weighted(open) : competent;

  const ending = random.weighted<Ending>([
    ['refused', shares.refused],
    ['withdrawn', shares.withdrawn],
    ['stopped', shares.stopped],
    ['returned', 1 - shares.refused - shares.withdrawn - shares.stopped],
  ]);
  const supplement = random.chance(shares.supplement) ? (random.chance(shares.supplementNeverGiven) ? 'never-given' : 'given') : 'none';
  const plain = supplement === 'none' && ending === 'returned';
  const late = plain && random.chance(shares.late);
  const outage = channel === 'direct' && seeded(seed, 'outage', receiving.unit.code, day).chance(shares.centerMorningsWithOutage);
  return {
    seed,
    index,
    procedure,
    channel,
    competent,
    receiving,
    arrivesAt: Math.max(arrivesAt, competent.opensAt, receiving.opensAt),
    ending,
    late,
    receivedLate: channel === 'online' && random.chance(shares.receivedLate),
    supplement,
    verified: procedure.version.verificationLimit !== undefined && random.chance(shares.verified),
    extended: plain && !late && procedure.version.extension !== undefined && random.chance(shares.extended),
    outage: outage && halfHour >= '08:00' && halfHour < '11:00',
    archived: random.chance(shares.archived),
  };
};

/**
 * So many dossiers on so many working days, each with all acts of its course up to the end of the last day; what was not finished by then stays open.
 * Pure: the same city and the same days give the same plan.
 */
export const planDossiers = (city: City, wanted: Days): PlannedDossier[] => {
  const days = workingDays(wanted, city.clock);
  const end = Math.min(at(plusDays(days.at(-1) ?? wanted.from, 1), '00:00'), wanted.until ?? Number.POSITIVE_INFINITY);
  return Array.from({ length: wanted.dossiers }, (_, index) => {
    const story = storyOf(city, wanted, days, index);
    return { ...story, acts: courseOf(story, city.clock, city.assumptions.shares).filter(({ at: when }) => when <= end) };
  });
};

/** The procedures that can be received on a day: in effect, with a limit, and with a weight in the assumptions. */
export const receivable = (
  procedures: readonly { code: string; name: string; field: string; versions: readonly SimulatedProcedure['version'][] }[],
  { procedureWeights }: Assumptions,
  day: string,
): SimulatedProcedure[] =>
  procedures.flatMap(({ code, name, field, versions }) => {
    const version = versions.findLast(({ effectiveFrom }) => effectiveFrom <= day);
    return version && version.limit.kind !== 'unpublished' && procedureWeights.weights[code] ? [{ code, name, field, version }] : [];
  });
