import type { IdentityKind } from '#events/dossier/identity.ts';
import type { ProcedureVersion } from '#events/procedure/events.ts';
import type { TimeLimit } from '#events/terms.ts';
import type { Assumptions, FeeIncident, Incident } from './assumptions.ts';
import type { SimulatedCenter } from './city.ts';
import { type Random, seeded } from './random.ts';
import { at, dayOf, plusDays, type WorkingClock } from './workingClock.ts';

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
  /** What happens out of the ordinary. */
  incident: Incident | 'none';
  feeIncident: FeeIncident | 'none';
  /** The procedure for which it is received by mistake. */
  mistaken?: SimulatedProcedure;
  /** What the head says of an act entered late. */
  decision: 'confirmed' | 'declined' | 'none';
  identity: IdentityKind;
  /** A result is agreed on after so many working days, where no limit was published. */
  agreedWorkingDays: number;
  /** The agency of the city that settles it, where an area team takes it in. */
  agency?: string;
  hold: 'placed' | 'lifted' | 'none';
  erasureAskedTooEarly: boolean;
  /** The Center does many acts at once, at these times of the day. */
  together: boolean;
  togetherAt: readonly string[];
  /** When the competent Center is flooded. */
  floodedAt?: number;
  urged: number;
  handoverAccepted: number;
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

/** A dossier to which nothing happens out of the ordinary. */
export const nothingUnusual = {
  incident: 'none',
  feeIncident: 'none',
  decision: 'none',
  identity: 'citizen-card',
  agreedWorkingDays: 1,
  hold: 'none',
  erasureAskedTooEarly: false,
  together: false,
  togetherAt: [],
  urged: 0,
  handoverAccepted: 0,
} as const satisfies Partial<Story>;

const WORKING_DAY = 480;
/** Working minutes of a limit, roughly. */
export const limitMinutes = (limit: TimeLimit): number => {
  switch (limit.kind) {
    case 'working-days':
      return limit.days * WORKING_DAY;
    case 'calendar-days':
      return Math.floor((limit.days * 5) / 7) * WORKING_DAY;
    case 'working-hours':
      return limit.hours * 60;
    case 'same-day':
      return WORKING_DAY / 2;
    case 'unpublished':
      throw new Error('what was not published has no length');
  }
};

/** Roughly when a limit ends: the plan must know whether people hurry; the exact time is the commands' business. */
export const endOfLimit = (clock: WorkingClock, from: number, limit: TimeLimit): number => {
  if (limit.kind !== 'same-day') return clock.plus(from, limitMinutes(limit));
  const opening = clock.next(from);
  return opening <= at(dayOf(opening), limit.cutoff)
    ? clock.close(opening)
    : clock.close(clock.next(at(plusDays(dayOf(opening), 1), '00:00')));
};

/** What can happen to which dossiers: nothing unusual happens to a dossier without published steps but a slip of the pen. */
const fits: Record<Incident, (story: Pick<Story, 'channel' | 'procedure' | 'arrivesAt'>) => boolean> = {
  'settled-on-paper': ({ procedure }) => procedure.version.limit.kind === 'same-day',
  'received-on-paper': ({ channel, procedure }) => channel === 'online' && procedure.version.limit.kind !== 'same-day',
  'received-after-hours': ({ channel }) => channel === 'direct',
  'asked-on-paper': ({ procedure }) => procedure.version.limit.kind !== 'same-day',
  'data-corrected': () => true,
  // on the day of receipt
  'procedure-corrected': ({ channel, arrivesAt }) => channel === 'direct' && arrivesAt < at(dayOf(arrivesAt), '15:00'),
  'result-corrected': () => true,
  'result-replaced': () => true,
  reopened: () => true,
  'handover-declined': () => true,
  'handover-recalled': () => true,
};

/** One of several kinds, each as often as its share says; otherwise none. */
const oneOf = <K extends string>(kinds: Readonly<Record<K, number>>, random: Random): K | 'none' => {
  const shares = Object.entries(kinds) as [K, number][];
  const rest = 1 - shares.reduce((sum, [, share]) => sum + share, 0);
  return random.weighted<K | 'none'>([...shares, ['none', rest]]);
};

type Ordinary = Pick<Story, 'seed' | 'index' | 'channel' | 'procedure' | 'competent' | 'receiving' | 'arrivesAt'> & { plain: boolean };

/** What is unusual about a dossier, drawn apart from its ordinary course. */
const unusual = (
  { procedures, assumptions }: City,
  { plain, ...story }: Ordinary,
  days: readonly string[],
): Omit<Story, keyof Ordinary | 'ending' | 'late' | 'receivedLate' | 'supplement' | 'verified' | 'extended' | 'outage' | 'archived'> => {
  const { incidents, feeIncidents, keeping, batches, agreedWorkingDays, agencies, identities, shares } = assumptions;
  const { seed, index, procedure, competent, receiving } = story;
  const random = seeded(seed, 'unusual', index);
  const drawn = oneOf(incidents.kinds, random);
  const hasSteps = procedure.version.steps.length > 0;
  const alike = procedures.filter(
    ({ code, field, version }) => code !== procedure.code && field === procedure.field && version.steps.length > 0,
  );
  const possible = drawn !== 'none' && plain && fits[drawn](story) && (hasSteps || drawn === 'data-corrected');
  const incident = possible && (drawn !== 'procedure-corrected' || alike.length > 0) ? drawn : 'none';
  const { provenance: _, ...papers } = identities;
  const ofBusiness = procedure.field === 'Hộ kinh doanh' && random.chance(0.5);
  const of = procedure.version.steps.length > 0 && competent === receiving && receiving.areaTeam && agencies.procedures[procedure.code];
  const agency = of && plain && incident === 'none' && random.chance(agencies.share) ? of : undefined;
  const floodDay = competent.rank < batches.floodedCenters ? days[batches.floodedOnDay - 1] : undefined;
  const holds = random.chance(keeping.legalHold);
  return {
    incident,
    feeIncident: plain && incident === 'none' && agency === undefined ? oneOf(feeIncidents.kinds, random) : 'none',
    ...(incident === 'procedure-corrected' && { mistaken: random.pick(alike) }),
    decision: random.weighted([
      ['confirmed', incidents.confirmed],
      ['declined', incidents.declined],
      ['none', 1 - incidents.confirmed - incidents.declined],
    ]),
    identity: ofBusiness ? 'household-business' : random.weighted(Object.entries(papers) as [IdentityKind, number][]),
    agreedWorkingDays: random.int(agreedWorkingDays.from, agreedWorkingDays.to),
    hold: holds ? (random.chance(keeping.legalHoldLifted) ? 'lifted' : 'placed') : 'none',
    erasureAskedTooEarly: random.chance(keeping.erasureAskedTooEarly),
    ...(agency !== undefined && { agency }),
    together: incident === 'none' && agency === undefined && plain && competent === receiving && competent.size >= batches.fromSize,
    togetherAt: batches.at,
    ...(floodDay !== undefined && { floodedAt: at(floodDay, batches.floodedAt) }),
    urged: shares.urged,
    handoverAccepted: shares.handoverAccepted,
  };
};

/** The story of one dossier, drawn from the assumptions; the same seed and index give the same story. */
export const storyOf = (city: City, { seed, from }: Days, days: readonly string[], index: number): Story => {
  const { centers, procedures, assumptions } = city;
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
  const ordinary = {
    seed,
    index,
    procedure,
    channel,
    competent,
    receiving,
    arrivesAt: Math.max(arrivesAt, competent.opensAt, receiving.opensAt),
  };
  const usual = {
    ending,
    late,
    receivedLate: channel === 'online' && random.chance(shares.receivedLate),
    supplement,
    verified: procedure.version.verificationLimit !== undefined && random.chance(shares.verified),
    extended: plain && !late && procedure.version.extension !== undefined && random.chance(shares.extended),
    outage: outage && halfHour >= '08:00' && halfHour < '11:00',
    archived: random.chance(shares.archived),
  };
  const { receivedLate, verified, extended } = usual;
  const goesItsWay = plain && !(late || receivedLate || verified || extended || usual.outage);
  const more = unusual(city, { ...ordinary, plain: goesItsWay }, days);
  return { ...ordinary, ...usual, ...more, supplement: more.incident === 'asked-on-paper' ? 'given' : supplement };
};
