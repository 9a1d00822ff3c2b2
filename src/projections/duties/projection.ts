import { type DirectiveEvent, directiveEvents } from '#events/directive/events.ts';
import { type DutyEvent, dutyEvents } from '#events/duty/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { withHistory } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { type DirectiveRow, type DutyRow, directiveFields, dutyFields, type Evidence } from './view.ts';

const evolveDirective = (row: DirectiveRow | undefined, event: Recorded<DirectiveEvent>): DirectiveRow | undefined => {
  if (event.type === 'DirectiveIssued') {
    return directiveFields.row({ ...event.data, issuedAt: event.occurredAt, movedDeadlines: [], revision: event.revision });
  }
  if (row === undefined) return undefined;
  const { taskId, deadline, ground } = event.data;
  const from = row.tasks.find((task) => task.taskId === taskId)?.deadline ?? deadline;
  return {
    ...row,
    tasks: row.tasks.map((task) => (task.taskId === taskId ? { ...task, deadline } : task)),
    moved_deadlines: [...row.moved_deadlines, { taskId, from, to: deadline, ground, at: event.occurredAt }],
    revision: event.revision,
  };
};

const decided = (row: DutyRow, evidenceId: string, decision: Pick<Evidence, 'state' | 'decidedAt' | 'words'>) => ({
  evidence: row.evidence.map((one) => (one.evidenceId === evidenceId ? { ...one, ...decision } : one)),
});

const changes = (row: DutyRow, event: Recorded<Exclude<DutyEvent, { type: 'DutyAssigned' }>>): Partial<DutyRow> => {
  const { occurredAt } = event;
  switch (event.type) {
    case 'DutyDeadlineMoved': {
      const { deadline } = event.data;
      const inTime = deadline >= (row.fulfilled_at ?? occurredAt);
      if (row.overdue_since === null || !inTime) return { deadline };
      return { deadline, overdue_since: null, ...(row.state === 'overdue' && { state: 'open', missing: [] }) };
    }
    case 'DutyFulfilled': {
      const { by, because = null, lines } = event.data;
      return { state: 'fulfilled', fulfilled_at: occurredAt, fulfilled_by: by, because, lines, missing: [] };
    }
    case 'DutyReopened': {
      const { because = null, missing } = event.data;
      const unfulfilled = { fulfilled_at: null, fulfilled_by: null, lines: [] };
      return { state: 'reopened', ...unfulfilled, because, missing, reopened_at: occurredAt, reopened: row.reopened + 1 };
    }
    case 'DutyFellOverdue': {
      const { deadline, missing } = event.data;
      return { state: 'overdue', overdue_since: deadline, missing };
    }
    case 'EvidenceHandedIn': {
      const { evidenceId, text, references } = event.data;
      const undecided = { state: 'handed-in', decidedAt: null, words: null } as const;
      const handedIn = { evidenceId, text, references, handedInAt: occurredAt, handedInBy: event.actor.id, ...undecided };
      return { evidence: [...row.evidence, handedIn] };
    }
    case 'EvidenceAccepted':
      return decided(row, event.data.evidenceId, { state: 'accepted', decidedAt: occurredAt, words: event.data.note ?? null });
    case 'EvidenceReturned':
      return decided(row, event.data.evidenceId, { state: 'returned', decidedAt: occurredAt, words: event.data.reason });
    case 'DutyUrged':
      return { urged: row.urged + 1, urged_at: occurredAt };
  }
};

const evolveDuty = (row: DutyRow | undefined, event: Recorded<DutyEvent>): DutyRow | undefined => {
  const { revision, occurredAt } = event;
  if (event.type !== 'DutyAssigned') return row && { ...row, ...changes(row, event), revision, changed_at: occurredAt };
  const nothingYet = { lines: [], reopened: 0, missing: [], evidence: [], urged: 0 };
  const came = { assignedAt: occurredAt, simulated: event.actor.simulated === true, revision, changedAt: occurredAt };
  return dutyFields.row({ ...event.data, state: 'open', ...nothingYet, ...came });
};

/** Directives, and what became of each task at each assignee, now and at any time before. */
export const duties = defineProjection({
  name: 'duties',
  version: 1,
  tables: withHistory({
    directives: eventTable({
      columns: directiveFields.columns,
      primaryKey: ['directive_id'],
      on: typesOf(directiveEvents),
      keys: (event) => [[event.data.directiveId]],
      evolve: (row, event) => evolveDirective(row as DirectiveRow | undefined, event),
    }),
    duties: eventTable({
      columns: dutyFields.columns,
      primaryKey: ['duty_id'],
      indexes: [['directive_id', 'task_id'], ['party']],
      on: typesOf(dutyEvents),
      keys: (event) => [[event.data.dutyId]],
      evolve: (row, event) => evolveDuty(row as DutyRow | undefined, event),
    }),
  }),
});
