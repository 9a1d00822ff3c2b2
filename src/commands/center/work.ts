import { isDeepStrictEqual } from 'node:util';
import { type AnyCommand, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { centerEvents, type Shift } from '#events/center/events.ts';
import { type ProcedureEvent, procedureEvents } from '#events/procedure/events.ts';
import { type RegulationEvent, regulationEvents } from '#events/regulation/events.ts';
import { centerCommand, checkDates, established } from './decision.ts';

/** How many versions of the model text there are. */
const modelVersions: Fold<number, RegulationEvent> = {
  category: regulationEvents.category,
  initial: 0,
  evolve: (_, { data }) => data.version,
};

export const issueWorkingRegulations = centerCommand({
  name: 'IssueWorkingRegulations',
  summary:
    'Records the working regulations of a Center, with their text and the version of the model text they rest on where these are known.',
  input: centerEvents.schemas.WorkingRegulationsIssued,
  prepare: async ({ modelVersion }, _state, _context, tools) =>
    modelVersion === undefined ? 0 : tools.fold('regulation-model', modelVersions),
  decide: (center, { unit, ...issued }, { occurredAt }, versions) => {
    const { modelVersion, articles = [] } = issued;
    if (established(center, unit).regulations.some((earlier) => isDeepStrictEqual(earlier, issued))) return [];
    checkDates('working regulations', issued, occurredAt);
    if (modelVersion !== undefined && modelVersion > versions)
      throw new Rejection('model-version-not-found', `The model text has no version ${modelVersion}.`);
    if (articles.some(({ number }, index) => number !== index + 1))
      throw new Rejection('articles-not-numbered', 'Articles are numbered from 1 on, without a gap.');
    return [{ type: 'WorkingRegulationsIssued', data: { unit, ...issued } }];
  },
});

const checkShifts = (week: readonly Shift[]): void => {
  for (const { day, from, to } of week)
    if (from >= to) throw new Rejection('working-hours-invalid', `On day ${day} a shift ends at ${to}, not after it begins at ${from}.`);
  const inOrder = week.toSorted((a, b) => a.day - b.day || a.from.localeCompare(b.from));
  for (const [index, shift] of inOrder.entries()) {
    const before = inOrder[index - 1];
    if (before?.day === shift.day && shift.from < before.to)
      throw new Rejection(
        'working-hours-invalid',
        `On day ${shift.day} the shifts ${before.from}–${before.to} and ${shift.from}–${shift.to} overlap.`,
      );
  }
};

export const setWorkingHours = centerCommand({
  name: 'SetWorkingHours',
  summary: 'Sets the opening hours of a Center from a day on.',
  input: centerEvents.schemas.WorkingHoursSet,
  decide: (center, { unit, effectiveFrom, week, ground }) => {
    const last = established(center, unit).weeks.at(-1);
    checkShifts(week);
    if (isDeepStrictEqual(last, { from: effectiveFrom, week })) return [];
    // hours by date stay readable as a simple list: the latest entry not after a day applies
    if (last !== undefined && effectiveFrom < last.from)
      throw new Rejection('date-out-of-order', `Hours were set from ${last.from} on; earlier ones can no longer be set.`);
    return [{ type: 'WorkingHoursSet', data: { unit, effectiveFrom, week, ground } }];
  },
});

export const stateStaffNeed = centerCommand({
  name: 'StateStaffNeed',
  summary: 'States how many people a Center needs in a position from a day on, in total.',
  input: centerEvents.schemas.StaffNeeded,
  decide: (center, { unit, position, count, from, ground }) => {
    const last = established(center, unit).staffNeeds?.get(position);
    if (last !== undefined && from < last.from)
      throw new Rejection('date-out-of-order', `The need from ${last.from} on is on record; an earlier one can no longer be stated.`);
    return (last?.count ?? 0) === count ? [] : [{ type: 'StaffNeeded', data: { unit, position, count, from, ground } }];
  },
});

const catalogued: Fold<boolean, ProcedureEvent> = { category: procedureEvents.category, initial: false, evolve: () => true };

const sameProcedures = (a: readonly string[], b: readonly string[]): boolean => new Set(a).symmetricDifference(new Set(b)).size === 0;

export const limitOffer = centerCommand({
  name: 'LimitOffer',
  summary: 'Says which procedures of commune level a Center does not offer from a day on; an empty list: it offers all of them.',
  input: centerEvents.schemas.OfferLimited,
  prepare: async ({ without }, _center, _context, tools) => {
    const found = await Promise.all(without.map((code) => tools.fold(`${catalogued.category}-${code}`, catalogued)));
    return { unknown: without.filter((_, index) => !found[index]) };
  },
  decide: (center, { unit, without, from, ground }, _context, { unknown }) => {
    const last = established(center, unit).offers.at(-1);
    if (unknown.length > 0) throw new Rejection('procedure-not-found', `The catalogue has no procedure ${unknown.join(', ')}.`);
    if (last !== undefined && from < last.from)
      throw new Rejection('date-out-of-order', `The offer from ${last.from} on is on record; an earlier one can no longer be limited.`);
    return sameProcedures(last?.without ?? [], without) ? [] : [{ type: 'OfferLimited', data: { unit, without, from, ground } }];
  },
});

/** How a Center works: rules, hours, people, procedures. */
export const workCommands: readonly AnyCommand[] = [issueWorkingRegulations, setWorkingHours, stateStaffNeed, limitOffer];
