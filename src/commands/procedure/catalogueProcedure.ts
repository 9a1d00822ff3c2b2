import { Rejection } from '#domain/rejections.ts';
import { procedureEvents } from '#events/procedure/events.ts';
import { procedureCommand } from './procedure.ts';

export const catalogueProcedure = procedureCommand({
  name: 'CatalogueProcedure',
  summary: 'Enters an administrative procedure into the catalogue.',
  input: procedureEvents.schemas.ProcedureCatalogued,
  creates: true,
  decide: (state, entry) => {
    if (state.status !== 'absent') throw new Rejection('procedure-already-catalogued', `Procedure ${entry.code} is in the catalogue.`);
    return [{ type: 'ProcedureCatalogued', data: entry }];
  },
});
