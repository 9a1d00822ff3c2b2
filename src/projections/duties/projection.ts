import { type DirectiveEvent, type DirectiveTask, directiveEvents } from '#events/directive/events.ts';
import { type DutyEvent, dutyEvents } from '#events/duty/events.ts';
import type { Recorded } from '#events/store/event.ts';
import type { Fulfilment } from '#events/terms.ts';
import { historyTable } from '#projections/daemon/history.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';

export type Act = { number: string; date: string; signer: string };
/** The event that completed a duty, or undid it. */
export type Because = { stream: string; eventId: string; type: string };
export type Missing = { code: string; text: string };
export type DutyState = 'open' | 'overdue' | 'fulfilled' | 'reopened';
export type Evidence = {
  evidenceId: string;
  text: string;
  references: string[];
  handedInAt: string;
  handedInBy: string;
  state: 'handed-in' | 'accepted' | 'returned';
  /** When it was accepted or returned, and with what words. */
  decidedAt: string | null;
  words: string | null;
};
export type MovedDeadline = { taskId: string; from: string; to: string; ground: string; at: string };

const directiveColumns = {
  directive_id: 'text',
  title: 'text',
  act: 'jsonb',
  issued_at: 'timestamptz',
  /** With the deadlines of now. */
  tasks: 'jsonb',
  moved_deadlines: 'jsonb',
  revision: 'integer',
} as const satisfies Columns;
export type DirectiveRow = Omit<RowOf<typeof directiveColumns>, 'act' | 'tasks' | 'moved_deadlines'> & {
  act: Act;
  tasks: DirectiveTask[];
  moved_deadlines: MovedDeadline[];
};

const dutyColumns = {
  duty_id: 'text',
  directive_id: 'text',
  task_id: 'text',
  party: 'text',
  /** There when the party is a commune-level unit. */
  unit: 'text?',
  title: 'text',
  fulfilment: 'jsonb',
  escalate_to: 'text',
  /** open, overdue, fulfilled, reopened. */
  state: 'text',
  assigned_at: 'timestamptz',
  deadline: 'timestamptz',
  fulfilled_at: 'timestamptz?',
  /** rule or evidence. */
  fulfilled_by: 'text?',
  /** What fulfils it, line by line. */
  lines: 'jsonb',
  /** Event that completed it or undid it last, where one did. */
  because: 'jsonb?',
  /** The deadline that passed before it was fulfilled; stays when it is fulfilled late. */
  overdue_since: 'timestamptz?',
  reopened_at: 'timestamptz?',
  reopened: 'integer',
  /** What was missing when it fell overdue or was reopened; empty otherwise. */
  missing: 'jsonb',
  /** In the order it was handed in. */
  evidence: 'jsonb',
  /** How often somebody urged by hand. */
  urged: 'integer',
  urged_at: 'timestamptz?',
  simulated: 'boolean',
  revision: 'integer',
  changed_at: 'timestamptz',
} as const satisfies Columns;
export type DutyRow = Omit<
  RowOf<typeof dutyColumns>,
  'state' | 'fulfilment' | 'fulfilled_by' | 'lines' | 'because' | 'missing' | 'evidence'
> & {
  state: DutyState;
  fulfilment: Fulfilment;
  fulfilled_by: 'rule' | 'evidence' | null;
  lines: string[];
  because: Because | null;
  missing: Missing[];
  evidence: Evidence[];
};

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
    fulfilled_at: null,
    fulfilled_by: null,
    lines: [],
    because: null,
    overdue_since: null,
    reopened_at: null,
    reopened: 0,
    missing: [],
    evidence: [],
    urged: 0,
    urged_at: null,
    simulated: event.actor.simulated === true,
    ...seen,
  };
};

const directives = eventTable({
  columns: directiveColumns,
  primaryKey: ['directive_id'],
  on: Object.keys(directiveEvents.schemas) as DirectiveEvent['type'][],
  keys: (event) => [[event.data.directiveId]],
  evolve: (row, event) => evolveDirective(row as DirectiveRow | undefined, event),
});
const duties = eventTable({
  columns: dutyColumns,
  primaryKey: ['duty_id'],
  indexes: [['directive_id', 'task_id'], ['party']],
  on: Object.keys(dutyEvents.schemas) as DutyEvent['type'][],
  keys: (event) => [[event.data.dutyId]],
  evolve: (row, event) => evolveDuty(row as DutyRow | undefined, event),
});

/** Directives, and what became of each task at each assignee, now and at any time before. */
export const dutyBook = defineProjection({
  name: 'duties',
  version: 1,
  tables: {
    directives,
    directives_history: historyTable('directives', directives),
    duties,
    duties_history: historyTable('duties', duties),
  },
});
