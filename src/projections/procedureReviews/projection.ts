import { stateAfter } from '#domain/review/state.ts';
import { type Finding, type ReviewEvent, reviewEvents } from '#events/review/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { withHistory } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { type CourseEntry, type ReviewRow, reviewFields } from './view.ts';

const entry = (
  { type, occurredAt, actor }: Recorded<ReviewEvent>,
  text: string | null = null,
  findings: Finding[] | null = null,
): CourseEntry => ({
  state: stateAfter[type],
  at: occurredAt,
  by: { id: actor.id, role: actor.role, onBehalfOf: actor.onBehalfOf ?? null },
  text,
  findings,
});

/** What an act changes beside the course. */
const changes = (event: Recorded<Exclude<ReviewEvent, { type: 'ReviewOpened' }>>): { act: CourseEntry } & Partial<ReviewRow> => {
  switch (event.type) {
    case 'ReviewDrafted':
      return { act: entry(event, event.data.draft.legalGround), draft: event.data.draft };
    case 'ReviewChecked':
      return { act: entry(event, event.data.note, event.data.findings) };
    case 'ReviewReturned':
      return { act: entry(event, event.data.reason), approval: null, electronic: null };
    case 'ReviewApproved':
      return { act: entry(event, event.data.act.number), approval: event.data.act };
    case 'ElectronicProcedureConfigured': {
      const { system, steps } = event.data;
      return { act: entry(event, system), electronic: { system, steps } };
    }
    case 'ReviewPublished': {
      const { version, effectiveFrom } = event.data;
      return { act: entry(event), version, effective_from: effectiveFrom };
    }
    case 'ReviewSuperseded':
      return { act: entry(event, event.data.by), superseded_by: event.data.by };
    case 'ReviewAbandoned':
      return { act: entry(event, event.data.reason) };
  }
};

const evolve = (row: ReviewRow | undefined, event: Recorded<ReviewEvent>): ReviewRow | undefined => {
  const { actor, occurredAt, revision } = event;
  if (event.type === 'ReviewOpened') {
    const course = [entry(event, event.data.legalGround)];
    const opened = { openedAt: occurredAt, simulated: actor.simulated === true, revision, lastActivityAt: occurredAt };
    return reviewFields.row({ ...event.data, state: 'opened', course, ...opened });
  }
  if (row === undefined) return undefined;
  const { act, ...changed } = changes(event);
  return { ...row, ...changed, state: act.state, course: [...row.course, act], revision, last_activity_at: occurredAt };
};

/** Every review of a procedure, as it stands and as it ever stood. */
export const procedureReviews = defineProjection({
  name: 'procedure-reviews',
  version: 1,
  tables: withHistory({
    procedure_reviews: eventTable({
      columns: reviewFields.columns,
      primaryKey: ['review_id'],
      on: typesOf(reviewEvents),
      keys: (event) => [[event.data.reviewId]],
      evolve: (row, event) => evolve(row as ReviewRow | undefined, event),
    }),
  }),
});
