import { type Answered, defineLookup } from '#commands/handling/command.ts';
import type { CenterOn, ReviewCoverage } from '#domain/duty/facts.ts';
import type { Position } from '#events/store/event.ts';

type UpTo = Position | undefined;
type ConcludedPilot = { pilotId: string; title: string; at: string; met: boolean };

/** What the rules of duties look at, each by everything up to a position of the log, or so far when none is given. */
export const dutyLookups = {
  /** A Center on a day (YYYY-MM-DD, Asia/Ho_Chi_Minh). */
  centerOn: defineLookup<(unit: string, day: string, upTo?: UpTo) => Promise<CenterOn>>('center-on'),
  /** How much a party has done of the review of procedures at a moment (UTC instant). */
  reviewCoverage: defineLookup<(party: string, moment: string, upTo?: UpTo) => Promise<ReviewCoverage>>('review-coverage'),
  /** The last pilot concluded of those that a party led or took part in. */
  concludedPilot: defineLookup<(party: string, upTo?: UpTo) => Promise<ConcludedPilot | undefined>>('concluded-pilot'),
  /** The last version of the model text of working regulations. */
  modelRegulations: defineLookup<(upTo?: UpTo) => Promise<{ version: number; publishedAt: string } | undefined>>('model-regulations'),
};
export type DutyLookups = Answered<typeof dutyLookups>;
