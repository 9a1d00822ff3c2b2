import type { Settings } from '#domain/settings.ts';
import { type HalfHour, type Service, type Waiting, waitingThrough } from './waiting.ts';

/** By what the waiting is computed; a decision keeps it with its figures. */
export const MODEL =
  'Erlang C (Erlang 1917), Allen-Cunneen factor (1 + cs²)/2, pointwise stationary fluid flow approximation (Wang, Tipper, Banerjee 1996); version 1';

type Model = Settings['counterNeed'];
type Unit = Settings['units'][number];
type Certainty = Model['residents']['certainty'];
/** A figure and how far it can be relied on; `stated`: by whoever asks. */
type Figure = { value: number; certainty: Certainty | 'stated'; provenance: string; provenanceVi?: string | undefined };
/** What somebody knows better than the settings. */
export type Stated = { residents?: number | undefined; areaSquareKm?: number | undefined; dossiersADay?: number | undefined };
export type Target = Pick<Model['target'], 'longWaitMinutes' | 'atMost'>;

/** What waiting is computed from. */
export type Demand = {
  residents: Figure;
  areaSquareKm: Figure | null;
  /** All dossiers of a usual working day, whatever their channel. */
  dossiersADay: Figure;
  /** Citizens who hand in at the counters on a usual day, and on a busy one, for which counters are planned. */
  arrivalsADay: number;
  arrivalsOnBusyDay: number;
  /** The busy day. */
  halfHours: HalfHour[];
  service: Service;
  target: Target;
};

/** To three decimals, so that figures are the same wherever they are computed. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const stated = (value: number): Figure => ({
  value,
  certainty: 'stated',
  provenance: 'Stated by whoever asked.',
  provenanceVi: 'Do người hỏi nêu.',
});
/** Both languages of a note; the Vietnamese one only where there is one. */
const noted = (provenance: string, provenanceVi: string | undefined): Pick<Figure, 'provenance' | 'provenanceVi'> => ({
  provenance,
  ...(provenanceVi !== undefined && { provenanceVi }),
});

/** Mean and variation of serving one citizen, over the procedures that come to the counter. */
export const serviceOf = ({ service }: Model): Service => {
  const procedures = Object.values(service.procedures);
  const weight = procedures.reduce((sum, [share]) => sum + share, 0);
  const minutes = procedures.reduce((sum, [share, each]) => sum + share * each, 0) / weight;
  const squares = procedures.reduce((sum, [share, each]) => sum + share * each ** 2 * (1 + service.variabilityWithin), 0) / weight;
  return { minutes: rounded(minutes), variability: rounded(squares / minutes ** 2 - 1) };
};

const residentsOf = ({ residents }: Model, { code, type }: Unit): Figure =>
  residents.known[code] ?? {
    value: residents.byType[type],
    certainty: residents.certainty,
    ...noted(residents.provenance, residents.provenanceVi),
  };

const dossiersOf = ({ dossiersPerThousandResidentsADay }: Model, residents: Figure): Figure => {
  const { value: rate, certainty, provenance, provenanceVi } = dossiersPerThousandResidentsADay;
  const inVietnamese = provenanceVi && `${String(rate).replace('.', ',')} hồ sơ mỗi ngày trên 1.000 dân. ${provenanceVi}`;
  const notes = noted(`${rate} a day for each 1,000 residents. ${provenance}`, inVietnamese);
  return { value: rounded((residents.value * rate) / 1000), certainty, ...notes };
};

const spread = (arrivals: number, { halfHours }: Model): HalfHour[] => {
  const weight = halfHours.weights.reduce((sum, [, each]) => sum + each, 0);
  return halfHours.weights.map(([from, each]) => ({ from, arrivals: rounded((arrivals * each) / weight) }));
};

/** What a unit has to expect, from its residents and what they file; with what is stated instead of the settings. */
export const demandOf = (model: Model, unit: Unit, known: Stated = {}): Demand => {
  const residents = known.residents === undefined ? residentsOf(model, unit) : stated(known.residents);
  const dossiersADay = known.dossiersADay === undefined ? dossiersOf(model, residents) : stated(known.dossiersADay);
  const arrivalsADay = rounded(dossiersADay.value * model.counterShare.value);
  const arrivalsOnBusyDay = rounded(arrivalsADay * model.busyDay.value);
  const { longWaitMinutes, atMost } = model.target;
  return {
    residents,
    areaSquareKm: known.areaSquareKm === undefined ? (model.areaSquareKm[unit.code] ?? null) : stated(known.areaSquareKm),
    dossiersADay,
    arrivalsADay,
    arrivalsOnBusyDay,
    halfHours: spread(arrivalsOnBusyDay, model),
    service: serviceOf(model),
    target: { longWaitMinutes, atMost },
  };
};

/** What waiting follows from. */
type Stream = Pick<Demand, 'halfHours' | 'service' | 'target'>;
export type Choice = Waiting & {
  counters: number;
  worstLongWaitShare: number;
  /** In no half hour does a greater share than the target's wait long. */
  meetsTarget: boolean;
  halfHours: (Waiting & HalfHour)[];
};

const WAITING = ['utilisation', 'meanWaitMinutes', 'longWaitShare', 'longestQueue'] as const;
const roundedWaiting = <T extends Waiting>(waiting: T): T => ({
  ...waiting,
  ...Object.fromEntries(WAITING.map((name) => [name, rounded(waiting[name])])),
});

/** Waiting at so many counters of one point that serves a share of the demand. */
export const choose = ({ halfHours, service, target }: Stream, counters: number, share = 1): Choice => {
  const part = halfHours.map(({ from, arrivals }) => ({ from, arrivals: arrivals * share }));
  const day = waitingThrough(part, counters, service, target.longWaitMinutes);
  const worstLongWaitShare = rounded(day.worstLongWaitShare);
  return {
    ...roundedWaiting(day),
    counters,
    worstLongWaitShare,
    meetsTarget: worstLongWaitShare <= target.atMost,
    halfHours: day.halfHours.map((half) => ({ ...roundedWaiting(half), arrivals: rounded(half.arrivals) })),
  };
};

/** The smallest number of counters at one point, serving a share of the demand, that meets the target. */
export const smallestChoice = (stream: Stream, share = 1): Choice => {
  for (let counters = 1; ; counters++) {
    const choice = choose(stream, counters, share);
    if (choice.meetsTarget) return choice;
  }
};

/** Each point by itself: demand is split by the counters, and nobody changes points because of a queue. */
export const chooseAtPoints = (stream: Stream, points: readonly { counters: number }[]): (Choice & { share: number })[] => {
  const together = points.reduce((sum, { counters }) => sum + counters, 0);
  return points.map(({ counters }) => ({ ...choose(stream, counters, counters / together), share: counters / together }));
};
