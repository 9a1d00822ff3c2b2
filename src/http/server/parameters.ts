import type { Kysely } from 'kysely';
import { z } from 'zod';
import { LocalDate } from '#events/terms.ts';
import { occurredAtPosition } from '#projections/auditTrail/queries.ts';
import { instantPattern, utcOf } from './instants.ts';
import { inputProblem } from './problems.ts';

/** A yes-or-no filter in a query string. */
export const Flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Words that people look for. */
export const SearchText = z.string().min(1).max(100);

export const On = LocalDate.optional().describe('Day asked about (Asia/Ho_Chi_Minh); today when absent.');

const position = /^\d{1,15}$/;
/** `?asOf=`: which past a question is about. */
export const AsOf = z
  .string()
  .max(40)
  .regex(new RegExp(`${position.source}|${instantPattern.source}`), 'must be an instant with its offset from UTC, or a position of the log')
  .transform((text, context) => {
    if (position.test(text)) return { position: Number(text) };
    const at = utcOf(text);
    if (at !== undefined) return { at };
    context.addIssue({ code: 'custom', message: 'must be a time that exists' });
    return z.NEVER;
  })
  .optional()
  .meta({
    description:
      'The answer as it was: at an instant (2025-06-25T17:00:00+07:00), with what had happened by then, also what was entered later; or at a position of the log, with what had been entered by then. Now when absent.',
    examples: ['2025-06-25T17:00:00+07:00', '1234'],
  });
export type AsOf = { position: number } | { at: string };

/** The position a question is about, if it is about one: the read models have to have seen it. */
export const positionAsked = ({ asOf }: { asOf?: AsOf }): number | undefined =>
  asOf !== undefined && 'position' in asOf ? asOf.position : undefined;

/** Where a question stands: which rows the read models are asked for, and what time it is there. */
export type Standpoint = { asOf: AsOf; moment: string };

/** Audit trail: what the time of a position is taken from. */
export const standpointProjections = ['audit-trail'] as const;

/**
 * The standpoint of a question; without `asOf` it is now. The moment of a position is when the event there happened.
 * Undefined before the first event.
 * Throws `input-invalid` for an instant that has not come yet.
 */
export const standpointOf = async (
  { db, now }: { db: Kysely<any>; now: string },
  asOf: AsOf = { at: now },
): Promise<Standpoint | undefined> => {
  if ('position' in asOf) {
    const moment = await occurredAtPosition(db, asOf.position);
    return moment === undefined ? undefined : { asOf, moment };
  }
  if (asOf.at > now) throw inputProblem([{ in: 'query', pointer: '/asOf', detail: 'has not come yet' }]);
  return { asOf, moment: asOf.at };
};
