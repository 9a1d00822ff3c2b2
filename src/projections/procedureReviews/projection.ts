import { type Finding, type InternalProcedure, type ReviewEvent, type ReviewedStep, reviewEvents } from '#events/review/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { historyTable } from '#projections/daemon/history.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';

const columns = {
  review_id: 'text',
  code: 'text',
  department: 'text',
  state: 'text',
  legal_ground: 'text',
  draft: 'jsonb?',
  /** Present while approved. */
  approval: 'jsonb?',
  electronic: 'jsonb?',
  version: 'integer?',
  effective_from: 'date?',
  superseded_by: 'text?',
  /** Every act, oldest first. */
  course: 'jsonb',
  opened_at: 'timestamptz',
  simulated: 'boolean',
  revision: 'integer',
  last_activity_at: 'timestamptz',
} as const satisfies Columns;

/** Where a review stands: the last act of its course. */
export const reviewStates = [
  'opened',
  'drafted',
  'checked',
  'returned',
  'approved',
  'configured',
  'published',
  'superseded',
  'abandoned',
] as const;
export type ReviewState = (typeof reviewStates)[number];

/** One act: by whom, what was said, what the checks found. */
export type CourseEntry = {
  state: ReviewState;
  at: string;
  by: { id: string; role: string; onBehalfOf: string | null };
  text: string | null;
  findings: Finding[] | null;
};
type Act = Extract<ReviewEvent, { type: 'ReviewApproved' }>['data']['act'];
export type ReviewRow = Omit<RowOf<typeof columns>, 'state' | 'draft' | 'approval' | 'electronic' | 'course'> & {
  state: ReviewState;
  draft: InternalProcedure | null;
  approval: Act | null;
  electronic: { system: string; steps: ReviewedStep[] } | null;
  course: CourseEntry[];
};

const entry = (
  { occurredAt, actor }: Recorded<ReviewEvent>,
  state: ReviewState,
  text: string | null = null,
  findings: Finding[] | null = null,
): CourseEntry => ({
  state,
  at: occurredAt,
  by: { id: actor.id, role: actor.role, onBehalfOf: actor.onBehalfOf ?? null },
  text,
  findings,
});

const opened = (event: Recorded<Extract<ReviewEvent, { type: 'ReviewOpened' }>>): ReviewRow => ({
  review_id: event.data.reviewId,
  code: event.data.code,
  department: event.data.department,
  state: 'opened',
  legal_ground: event.data.legalGround,
  draft: null,
  approval: null,
  electronic: null,
  version: null,
  effective_from: null,
  superseded_by: null,
  course: [entry(event, 'opened', event.data.legalGround)],
  opened_at: event.occurredAt,
  simulated: event.actor.simulated === true,
  revision: event.revision,
  last_activity_at: event.occurredAt,
});

/** What an act changes beside the course. */
const changes = (event: Recorded<Exclude<ReviewEvent, { type: 'ReviewOpened' }>>): { act: CourseEntry } & Partial<ReviewRow> => {
  switch (event.type) {
    case 'ReviewDrafted':
      return { act: entry(event, 'drafted', event.data.draft.legalGround), draft: event.data.draft };
    case 'ReviewChecked':
      return { act: entry(event, 'checked', event.data.note, event.data.findings) };
    case 'ReviewReturned':
      return { act: entry(event, 'returned', event.data.reason), approval: null, electronic: null };
    case 'ReviewApproved':
      return { act: entry(event, 'approved', event.data.act.number), approval: event.data.act };
    case 'ElectronicProcedureConfigured': {
      const { system, steps } = event.data;
      return { act: entry(event, 'configured', system), electronic: { system, steps } };
    }
    case 'ReviewPublished': {
      const { version, effectiveFrom } = event.data;
      return { act: entry(event, 'published'), version, effective_from: effectiveFrom };
    }
    case 'ReviewSuperseded':
      return { act: entry(event, 'superseded', event.data.by), superseded_by: event.data.by };
    case 'ReviewAbandoned':
      return { act: entry(event, 'abandoned', event.data.reason) };
  }
};

const evolve = (row: ReviewRow | undefined, event: Recorded<ReviewEvent>): ReviewRow | undefined => {
  if (event.type === 'ReviewOpened') return opened(event);
  if (row === undefined) return undefined;
  const { act, ...changed } = changes(event);
  return {
    ...row,
    ...changed,
    state: act.state,
    course: [...row.course, act],
    revision: event.revision,
    last_activity_at: event.occurredAt,
  };
};

const primaryKey = ['review_id'] as const;

/** Every review of a procedure, as it stands and as it ever stood. */
export const procedureReviews = defineProjection({
  name: 'procedure-reviews',
  version: 1,
  tables: {
    procedure_reviews: eventTable({
      columns,
      primaryKey,
      on: Object.keys(reviewEvents.schemas) as ReviewEvent['type'][],
      keys: (event) => [[event.data.reviewId]],
      evolve: (row, event) => evolve(row as ReviewRow | undefined, event),
    }),
    procedure_reviews_history: historyTable<ReviewRow>('procedure_reviews', { columns, primaryKey }),
  },
});
