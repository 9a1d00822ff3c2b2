import { Rejection } from '#domain/rejections.ts';
import { registerEvents } from '#events/register/events.ts';
import { registerCommand } from './register.ts';
import { RegisterId, unitAndDay } from './registerId.ts';

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
