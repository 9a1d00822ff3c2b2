import { type DirectiveEvent, directiveEvents } from '#events/directive/events.ts';
import { type DutyEvent, dutyEvents } from '#events/duty/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { historyTable } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { type DirectiveRow, type DutyRow, directiveFields, dutyFields, type Evidence } from './view.ts';

const evolveDirective = (row: DirectiveRow | undefined, event: Recorded<DirectiveEvent>): DirectiveRow | undefined => {
  if (event.type === 'DirectiveIssued') {
    const { directiveId, title, act, tasks } = event.data;
    return {
      directive_id: directiveId,
      title,
      act,
      issued_at: event.occurredAt,
      tasks,
      moved_deadlines: [],
      revision: event.revision,
    };
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
      return {
        state: 'reopened',
        fulfilled_at: null,
        fulfilled_by: null,
        because,
        lines: [],
        missing,
        reopened_at: occurredAt,
        reopened: row.reopened + 1,
      };
    }
    case 'DutyFellOverdue': {
      const { deadline, missing } = event.data;
      return { state: 'overdue', overdue_since: deadline, missing };
    }
    case 'EvidenceHandedIn': {
      const { evidenceId, text, references } = event.data;
      const handedIn: Evidence = {
        evidenceId,
        text,
        references,
        handedInAt: occurredAt,
        handedInBy: event.actor.id,
        state: 'handed-in',
        decidedAt: null,
        words: null,
      };
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
  const seen = { revision: event.revision, changed_at: event.occurredAt };
  if (event.type !== 'DutyAssigned') return row && { ...row, ...changes(row, event), ...seen };
  const { dutyId, directiveId, taskId, party, unit = null, title, deadline, fulfilment, escalateTo } = event.data;
  return {
    ...dutyFields.blank,
    duty_id: dutyId,
    directive_id: directiveId,
    task_id: taskId,
    party,
    unit,
    title,
    fulfilment,
    escalate_to: escalateTo,
    state: 'open',
    assigned_at: event.occurredAt,
    deadline,
    lines: [],
    reopened: 0,
    missing: [],
    evidence: [],
    urged: 0,
    simulated: event.actor.simulated === true,
    ...seen,
  };
};

const directiveTable = eventTable({
  columns: directiveFields.columns,
  primaryKey: ['directive_id'],
  on: typesOf(directiveEvents),
  keys: (event) => [[event.data.directiveId]],
  evolve: (row, event) => evolveDirective(row as DirectiveRow | undefined, event),
});
const dutyTable = eventTable({
  columns: dutyFields.columns,
  primaryKey: ['duty_id'],
  indexes: [['directive_id', 'task_id'], ['party']],
  on: typesOf(dutyEvents),
  keys: (event) => [[event.data.dutyId]],
  evolve: (row, event) => evolveDuty(row as DutyRow | undefined, event),
});

/** Directives, and what became of each task at each assignee, now and at any time before. */
export const duties = defineProjection({
  name: 'duties',
  version: 1,
  tables: {
    directives: directiveTable,
    directives_history: historyTable('directives', directiveTable),
    duties: dutyTable,
    duties_history: historyTable('duties', dutyTable),
  },
});
