import { Rejection } from '#domain/rejections.ts';
import type { Channel, LimitByChannel, TimeLimit } from '#events/terms.ts';

/** What of a procedure version says how long settling may take. */
export type Limits = { limit: TimeLimit; limitByChannel?: LimitByChannel | undefined };

/** The limit of what comes in through a channel: that channel's own, else the one of all. */
export const limitOf = ({ limit, limitByChannel }: Limits, channel: Channel): TimeLimit => limitByChannel?.[channel] ?? limit;

/**
 * A procedure without a published limit is received with a time that was agreed with the citizen, and only such a one.
 * Throws `procedure-limit-unpublished`, which says what to do, or `procedure-limit-published`.
 */
export const requireAgreement = (procedure: string, limit: TimeLimit, agreed: object | undefined): void => {
  if (limit.kind === 'unpublished' && agreed === undefined)
    throw new Rejection(
      'procedure-limit-unpublished',
      `No time limit of procedure ${procedure} has been published. Receive it with a time agreed with the citizen (\`agreed\`: at, reason), or refuse it in writing on a legal ground (Form 03): RefuseAtCounter at the counter, RefuseDossier after submission.`,
    );
  if (limit.kind !== 'unpublished' && agreed !== undefined)
    throw new Rejection(
      'procedure-limit-published',
      `Procedure ${procedure} has a published time limit, by which the appointed time is computed: leave \`agreed\` out.`,
    );
};
