import { Rejection } from '#domain/rejections.ts';
import { dayBefore } from '#domain/time/localDay.ts';
import { officialEvents } from '#events/official/events.ts';
import { officialCommand } from './official.ts';
import { registered } from './rules.ts';

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
    if (ended && until === lastDay) return [];
    if (ended) throw new Rejection('assignment-ended', `The assignment ends or ended after ${until}.`);
    if (lastDay < dayBefore(from))
      throw new Rejection('date-out-of-order', `The assignment begins on ${from}; it cannot end after ${lastDay}.`);
    // an assignment is never lengthened: whoever stays is assigned anew, with a basis
    if (until !== undefined && lastDay > until)
      throw new Rejection('date-out-of-order', `The assignment runs until ${until}; it cannot end later, after ${lastDay}.`);
    return [{ type: 'AssignmentEnded', data: { officialId, assignmentId, unit, lastDay, ground } }];
  },
});
