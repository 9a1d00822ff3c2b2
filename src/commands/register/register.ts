import { z } from 'zod';
import { commandOn, type Fold } from '#commands/handling/command.ts';
import { agencyOf, codeFrom } from '#domain/dossier/code.ts';
import { Rejection } from '#domain/rejections.ts';
import { inForce } from '#domain/settings.ts';
import { type RegisterEvent, registerEvents } from '#events/register/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { DossierId } from '#events/terms.ts';

/** `<unit code>-<day>`: which register. */
const RegisterId = z
  .string()
  .regex(/^\d{5}-\d{4}-\d{2}-\d{2}$/)
  .refine((id) => z.iso.date().safeParse(id.slice(6)).success, 'must end in a day')
  .meta({ id: 'RegisterId', description: 'Register of one unit on one day: unit code, dash, day.', examples: ['25747-2025-07-01'] });

const unitAndDay = (id: string): { unit: string; day: string } => ({ unit: id.slice(0, 5), day: id.slice(6) });

/** The numbers of one unit on one day, in order; one that was explained as unused is never borne. */
type Register = readonly { number: number; code: string; dossierId: string; unused: boolean }[];

const evolve = (register: Register, event: Recorded<RegisterEvent>): Register => {
  switch (event.type) {
    case 'NumberTaken': {
      const { number, code, dossierId } = event.data;
      return [...register, { number, code, dossierId, unused: false }];
    }
    case 'NumberUnused':
      return register.map((entry) => (entry.number === event.data.number ? { ...entry, unused: true } : entry));
  }
};

export const register: Fold<Register, RegisterEvent> = { category: registerEvents.category, initial: [], evolve };
const registerCommand = commandOn(register, { idField: 'register' });

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
    const code = codeFrom(rule.pattern, { unit, agency: agencyOf(unit, settings), day, number });
    return [{ type: 'NumberTaken', data: { unit, day, number, code, pattern: rule.pattern, dossierId } }];
  },
});

export const explainUnusedNumber = registerCommand({
  name: 'ExplainUnusedNumber',
  summary: 'Records why a number was handed out that no dossier came to bear.',
  input: registerEvents.schemas.NumberUnused.pick({ number: true, reason: true }).extend({ register: RegisterId }),
  unit: ({ register }) => unitAndDay(register).unit,
  decide: (register, { register: id, number, reason }) => {
    const entry = register.find((one) => one.number === number);
    if (entry === undefined) throw new Rejection('number-not-taken', `Number ${number} of register ${id} was not handed out.`);
    if (entry.unused) return [];
    const { code, dossierId } = entry;
    return [{ type: 'NumberUnused', data: { ...unitAndDay(id), number, code, dossierId, reason } }];
  },
});

/** The numbers of a unit on a day. */
export const registerCommands = [takeNumber, explainUnusedNumber];
