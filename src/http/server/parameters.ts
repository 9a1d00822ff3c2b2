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

export const On = LocalDate.optional().describe('Day asked about (Asia/Ho_Chi_Minh); that of `asOf`, otherwise today, when absent.');

const position = /^\d{1,15}$/;
const both = /^(.+)@(\d{1,15})$/;
/** `?asOf=`: which past a question is about. */
export const AsOf = z
  .string()
  .max(60)
  .regex(
    new RegExp(`${position.source}|${instantPattern.source.replace(/\$$/, '(@\\d{1,15})?$')}`),
    'must be an instant with its offset from UTC, a position of the log, or both with @ between them',
  )
  .transform((text, context): AsOf => {
    if (position.test(text)) return { position: Number(text) };
    const [, instant, entered] = both.exec(text) ?? [];
    const at = utcOf(instant ?? text);
    if (at !== undefined) return entered === undefined ? { at } : { at, position: Number(entered) };
    context.addIssue({ code: 'custom', message: 'must be a time that exists' });
    return z.NEVER;
  })
  .optional()
  .meta({
    description:
      'The answer as it was: at an instant (2025-06-25T17:00:00+07:00), with what had happened by then, also what was entered later; or at a position of the log, with what had been entered by then; or both (2025-06-25T17:00:00+07:00@1234): of what had been entered, what had happened. Now when absent.',
    examples: ['2025-06-25T17:00:00+07:00', '1234', '2025-06-25T17:00:00+07:00@1234'],
  });
export type AsOf = { position: number } | { at: string } | { at: string; position: number };

/** A moment as `asOf` takes it. */
export const asOfText = (asOf: AsOf): string =>
  [...('at' in asOf ? [asOf.at] : []), ...('position' in asOf ? [asOf.position] : [])].join('@');

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
  if (!('at' in asOf)) {
    const moment = await occurredAtPosition(db, asOf.position);
    return moment === undefined ? undefined : { asOf, moment };
  }
  if (asOf.at > now) throw inputProblem([{ in: 'query', pointer: '/asOf', detail: 'has not come yet' }]);
  return { asOf, moment: asOf.at };
};
