import { isDeepStrictEqual } from 'node:util';
import { localDay } from '#domain/time/localDay.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import { defineFields, hidden, type RowOfFields } from '#projections/daemon/fields.ts';
import { derivedTable } from '#projections/daemon/projection.ts';
import type { CountsRow } from './counts.ts';
import { counterNames } from './counts.ts';
import { columns, type DossierRow } from './view.ts';

/** Columns whose earlier values are kept, by number: a name would take more room than most values. */
export const keptColumns = (Object.keys(columns) as (keyof DossierRow)[]).filter(
  (name) => !['progress', 'revision', 'last_event', 'last_activity_at'].includes(name),
);

/** Types of events, by number. */
export const eventTypes = typesOf(dossierEvents);

type Rows = { before: DossierRow | undefined; after: DossierRow | undefined };

/** The values that a change replaced, by number of the column. */
const replaced = (before: DossierRow, after: DossierRow): Record<string, unknown> => {
  const values: Record<string, unknown> = {};
  for (const [number, column] of keptColumns.entries()) {
    const [was, is] = [before[column], after[column]];
    if (was === is || (typeof was === 'object' && was !== null && isDeepStrictEqual(was, is))) continue;
    values[number] = was;
  }
  return values;
};

const fields = {
  /** Position at which the dossier came in: shorter than its id. */
  entry: hidden('bigint'),
  position: hidden('bigint'),
  at: hidden('timestamptz'),
  /** What every event changes, as it was. */
  revision: hidden('integer'),
  /** Number of the type that the last event had. */
  last_event: hidden('integer'),
  last_activity_at: hidden('timestamptz'),
  /** What stood in the other columns that changed. */
  before: hidden<'jsonb', Record<string, unknown>>('jsonb'),
};

/**
 * What each change of a dossier's row replaced, so that the row can be put back to any moment; whole rows would
 * take five times as much. What only the fold needs is not kept. Coming in replaces nothing, and the row says when that was.
 */
export const dossierChanges = derivedTable({
  from: 'dossier_list',
  columns: defineFields(fields).columns,
  primaryKey: ['entry', 'position'],
  onlyGrows: true,
  keys: ({ before, after, event }: Rows & { event: { position: number } }) =>
    before === undefined || after === undefined ? [] : [[after.entered_position, event.position]],
  evolve: (_, { before: row, after, event }) => {
    const before = row as DossierRow;
    const { revision, last_event, last_activity_at } = before;
    return {
      entry: before.entered_position,
      position: event.position,
      at: event.occurredAt,
      revision,
      last_event: eventTypes.indexOf(last_event as (typeof eventTypes)[number]),
      last_activity_at,
      before: replaced(before, after as DossierRow),
    };
  },
});

const ofPart = { unit: hidden('text'), entered_at: hidden('timestamptz'), dossier_id: hidden('text') };
const partsOf = (row: DossierRow | undefined): (string | null)[] =>
  row === undefined ? [] : [row.competent_unit, row.place_of_receipt, row.holder_unit, row.giver_unit];

/** Units that ever had a part in a dossier, in the order of lists: where a past page of a unit is looked for. */
export const dossierParts = derivedTable({
  from: 'dossier_list',
  columns: defineFields(ofPart).columns,
  primaryKey: ['unit', 'entered_at', 'dossier_id'],
  keys: ({ before, after }: Rows) => {
    if (after === undefined) return [];
    const known = partsOf(before);
    const units = new Set(partsOf(after).filter((unit) => unit !== null && !known.includes(unit)));
    return [...units].map((unit) => [unit as string, after.entered_at, after.dossier_id] as const);
  },
  evolve: (row, { after }, [unit]) =>
    row ?? { unit: unit as string, entered_at: (after as DossierRow).entered_at, dossier_id: (after as DossierRow).dossier_id },
});

const ofEntries = { part: hidden('integer'), latest: hidden('timestamptz') };

/** Positions of one row of `dossier_entries`. */
const POSITIONS = 65_536;
/** The part of the log that a position lies in. */
export const partOf = (position: number): number => Math.floor(position / POSITIONS);

/** The latest time at which a dossier came in, of each part of the log: lists as of a position begin there. */
export const latestEntries = derivedTable({
  from: 'dossier_list',
  columns: defineFields(ofEntries).columns,
  primaryKey: ['part'],
  keys: ({ before, event }: Rows & { event: { position: number } }) => (before === undefined ? [[partOf(event.position)]] : []),
  evolve: (row: RowOfFields<typeof ofEntries> | undefined, { after, event }) => {
    const at = after?.entered_at ?? event.occurredAt;
    return row !== undefined && row.latest >= at ? row : { part: partOf(event.position), latest: at };
  },
});

const ofCount = {
  day: hidden('date'),
  position: hidden('bigint'),
  unit: hidden('text'),
  procedure: hidden('text'),
  at: hidden('timestamptz'),
  /** It happened on a later day than the one that it counts for. */
  back: hidden('boolean'),
  /** What was added to each counter that changed, by its number. */
  added: hidden<'jsonb', Record<string, number>>('jsonb'),
};

/** What each event added to the counts of a day: counts of a moment are those of now, less what came later. */
export const countChanges = derivedTable({
  from: 'dossier_counts',
  columns: defineFields(ofCount).columns,
  primaryKey: ['day', 'position', 'unit', 'procedure'],
  indexes: [['using btree (at) where back']],
  onlyGrows: true,
  keys: ({ before, after, event }: { before: CountsRow | undefined; after: CountsRow | undefined; event: { position: number } }) => {
    const row = after ?? before;
    return row === undefined ? [] : [[row.day, event.position, row.unit, row.procedure]];
  },
  evolve: (_, { before, after, event }) => {
    const { day, unit, procedure } = (after ?? before) as CountsRow;
    const added: Record<string, number> = {};
    for (const [number, counter] of counterNames.entries()) {
      const difference = (after?.[counter] ?? 0) - (before?.[counter] ?? 0);
      if (difference !== 0) added[number] = difference;
    }
    return { day, position: event.position, unit, procedure, at: event.occurredAt, back: localDay(event.occurredAt) > day, added };
  },
});
