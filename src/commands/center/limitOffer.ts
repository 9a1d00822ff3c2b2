import type { Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { centerEvents } from '#events/center/events.ts';
import { type ProcedureEvent, procedureEvents } from '#events/procedure/events.ts';
import { centerCommand } from './center.ts';
import { established } from './rules.ts';

const catalogued: Fold<boolean, ProcedureEvent> = { category: procedureEvents.category, initial: false, evolve: () => true };

const sameProcedures = (a: readonly string[], b: readonly string[]): boolean => new Set(a).symmetricDifference(new Set(b)).size === 0;

export const limitOffer = centerCommand({
  name: 'LimitOffer',
  summary: 'Says which procedures of commune level a Center does not offer from a day on; an empty list: it offers all of them.',
  input: centerEvents.schemas.OfferLimited,
  prepare: async ({ without }, _center, _context, tools) => {
    const found = await Promise.all(without.map((code) => tools.fold(`${catalogued.category}-${code}`, catalogued)));
    return { unknown: without.filter((_, index) => !found[index]) };
  },
  decide: (center, { unit, without, from, ground }, _context, { unknown }) => {
    const last = established(center, unit).offer;
    if (unknown.length > 0) throw new Rejection('procedure-not-found', `The catalogue has no procedure ${unknown.join(', ')}.`);
    if (last !== undefined && from < last.from)
      throw new Rejection('date-out-of-order', `The offer from ${last.from} on is on record; an earlier one can no longer be limited.`);
    return sameProcedures(last?.without ?? [], without) ? [] : [{ type: 'OfferLimited', data: { unit, without, from, ground } }];
  },
});
