import { z } from 'zod';
import { Text } from '#events/terms.ts';

/**
 * Input fields of every command with `lateEntry: true`: an act done on paper during an outage is entered with its true time.
 * Handling normalises `occurredAt` to UTC and checks it; the command decides what becomes of the reason.
 */
export const lateEntryFields = {
  occurredAt: z.iso.datetime({ offset: true }).optional().describe('When the act truly happened, if not now.'),
  lateEntryReason: Text.optional().describe('Why it is entered after the fact; demanded beyond the configured delay.'),
};
