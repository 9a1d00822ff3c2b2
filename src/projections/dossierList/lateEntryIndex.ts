import type { BearsOn, LateEntry, LateEntryState } from '#domain/dossier/lateEntries.ts';
import { localDay } from '#domain/time/localDay.ts';
import { defineFields, hidden, type RowOfFields } from '#projections/daemon/fields.ts';
import { derivedTable } from '#projections/daemon/projection.ts';
import type { DossierRow } from './view.ts';

const fields = {
  dossier_id: hidden('text'),
  revision: hidden('integer'),
  code: hidden('text?'),
  procedure: hidden('text'),
  competent_unit: hidden('text'),
  /** Center for which it was entered; the competent one where the act names none. */
  unit: hidden('text'),
  act: hidden<'text', LateEntry['act']>('text'),
  part: hidden('text?'),
  actor: hidden('text'),
  official: hidden('text?'),
  occurred_at: hidden('timestamptz'),
  entered_at: hidden('timestamptz'),
  entered_on: hidden('date'),
  late_minutes: hidden('integer'),
  reason: hidden('text?'),
  outside_hours: hidden('boolean'),
  after_closing: hidden('boolean'),
  bears_on: hidden<'text?', BearsOn>('text?'),
  deadline_at: hidden('timestamptz?'),
  state: hidden<'text', LateEntryState>('text'),
  decision: hidden<'jsonb?', NonNullable<LateEntry['decision']>>('jsonb?'),
};
export type LateEntryRow = RowOfFields<typeof fields>;
const { columns, row } = defineFields(fields);

const rowOf = (dossier: DossierRow, entry: LateEntry): LateEntryRow =>
  row({
    ...entry,
    dossierId: dossier.dossier_id,
    code: dossier.code,
    procedure: dossier.procedure,
    competentUnit: dossier.competent_unit,
    unit: entry.unit ?? dossier.competent_unit,
    enteredOn: localDay(entry.enteredAt),
    lateMinutes: Math.floor((Date.parse(entry.enteredAt) - Date.parse(entry.occurredAt)) / 60_000),
  });

const entriesOf = (dossier: DossierRow | undefined): readonly LateEntry[] => dossier?.late_entries ?? [];

/** Every act of a dossier that was entered after it happened: who, for how long, across which time, confirmed or not. */
export const lateEntryIndex = derivedTable({
  from: 'dossier_list',
  columns,
  primaryKey: ['dossier_id', 'revision'],
  indexes: [
    ['entered_at desc', 'dossier_id desc', 'revision desc'],
    ['unit', 'entered_at desc', 'dossier_id desc', 'revision desc'],
    ['competent_unit', 'entered_at desc', 'dossier_id desc', 'revision desc'],
    ['actor', 'entered_at desc'],
  ],
  keys: ({ before, after }: { before: DossierRow | undefined; after: DossierRow | undefined }) => {
    if (after === undefined) return entriesOf(before).map(({ revision }) => [before?.dossier_id ?? '', revision] as const);
    if (after.late_entries === null) return [];
    const isAlike = before !== undefined && before.late_entries === after.late_entries && before.code === after.code;
    return isAlike ? [] : after.late_entries.map(({ revision }) => [after.dossier_id, revision] as const);
  },
  evolve: (_, { after }, [, revision]) => {
    const entry = entriesOf(after).find((one) => one.revision === revision);
    return after === undefined || entry === undefined ? undefined : rowOf(after, entry);
  },
});
