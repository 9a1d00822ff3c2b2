import { z } from 'zod';

/** `<unit code>-<day>`: which register. */
export const RegisterId = z
  .string()
  .regex(/^\d{5}-\d{4}-\d{2}-\d{2}$/)
  .refine((id) => z.iso.date().safeParse(id.slice(6)).success, 'must end in a day')
  .meta({ id: 'RegisterId', description: 'Register of one unit on one day: unit code, dash, day.', examples: ['25747-2025-07-01'] });

export const unitAndDay = (id: string): { unit: string; day: string } => ({ unit: id.slice(0, 5), day: id.slice(6) });
