import { Rejection } from '#domain/rejections.ts';
import type { PortalEntry } from '#events/procedure/events.ts';
import type { Check, Finding, InternalProcedure, ReviewedStep } from '#events/review/events.ts';
import type { TimeLimit } from '#events/terms.ts';
import { DAY, lengthOf, portalFindings } from './portal.ts';

/** A role that a level of government has from a day on, until its last day where it has one. */
export type RoleAtLevel = { level: string; role: string; from: string; until?: string | undefined };

/** A reviewed procedure and what its checks look at. */
export type Reviewed = {
  draft: InternalProcedure;
  /** Absent until the electronic procedure was configured. */
  electronic?: readonly ReviewedStep[] | undefined;
  /** The procedure as the catalogue has it. */
  procedure: { name: string; field: string; retiredOn?: string | undefined; successors: readonly string[] };
  /** Of the successors, those that the catalogue has and that are not retired themselves. */
  livingSuccessors: readonly string[];
  /** Absent where nothing was recorded from the national portal. */
  portal?: PortalEntry | undefined;
};

/** The limit in working hours, and whether the steps must use it up: calendar days are only not to be exceeded. */
const hoursOf = (limit: TimeLimit): { hours: number; exactly: boolean } | undefined => {
  const length = lengthOf(limit);
  if (length === undefined) return undefined;
  return 'working' in length ? { hours: length.working, exactly: true } : { hours: length.calendar * DAY, exactly: false };
};

const stepsAddUp = ({ draft: { limit, steps } }: Reviewed): Finding[] => {
  const check = 'steps-add-up';
  const statutory = hoursOf(limit);
  if (statutory === undefined) return [{ check, detail: 'The procedure has no published time limit.', blocks: 'approval' }];
  // hours come in quarters and tenths: what differs by less than a minute is the same
  const sum = Math.round(steps.reduce((total, { hours }) => total + hours, 0) * 60) / 60;
  const { hours, exactly } = statutory;
  const differs = exactly ? Math.abs(sum - hours) > 1 / 60 : sum > hours;
  if (!differs) return [];
  const detail = exactly
    ? `The steps take ${sum} working hours, the statutory limit is ${hours}.`
    : `The steps take ${sum} working hours, the statutory limit is at most ${hours}.`;
  return [{ check, detail, blocks: 'approval', ours: String(sum), theirs: String(hours) }];
};

const rolesExist = ({ draft: { steps, effectiveFrom } }: Reviewed, roles: readonly RoleAtLevel[]): Finding[] =>
  steps.flatMap(({ level, role, name }, index): Finding[] => {
    const serving = roles.filter(({ from, until }) => from <= effectiveFrom && (until === undefined || effectiveFrom <= until));
    if (serving.some((one) => one.level === level && one.role === role)) return [];
    const detail = serving.some((one) => one.level === level)
      ? `The ${level} level has no role “${role}” on ${effectiveFrom}.`
      : `There is no ${level} level on ${effectiveFrom}.`;
    return [{ check: 'roles-exist', detail: `Step ${index + 1} (${name}): ${detail}`, blocks: 'approval', step: index + 1 }];
  });

const stepText = ({ name, role, level, hours, mayBeSkipped }: ReviewedStep): string =>
  mayBeSkipped ? `${name}: ${role}, ${level}, ${hours} h, may be skipped` : `${name}: ${role}, ${level}, ${hours} h`;

const electronicAgrees = ({ draft, electronic }: Reviewed): Finding[] => {
  const check = 'electronic-agrees';
  if (electronic === undefined) return [{ check, detail: 'The electronic procedure has not been configured.', blocks: 'publication' }];
  return Array.from({ length: Math.max(draft.steps.length, electronic.length) }, (_, index): Finding[] => {
    const [ours, theirs] = [draft.steps[index], electronic[index]].map((step) => (step === undefined ? 'no such step' : stepText(step)));
    if (ours === theirs) return [];
    const detail = `Step ${index + 1} is “${ours}” in the internal procedure and “${theirs}” in the electronic one.`;
    return [{ check, detail, blocks: 'publication', step: index + 1, ours: ours ?? '', theirs: theirs ?? '' }];
  }).flat();
};

const successorNamed = ({ procedure: { retiredOn, successors }, livingSuccessors }: Reviewed): Finding[] => {
  if (retiredOn === undefined || livingSuccessors.length > 0) return [];
  const detail =
    successors.length === 0
      ? `The procedure is retired from ${retiredOn} on and names no successor.`
      : `The procedure is retired from ${retiredOn} on, and the catalogue has none of its successors in force: ${successors.join(', ')}.`;
  return [{ check: 'successor-named', detail, blocks: 'approval' }];
};

/** What of a draft is compared with the portal. */
const comparedOf = ({ limit, limitByChannel, components }: InternalProcedure) => ({ limit, limitByChannel, components });

/** Everything that the checks find wrong, in the order of the checks. Pure. */
export const findingsOf = (reviewed: Reviewed, roles: readonly RoleAtLevel[]): Finding[] => [
  ...stepsAddUp(reviewed),
  ...rolesExist(reviewed, roles),
  ...electronicAgrees(reviewed),
  ...portalFindings({ ...reviewed.procedure, ...comparedOf(reviewed.draft) }, reviewed.portal),
  ...successorNamed(reviewed),
];

export const checks: readonly Check[] = ['steps-add-up', 'roles-exist', 'electronic-agrees', 'portal-agrees', 'successor-named'];

/** Throws `review-not-sound`, naming everything found that stands in the way of approval, or of publication. */
export const requireSound = (findings: readonly Finding[], wanted: 'approval' | 'publication'): void => {
  const inTheWay = findings.filter(({ blocks }) => blocks === 'approval' || (blocks !== undefined && blocks === wanted));
  if (inTheWay.length === 0) return;
  throw new Rejection(
    'review-not-sound',
    `The checks stand in the way of ${wanted}: ${inTheWay.map(({ detail }) => detail).join(' ')}`,
    inTheWay.map(({ check, detail }) => ({ code: check, detail })),
  );
};
