import { z } from 'zod';
import { commandOn, type Fold } from '#commands/handling/command.ts';
import { officialsAhead, requireServing, servingLookups } from '#commands/handling/serving.ts';
import { agencyOf, codeFrom } from '#domain/dossier/code.ts';
import { Rejection } from '#domain/rejections.ts';
import { inForce } from '#domain/settings.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { type RegisterEvent, registerEvents } from '#events/register/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { DossierId } from '#events/terms.ts';

/** `<unit code>-<day>`: which register. */
const RegisterId = z
  .string()
  .regex(/^\d{5}-\d{4}-\d{2}-\d{2}$/, 'must be a unit and a day, such as 25747-2025-07-31')
  .refine((id) => z.iso.date().safeParse(id.slice(6)).success, 'must end in a day')
  .meta({ id: 'RegisterId', description: 'Register of one unit on one day: unit code, dash, day.', examples: ['25747-2025-07-01'] });

const unitAndDay = (id: string): { unit: string; day: string } => ({ unit: id.slice(0, 5), day: id.slice(6) });

/** A number; `unused`: why, where it was explained as unused, and then it is never borne. `takenAt`: when the log took it. */
type Entry = { number: number; code: string; dossierId: string; takenAt: string; unused?: string };
/** The numbers of one unit on one day, in order. */
type Register = readonly Entry[];

const evolve = (register: Register, event: Recorded<RegisterEvent>): Register => {
  switch (event.type) {
    case 'NumberTaken': {
      const { number, code, dossierId } = event.data;
      return [...register, { number, code, dossierId, takenAt: event.recordedAt }];
    }
    case 'NumberUnused':
      return register.map((entry) => (entry.number === event.data.number ? { ...entry, unused: event.data.reason } : entry));
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
    if (register.some((entry) => entry.dossierId === dossierId && entry.unused === undefined)) return [];
    const { unit, day } = unitAndDay(id);
    const rule = inForce(settings.registerPatterns, day);
    if (rule === undefined) throw new Rejection('number-pattern-missing', `No number pattern is configured for ${day}.`);
    const number = (register.at(-1)?.number ?? rule.firstNumber - 1) + 1;
    const code = codeFrom(rule.pattern, { unit, agency: agencyOf(unit, settings), day, number });
    return [{ type: 'NumberTaken', data: { unit, day, number, code, pattern: rule.pattern, dossierId } }];
  },
});

/** The code under which a dossier was received. */
const codeBorne: Fold<string | undefined, DossierEvent> = {
  category: dossierEvents.category,
  initial: undefined,
  evolve: (code, event) => (event.type === 'DossierReceived' ? event.data.code : code),
};

/** Long enough for the slowest reception to be over, retries included: then a number is borne, or nobody will bear it. */
export const RECEPTION_LASTS_MS = 10 * 60 * 1000;

export const explainUnusedNumber = registerCommand({
  name: 'ExplainUnusedNumber',
  lookups: servingLookups,
  admit: requireServing,
  ahead: (_, { official }) => officialsAhead(official),
  summary: 'Records why a number was handed out that no dossier came to bear; refused while one bears it or is being received.',
  input: registerEvents.schemas.NumberUnused.pick({ number: true, reason: true }).extend({ register: RegisterId }),
  unit: ({ register }) => unitAndDay(register).unit,
  prepare: async ({ number }, register, _context, { fold }) => {
    const taken = register.find((one) => one.number === number);
    return taken && (await fold(`dossier-${taken.dossierId}`, codeBorne));
  },
  decide: (register, { register: id, number, reason }, { actor, now }, borne) => {
    const entry = register.find((one) => one.number === number);
    if (entry === undefined) throw new Rejection('number-not-taken', `Number ${number} of register ${id} was not handed out.`);
    if (entry.unused === reason) return [];
    if (entry.unused !== undefined) throw new Rejection('number-explained', `Why number ${number} is unused is on record: ${entry.unused}`);
    const { code, dossierId, takenAt } = entry;
    if (borne === code) throw new Rejection('number-borne', `A dossier bears number ${number} of register ${id}.`);
    // Motcua itself waits that long before it looks
    if (actor.role !== 'system' && Date.parse(now) - Date.parse(takenAt) < RECEPTION_LASTS_MS)
      throw new Rejection('number-borne', `The dossier for number ${number} may still be being received: explain it ten minutes later.`);
    return [{ type: 'NumberUnused', data: { ...unitAndDay(id), number, code, dossierId, reason } }];
  },
});

/** The numbers of a unit on a day. */
export const registerCommands = [takeNumber, explainUnusedNumber];
