import { dayAfter, dayBefore } from '#domain/time/localDay.ts';
import { type DirectorRule, eligibleStretches, type HeldOffice, officeOn } from './director.ts';
import {
  type CenterFacts,
  type CenterRow,
  type Decision,
  type EquipmentEntry,
  type Hours,
  nothingYet,
  type StaffMember,
} from './projection.ts';

/** What a Center needs. The first five are the opening rule of OpenCenter, by the same codes; the others are duties of the directive of June 2025. */
export const conditionCodes = [
  'decision-in-effect',
  'director',
  'receiving-officer',
  'open-point',
  'working-regulations',
  'headquarters',
  'equipment',
] as const;
export type ConditionCode = (typeof conditionCodes)[number];
export type MustAct = 'commune-peoples-committee' | 'center';
export type Condition = {
  code: ConditionCode;
  neededToOpen: boolean;
  done: boolean;
  /** Day since which it is fulfilled without a break; null when it is not. */
  since: string | null;
  /** Day since which it is missing: the day it lapsed, or the day after it was due; null when fulfilled or not yet due. */
  missingSince: string | null;
  dueOn: string;
  /** Who must act, where something is missing. */
  mustAct: MustAct | null;
  detail: string;
};
/** What is not fulfilled, since when (null: not yet due), and who must act. */
export type Lack = { code: ConditionCode; since: string | null; mustAct: MustAct };
/** What decides whether a serving director may be one: the offices of the officials, and the city's rules. */
export type Eligibility = { offices: ReadonlyMap<string, readonly HeldOffice[]>; rules: readonly DirectorRule[] };
export type CenterState = 'not-started' | 'preparing' | 'ready' | 'open';
/** `moved`: pieces that came from other Centers, less those that went to them. */
export type EquipmentNeed = { item: string; needed: number; reused: number; added: number; moved: number; gap: number };

type Period = { from: string; until: string | null };
type Finding = { since: string | null; lapsedOn: string | null; detail: string };

/** The Center exists in law from this day. An amendment dated before the decision took effect replaces its day as well. */
export const existsFrom = (decisions: readonly Decision[]): string | null =>
  decisions.reduce<string | null>((from, { act, effectiveOn }) => (from === null || act.date < from ? effectiveOn : from), null);

/** The unbroken stretch that covers the day, joined from periods that touch or overlap; or where the last one before it ended. */
const coverage = (periods: readonly Period[], day: string): { since: string | null; lapsedOn: string | null } => {
  let since: string | null = null;
  let end: string | null = null;
  let endless = false;
  for (const { from, until } of periods.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    if (from > day) break;
    if (until !== null && until < from) continue;
    if (since === null || (!endless && end !== null && from > dayAfter(end))) [since, end, endless] = [from, until, until === null];
    else if (until === null) endless = true;
    else if (!endless && (end === null || until > end)) end = until;
  }
  if (since === null) return { since: null, lapsedOn: null };
  if (endless || end === null || end >= day) return { since, lapsedOn: null };
  return { since: null, lapsedOn: dayAfter(end) };
};

const receivingOfficerFinding = (staff: readonly StaffMember[], day: string): Finding => {
  const found = coverage(
    staff.filter(({ position }) => position === 'receiving-officer'),
    day,
  );
  const { since } = found;
  return { ...found, detail: since === null ? `No receiving officer serves on ${day}.` : `A receiving officer serves since ${since}.` };
};

const servesOn = ({ from, until }: StaffMember, day: string): boolean => from <= day && (until === null || day <= until);

/** A director is there only while the office held allows it (Resolution 332/NQ-CP from 15/10/2025); an office may change under a serving one. */
const directorFinding = (staff: readonly StaffMember[], { offices, rules }: Eligibility, day: string): Finding => {
  const directors = staff.filter(({ position }) => position === 'director');
  const heldBy = ({ officialId }: StaffMember) => offices.get(officialId) ?? [];
  const found = coverage(
    directors.flatMap((member) => eligibleStretches(member, heldBy(member), rules)),
    day,
  );
  const serving = directors.find((member) => servesOn(member, day));
  if (found.since !== null) return { ...found, detail: `A director serves since ${found.since}.` };
  if (serving === undefined) return { ...found, detail: `No director serves on ${day}.` };
  return {
    ...found,
    detail: `The director serving on ${day} may not be one: the office held is ${officeOn(heldBy(serving), day) ?? 'unknown'}.`,
  };
};

const pointFinding = (row: CenterFacts, day: string): Finding => {
  const periods = row.points.map(({ openedOn, closedOn }) => ({ from: openedOn, until: closedOn === null ? null : dayBefore(closedOn) }));
  const found = coverage(periods, day);
  return {
    ...found,
    detail: found.since === null ? `No reception-and-return point is open on ${day}.` : `A point is open since ${found.since}.`,
  };
};

const earliest = (days: readonly string[]): string | null => days.toSorted()[0] ?? null;
const reached = (from: string | null, day: string, done: string, never: string, later: string): Finding => {
  if (from === null) return { since: null, lapsedOn: null, detail: never };
  return from <= day
    ? { since: from, lapsedOn: null, detail: `${done} ${from}.` }
    : { since: null, lapsedOn: null, detail: `${later} ${from}, after ${day}.` };
};

/** Needs and what covers them, from entries up to a day. */
export const equipmentOn = (entries: readonly EquipmentEntry[], day: string): EquipmentNeed[] => {
  const items = new Map<string, Omit<EquipmentNeed, 'item' | 'gap'>>();
  for (const { on, item, kind, quantity } of entries) {
    if (on > day) continue;
    const before = items.get(item) ?? { needed: 0, reused: 0, added: 0, moved: 0 };
    items.set(item, { ...before, [kind]: kind === 'needed' ? quantity : before[kind] + quantity });
  }
  return [...items]
    .map(([item, counts]) => ({ item, ...counts, gap: Math.max(0, counts.needed - counts.reused - counts.added - counts.moved) }))
    .toSorted((a, b) => (a.item < b.item ? -1 : 1));
};

const equipmentFinding = (entries: readonly EquipmentEntry[], day: string): Finding => {
  const needs = equipmentOn(entries, day);
  if (needs.length === 0) return { since: null, lapsedOn: null, detail: 'No need for equipment has been stated.' };
  const gaps = needs.filter(({ gap }) => gap > 0);
  const days = [...new Set(entries.map(({ on }) => on))].filter((on) => on <= day).toSorted();
  const coveredOn = (on: string) => equipmentOn(entries, on).every(({ gap }) => gap === 0);
  const changedOn = days
    .toReversed()
    .find((on, index, all) => all[index + 1] === undefined || coveredOn(all[index + 1] ?? on) !== coveredOn(on));
  if (gaps.length === 0) return { since: changedOn ?? null, lapsedOn: null, detail: 'All equipment needed is there.' };
  return {
    since: null,
    lapsedOn: changedOn ?? null,
    detail: `Still needed: ${gaps.map(({ item, gap }) => `${gap} × ${item}`).join(', ')}.`,
  };
};

// Deadlines of the directive of the city's chairman: decisions in effect from 1 July 2025, points and staff by 30 June.
const duties: Record<ConditionCode, { neededToOpen: boolean; dueOn: string; mustAct: MustAct }> = {
  'decision-in-effect': { neededToOpen: true, dueOn: '2025-07-01', mustAct: 'commune-peoples-committee' },
  director: { neededToOpen: true, dueOn: '2025-06-30', mustAct: 'commune-peoples-committee' },
  'receiving-officer': { neededToOpen: true, dueOn: '2025-06-30', mustAct: 'commune-peoples-committee' },
  'open-point': { neededToOpen: true, dueOn: '2025-06-30', mustAct: 'commune-peoples-committee' },
  'working-regulations': { neededToOpen: true, dueOn: '2025-07-01', mustAct: 'center' },
  headquarters: { neededToOpen: false, dueOn: '2025-07-01', mustAct: 'commune-peoples-committee' },
  equipment: { neededToOpen: false, dueOn: '2025-07-01', mustAct: 'commune-peoples-committee' },
};

const findingOf = (row: CenterFacts, code: ConditionCode, day: string, eligibility: Eligibility): Finding => {
  switch (code) {
    case 'decision-in-effect':
      return reached(
        existsFrom(row.decisions),
        day,
        'The establishment decision is in effect since',
        'No decision on functions, tasks and powers has been taken.',
        'The establishment decision takes effect on',
      );
    case 'director':
      return directorFinding(row.staff, eligibility, day);
    case 'receiving-officer':
      return receivingOfficerFinding(row.staff, day);
    case 'open-point':
      return pointFinding(row, day);
    case 'working-regulations':
      return reached(
        earliest(row.regulations.map(({ effectiveOn }) => effectiveOn)),
        day,
        'Working regulations are in effect since',
        'The working regulations have not been issued.',
        'The working regulations take effect on',
      );
    case 'headquarters':
      return reached(
        earliest(row.headquarters.map(({ designatedOn }) => designatedOn)),
        day,
        'The headquarters was designated on',
        'No headquarters has been designated.',
        'The headquarters was designated on',
      );
    case 'equipment':
      return equipmentFinding(row.equipment, day);
  }
};

/** What is fulfilled and what is missing at a Center on a day, since when, and who must act. */
export const conditionsOn = (row: CenterRow | undefined, day: string, eligibility: Eligibility): Condition[] =>
  conditionCodes.map((code) => {
    const { neededToOpen, dueOn, mustAct } = duties[code];
    const { since, lapsedOn, detail } = findingOf(row ?? nothingYet, code, day, eligibility);
    const done = since !== null;
    const missingSince = done ? null : (lapsedOn ?? (dueOn < day ? dayAfter(dueOn) : null));
    return { code, neededToOpen, done, since, missingSince, dueOn, mustAct: done ? null : mustAct, detail };
  });

/** The conditions that are not fulfilled: those of the opening rule, or the others. */
export const lacksOf = (conditions: readonly Condition[], neededToOpen: boolean): Lack[] =>
  conditions.flatMap((condition) => {
    const { code, missingSince: since, mustAct } = condition;
    return condition.neededToOpen === neededToOpen && mustAct !== null ? [{ code, since, mustAct }] : [];
  });

/** Where a Center stands on a day. */
export const stateOn = (row: CenterRow | undefined, conditions: readonly Condition[], day: string): CenterState => {
  if (row === undefined) return 'not-started';
  if (row.opened_on !== null && row.opened_on <= day) return 'open';
  return conditions.every(({ neededToOpen, done }) => done || !neededToOpen) ? 'ready' : 'preparing';
};

/** Working hours in force on a day, as set by the Center itself. */
export const hoursOn = (hours: readonly Hours[], day: string): Hours | null =>
  hours
    .filter(({ effectiveFrom }) => effectiveFrom <= day)
    .reduce<Hours | null>((latest, next) => (latest === null || next.effectiveFrom >= latest.effectiveFrom ? next : latest), null);
