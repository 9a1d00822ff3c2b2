import { isDeepStrictEqual } from 'node:util';
import { Rejection } from '#domain/rejections.ts';
import { procedureEvents } from '#events/procedure/events.ts';
import { catalogued, procedureCommand } from './procedure.ts';

export const retireProcedure = procedureCommand({
  name: 'RetireProcedure',
  summary: 'Retires a procedure: no new dossiers from that day on.',
  input: procedureEvents.schemas.ProcedureRetired,
  decide: (state, { code, ...retirement }) => {
    const earlier = catalogued(state, code).retirement;
    if (isDeepStrictEqual(earlier, retirement)) return [];
    if (earlier !== undefined) throw new Rejection('procedure-retired', `Procedure ${code} is retired from ${earlier.retiredOn} on.`);
    if (retirement.successors.includes(code)) throw new Rejection('successor-is-self', `Procedure ${code} cannot succeed itself.`);
    return [{ type: 'ProcedureRetired', data: { code, ...retirement } }];
  },
});
