import { isDeepStrictEqual } from 'node:util';
import { defineLookup, type Fold } from '#commands/handling/command.ts';
import { judgeCriteria } from '#domain/pilot/figures.ts';
import { Rejection } from '#domain/rejections.ts';
import { type CenterEvent, centerEvents } from '#events/center/events.ts';
import { type PilotFigures, pilotEvents } from '#events/pilot/events.ts';
import { type ProcedureEvent, procedureEvents } from '#events/procedure/events.ts';
import { leadOf, pilotCommand, standing } from './pilot.ts';

/** What decisions about a pilot need of other streams, and no more. */

/** Whether there is a Center. */
export const centerExists: Fold<boolean, CenterEvent> = {
  category: centerEvents.category,
  initial: false,
  evolve: (exists, { type }) => exists || type === 'CenterEstablished',
};

/** Whether a procedure is in the catalogue. */
export const procedureExists: Fold<boolean, ProcedureEvent> = {
  category: procedureEvents.category,
  initial: false,
  evolve: (exists, { type }) => exists || type === 'ProcedureCatalogued',
};

export const planPilot = pilotCommand({
  name: 'PlanPilot',
  summary: 'Plans a pilot: its Centers, procedures and days, and the criteria by which it will be judged.',
  input: pilotEvents.schemas.PilotPlanned,
  creates: true,
  unit: ({ lead }) => lead,
  prepare: async ({ procedures }, _state, _context, tools) => {
    const found = await Promise.all(
      procedures.map(async (code) => ((await tools.fold(`procedure-${code}`, procedureExists)) ? undefined : code)),
    );
    return { unknownProcedure: found.find((code) => code !== undefined) };
  },
  decide: (state, plan, { settings }, { unknownProcedure }) => {
    const { pilotId, centers, from, until } = plan;
    if (state.status === 'planned' && isDeepStrictEqual(state.plan, plan)) return [];
    if (state.status !== 'absent') throw new Rejection('pilot-already-planned', `There is a pilot ${pilotId}.`);
    const unknown = centers.find((center) => !settings.units.some(({ code }) => code === center));
    if (unknown !== undefined) throw new Rejection('unit-unknown', `There is no unit ${unknown}.`);
    if (unknownProcedure !== undefined) throw new Rejection('procedure-not-found', `The catalogue has no procedure ${unknownProcedure}.`);
    if (until < from) throw new Rejection('date-out-of-order', `The pilot cannot end on ${until}, before it begins on ${from}.`);
    return [{ type: 'PilotPlanned', data: plan }];
  },
});

export const startPilot = pilotCommand({
  name: 'StartPilot',
  summary: 'Starts a pilot: each of its Centers has been established, and may receive in it on its days.',
  input: pilotEvents.schemas.PilotStarted,
  unit: leadOf,
  prepare: async ({ pilotId }, state, _context, tools) => {
    const { plan } = standing(state, pilotId, 'planned', 'started');
    const found = await Promise.all(
      plan.centers.map(async (unit) => ((await tools.fold(`center-${unit}`, centerExists)) ? undefined : unit)),
    );
    return { withoutCenter: found.find((unit) => unit !== undefined) };
  },
  decide: (state, { pilotId }, _context, { withoutCenter }) => {
    if (standing(state, pilotId, 'planned', 'started').status === 'started') return [];
    if (withoutCenter !== undefined) throw new Rejection('center-not-established', `Unit ${withoutCenter} has no Center.`);
    return [{ type: 'PilotStarted', data: { pilotId } }];
  },
});

/** What a pilot amounts to at an instant, by everything so far. */
export const pilotFigures = defineLookup<(pilotId: string, at: string) => Promise<PilotFigures>>('pilot-figures');

/**
 * The figures are those of the moment, and stay on record; whether the criteria are met follows from them and is
 * nobody's to say.
 */
export const concludePilot = pilotCommand({
  name: 'ConcludePilot',
  summary: 'Ends a pilot with its figures so far, and says criterion by criterion whether it is met.',
  input: pilotEvents.schemas.PilotConcluded.pick({ pilotId: true, conclusion: true }),
  unit: leadOf,
  lookups: { pilotFigures },
  prepare: async ({ pilotId }, state, { occurredAt }, { lookup }) => {
    standing(state, pilotId, 'started');
    return lookup.pilotFigures(pilotId, occurredAt);
  },
  decide: (state, { pilotId, conclusion }, _context, figures) => {
    const { lead, partners, criteria } = standing(state, pilotId, 'started').plan;
    const results = judgeCriteria(criteria, figures);
    const met = results.every((result) => result.met);
    return [{ type: 'PilotConcluded', data: { pilotId, lead, partners, figures, results, met, conclusion } }];
  },
});

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

export const pilotCommands = [planPilot, startPilot, reportPilotIssue, resolvePilotIssue, concludePilot];
