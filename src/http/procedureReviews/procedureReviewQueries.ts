import { z } from 'zod';
import { checks, findingsOf } from '#domain/review/findings.ts';
import { stateAfter } from '#domain/review/state.ts';
import { tryOut } from '#domain/review/trial.ts';
import { coverageOf, type WorklistItem, worklistOf } from '#domain/review/worklist.ts';
import type { Settings } from '#domain/settings.ts';
import { fitting } from '#domain/text/searchForm.ts';
import { localDay } from '#domain/time/localDay.ts';
import { workingTimesFrom } from '#domain/time/workingTime.ts';
import { type Check, type Finding, ReviewId } from '#events/review/events.ts';
import { maybeDay, maybeInstant, PartyId, ProcedureCode } from '#events/terms.ts';
import { AsOf, Flag, SearchText } from '#http/server/parameters.ts';
import { Problem } from '#http/server/problems.ts';
import { defineList, defineQuery, having, type PastTools, sortedBy } from '#http/server/query.ts';
import { enteredByProcedure, receivedBetween, thenOf } from '#projections/dossierList/queries.ts';
import { catalogueAsOf, type PastProcedure } from '#projections/procedureCatalogue/queries.ts';
import { findReview, reviewsByProcedure } from '#projections/procedureReviews/queries.ts';
import { Review, type ReviewRow, reviewFields } from '#projections/procedureReviews/view.ts';
import { workingTimesOfAll } from '#projections/workingCalendar/queries.ts';

const State = z.enum([...Object.values(stateAfter), 'not-opened']);
const Share = z.number().min(0).max(1);
const projections = ['procedure-reviews', 'procedure-catalogue', 'dossier-list'];

const Item = z
  .object({
    rank: z.int(),
    code: ProcedureCode,
    name: z.string(),
    field: z.string(),
    department: PartyId.nullable().describe('Who reviews it, or should.'),
    dossiers: z.int().describe('How many came in before the day asked about.'),
    share: Share.describe('Of all dossiers; of all procedures as long as there are too few dossiers.'),
    shareSoFar: Share.describe('Share of this procedure and all before it: what would be covered if they were.'),
    covered: z.boolean().describe('A review of it was published.'),
    state: State.describe('Of the last review.'),
    reviewId: ReviewId.nullable().describe('The last review.'),
    version: z.int().nullable(),
    effectiveFrom: maybeDay('From when the reviewed version applies.'),
    retiredOn: maybeDay('No new dossiers from this day on.'),
    lastActivityAt: maybeInstant('Last act of the last review.'),
  })
  .meta({ id: 'ProcedureReviewItem' });

/** Dossiers are counted by whole days before the day asked about. */
const worklist = async ({ db, standpoint: { asOf, moment }, settings }: PastTools): Promise<WorklistItem[]> => {
  const [catalogue, reviews, volumes] = await Promise.all([
    catalogueAsOf(db, asOf),
    reviewsByProcedure(db, asOf),
    enteredByProcedure(db, localDay(moment)),
  ]);
  return worklistOf({ catalogue, reviews, volumes }, settings.procedureReview);
};

const listProcedureReviews = defineList({
  name: 'ListProcedureReviews',
  summary: 'The worklist of the review: every procedure, those that produce most dossiers first, with where its last review stands.',
  path: '/procedure-reviews',
  query: z.object({
    state: State.optional(),
    department: PartyId.optional(),
    text: SearchText.optional().describe('Words of the name, code or sector of the procedure, with marks or without.'),
    covered: Flag.optional(),
    asOf: AsOf,
  }),
  ...sortedBy(Item, 'rank'),
  projections,
  run: async (tools, { state, department, covered, text }) =>
    (await worklist(tools))
      .filter(having({ state, department, covered }))
      .filter(fitting(text, ({ name, code, field }) => [name, code, field])),
});

const Covered = z.object({
  dossiers: z.int(),
  coveredDossiers: z.int(),
  procedures: z.int(),
  coveredProcedures: z.int(),
  share: Share.nullable().describe('What is covered; null where there is nothing to cover.'),
});
const Coverage = Covered.extend({
  weighedBy: z.enum(['dossiers', 'procedures']).describe('Procedures count alike as long as there are too few dossiers.'),
  wanted: Share.describe('From this share on the duty of reviewing is fulfilled.'),
  departments: z.array(Covered.extend({ department: PartyId.nullable().describe('null: no department is named for the sector.') })),
}).meta({ id: 'ProcedureReviewCoverage' });

const getProcedureReviewCoverage = defineQuery({
  name: 'GetProcedureReviewCoverage',
  summary: 'What share of all dossiers belongs to procedures whose review was published, in the city and by department.',
  path: '/procedure-reviews/coverage',
  query: z.object({ asOf: AsOf }),
  answer: Coverage,
  projections,
  run: async (tools) => coverageOf(await worklist(tools), tools.settings.procedureReview),
});

/** What the checks find in a review as it stands; nothing to check before the first draft. */
const findingsIn = (
  { draft, electronic, effective_from, code }: ReviewRow,
  catalogue: ReadonlyMap<string, PastProcedure>,
  { procedureReview }: Settings,
): Finding[] | null => {
  const procedure = catalogue.get(code);
  if (draft === null || procedure === undefined) return null;
  return findingsOf(
    {
      draft: effective_from === null ? draft : { ...draft, effectiveFrom: effective_from },
      electronic: electronic?.steps,
      procedure: { ...procedure, retiredOn: procedure.retiredOn ?? undefined },
      livingSuccessors: procedure.successors.filter((successor) => catalogue.get(successor)?.retiredOn === null),
      portal: procedure.portal ?? undefined,
    },
    procedureReview.rolesByLevel,
  );
};

const getProcedureReview = defineQuery({
  name: 'GetProcedureReview',
  summary: 'One review: its draft, what the checks find in it, and every act.',
  path: '/procedure-reviews/:reviewId',
  params: z.object({ reviewId: ReviewId }),
  query: z.object({ asOf: AsOf }),
  answer: Review,
  projections: ['procedure-reviews', 'procedure-catalogue'],
  run: async (tools, { reviewId }) => {
    const { asOf } = tools.standpoint;
    const review = await findReview(tools.db, reviewId, asOf);
    if (review === undefined) return undefined;
    const catalogue = await catalogueAsOf(tools.db, asOf);
    const findings = findingsIn(review, catalogue, tools.settings);
    const { name = null, field = null } = catalogue.get(review.code) ?? {};
    return reviewFields.view(review, { name, field, checks: findings === null ? [] : checks.map((check) => resultOf(check, findings)) });
  },
});

const resultOf = (check: Check, findings: readonly Finding[]) => {
  const own = findings.filter((finding) => finding.check === check);
  return { check, passed: own.length === 0, findings: own };
};

const counts = {
  dossiers: z.int(),
  earlier: z.int().describe('Appointed earlier than they were.'),
  later: z.int().describe('Appointed later than they were.'),
  same: z.int(),
  onTime: z.int().describe('Settled, and on time as it was.'),
  wouldBeOnTime: z.int().describe('Settled, and on time had the draft applied.'),
  becomeLate: z.int(),
  becomeOnTime: z.int(),
  undecided: z.int().describe('Without a result: nothing can be said.'),
};
const Trial = z
  .object({
    reviewId: ReviewId,
    code: ProcedureCode,
    month: z.string(),
    ...counts,
    uncounted: z.int().describe('Bound to a version that the catalogue does not show.'),
    hoursByRole: z.array(z.object({ level: z.string(), role: z.string(), before: z.number(), after: z.number() })),
    byUnit: z.array(z.object({ unit: PartyId, ...counts, hoursBefore: z.number(), hoursAfter: z.number() })),
  })
  .meta({ id: 'ProcedureReviewTrial' });

const tryProcedureReview = defineQuery({
  name: 'TryProcedureReview',
  summary:
    'What the draft would have done to the dossiers of a month: their appointed times, whether they were on time, hours by role and by unit. Nothing is written.',
  path: '/procedure-reviews/:reviewId/trial',
  params: z.object({ reviewId: ReviewId }),
  query: z.object({
    month: z
      .string()
      .regex(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/, 'must be a month such as 2025-07')
      .describe('Month in which the dossiers were received.')
      .meta({ examples: ['2025-07'] }),
    asOf: AsOf,
  }),
  answer: Trial,
  projections: ['procedure-reviews', 'procedure-catalogue', 'dossier-list', 'working-calendar', 'center-readiness'],
  run: async (tools, { reviewId, month, asOf }) => {
    const seen = tools.standpoint.asOf;
    const review = await findReview(tools.db, reviewId, seen);
    if (review === undefined) return undefined;
    const { draft, code } = review;
    if (draft === null || draft.limit.kind === 'unpublished')
      throw new Problem('procedure-limit-unpublished', `Review ${reviewId} has no draft with a time limit.`);
    const procedure = (await catalogueAsOf(tools.db, seen)).get(code);
    const first = Temporal.PlainDate.from(`${month}-01`);
    const span = { from: first.toString(), to: first.add({ months: 1 }).subtract({ days: 1 }).toString() };
    const { rolesByLevel } = tools.settings.procedureReview;
    const doing = (level: string, role: string) => rolesByLevel.find((one) => one.level === level && one.role === role)?.does ?? role;
    const trial = await tryOut(
      receivedBetween(tools.db, code, span, 250, await thenOf(tools.db, asOf)),
      { ...draft, steps: draft.steps.map(({ level, role, hours }) => ({ level, role: doing(level, role), hours })) },
      {
        versions: new Map((procedure?.versions ?? []).map((version) => [version.version, version])),
        timeOf: workingTimesFrom(await workingTimesOfAll(tools.db), tools.settings.defaultWeek),
      },
    );
    return { reviewId, code, month, ...trial };
  },
});

export const procedureReviewQueries = [listProcedureReviews, getProcedureReviewCoverage, getProcedureReview, tryProcedureReview];
