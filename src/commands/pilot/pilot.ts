import { isDeepStrictEqual } from 'node:util';
import { commandOn, defineLookup, type Fold } from '#commands/handling/command.ts';
import { judgeCriteria } from '#domain/pilot/figures.ts';
import { Rejection } from '#domain/rejections.ts';
import type { AnyEvent } from '#events/all.ts';
import { centerEvents } from '#events/center/events.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { type PilotEvent, type PilotFigures, pilotEvents } from '#events/pilot/events.ts';
import { procedureEvents } from '#events/procedure/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';

type Issue = { found: DataOf<PilotEvent, 'PilotIssueFound'>; how?: string };
type Planned = {
  status: 'planned' | 'started' | 'concluded';
  plan: DataOf<PilotEvent, 'PilotPlanned'>;
  issues: ReadonlyMap<string, Issue>;
};
export type Pilot = { status: 'absent' } | Planned;

const evolve = (pilot: Pilot, event: Recorded<PilotEvent>): Pilot => {
  if (event.type === 'PilotPlanned') return { status: 'planned', plan: event.data, issues: new Map() };
  if (pilot.status === 'absent') return pilot;
  switch (event.type) {
    case 'PilotStarted':
      return { ...pilot, status: 'started' };
    case 'PilotIssueFound':
      return { ...pilot, issues: new Map(pilot.issues).set(event.data.issueId, { found: event.data }) };
    case 'PilotIssueResolved': {
      const { issueId, how } = event.data;
      const issue = pilot.issues.get(issueId);
      return issue === undefined ? pilot : { ...pilot, issues: new Map(pilot.issues).set(issueId, { ...issue, how }) };
    }
    case 'PilotConcluded':
      return { ...pilot, status: 'concluded' };
  }
};

export const pilot: Fold<Pilot, PilotEvent> = { category: pilotEvents.category, initial: { status: 'absent' }, evolve };
/** The department that runs it: its token reaches no further. */
const leadOf = (_input: unknown, state: Pilot): string | undefined => (state.status === 'absent' ? undefined : state.plan.lead);
const pilotCommand = commandOn(pilot, { idField: 'pilotId', unit: leadOf });

/** The pilot, or the rejection `pilot-not-found`; in another status than these, `pilot-status-differs`. */
const standing = (state: Pilot, pilotId: string, ...statuses: readonly Planned['status'][]): Planned => {
  if (state.status === 'absent') throw new Rejection('pilot-not-found', `There is no pilot ${pilotId}.`);
  if (!statuses.includes(state.status))
    throw new Rejection('pilot-status-differs', `Pilot ${pilotId} is ${state.status}; this takes one that is ${statuses.join(' or ')}.`);
  return state;
};

/** Whether an event of this type, with which a stream of the category begins, is there. */
const beganWith = (category: string, first: AnyEvent['type']): Fold<boolean, AnyEvent> => ({
  category,
  initial: false,
  evolve: (began, { type }) => began || type === first,
});
const centerExists = beganWith(centerEvents.category, 'CenterEstablished');
const procedureExists = beganWith(procedureEvents.category, 'ProcedureCatalogued');

const firstMissing = async (ids: readonly string[], exists: (id: string) => Promise<boolean>): Promise<string | undefined> => {
  const found = await Promise.all(ids.map(exists));
  return ids.find((_, index) => !found[index]);
};

export const planPilot = pilotCommand({
  name: 'PlanPilot',
  summary: 'Plans a pilot: its Centers, procedures and days, and the criteria by which it will be judged.',
  input: pilotEvents.schemas.PilotPlanned,
  creates: true,
  unit: ({ lead }) => lead,
  prepare: async ({ procedures }, _state, _context, { fold }) => ({
    unknownProcedure: await firstMissing(procedures, (code) => fold(`procedure-${code}`, procedureExists)),
  }),
  decide: (state, plan, { settings }, { unknownProcedure }) => {
    const { pilotId, centers, from, until } = plan;
    if (state.status === 'planned' && isDeepStrictEqual(state.plan, plan)) return [];
    if (state.status !== 'absent') throw new Rejection('pilot-already-planned', `There is a pilot ${pilotId}.`);
    const unknown = centers.find((center) => !settings.units.some(({ code }) => code === center));
    if (unknown !== undefined) throw new Rejection('unit-unknown', `There is no unit ${unknown}.`);
    const parties = new Set([...settings.units.map(({ code }) => code), ...settings.parties.map(({ key }) => key)]);
    const stranger = [plan.lead, ...plan.partners].find((party) => !parties.has(party));
    if (stranger !== undefined) throw new Rejection('party-unknown', `There is no party ${stranger}.`);
    if (unknownProcedure !== undefined) throw new Rejection('procedure-not-found', `The catalogue has no procedure ${unknownProcedure}.`);
    if (until < from) throw new Rejection('date-out-of-order', `The pilot cannot end on ${until}, before it begins on ${from}.`);
    return [{ type: 'PilotPlanned', data: plan }];
  },
});

export const startPilot = pilotCommand({
  name: 'StartPilot',
  summary: 'Starts a pilot: each of its Centers has been established, and may receive in it on its days.',
  input: pilotEvents.schemas.PilotStarted,
  prepare: async ({ pilotId }, state, _context, { fold }) => {
    const { centers } = standing(state, pilotId, 'planned', 'started').plan;
    return { withoutCenter: await firstMissing(centers, (unit) => fold(`center-${unit}`, centerExists)) };
  },
  decide: (state, { pilotId }, _context, { withoutCenter }) => {
    if (standing(state, pilotId, 'planned', 'started').status === 'started') return [];
    if (withoutCenter !== undefined) throw new Rejection('center-not-established', `Unit ${withoutCenter} has no Center.`);
    return [{ type: 'PilotStarted', data: { pilotId } }];
  },
});

/** What a pilot amounts to at an instant, by everything so far. */
export const pilotFigures = defineLookup<(pilotId: string, at: string) => Promise<PilotFigures>>('pilot-figures');

/** The figures of the moment stay on record; whether the criteria are met follows from them, nobody says it. */
export const concludePilot = pilotCommand({
  name: 'ConcludePilot',
  summary: 'Ends a pilot with its figures so far, and says criterion by criterion whether it is met.',
  input: pilotEvents.schemas.PilotConcluded.pick({ pilotId: true, conclusion: true }),
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

/** In which pilot a dossier is handled, and the units that received, decide or held it. */
type Piloted = { pilot?: string | undefined; units: readonly string[] };
const piloted: Fold<Piloted, DossierEvent> = {
  category: dossierEvents.category,
  initial: { units: [] },
  evolve: (dossier, event) => {
    if (event.type === 'DossierHandedOver') return { ...dossier, units: [...dossier.units, event.data.to.unit] };
    if (event.type !== 'DossierSubmitted' && event.type !== 'DossierReceived') return dossier;
    const { pilot = dossier.pilot, competentUnit, holder } = event.data;
    return { pilot, units: [...dossier.units, competentUnit, holder.unit] };
  },
};

export const reportPilotIssue = pilotCommand({
  name: 'ReportPilotIssue',
  summary: 'Records that something does not work in a pilot; naming the dossier counts it as one with an error.',
  input: pilotEvents.schemas.PilotIssueFound,
  unit: (input, state) => input.unit ?? leadOf(input, state),
  prepare: async ({ dossierId }, _state, _context, { fold }) =>
    dossierId === undefined ? undefined : fold(`dossier-${dossierId}`, piloted),
  decide: (state, issue, _context, dossier: Piloted | undefined) => {
    const { pilotId, issueId, unit, dossierId } = issue;
    const { plan, issues } = standing(state, pilotId, 'started');
    const before = issues.get(issueId);
    if (before !== undefined && isDeepStrictEqual(before.found, issue)) return [];
    if (before !== undefined) throw new Rejection('pilot-issue-already-found', `Pilot ${pilotId} has an issue ${issueId}.`);
    if (unit !== undefined && !plan.centers.includes(unit))
      throw new Rejection('not-in-pilot', `The Center of ${unit} does not take part in pilot ${pilotId}.`);
    // whoever is told learns nothing of a dossier elsewhere, not even that it is there
    if (dossier !== undefined && (dossier.pilot !== pilotId || (unit !== undefined && !dossier.units.includes(unit))))
      throw new Rejection(
        'not-in-pilot',
        unit === undefined
          ? `There is no dossier ${dossierId} of its Centers in pilot ${pilotId}.`
          : `There is no dossier ${dossierId} of ${unit} in pilot ${pilotId}.`,
      );
    return [{ type: 'PilotIssueFound', data: issue }];
  },
});

export const resolvePilotIssue = pilotCommand({
  name: 'ResolvePilotIssue',
  summary: 'Records how an issue of a pilot was resolved, during the pilot or after it.',
  input: pilotEvents.schemas.PilotIssueResolved,
  decide: (state, { pilotId, issueId, how }) => {
    const issue = standing(state, pilotId, 'started', 'concluded').issues.get(issueId);
    if (issue === undefined) throw new Rejection('pilot-issue-not-found', `Pilot ${pilotId} has no issue ${issueId}.`);
    if (issue.how === how) return [];
    if (issue.how !== undefined) throw new Rejection('pilot-issue-resolved', `Issue ${issueId} was resolved before.`);
    return [{ type: 'PilotIssueResolved', data: { pilotId, issueId, how } }];
  },
});

export const pilotCommands = [planPilot, startPilot, reportPilotIssue, resolvePilotIssue, concludePilot];
