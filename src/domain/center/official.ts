import { holdsWith, holdsWithout, type LegalHold } from '#domain/retention.ts';
import { type Office, type OfficialEvent, officialEvents, type TaskGroup } from '#events/official/events.ts';
import type { Recorded } from '#events/store/event.ts';
import type { Position } from '#events/terms.ts';
import { isOn, type Period } from './periods.ts';

/** Service at a Center, as a substitute or in one's own right, to its last day; without `until` no end is known. */
type Assignment = {
  assignmentId: string;
  unit: string;
  position: Position;
  substituteFor?: string;
  from: string;
  until?: string | undefined;
  /** On which ground it was ended; absent: it was not. */
  ended?: string;
};

export type Registered = {
  status: 'registered' | 'erased';
  /** Unit that made the official known, where one did. */
  registeredBy?: string | undefined;
  /** Offices held, in order of their day, the first one since ever; of two on one day the last applies. */
  offices: readonly { from: string | null; office: Office }[];
  assignments: readonly Assignment[];
  holds: readonly LegalHold[];
  /** Last given task groups. */
  taskGroups?: { from: string; groups: readonly TaskGroup[] };
};
export type Official = { status: 'absent' } | Registered;

const evolve = (official: Official, event: Recorded<OfficialEvent>): Official => {
  if (event.type === 'OfficialRegistered')
    return {
      status: 'registered',
      registeredBy: event.unit,
      offices: [{ office: event.data.office, from: null }],
      assignments: [],
      holds: [],
    };
  if (official.status === 'absent') return official;
  switch (event.type) {
    case 'OfficeHeld': {
      const { office, from } = event.data;
      return { ...official, offices: [...official.offices, { office, from }] };
    }
    case 'OfficialAssigned':
    case 'OfficialSubstituted': {
      const { assignmentId, unit, position, from, until } = event.data;
      const substitute = event.type === 'OfficialSubstituted' && { substituteFor: event.data.substituteFor };
      const assignment: Assignment = { assignmentId, unit, position, ...substitute, from, until };
      return { ...official, assignments: [...official.assignments, assignment] };
    }
    case 'AssignmentEnded': {
      const { assignmentId, lastDay, ground } = event.data;
      const assignments = official.assignments.map((assignment) =>
        assignment.assignmentId === assignmentId ? { ...assignment, until: lastDay, ended: ground } : assignment,
      );
      return { ...official, assignments };
    }
    case 'TaskGroupsGiven': {
      const { from, groups } = event.data;
      return { ...official, taskGroups: { from, groups } };
    }
    case 'OfficialLegalHoldPlaced':
      return { ...official, holds: holdsWith(official.holds, event.data.holdId) };
    case 'OfficialLegalHoldLifted':
      return { ...official, holds: holdsWithout(official.holds, event.data.holdId) };
    case 'OfficialErasureRefused':
      return official;
    case 'OfficialPersonalDataErased':
      return { ...official, status: 'erased' };
  }
};

/** An official's offices, service at Centers and task groups. */
export const official = { category: officialEvents.category, initial: { status: 'absent' } as Official, evolve };

/** What says whose official somebody is. */
type Belonging = { assignments: readonly (Period & { unit: string })[]; registeredBy?: string | null | undefined };

/** Units where the official serves, served or is to serve; what was called off before it began does not count. */
export const unitsServed = ({ assignments }: Belonging): string[] => [
  ...new Set(assignments.filter(({ from, until }) => !until || until >= from).map(({ unit }) => unit)),
];

/**
 * Whose official somebody is on these days: the units where he serves then; where he serves nowhere then, the one to
 * which he was assigned last; before any assignment, the one that registered him.
 */
export const unitsOf = (official: Belonging, days: readonly string[]): string[] => {
  const serving = official.assignments.filter((one) => days.some((day) => isOn(one, day))).map(({ unit }) => unit);
  if (serving.length > 0) return [...new Set(serving)];
  const last = unitsServed(official).at(-1) ?? official.registeredBy;
  return last ? [last] : [];
};

/** Units that know of the official: where he serves or served, and the one that registered him. */
export const unitsKnowing = (official: Belonging): string[] => [
  ...new Set([...unitsServed(official), ...(official.registeredBy ? [official.registeredBy] : [])]),
];
