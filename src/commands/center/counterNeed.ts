import type { Settings } from '#commands/handling/settings.ts';
import type { HalfHour, Service, Waiting } from './waiting.ts';
import { waitingThrough } from './waiting.ts';

/** By what the waiting is computed; a decision keeps it with its figures. */
export const MODEL =
  'Erlang C (Erlang 1917), Allen-Cunneen factor (1 + cs²)/2, pointwise stationary fluid flow approximation (Wang, Tipper, Banerjee 1996); version 1';

type Model = Settings['counterNeed'];
type Certainty = Model['residents']['certainty'];
/** A figure and how far it can be relied on; `stated`: by whoever asks. */
export type Figure = { value: number; certainty: Certainty | 'stated'; provenance: string };
/** What somebody knows better than the settings. */
export type Stated = { residents?: number | undefined; areaSquareKm?: number | undefined; dossiersADay?: number | undefined };

export type Demand = {
  residents: Figure;
  areaSquareKm: Figure | null;
  /** All dossiers of a usual working day, whatever their channel. */
  dossiersADay: Figure;
  /** Citizens who come to the counters on a usual day, and on a busy one, for which counters are planned. */
  arrivalsADay: number;
  arrivalsOnBusyDay: number;
  /** The busy day. */
  halfHours: HalfHour[];
  service: Service;
};

const stated = (value: number): Figure => ({ value, certainty: 'stated', provenance: 'Stated by whoever asked.' });

/** Mean and variation of serving one citizen, over the procedures that come to the counter. */
export const serviceOf = ({ service }: Model): Service => {
  const procedures = Object.values(service.procedures);
  const weight = procedures.reduce((sum, [share]) => sum + share, 0);
  const minutes = procedures.reduce((sum, [share, each]) => sum + share * each, 0) / weight;
  const squares = procedures.reduce((sum, [share, each]) => sum + share * each ** 2 * (1 + service.variabilityWithin), 0) / weight;
  return { minutes, variability: squares / minutes ** 2 - 1 };
};

const residentsOf = ({ residents }: Model, { code, type }: Settings['units'][number]): Figure =>
  residents.known[code] ?? { value: residents.byType[type], certainty: residents.certainty, provenance: residents.provenance };

const spread = (arrivals: number, { halfHours }: Model): HalfHour[] => {
  const weight = halfHours.weights.reduce((sum, [, each]) => sum + each, 0);
  return halfHours.weights.map(([from, each]) => ({ from, arrivals: (arrivals * each) / weight }));
};

/** What a unit has to expect, from its residents and what they file; with what is stated instead of the settings. */
export const demandOf = (model: Model, unit: Settings['units'][number], known: Stated = {}): Demand => {
  const residents = known.residents === undefined ? residentsOf(model, unit) : stated(known.residents);
  const { value: rate, provenance, certainty } = model.dossiersPerThousandResidentsADay;
  const dossiersADay =
    known.dossiersADay === undefined
      ? { value: (residents.value * rate) / 1000, certainty, provenance: `${rate} a day for each 1,000 residents. ${provenance}` }
      : stated(known.dossiersADay);
  const arrivalsADay = dossiersADay.value * model.counterShare.value;
  const arrivalsOnBusyDay = arrivalsADay * model.busyDay.value;
  return {
    residents,
    areaSquareKm: known.areaSquareKm === undefined ? (model.areaSquareKm[unit.code] ?? null) : stated(known.areaSquareKm),
    dossiersADay,
    arrivalsADay,
    arrivalsOnBusyDay,
    halfHours: spread(arrivalsOnBusyDay, model),
    service: serviceOf(model),
  };
};

export type Choice = Waiting & { counters: number; worstLongWaitShare: number; meetsTarget: boolean };
type Target = Pick<Model['target'], 'longWaitMinutes' | 'atMost'>;

const part = (halfHours: readonly HalfHour[], share: number): HalfHour[] =>
  halfHours.map(({ from, arrivals }) => ({ from, arrivals: arrivals * share }));

/** Waiting at so many counters that serve a share of the demand, and whether in no half hour more than the target's share waits long. */
export const choose = ({ halfHours, service }: Pick<Demand, 'halfHours' | 'service'>, counters: number, target: Target, share = 1) => {
  const day = waitingThrough(part(halfHours, share), counters, service, target.longWaitMinutes);
  return { counters, meetsTarget: day.worstLongWaitShare <= target.atMost, ...day };
};

/** The smallest number of counters at one point, serving a share of the demand, that meets the target. */
export const smallestChoice = (demand: Pick<Demand, 'halfHours' | 'service'>, target: Target, share = 1) => {
  for (let counters = 1; ; counters++) {
    const choice = choose(demand, counters, target, share);
    if (choice.meetsTarget) return choice;
  }
};
