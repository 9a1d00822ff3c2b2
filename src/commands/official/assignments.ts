import type { AnyCommand, DecisionContext } from '#commands/handling/command.ts';
import { official, type Registered, unitsServed } from '#domain/center/official.ts';
import { isOn, overlap, type Period } from '#domain/center/periods.ts';
import { judgedService } from '#domain/center/staff.ts';
import { Rejection } from '#domain/rejections.ts';
import type { Settings } from '#domain/settings.ts';
import { dayBefore } from '#domain/time/localDay.ts';
import { officialEvents } from '#events/official/events.ts';
import type { Position } from '#events/terms.ts';
import { known, officialCommand, registered } from './person.ts';

/** The office held allows it on every day of the period. */
const checkDirector = (official: Registered, period: Period, { directorOffices }: Settings): void => {
  const refused = judgedService(period, official.offices, directorOffices).find(({ eligible }) => !eligible);
  if (refused === undefined) return;
  const { from: day, office, rule } = refused;
  if (rule === undefined) throw new Rejection('office-not-eligible', `No rule says who may be director on ${day}.`);
  throw new Rejection(
    'office-not-eligible',
    `On ${day} a ${office} may not be director: from ${rule.from} on ${rule.offices.join(' or ')} may.`,
  );
};

/**
 * What holds for every service at a Center, in one's own right or as a substitute: the dates make sense, the unit
 * exists, whoever served elsewhere is assigned by somebody who may act there too, nobody serves two Centers on a day, holds a position twice in his own right or stands in for the same
 * colleague twice, and a director's office allows it on every single day (one-stop Centers, Decree 118/2025/NĐ-CP; from
 * 15/10/2025 Resolution 332/NQ-CP).
 */
export const checkService = (
  official: Registered,
  { unit, position, substituteFor, ...period }: Period & { unit: string; position: Position; substituteFor?: string },
  { settings, covers }: Pick<DecisionContext, 'settings' | 'covers'>,
): void => {
  if (!settings.units.some(({ code }) => code === unit)) throw new Rejection('unit-unknown', `The city has no unit ${unit}.`);
  if (period.until && period.until < period.from)
    throw new Rejection('date-out-of-order', `The last day, ${period.until}, comes before the first, ${period.from}.`);
  const foreign = unitsServed(official).find((served) => served !== unit && !covers(served));
  if (foreign !== undefined)
    throw new Rejection('official-of-another-unit', `The official served at ${foreign}: that unit too, or the city, has to assign.`);
  const concurrent = official.assignments.filter((assignment) => overlap(assignment, period));
  const elsewhere = concurrent.find((assignment) => assignment.unit !== unit);
  if (elsewhere !== undefined)
    throw new Rejection(
      'official-elsewhere',
      `The official serves at ${elsewhere.unit} from ${elsewhere.from} to ${elsewhere.until ?? 'further notice'}.`,
    );
  const same = concurrent.find((held) => held.position === position && held.substituteFor === substituteFor);
  if (same !== undefined) {
    const { from, until = 'further notice' } = same;
    throw new Rejection(
      'official-already-assigned',
      substituteFor === undefined
        ? `The official is ${position} there from ${from} to ${until}.`
        : `The official stands in for ${substituteFor} as ${position} there from ${from} to ${until}.`,
    );
  }
  if (position === 'director') checkDirector(official, period, settings);
};

export const assignOfficial = officialCommand({
  name: 'AssignOfficial',
  summary: 'Assigns an official to a Center and a position from a day on.',
  input: officialEvents.schemas.OfficialAssigned.omit({ assignmentId: true }),
  unit: ({ unit }) => unit,
  decide: (official, assignment, context) => {
    checkService(known(official, assignment.officialId), assignment, context);
    return [{ type: 'OfficialAssigned', data: { ...assignment, assignmentId: context.newId('assignment') } }];
  },
});

export const substituteOfficial = officialCommand({
  name: 'SubstituteOfficial',
  summary: 'Lets an official stand in for another, in the other’s position, for a period.',
  input: officialEvents.schemas.OfficialSubstituted.omit({ assignmentId: true }),
  unit: ({ unit }) => unit,
  prepare: ({ substituteFor }, _official, _context, { fold }) => fold(`${official.category}-${substituteFor}`, official),
  decide: (substitute, substitution, context, replaced) => {
    const { officialId, substituteFor, unit, position, from } = substitution;
    const current = known(substitute, officialId);
    if (officialId === substituteFor) throw new Rejection('substitute-is-self', `Official ${officialId} cannot stand in for themselves.`);
    if (replaced.status === 'absent') throw new Rejection('official-not-found', `There is no official ${substituteFor}.`);
    const holds = replaced.assignments.some((held) => held.unit === unit && held.position === position && isOn(held, from));
    if (!holds) throw new Rejection('assignment-not-found', `Official ${substituteFor} is not ${position} at ${unit} on ${from}.`);
    checkService(current, substitution, context);
    return [{ type: 'OfficialSubstituted', data: { ...substitution, assignmentId: context.newId('assignment') } }];
  },
});

export const endAssignment = officialCommand({
  name: 'EndAssignment',
  summary: 'Ends an assignment or a substitution after its last day; the day before its first day calls it off.',
  input: officialEvents.schemas.AssignmentEnded.omit({ unit: true }),
  unit: ({ assignmentId }, official) =>
    official.status === 'absent' ? undefined : official.assignments.find((held) => held.assignmentId === assignmentId)?.unit,
  decide: (official, { officialId, assignmentId, lastDay, ground }) => {
    const assignment = registered(official, officialId).assignments.find((held) => held.assignmentId === assignmentId);
    if (assignment === undefined) throw new Rejection('assignment-not-found', `Official ${officialId} has no assignment ${assignmentId}.`);
    const { unit, from, until, ended } = assignment;
    if (ended === ground && until === lastDay) return [];
    if (ended !== undefined) throw new Rejection('assignment-ended', `The assignment ends or ended after ${until}.`);
    if (lastDay < dayBefore(from))
      throw new Rejection('date-out-of-order', `The assignment begins on ${from}; it cannot end after ${lastDay}.`);
    // an assignment is never lengthened: whoever stays is assigned anew, with a basis
    if (until !== undefined && lastDay > until)
      throw new Rejection('date-out-of-order', `The assignment runs until ${until}; it cannot end later, after ${lastDay}.`);
    return [{ type: 'AssignmentEnded', data: { officialId, assignmentId, unit, lastDay, ground } }];
  },
});

/** Who serves where. */
export const assignmentCommands: readonly AnyCommand[] = [assignOfficial, substituteOfficial, endAssignment];
