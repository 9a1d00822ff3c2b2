import { Rejection } from '#domain/rejections.ts';
import { pilotEvents } from '#events/pilot/events.ts';
import { leadOf, pilotCommand, standing } from './pilot.ts';

export const resolvePilotIssue = pilotCommand({
  name: 'ResolvePilotIssue',
  summary: 'Records how an issue of a pilot was resolved, during the pilot or after it.',
  input: pilotEvents.schemas.PilotIssueResolved,
  unit: leadOf,
  decide: (state, { pilotId, issueId, how }) => {
    const issue = standing(state, pilotId, 'started', 'concluded').issues.get(issueId);
    if (issue === undefined) throw new Rejection('pilot-issue-not-found', `Pilot ${pilotId} has no issue ${issueId}.`);
    if (issue.how === how) return [];
    if (issue.how !== undefined) throw new Rejection('pilot-issue-resolved', `Issue ${issueId} was resolved before.`);
    return [{ type: 'PilotIssueResolved', data: { pilotId, issueId, how } }];
  },
});
