import { z } from 'zod';
import { Rejection } from '#domain/rejections.ts';
import { inForce } from '#domain/settings.ts';
import { DossierId } from '#events/terms.ts';
import { codeFrom } from './code.ts';
import { registerCommand } from './register.ts';
import { RegisterId, unitAndDay } from './registerId.ts';

/** Asked again for the same dossier, it changes nothing; a number explained as unused is not given out again. */
export const takeNumber = registerCommand({
  name: 'TakeNumber',
  summary: 'Hands out the next number of a unit’s register of one day, for one dossier.',
  input: z.strictObject({ register: RegisterId, dossierId: DossierId }),
  unit: ({ register }) => unitAndDay(register).unit,
  decide: (register, { register: id, dossierId }, { settings }) => {
    if (register.some((entry) => entry.dossierId === dossierId && !entry.unused)) return [];
    const { unit, day } = unitAndDay(id);
    const rule = inForce(settings.registerPatterns, day);
    if (rule === undefined) throw new Rejection('number-pattern-missing', `No number pattern is configured for ${day}.`);
    const number = (register.at(-1)?.number ?? rule.firstNumber - 1) + 1;
    const code = codeFrom(rule.pattern, { unit, agency: settings.agencyIdentifiers[unit] ?? unit, day, number });
    return [{ type: 'NumberTaken', data: { unit, day, number, code, pattern: rule.pattern, dossierId } }];
  },
});
