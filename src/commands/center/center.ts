import { commandOn, type Decider } from '#commands/handling/command.ts';
import type { CenterEvent, Shift } from '#events/center/events.ts';
import { centerEvents } from '#events/center/events.ts';
import type { Recorded } from '#events/store/event.ts';

type DataOf<T extends CenterEvent['type']> = Extract<CenterEvent, { type: T }>['data'];
export type Decision = DataOf<'CenterEstablished'>['decision'];
/** A point receives from `openedOn` on and no longer on `closedOn`. */
export type Point = { openedOn: string; closedOn?: string };

export type Established = {
  status: 'established';
  decision: Decision;
  /** Day from which the Center exists in law. */
  existsFrom: string;
  points: ReadonlyMap<string, Point>;
  headquarters?: DataOf<'HeadquartersDesignated'>;
  needs: ReadonlyMap<string, number>;
  regulations: readonly Pick<DataOf<'WorkingRegulationsIssued'>, 'act' | 'effectiveOn' | 'basis'>[];
  hours?: { effectiveFrom: string; week: readonly Shift[] };
  /** Last stated need, by position. */
  staffNeeds?: ReadonlyMap<string, { from: string; count: number }>;
  offer?: { from: string; without: readonly string[] };
  openedOn?: string;
};
export type Center = { status: 'absent' } | Established;

/** An amendment made before the decision took effect replaces its day as well; later ones change only the content of a Center that exists. */
export const existsFromAfter = ({ existsFrom }: Established, amended: Decision): string =>
  amended.act.date < existsFrom ? amended.effectiveOn : existsFrom;

const evolve = (center: Center, event: Recorded<CenterEvent>): Center => {
  if (event.type === 'CenterEstablished') {
    const { decision } = event.data;
    return { status: 'established', decision, existsFrom: decision.effectiveOn, points: new Map(), needs: new Map(), regulations: [] };
  }
  if (center.status === 'absent') return center;
  switch (event.type) {
    case 'CenterDecisionAmended': {
      const { decision } = event.data;
      return { ...center, decision, existsFrom: existsFromAfter(center, decision) };
    }
    case 'PointOpened': {
      const { pointId, openedOn } = event.data;
      return { ...center, points: new Map(center.points).set(pointId, { openedOn }) };
    }
    case 'PointClosed': {
      const { pointId, closedOn } = event.data;
      const { openedOn } = center.points.get(pointId) ?? { openedOn: closedOn };
      return { ...center, points: new Map(center.points).set(pointId, { openedOn, closedOn }) };
    }
    case 'HeadquartersDesignated':
      return { ...center, headquarters: event.data };
    case 'EquipmentNeeded':
      return { ...center, needs: new Map(center.needs).set(event.data.item, event.data.quantity) };
    case 'EquipmentReused':
    case 'EquipmentAdded':
      return center;
    case 'WorkingRegulationsIssued': {
      const { act, effectiveOn, basis } = event.data;
      return { ...center, regulations: [...center.regulations, { act, effectiveOn, basis }] };
    }
    case 'WorkingHoursSet': {
      const { effectiveFrom, week } = event.data;
      return { ...center, hours: { effectiveFrom, week } };
    }
    case 'StaffNeeded': {
      const { position, from, count } = event.data;
      return { ...center, staffNeeds: new Map(center.staffNeeds).set(position, { from, count }) };
    }
    case 'OfferLimited': {
      const { from, without } = event.data;
      return { ...center, offer: { from, without } };
    }
    case 'CenterOpened':
      return { ...center, openedOn: event.data.openedOn };
  }
};

export const center: Decider<Center, CenterEvent> = { category: centerEvents.category, initial: { status: 'absent' }, evolve };
export const centerCommand = commandOn(center);
