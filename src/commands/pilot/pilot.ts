import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type PilotEvent, pilotEvents } from '#events/pilot/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';

type Issue = { found: DataOf<PilotEvent, 'PilotIssueFound'>; how?: string };
export type Planned = {
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
export const pilotCommand = commandOn(pilot, { idField: 'pilotId' });

/** The department that runs it: its token reaches no further. */
export const leadOf = (_input: unknown, state: Pilot): string | undefined => (state.status === 'absent' ? undefined : state.plan.lead);

/** The pilot, or the rejection `pilot-not-found`; in another status than these, `pilot-status-differs`. */
export const standing = (state: Pilot, pilotId: string, ...statuses: readonly Planned['status'][]): Planned => {
  if (state.status === 'absent') throw new Rejection('pilot-not-found', `There is no pilot ${pilotId}.`);
  if (!statuses.includes(state.status))
    throw new Rejection('pilot-status-differs', `Pilot ${pilotId} is ${state.status}; this takes one that is ${statuses.join(' or ')}.`);
  return state;
};
