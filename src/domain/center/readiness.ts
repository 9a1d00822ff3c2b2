import { type EquipmentEntry, statedNeedsOn } from '#domain/equipment/need.ts';
import { dayAfter, dayBefore, localDay } from '#domain/time/localDay.ts';
import type { FulfilmentRule } from '#events/terms.ts';
import { coverage, isOn } from './periods.ts';
import { type DirectorRule, type HeldOffice, judgedService, officeOn } from './staff.ts';

type Dated = { effectiveOn: string };
type Decision = Dated & { act: { date: string } };
/** A point receives from `openedOn` on and no longer on `closedOn`. */
type Point = { openedOn: string; closedOn?: string | null | undefined };
type StaffMember = { officialId: string; position: string; from: string; until: string | null };

/** What the opening rule looks at. */
type OpeningFacts = {
  /** Day from which the Center exists in law; null where no decision was taken. */
  existsFrom: string | null;
  points: readonly Point[];
  regulations: readonly Dated[];
  staff: readonly StaffMember[];
};
/** A Center as its events left it; lists keep what was, so that any day can be asked about. */
export type CenterFacts = Omit<OpeningFacts, 'existsFrom'> & {
  /** In the order they were taken. */
  decisions: readonly Decision[];
  headquarters: readonly { designatedOn: string }[];
  equipment: readonly EquipmentEntry[];
};
/** What decides whether a serving director may be one: the offices of the officials, and the city's rules. */
export type Eligibility = { offices: ReadonlyMap<string, readonly HeldOffice[]>; rules: readonly DirectorRule[] };
/** Days by which directives order a Center to fulfil these rules. */
export type DueDays = ReadonlyMap<FulfilmentRule, string>;

/** `lapsesOn`: first day on which it is not fulfilled any more; it may lie ahead. */
type Finding = { since: string | null; lapsesOn: string | null; detail: string };

/** From when a Center exists in law, after a decision; one dated before the former took effect replaces its day. */
export const existsFromAfter = (before: string | null, { act, effectiveOn }: Decision): string =>
  before === null || act.date < before ? effectiveOn : before;

/** The day from which a Center exists in law; null where no decision was taken. */
export const existsFrom = (decisions: readonly Decision[]): string | null => decisions.reduce<string | null>(existsFromAfter, null);

const pointsOn = (points: readonly Point[], day: string) => {
  const open = points.map(({ openedOn, closedOn }) => ({ from: openedOn, until: closedOn ? dayBefore(closedOn) : null }));
  return coverage(open, day);
};

/** The first day from `day` on without any open point; `undefined` when there is none. */
export const firstDayWithoutPoint = (points: readonly Point[], day: string): string | undefined => {
  const { since, lapsesOn } = pointsOn(points, day);
  return since === null ? day : (lapsesOn ?? undefined);
};

/** A point has to be open on the day and on every day from then on. */
const pointFinding = ({ points }: OpeningFacts, day: string): Finding => {
  const { since, lapsesOn } = pointsOn(points, day);
  const withoutOn = firstDayWithoutPoint(points, day);
  return withoutOn === undefined
    ? { since, lapsesOn, detail: `A point is open since ${since}.` }
    : { since: null, lapsesOn, detail: `No reception-and-return point is open on ${withoutOn}.` };
};

/** A director is there while the office held allows it (Resolution 332/NQ-CP from 15/10/2025): it may change. */
const directorFinding = ({ staff }: OpeningFacts, day: string, { offices, rules }: Eligibility): Finding => {
  const directors = staff.filter(({ position }) => position === 'director');
  const heldBy = ({ officialId }: StaffMember) => offices.get(officialId) ?? [];
  const stretches = directors.flatMap((member) => judgedService(member, heldBy(member), rules));
  const allowed = stretches.filter(({ eligible }) => eligible);
  const found = coverage(allowed, day);
  if (found.since !== null) return { ...found, detail: `A director serves since ${found.since}.` };
  const held = directors.filter((member) => isOn(member, day)).map((member) => officeOn(heldBy(member), day) ?? 'unknown');
  if (held.length === 0) return { ...found, detail: `No director serves on ${day}.` };
  return { ...found, detail: `The director serving on ${day} may not be one: the office held is ${held.join(', ')}.` };
};

const receivingOfficerFinding = ({ staff }: OpeningFacts, day: string): Finding => {
  const officers = staff.filter(({ position }) => position === 'receiving-officer');
  const { since, lapsesOn } = coverage(officers, day);
  return {
    since,
    lapsesOn,
    detail: since === null ? `No receiving officer serves on ${day}.` : `A receiving officer serves since ${since}.`,
  };
};

const equipmentFinding = ({ equipment: entries }: CenterFacts, day: string): Finding => {
  const coveredOn = (on: string): boolean => {
    const needs = statedNeedsOn(entries, on);
    return needs.some(({ stated }) => stated !== null) && needs.every(({ statedGap }) => statedGap === 0);
  };
  const needs = statedNeedsOn(entries, day);
  if (needs.every(({ stated }) => stated === null))
    return { since: null, lapsesOn: null, detail: 'No need for equipment has been stated.' };
  const days = [...new Set(entries.map(({ on }) => on))].filter((on) => on <= day).toSorted();
  const covered = coveredOn(day);
  const changedOn = days[days.findLastIndex((on) => coveredOn(on) !== covered) + 1] ?? null;
  if (covered) return { since: changedOn, lapsesOn: null, detail: 'All equipment that was stated as needed is there.' };
  const missing = needs.filter(({ statedGap }) => statedGap > 0).map(({ item, statedGap }) => `${statedGap} × ${item}`);
  return { since: null, lapsesOn: changedOn, detail: `Still needed: ${missing.join(', ')}.` };
};

/** Sentences: for when the day has come, where there is none, and for when it is to come. */
type Told = { done: (from: string) => string; never: string; later: (from: string, day: string) => string };
/** The first of the days decides. */
const reached = (days: readonly string[], day: string, { done, never, later }: Told): Finding => {
  const [from] = days.toSorted();
  if (from === undefined) return { since: null, lapsesOn: null, detail: never };
  return from <= day ? { since: from, lapsesOn: null, detail: done(from) } : { since: null, lapsesOn: null, detail: later(from, day) };
};

type Condition<F> = {
  /** By this rule a directive asks for it. */
  rule: FulfilmentRule;
  /** Who must act, where it is missing. */
  mustAct: 'commune-peoples-committee' | 'center';
  find: (facts: F, day: string, eligibility: Eligibility) => Finding;
};

/** What a Center needs on the day it opens, by the codes with which OpenCenter refuses. */
const openingRule = {
  'decision-in-effect': {
    rule: 'decision-in-effect',
    mustAct: 'commune-peoples-committee',
    find: ({ existsFrom: inEffectFrom }, day) =>
      reached(inEffectFrom === null ? [] : [inEffectFrom], day, {
        done: (from) => `The establishment decision is in effect since ${from}.`,
        never: 'No decision on functions, tasks and powers has been taken.',
        later: (from, on) => `The establishment decision takes effect on ${from}, after ${on}.`,
      }),
  },
  director: { rule: 'staff-complete', mustAct: 'commune-peoples-committee', find: directorFinding },
  'receiving-officer': { rule: 'staff-complete', mustAct: 'commune-peoples-committee', find: receivingOfficerFinding },
  'open-point': { rule: 'points-fixed', mustAct: 'commune-peoples-committee', find: pointFinding },
  'working-regulations': {
    rule: 'working-regulations-issued',
    mustAct: 'center',
    find: ({ regulations }, day) =>
      reached(
        regulations.map(({ effectiveOn }) => effectiveOn),
        day,
        {
          done: (from) => `Working regulations are in effect since ${from}.`,
          never: 'The working regulations have not been issued.',
          later: (from, on) => `The working regulations take effect on ${from}, after ${on}.`,
        },
      ),
  },
} as const satisfies Record<string, Condition<OpeningFacts>>;

/** What it needs besides. */
const furtherRules = {
  headquarters: {
    rule: 'headquarters-and-equipment-complete',
    mustAct: 'commune-peoples-committee',
    find: ({ headquarters }, day) =>
      reached(
        headquarters.map(({ designatedOn }) => designatedOn),
        day,
        {
          done: (from) => `The headquarters was designated on ${from}.`,
          never: 'No headquarters has been designated.',
          later: (from, on) => `The headquarters was designated on ${from}, after ${on}.`,
        },
      ),
  },
  equipment: { rule: 'headquarters-and-equipment-complete', mustAct: 'commune-peoples-committee', find: equipmentFinding },
} as const satisfies Record<string, Condition<CenterFacts>>;

/** What a condition of a Center is called. */
export type ConditionCode = keyof typeof openingRule | keyof typeof furtherRules;
const conditions: Record<ConditionCode, Condition<CenterFacts & OpeningFacts>> = { ...openingRule, ...furtherRules };
/** Codes of the conditions, those of the opening rule first. */
export const conditionCodes = Object.keys(conditions) as ConditionCode[];
const conditionRules = new Set<FulfilmentRule>(Object.values(conditions).map(({ rule }) => rule));
/** Whether a rule of directives asks for one of the conditions. */
export const asksForCondition = (rule: FulfilmentRule): boolean => conditionRules.has(rule);

/** A Center where nothing has happened. */
export const nothingYet: CenterFacts = { decisions: [], points: [], regulations: [], staff: [], headquarters: [], equipment: [] };

/** What of the opening rule is not fulfilled on a day, in words: one rule for OpenCenter and whoever asks before. */
export const missingToOpen = (facts: OpeningFacts, day: string, eligibility: Eligibility): { code: string; detail: string }[] =>
  Object.entries(openingRule).flatMap(([code, { find }]) => {
    const { since, detail } = find(facts, day, eligibility);
    return since === null ? [{ code, detail }] : [];
  });

/** The day by which a task orders what its rule asks: the deadline's, unless the rule looks later than the next. */
export const dueDayOf = ({ deadline, on }: { deadline: string; on?: string | null | undefined }): string => {
  const day = localDay(deadline);
  return on && dayBefore(on) > day ? dayBefore(on) : day;
};

/**
 * What is fulfilled and what is missing at a Center on a day, since when, and who must act. `missingSince`: the day it
 * lapsed, or the day after it was due; null where it is fulfilled, is not due yet, or lapses only later.
 */
export const conditionsOn = (center: CenterFacts | undefined, day: string, eligibility: Eligibility, dueDays: DueDays) => {
  const facts = { ...(center ?? nothingYet), existsFrom: existsFrom(center?.decisions ?? []) };
  return conditionCodes.map((code) => {
    const { rule, mustAct, find } = conditions[code];
    const { since, lapsesOn, detail } = find(facts, day, eligibility);
    const done = since !== null;
    const dueOn = dueDays.get(rule) ?? null;
    const missingFrom = lapsesOn ?? (dueOn === null ? null : dayAfter(dueOn));
    const missingSince = done || missingFrom === null || missingFrom > day ? null : missingFrom;
    return { code, neededToOpen: code in openingRule, done, since, missingSince, dueOn, mustAct: done ? null : mustAct, detail };
  });
};
type ConditionOn = ReturnType<typeof conditionsOn>[number];

/** The conditions that are not fulfilled: those of the opening rule, or the others. */
export const lacksOf = (conditions: readonly ConditionOn[], neededToOpen: boolean) =>
  conditions.flatMap((condition) => {
    const { code, missingSince: since, mustAct } = condition;
    return condition.neededToOpen === neededToOpen && mustAct !== null ? [{ code, since, mustAct }] : [];
  });

/** Where a Center stands on a day; `undefined`: nothing has happened there. */
export const stateOn = (center: { openedOn: string | null } | undefined, conditions: readonly ConditionOn[], day: string) => {
  if (center === undefined) return 'not-started';
  if (center.openedOn !== null && center.openedOn <= day) return 'open';
  return lacksOf(conditions, true).length === 0 ? 'ready' : 'preparing';
};
