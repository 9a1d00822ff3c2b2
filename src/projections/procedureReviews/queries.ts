import type { Kysely } from 'kysely';
import { partsOf } from '#domain/review/state.ts';
import type { ReviewOnRecord } from '#domain/review/worklist.ts';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import type { ReviewRow } from './view.ts';

const reviewsAsOf = async (db: Kysely<any>, asOf: AsOf, only?: readonly string[]): Promise<ReviewRow[]> =>
  rowsAsOf<ReviewRow>(db, 'procedure_reviews_history', ['review_id'], asOf, only);

/** One review as it stood, or `undefined`. */
export const findReview = async (db: Kysely<any>, reviewId: string, asOf: AsOf): Promise<ReviewRow | undefined> =>
  (await reviewsAsOf(db, asOf, [reviewId]))[0];

/** Reviews of every procedure as they stood, those of one procedure in their order. */
export const reviewsByProcedure = async (db: Kysely<any>, asOf: AsOf): Promise<ReadonlyMap<string, readonly ReviewOnRecord[]>> => {
  const rows = (await reviewsAsOf(db, asOf)).toSorted((a, b) => partsOf(a.review_id).number - partsOf(b.review_id).number);
  const onRecord = ({ review_id, state, department, version, effective_from, last_activity_at }: ReviewRow): ReviewOnRecord => {
    return { reviewId: review_id, state, department, version, effectiveFrom: effective_from, lastActivityAt: last_activity_at };
  };
  return Map.groupBy(rows.map(onRecord), ({ reviewId }) => partsOf(reviewId).code);
};
