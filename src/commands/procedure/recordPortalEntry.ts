import { isDeepStrictEqual } from 'node:util';
import { procedureEvents } from '#events/procedure/events.ts';
import { catalogued, procedureCommand } from './procedure.ts';

export const recordPortalEntry = procedureCommand({
  name: 'RecordPortalEntry',
  summary: 'Records what the national portal’s catalogue says of a procedure.',
  input: procedureEvents.schemas.PortalEntryRecorded,
  decide: (state, recorded) =>
    isDeepStrictEqual(catalogued(state, recorded.code).portalEntry, recorded.entry)
      ? []
      : [{ type: 'PortalEntryRecorded', data: recorded }],
});
