import type { ProcedureVersion } from '#events/procedure/events.ts';
import type { Assumptions } from './assumptions.ts';
import type { SimulatedCenter } from './city.ts';
import { type Random, seeded } from './random.ts';
import { at, type WorkingClock } from './workingClock.ts';

export type SimulatedProcedure = { code: string; name: string; field: string; version: ProcedureVersion };
export type Channel = 'direct' | 'online' | 'postal';
export type Ending = 'returned' | 'refused' | 'withdrawn' | 'stopped';

/** What the dossier is and what will happen to it. */
export type Story = {
  seed: string;
  index: number;
  procedure: SimulatedProcedure;
  channel: Channel;
  competent: SimulatedCenter;
  /** Center that receives it; another than the competent one when received regardless of boundary. */
  receiving: SimulatedCenter;
  /** When the citizen comes or sends it, in milliseconds. */
  arrivesAt: number;
  ending: Ending;
  late: boolean;
  receivedLate: boolean;
  supplement: 'none' | 'given' | 'never-given';
  verified: boolean;
  extended: boolean;
  outage: boolean;
  archived: boolean;
};

export type City = {
  centers: readonly SimulatedCenter[];
  procedures: readonly SimulatedProcedure[];
  clock: WorkingClock;
  assumptions: Assumptions;
};
/** `until`: nothing happens later than this, in milliseconds. */
export type Days = { seed: string; dossiers: number; from: string; days: number; until?: number };
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

/** The story of one dossier, drawn from the assumptions; the same seed and index give the same story. */
export const storyOf = (
  { centers, procedures, assumptions }: City,
  { seed, from }: Days,
  days: readonly string[],
  index: number,
): Story => {
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
