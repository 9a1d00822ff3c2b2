import { z } from 'zod';
import { Instant, LocalDate } from '#events/terms.ts';

/** Fields that answers and filters of many queries share. */

export const PersonalText = z.union([z.string(), z.object({ masked: z.literal(true) }), z.object({ forgotten: z.literal(true) })]).meta({
  id: 'PersonalText',
  description: 'Personal text: opened, `{ masked: true }` without right or purpose, `{ forgotten: true }` once erased.',
});

/** A yes-or-no filter in a query string. */
export const Flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const On = LocalDate.optional().describe('Day asked about (Asia/Ho_Chi_Minh); today when absent.');
export const maybeInstant = (description: string) => Instant.nullable().describe(description);
export const maybeDay = (description: string) => LocalDate.nullable().describe(description);
