import { z } from 'zod';
import { Rejection } from '#domain/rejections.ts';
import type { Settings } from '#domain/settings.ts';
import { published } from '#events/store/personal.ts';

/**
 * Input fields of every command with `lateEntry: true`: an act done on paper during an outage is entered with its true
 * time. Handling takes them into the envelope of every event of the act, `occurredAt` checked and in UTC.
 */
export const lateEntryFields = {
  occurredAt: z.iso
    .datetime({ offset: true })
    .refine((text) => /^[1-9][^.]*(\.\d{1,9}\D.*)?$/.test(text), 'must be of the year 1000 or later, to the nanosecond at most')
    .optional()
    .describe('When the act truly happened, if not now.'),
  lateEntryReason: published(z.string().trim().min(1).max(200))
    .optional()
    .describe('Why it is entered after the fact, for example "mất điện 14:00–16:00"; demanded beyond the configured delay.'),
  outsideHours: z
    .boolean()
    .optional()
    .describe('Says that it truly happened at that time, although the unit does not work then; else such a time is refused.'),
};

export type LateEntry = z.infer<z.ZodObject<typeof lateEntryFields>>;

/**
 * When an act happened, as a UTC instant with milliseconds: now, or its true time if that lies between the last act on
 * record and now. Throws `Rejection`: `occurred-out-of-order`, `late-entry-unexplained`.
 */
export const timeOfAct = (
  { occurredAt, lateEntryReason }: LateEntry,
  lastOccurredAt: string | undefined,
  now: string,
  settings: Settings,
): string => {
  if (occurredAt === undefined) return now;
  const instant = Temporal.Instant.from(occurredAt);
  const at = instant.toString({ smallestUnit: 'millisecond' });
  if (Temporal.Instant.compare(instant, Temporal.Instant.from(now)) > 0)
    throw new Rejection('occurred-out-of-order', `${at} lies in the future.`);
  if (lastOccurredAt !== undefined && at < lastOccurredAt)
    throw new Rejection('occurred-out-of-order', `The last act on record happened at ${lastOccurredAt}, after ${at}.`);
  const minutes = instant.until(Temporal.Instant.from(now)).total('minutes');
  if (minutes > settings.lateEntryAfterMinutes && lateEntryReason === undefined)
    throw new Rejection(
      'late-entry-unexplained',
      `An act entered more than ${settings.lateEntryAfterMinutes} minutes after it happened needs a reason.`,
    );
  return at;
};
