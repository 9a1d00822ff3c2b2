import { isDeepStrictEqual } from 'node:util';
import { Rejection } from '#domain/rejections.ts';
import { pilotEvents } from '#events/pilot/events.ts';
import { leadOf, pilotCommand, standing } from './pilot.ts';

export const reportPilotIssue = pilotCommand({
  name: 'ReportPilotIssue',
  summary: 'Records that something does not work in a pilot; naming the dossier counts it as one with an error.',
  input: pilotEvents.schemas.PilotIssueFound,
  unit: (input, state) => input.unit ?? leadOf(input, state),
  decide: (state, issue) => {
    const { pilotId, issueId, unit } = issue;
    const { plan, issues } = standing(state, pilotId, 'started');
    const before = issues.get(issueId);
    if (before !== undefined && isDeepStrictEqual(before.found, issue)) return [];
    if (before !== undefined) throw new Rejection('pilot-issue-already-found', `Pilot ${pilotId} has an issue ${issueId}.`);
    if (unit !== undefined && !plan.centers.includes(unit))
      throw new Rejection('not-in-pilot', `The Center of ${unit} does not take part in pilot ${pilotId}.`);
    return [{ type: 'PilotIssueFound', data: issue }];
  },
});
