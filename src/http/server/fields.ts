import { z } from 'zod';
import { LocalDate } from '#events/terms.ts';

/** A yes-or-no filter in a query string. */
export const Flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const On = LocalDate.optional().describe('Day asked about (Asia/Ho_Chi_Minh); today when absent.');
