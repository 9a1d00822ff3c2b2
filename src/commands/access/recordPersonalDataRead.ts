import { z } from 'zod';
import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type AccessEvent, accessEvents } from '#events/access/events.ts';

/** Reads do not depend on each other: nothing needs to be remembered. */
const access: Fold<null, AccessEvent> = { category: accessEvents.category, initial: null, evolve: () => null };

const readsCommand = commandOn(access, { idField: 'subject' });
const exportCommand = commandOn(access, { idField: 'exportId' });
const searchCommand = commandOn(access, { idField: 'searchId' });

export const recordPersonalDataRead = readsCommand({
  name: 'RecordPersonalDataRead',
  summary: 'Records that the actor read personal data of a stream, and what for.',
  input: accessEvents.schemas.PersonalDataRead.extend({ fields: z.array(z.string()) }),
  unit: ({ unit }) => unit,
  decide: (_state, read) => {
    if (read.fields.length === 0) throw new Rejection('nothing-read', `No field of ${read.subject} was named.`);
    return [{ type: 'PersonalDataRead', data: read }];
  },
});

export const recordPersonalDataSearch = searchCommand({
  name: 'RecordPersonalDataSearch',
  summary: 'Records that the actor searched by a personal value, and what for.',
  input: accessEvents.schemas.PersonalDataSearched,
  creates: true,
  generatesId: true,
  id: ({ searchId }) => `search-${searchId}`,
  unit: () => undefined,
  decide: (_state, search) => [{ type: 'PersonalDataSearched', data: search }],
});

export const recordLogExport = exportCommand({
  name: 'RecordLogExport',
  summary: 'Records that the actor took events of the log with their bodies.',
  input: accessEvents.schemas.LogExported,
  creates: true,
  generatesId: true,
  id: ({ exportId }) => `export-${exportId}`,
  unit: () => undefined,
  decide: (_state, exported) => [{ type: 'LogExported', data: exported }],
});
