import { holdsWith, holdsWithout, type LegalHold } from '#domain/retention.ts';
import { type Office, type OfficialEvent, officialEvents, type TaskGroup } from '#events/official/events.ts';
import type { Recorded } from '#events/store/event.ts';
import type { Position } from '#events/terms.ts';

/** Service at a Center, as a substitute or in one's own right, to its last day; without `until` no end is known. */
type Assignment = {
  assignmentId: string;
  unit: string;
  position: Position;
  substituteFor?: string;
  from: string;
  until?: string | undefined;
  ended: boolean;
};

export type Registered = {
  status: 'registered' | 'erased';
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
    return { status: 'registered', offices: [{ office: event.data.office, from: null }], assignments: [], holds: [] };
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
      const assignment: Assignment = { assignmentId, unit, position, ...substitute, from, until, ended: false };
      return { ...official, assignments: [...official.assignments, assignment] };
    }
    case 'AssignmentEnded': {
      const { assignmentId, lastDay } = event.data;
      const assignments = official.assignments.map((assignment) =>
        assignment.assignmentId === assignmentId ? { ...assignment, until: lastDay, ended: true } : assignment,
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
