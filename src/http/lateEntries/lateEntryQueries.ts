import { z } from 'zod';
import { lateEntryStates } from '#domain/dossier/lateEntries.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import { DossierId, Instant, LocalDate, OfficialId, PartyId } from '#events/terms.ts';
import { Flag } from '#http/server/parameters.ts';
import { requirePeriod } from '#http/server/periods.ts';
import { defineList } from '#http/server/query.ts';
import { IndexedLateEntry, LateEntriesOfActor, lateEntries, lateEntriesByActor } from '#projections/dossierList/lateEntries.ts';

const filters = {
  unit: PartyId.optional().describe('Center for which it was entered, or which is competent.'),
  actor: z.string().max(128).optional().describe('Who entered it.'),
  official: OfficialId.optional(),
  act: z.enum(typesOf(dossierEvents)).optional().describe('What was entered: type of its event.'),
  from: LocalDate.optional().describe('First day of entry.'),
  to: LocalDate.optional().describe('Last day of entry.'),
  state: z.enum(lateEntryStates).optional(),
  crossed: Flag.optional().describe('Whether a deadline had passed when it was entered, and had not when it happened as stated.'),
  afterClosing: Flag.optional().describe('Whether its month had been closed.'),
  outsideHours: Flag.optional(),
};

const listLateEntries = defineList({
  name: 'ListLateEntries',
  summary: 'The index of late entries: every act entered after it happened, by how long, across which deadline, confirmed or not.',
  path: '/late-entries',
  query: z.object(filters),
  answer: IndexedLateEntry,
  key: z.tuple([Instant, DossierId, z.int32()]),
  keyOf: ({ enteredAt, dossierId, revision }) => [enteredAt, dossierId, revision],
  projections: ['dossier-list'],
  run: async ({ db, units, day }, { limit, cursor, ...asked }) => {
    requirePeriod({ from: asked.from, to: asked.to, today: day });
    return lateEntries(db, { ...asked, units }, { limit, after: cursor });
  },
});

const listLateEntriesByActor = defineList({
  name: 'ListLateEntriesByActor',
  summary: 'Who enters acts late: how often, by how long, across which deadlines, confirmed or not.',
  path: '/late-entries/by-actor',
  query: z.object(filters),
  answer: LateEntriesOfActor,
  key: z.tuple([z.string()]),
  keyOf: ({ actor }) => [actor],
  projections: ['dossier-list'],
  run: async ({ db, units, day }, { limit, cursor, ...asked }) => {
    requirePeriod({ from: asked.from, to: asked.to, today: day });
    return lateEntriesByActor(db, { ...asked, units }, { limit, after: cursor?.[0] });
  },
});

export const lateEntryQueries = [listLateEntries, listLateEntriesByActor];
