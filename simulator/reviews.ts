import type { Settings } from '#domain/settings.ts';
import type { InternalProcedure, ReviewedStep } from '#events/review/events.ts';
import type { Actor } from '#events/store/event.ts';
import type { Act } from './act.ts';
import type { City, SimulatedProcedure } from './story.ts';
import { at, dayOf, type WorkingClock } from './workingClock.ts';

/**
 * What goes wrong in a review: steps left at the district, an electronic procedure without its last step, a slow
 * department, a review never finished.
 */
type Trouble = 'none' | 'district' | 'electronic' | 'late' | 'unfinished';

/**
 * The most frequent procedures are reviewed; trouble is assigned by rank, so that every history has all kinds of it.
 */
const troubles: readonly Trouble[] = [
  'none',
  'district',
  'none',
  'none',
  'electronic',
  'late',
  'none',
  'district',
  'late',
  'none',
  'unfinished',
  'late',
  'none',
  'unfinished',
];

const office: Actor = { id: 'sim-office-of-city-committee', role: 'supervisor', simulated: true };
const DAY = 8 * 60;
/** By its checks, or, when the same history is run again, because the review has gone further. */
const refusedOrDone = ['review-not-sound', 'review-status-differs'] as const;
const ground =
  'Chỉ thị của Chủ tịch Ủy ban nhân dân Thành phố: rà soát quy trình nội bộ, quy trình điện tử theo mô hình chính quyền địa phương 2 cấp';

/** Who does at the commune what a step of the former procedure asks for. */
const roleOf = (does: string, department: string): string => {
  if (does === 'leader') return 'committee-leader';
  return does === 'specialist' && department === 'justice' ? 'justice-officer' : does;
};

/**
 * The present version rewritten for the two-tier model. Limit, number and hours of steps stay, so that dossiers keep
 * their course.
 */
const draftOf = ({ version }: SimulatedProcedure, department: string, effectiveFrom: string): InternalProcedure => ({
  effectiveFrom,
  limit: version.limit,
  ...(version.verificationLimit && { verificationLimit: version.verificationLimit }),
  ...(version.extension && { extension: version.extension }),
  steps: version.steps.map(({ name, role, hours }) => ({ name, role: roleOf(role, department), level: 'commune', hours })),
  components: [{ name: 'Tờ khai theo mẫu' }],
  fee: version.fee,
  legalGround: `${ground} (mô phỏng)`,
});

/** The same with its second step left where it was done before. */
const leftAtDistrict = (draft: InternalProcedure): InternalProcedure => ({
  ...draft,
  steps: draft.steps.map((step, index): ReviewedStep => (index === 1 ? { ...step, role: 'specialist', level: 'district' } : step)),
});

const courseOf = (procedure: SimulatedProcedure, rank: number, trouble: Trouble, department: string, clock: WorkingClock): Act[] => {
  const reviewId = `${procedure.code}.1`;
  const departmentActor: Actor = { id: `sim-${department}`, role: 'department', unit: department, simulated: true };
  const acts: Act[] = [];
  // the review begins in the second week of June; a department opens a few a day
  let now = clock.plus(at('2025-06-11', '08:00'), rank * 75);
  const act = (minutes: number, label: string, command: string, input: object, actor: Actor, refusals?: Act['refusals']) => {
    now = clock.plus(now, minutes);
    acts.push({
      at: now,
      lane: `review-${procedure.code}`,
      key: `review:${reviewId}:${label}`,
      command,
      input: { reviewId, ...input },
      actor,
      ...(refusals && { refusals }),
    });
  };
  const firstDay = trouble === 'late' ? '2025-07-07' : '2025-07-01';
  const draft = draftOf(procedure, department, firstDay);

  act(0, 'open', 'OpenReview', { department, legalGround: ground }, office);
  if (trouble === 'unfinished') {
    act(8 * DAY, 'draft', 'DraftReview', { draft: leftAtDistrict(draft) }, departmentActor);
    act(2 * DAY, 'check', 'CheckReview', {}, office);
    act(60, 'return', 'ReturnReview', { reason: 'Bước 2 còn ghi cấp huyện' }, office);
    return acts;
  }
  act(
    (trouble === 'late' ? 12 : 2) * DAY,
    'draft',
    'DraftReview',
    { draft: trouble === 'district' ? leftAtDistrict(draft) : draft },
    departmentActor,
  );
  act(DAY, 'check', 'CheckReview', {}, office);
  const decision = () => ({ act: { number: `${2100 + rank}/QĐ-UBND`, date: dayOf(now), signer: 'Chủ tịch Ủy ban nhân dân Thành phố' } });
  if (trouble === 'district') {
    act(30, 'approve-too-early', 'ApproveReview', decision(), office, refusedOrDone);
    act(30, 'return', 'ReturnReview', { reason: 'Cấp huyện không còn từ ngày 01/7/2025' }, office);
    act(DAY, 'redraft', 'DraftReview', { draft }, departmentActor);
    act(120, 'recheck', 'CheckReview', {}, office);
  }
  act(DAY, 'approve', 'ApproveReview', decision(), office);
  const system = 'Hệ thống thông tin giải quyết thủ tục hành chính Thành phố';
  if (trouble === 'electronic') {
    act(DAY, 'configure-short', 'ConfigureElectronicProcedure', { system, steps: draft.steps.slice(0, -1) }, departmentActor);
    act(60, 'publish-too-early', 'PublishReview', {}, office, refusedOrDone);
  }
  act(DAY, 'configure', 'ConfigureElectronicProcedure', { system, steps: draft.steps }, departmentActor);
  act(120, 'publish', 'PublishReview', {}, office);
  return acts;
};

/** The reviews of June and July 2025, most frequent procedures first; some are late, some are not finished. */
export const reviewActs = ({ procedures, assumptions, clock }: City, { procedureReview }: Pick<Settings, 'procedureReview'>): Act[] => {
  const { weights } = assumptions.procedureWeights;
  return procedures
    .filter(({ version }) => version.steps.length > 0)
    .toSorted((a, b) => (weights[b.code] ?? 0) - (weights[a.code] ?? 0) || (a.code < b.code ? -1 : 1))
    .flatMap((procedure, rank) => {
      const trouble = troubles[rank];
      const department = procedureReview.departmentsByField[procedure.field];
      return trouble === undefined || department === undefined ? [] : courseOf(procedure, rank, trouble, department, clock);
    });
};
