import { isDeepStrictEqual } from 'node:util';
import type { DecisionContext, PreparationTools } from '#commands/handling/command.ts';
import { publishProcedureVersion } from '#commands/procedure/procedure.ts';
import { Rejection } from '#domain/rejections.ts';
import { requireSound } from '#domain/review/findings.ts';
import { partsOf } from '#domain/review/state.ts';
import type { Settings } from '#domain/settings.ts';
import { localDay } from '#domain/time/localDay.ts';
import { type ProcedureEvent, procedureEvents } from '#events/procedure/events.ts';
import { type Finding, reviewEvents } from '#events/review/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { LocalDate } from '#events/terms.ts';
import { departmentOf, draftOf, findingsNow, type Opened, type Review, review, reviewCommand, standing } from './review.ts';

export const approveReview = reviewCommand({
  name: 'ApproveReview',
  summary: 'Approves a checked internal procedure by a decision; refused while a check stands in the way.',
  input: reviewEvents.schemas.ReviewApproved.omit({ code: true }),
  unit: () => undefined,
  prepare: async ({ reviewId }, state, context, tools) => findingsNow(standing(state, reviewId, 'checked'), context, tools),
  decide: (state, { reviewId, act }, _context, findings) => {
    const { code } = standing(state, reviewId, 'checked');
    requireSound(findings, 'approval');
    return [{ type: 'ReviewApproved', data: { reviewId, code, act } }];
  },
});

export const configureElectronicProcedure = reviewCommand({
  name: 'ConfigureElectronicProcedure',
  summary: 'Says with which steps an approved procedure was configured as an electronic one; may be corrected until it is published.',
  input: reviewEvents.schemas.ElectronicProcedureConfigured.omit({ code: true }),
  unit: departmentOf,
  decide: (state, { reviewId, system, steps }) => {
    const { code, electronic } = standing(state, reviewId, 'approved', 'configured');
    if (isDeepStrictEqual(electronic, { system, steps })) return [];
    return [{ type: 'ElectronicProcedureConfigured', data: { reviewId, code, system, steps } }];
  },
});

/** Run by the publication of a later review; nobody orders it. */
export const supersedeReview = reviewCommand({
  name: 'SupersedeReview',
  summary: 'Says that a later review’s version takes the place of this one’s.',
  input: reviewEvents.schemas.ReviewSuperseded.omit({ code: true }),
  unit: () => undefined,
  decide: (state, { reviewId, by, effectiveFrom }) => {
    const { code, status } = standing(state, reviewId, 'published', 'superseded');
    return status === 'superseded' ? [] : [{ type: 'ReviewSuperseded', data: { reviewId, code, by, effectiveFrom } }];
  },
});

type Input = { reviewId: string; effectiveFrom?: string | undefined };

/** Number of the version that a procedure published last. */
const lastVersion = {
  category: procedureEvents.category,
  initial: 0,
  evolve: (last: number, event: Recorded<ProcedureEvent>) => (event.type === 'ProcedureVersionPublished' ? event.data.version : last),
};

/** The review that may be published, and from which day it is to apply. */
const publishable = (state: Review, { reviewId, effectiveFrom }: Input, { occurredAt }: DecisionContext, findings: readonly Finding[]) => {
  const opened = standing(state, reviewId, 'configured');
  requireSound(findings, 'publication');
  const from = effectiveFrom ?? draftOf(opened).effectiveFrom;
  const today = localDay(occurredAt);
  if (from < today) throw new Rejection('review-takes-effect-too-early', `It is ${today}: nothing can take effect on ${from} any more.`);
  return { opened, from };
};

/** What the procedure's next version says. Roles' levels and keys stay here: dossiers go by what a role does. */
const versionOf = (opened: Opened, effectiveFrom: string, { procedureReview }: Settings) => {
  const { steps, components: _, legalGround, ...draft } = draftOf(opened);
  const doing = (level: string, role: string) => {
    const known = procedureReview.rolesByLevel.find((one) => one.level === level && one.role === role);
    if (known === undefined) throw new Error(`a checked step has the role ${role} of the level ${level}, which the settings do not know`);
    return known.does;
  };
  return {
    code: opened.code,
    ...draft,
    effectiveFrom,
    steps: steps.map(({ name, role, level, hours, mayBeSkipped }) => ({ name, role: doing(level, role), hours, mayBeSkipped })),
    certainty: 'sourced' as const,
    ground: legalGround,
  };
};

/** The last review of the procedure before this one whose version is in the way. */
const publishedBefore = async (reviewId: string, tools: PreparationTools): Promise<string | undefined> => {
  const { code, number } = partsOf(reviewId);
  for (let earlier = number - 1; earlier > 0; earlier -= 1)
    if ((await tools.fold(`review-${code}.${earlier}`, review)).status === 'published') return `${code}.${earlier}`;
  return undefined;
};

export const publishReview = reviewCommand({
  name: 'PublishReview',
  summary:
    'Publishes what was reviewed as the procedure’s next version, for dossiers received from its day on; earlier dossiers keep theirs.',
  input: reviewEvents.schemas.ReviewPublished.omit({ code: true, version: true }).extend({
    effectiveFrom: LocalDate.optional().describe('Day from which it applies, not before today; the draft’s day when absent.'),
  }),
  unit: () => undefined,
  prepare: async (input, state, context, tools) => {
    const findings = await findingsNow(standing(state, input.reviewId, 'configured'), context, tools, input.effectiveFrom);
    // tried out first: what would be refused publishes no version
    const { opened, from } = publishable(state, input, context, findings);
    await tools.run(publishProcedureVersion, versionOf(opened, from, context.settings));
    const before = await publishedBefore(input.reviewId, tools);
    if (before !== undefined) await tools.run(supersedeReview, { reviewId: before, by: input.reviewId, effectiveFrom: from });
    return { findings, version: await tools.fold(`procedure-${opened.code}`, lastVersion) };
  },
  decide: (state, input, context, { findings, version }) => {
    const { opened, from } = publishable(state, input, context, findings);
    return [{ type: 'ReviewPublished', data: { reviewId: input.reviewId, code: opened.code, version, effectiveFrom: from } }];
  },
});

export const abandonReview = reviewCommand({
  name: 'AbandonReview',
  summary: 'Ends a review without a new version, with a reason.',
  input: reviewEvents.schemas.ReviewAbandoned.omit({ code: true }),
  unit: departmentOf,
  decide: (state, { reviewId, reason }) => {
    const { code } = standing(state, reviewId, 'opened', 'drafted', 'checked', 'returned', 'approved', 'configured');
    return [{ type: 'ReviewAbandoned', data: { reviewId, code, reason } }];
  },
});

export const reviewOutcomeCommands = [approveReview, configureElectronicProcedure, publishReview, supersedeReview, abandonReview];
