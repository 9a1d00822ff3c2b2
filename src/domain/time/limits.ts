import { Rejection } from '#domain/rejections.ts';
import type { Channel, LimitByChannel, ProcedurePart, TimeLimit } from '#events/terms.ts';

/** What of a procedure version says how long settling may take. */
export type Limits = { limit: TimeLimit; limitByChannel?: LimitByChannel | undefined; parts?: readonly ProcedurePart[] | undefined };

/** The limit of what comes in through a channel: that channel's own, else the one of all. */
export const limitOf = ({ limit, limitByChannel }: Limits, channel: Channel): TimeLimit => limitByChannel?.[channel] ?? limit;

/** All limits that decide when a dossier is due: the one of its channel, or those of its parts. */
export const limitsOf = (limits: Limits, channel: Channel): TimeLimit[] =>
  limits.parts?.map(({ limit }) => limit) ?? [limitOf(limits, channel)];

/**
 * A procedure without a published limit is received with a time that was agreed with the citizen, and only such a one.
 * Throws `procedure-limit-unpublished`, which says what to do, or `procedure-limit-published`.
 */
export const requireAgreement = (procedure: string, limits: readonly TimeLimit[], agreed: object | undefined): void => {
  const unpublished = limits.some(({ kind }) => kind === 'unpublished');
  if (unpublished && agreed === undefined)
    throw new Rejection(
      'procedure-limit-unpublished',
      `No time limit of procedure ${procedure}, or of a part of it, has been published. Receive it with a time agreed with the citizen (\`agreed\`: at, reason), or refuse it in writing on a legal ground (Form 03): RefuseAtCounter at the counter, RefuseDossier after submission.`,
    );
  if (!unpublished && agreed !== undefined)
    throw new Rejection(
      'procedure-limit-published',
      `Procedure ${procedure} has a published time limit, by which the appointed time is computed: leave \`agreed\` out.`,
    );
};
