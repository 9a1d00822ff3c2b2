import { isDeepStrictEqual } from 'node:util';
import { type AnyCommand, commandOn, defineLookup } from '#commands/handling/command.ts';
import { type Center, center, type Established } from '#domain/center/center.ts';
import { existsFromAfter, missingToOpen } from '#domain/center/readiness.ts';
import type { ServingOfficial } from '#domain/center/staff.ts';
import { Rejection } from '#domain/rejections.ts';
import type { Settings } from '#domain/settings.ts';
import { localDay } from '#domain/time/localDay.ts';
import { centerEvents } from '#events/center/events.ts';

export const centerCommand = commandOn(center, { idField: 'unit', unit: ({ unit }: { unit: string }) => unit });

/** The Center, or the rejection `center-not-established`. */
export const established = (center: Center, unit: string): Established => {
  if (center.status === 'absent') throw new Rejection('center-not-established', `Unit ${unit} has no Center.`);
  return center;
};

/** A document on record was signed: its date is not in the future, and it takes effect on no earlier day. */
export const checkDates = (
  document: 'decision' | 'amended decision' | 'decision on points' | 'working regulations',
  { act, effectiveOn }: { act: { date: string }; effectiveOn: string },
  occurredAt: string,
): void => {
  const today = localDay(occurredAt);
  if (act.date > today) throw new Rejection('date-out-of-order', `The ${document} is dated ${act.date}, after today (${today}).`);
  if (effectiveOn < act.date)
    throw new Rejection('date-out-of-order', `The ${document} of ${act.date} cannot take effect before it, on ${effectiveOn}.`);
};

export const establishCenter = centerCommand({
  name: 'EstablishCenter',
  summary: 'Records the decision by which the commune People’s Committee establishes its Center.',
  input: centerEvents.schemas.CenterEstablished,
  creates: true,
  decide: (center, { unit, decision }, { occurredAt, settings }) => {
    if (!settings.units.some(({ code }) => code === unit)) throw new Rejection('unit-unknown', `The city has no unit ${unit}.`);
    if (center.status === 'established')
      throw new Rejection('center-already-established', `The Center of ${unit} was established by ${center.decision.act.number}.`);
    checkDates('decision', decision, occurredAt);
    return [{ type: 'CenterEstablished', data: { unit, decision } }];
  },
});

export const amendCenterDecision = centerCommand({
  name: 'AmendCenterDecision',
  summary: 'Replaces the establishment decision by an amended one.',
  input: centerEvents.schemas.CenterDecisionAmended,
  decide: (center, { unit, decision, ground }, { occurredAt }) => {
    const current = established(center, unit);
    if (isDeepStrictEqual(decision, current.decision)) return [];
    checkDates('amended decision', decision, occurredAt);
    if (decision.act.date < current.decision.act.date)
      throw new Rejection('date-out-of-order', `The amended decision is older than the one in force, of ${current.decision.act.date}.`);
    const existsFrom = existsFromAfter(current.existsFrom, decision);
    if (current.openedOn !== undefined && existsFrom > current.openedOn)
      throw new Rejection('date-out-of-order', `The Center opens on ${current.openedOn}; it cannot come to exist later, on ${existsFrom}.`);
    return [{ type: 'CenterDecisionAmended', data: { unit, decision, ground } }];
  },
});

/** Who serves at a Center on a day (YYYY-MM-DD, Asia/Ho_Chi_Minh), substitutes included. */
export const staffServing = defineLookup<(unit: string, day: string) => Promise<readonly ServingOfficial[]>>('staff-serving');

/** What is missing for opening on a day; of officials only the office held on that day is known. */
const missingOn = (day: string, center: Established, staff: readonly ServingOfficial[], { directorOffices }: Settings) => {
  const held = staff.map(({ officialId, office }) => [officialId, office === null ? [] : [{ office, from: null }]] as const);
  return missingToOpen({ ...center, points: [...center.points.values()], staff }, day, { offices: new Map(held), rules: directorOffices });
};

export const openCenter = centerCommand({
  name: 'OpenCenter',
  summary: 'Opens a Center for reception from a day on; a refusal names everything that is missing.',
  input: centerEvents.schemas.CenterOpened,
  lookups: { staffServing },
  prepare: ({ unit, openedOn }, _center, _context, { lookup }) => lookup.staffServing(unit, openedOn),
  decide: (center, { unit, openedOn }, { settings }, staff) => {
    const current = established(center, unit);
    if (current.openedOn !== undefined)
      throw new Rejection('center-already-open', `The Center of ${unit} is open from ${current.openedOn} on.`);
    const missing = missingOn(openedOn, current, staff, settings);
    if (missing.length > 0)
      throw new Rejection(
        'center-not-ready',
        `The Center of ${unit} may not open on ${openedOn}: ${missing.map(({ detail }) => detail).join(' ')}`,
        missing,
      );
    return [{ type: 'CenterOpened', data: { unit, openedOn } }];
  },
});

/** How a Center comes to be and to open. */
export const decisionCommands: readonly AnyCommand[] = [establishCenter, amendCenterDecision, openCenter];
