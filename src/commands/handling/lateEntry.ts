import { z } from 'zod';
import { Rejection } from '#commands/rejections.ts';
import { Text } from '#events/terms.ts';
import type { Settings } from './settings.ts';

/**
 * Input fields of every command with `lateEntry: true`: an act done on paper during an outage is entered with its true time.
 * Handling normalises `occurredAt` to UTC and checks it; the command decides what becomes of the reason.
 */
export const lateEntryFields = {
  occurredAt: z.iso.datetime({ offset: true }).optional().describe('When the act truly happened, if not now.'),
  lateEntryReason: Text.optional().describe('Why it is entered after the fact; demanded beyond the configured delay.'),
};

/**
 * When an act happened, as a UTC instant with milliseconds: now, or its true time if that lies between the last act on record and now.
 * Throws `Rejection`: `occurred-out-of-order`, `late-entry-unexplained`.
 */
export const timeOfAct = (
  { occurredAt, lateEntryReason }: { occurredAt?: string; lateEntryReason?: string },
  lastOccurredAt: string | undefined,
  now: string,
  settings: Settings,
): string => {
  if (occurredAt === undefined) return now;
  const instant = Temporal.Instant.from(occurredAt);
  const at = instant.toString({ smallestUnit: 'millisecond' });
  if (at > now) throw new Rejection('occurred-out-of-order', `${at} lies in the future.`);
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
