import { keyForm } from '#domain/text/searchForm.ts';
import { type CenterEvent, centerEvents, type Shift } from '#events/center/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { existsFromAfter } from './readiness.ts';

type Of<T extends CenterEvent['type']> = Extract<CenterEvent, { type: T }>['data'];
/** A point receives from `openedOn` on and no longer on `closedOn`. */
export type Point = { counters: number; openedOn: string; closedOn?: string };

export type Established = {
  status: 'established';
  decision: Of<'CenterEstablished'>['decision'];
  /** Day from which the Center exists in law. */
  existsFrom: string;
  points: ReadonlyMap<string, Point>;
  /** The last decision on how many. */
  pointsFixed?: Pick<Of<'PointsFixed'>, 'act' | 'effectiveOn' | 'points'>;
  headquarters?: Of<'HeadquartersDesignated'>;
  /** Pieces stated as needed, by the key form of their item. */
  needs: ReadonlyMap<string, number>;
  /** Pieces that are there, by the key form of their item. */
  holdings: ReadonlyMap<string, number>;
  /** What was recorded as taken from inventories. */
  takings: ReadonlySet<string>;
  /** Transfers that took pieces out of here or brought some in, and where they stand. */
  transfers: ReadonlyMap<string, 'out' | 'in' | 'back'>;
  regulations: readonly Omit<Of<'WorkingRegulationsIssued'>, 'unit'>[];
  /** Working hours, in order of their first day; of two from one day on the later one. */
  weeks: readonly { from: string; week: readonly Shift[] }[];
  /** Last stated need, by position. */
  staffNeeds?: ReadonlyMap<string, { from: string; count: number }>;
  /** What it does not offer, as it was said one after the other; the last one from a day not later counts. */
  offers: readonly { from: string; without: readonly string[] }[];
  openedOn?: string;
};
export type Center = { status: 'absent' } | Established;

const withPieces = (center: Established, { item, quantity }: { item: string; quantity: number }): Established => {
  const key = keyForm(item);
  return { ...center, holdings: new Map(center.holdings).set(key, (center.holdings.get(key) ?? 0) + quantity) };
};

const evolve = (center: Center, event: Recorded<CenterEvent>): Center => {
  if (event.type === 'CenterEstablished') {
    const { decision } = event.data;
    return {
      status: 'established',
      decision,
      existsFrom: decision.effectiveOn,
      points: new Map(),
      needs: new Map(),
      holdings: new Map(),
      takings: new Set(),
      transfers: new Map(),
      regulations: [],
      weeks: [],
      offers: [],
    };
  }
  if (center.status === 'absent') return center;
  switch (event.type) {
    case 'CenterDecisionAmended': {
      const { decision } = event.data;
      return { ...center, decision, existsFrom: existsFromAfter(center.existsFrom, decision) };
    }
    case 'PointOpened': {
      const { pointId, counters, openedOn } = event.data;
      return { ...center, points: new Map(center.points).set(pointId, { counters, openedOn }) };
    }
    case 'PointClosed': {
      const { pointId, closedOn } = event.data;
      const point = center.points.get(pointId) ?? { counters: 0, openedOn: closedOn };
      return { ...center, points: new Map(center.points).set(pointId, { ...point, closedOn }) };
    }
    case 'PointsFixed': {
      const { act, effectiveOn, points } = event.data;
      return { ...center, pointsFixed: { act, effectiveOn, points } };
    }
    case 'HeadquartersDesignated':
      return { ...center, headquarters: event.data };
    case 'EquipmentNeeded':
      return { ...center, needs: new Map(center.needs).set(keyForm(event.data.item), event.data.quantity) };
    case 'EquipmentReused': {
      const { takingId } = event.data;
      const takings = takingId === undefined ? center.takings : new Set(center.takings).add(takingId);
      return { ...withPieces(center, event.data), takings };
    }
    case 'EquipmentAdded':
      return withPieces(center, event.data);
    case 'EquipmentTakenOut': {
      const { transferId, item, quantity } = event.data;
      return { ...withPieces(center, { item, quantity: -quantity }), transfers: new Map(center.transfers).set(transferId, 'out') };
    }
    case 'EquipmentTakenIn':
      return { ...withPieces(center, event.data), transfers: new Map(center.transfers).set(event.data.transferId, 'in') };
    case 'EquipmentGivenBack':
      return { ...withPieces(center, event.data), transfers: new Map(center.transfers).set(event.data.transferId, 'back') };
    case 'WorkingRegulationsIssued': {
      const { unit: _, ...issued } = event.data;
      return { ...center, regulations: [...center.regulations, issued] };
    }
    case 'WorkingHoursSet': {
      const { effectiveFrom: from, week } = event.data;
      const others = center.weeks.filter((other) => other.from !== from);
      return { ...center, weeks: [...others, { from, week }].sort((a, b) => (a.from < b.from ? -1 : 1)) };
    }
    case 'StaffNeeded': {
      const { position, from, count } = event.data;
      return { ...center, staffNeeds: new Map(center.staffNeeds).set(position, { from, count }) };
    }
    case 'OfferLimited': {
      const { from, without } = event.data;
      return { ...center, offers: [...center.offers, { from, without }] };
    }
    case 'CenterOpened':
      return { ...center, openedOn: event.data.openedOn };
  }
};

/** A Center as decisions see it, whosever they are. */
export const center = { category: centerEvents.category, initial: { status: 'absent' } as Center, evolve };
