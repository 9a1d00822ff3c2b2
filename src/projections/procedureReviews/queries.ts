import type { Kysely } from 'kysely';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import type { ReviewRow } from './projection.ts';

export { reviewStates } from './projection.ts';

const numberOf = ({ review_id, code }: ReviewRow): number => Number(review_id.slice(code.length + 1));

const view = (row: ReviewRow) => ({
  reviewId: row.review_id,
  code: row.code,
  department: row.department,
  state: row.state,
  legalGround: row.legal_ground,
  draft: row.draft,
  approval: row.approval,
  electronic: row.electronic,
  version: row.version,
  effectiveFrom: row.effective_from,
  supersededBy: row.superseded_by,
  course: row.course,
  openedAt: row.opened_at,
  simulated: row.simulated,
  revision: row.revision,
  lastActivityAt: row.last_activity_at,
});
export type ReviewView = ReturnType<typeof view>;

const asIs = async (db: Kysely<any>, asOf: AsOf, only?: readonly string[]): Promise<ReviewRow[]> =>
  rowsAsOf<ReviewRow>(db, 'procedure_reviews_history', ['review_id'], asOf, only);

/** One review as it stood, or `undefined`. */
export const findReview = async (db: Kysely<any>, reviewId: string, asOf: AsOf): Promise<ReviewView | undefined> => {
  const [row] = await asIs(db, asOf, [reviewId]);
  return row && view(row);
};

/** Reviews of every procedure as they stood, those of one procedure in their order. */
export const reviewsByProcedure = async (db: Kysely<any>, asOf: AsOf): Promise<ReadonlyMap<string, readonly ReviewView[]>> => {
  const rows = (await asIs(db, asOf)).toSorted((a, b) => numberOf(a) - numberOf(b));
  return Map.groupBy(rows.map(view), ({ code }) => code);
};
