import { type DossierStatus, isEntry, noProgress, type Progress, progressAfter, statusOf } from '#domain/dossier/status.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { defineFields, hidden, type RowOfFields } from '#projections/daemon/fields.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { detailAfter, entered, timelineEntry } from './detail.ts';
import type { TimelineEntry } from './entries.ts';
import type { Detail } from './view.ts';

const fields = {
  dossier_id: hidden('text'),
  competent_unit: hidden('text'),
  place_of_receipt: hidden('text?'),
  holder_unit: hidden('text'),
  holder_official: hidden('text?'),
  status: hidden<'text', DossierStatus>('text'),
  progress: hidden<'jsonb', Progress>('jsonb'),
  detail: hidden<'jsonb', Detail>('jsonb'),
  timeline: hidden<'jsonb', TimelineEntry[]>('jsonb'),
  revision: hidden('integer'),
};
export type DetailRow = RowOfFields<typeof fields>;

/** Adds one event to the row of its dossier; events before it came in leave no trace. */
export const detailRowAfter = (row: DetailRow | undefined, event: Recorded<DossierEvent>): DetailRow | undefined => {
  const before = row?.detail ?? (isEntry(event) ? entered(event) : undefined);
  if (before === undefined) return undefined;
  const detail = detailAfter(before, event);
  const progress = progressAfter(row?.progress ?? noProgress, event);
  return {
    dossier_id: event.data.dossierId,
    competent_unit: detail.competentUnit,
    place_of_receipt: detail.placeOfReceipt,
    holder_unit: detail.holder.unit,
    holder_official: detail.holder.official ?? null,
    status: statusOf(progress),
    progress,
    detail,
    timeline: [...(row?.timeline ?? []), timelineEntry(event)],
    revision: event.revision,
  };
};

/** Everything about one dossier, its deadline explained and its life in order. */
export const dossierDetail = defineProjection({
  name: 'dossier-detail',
  version: 12,
  tables: {
    dossier_detail: eventTable({
      columns: defineFields(fields).columns,
      primaryKey: ['dossier_id'],
      on: typesOf(dossierEvents),
      keys: (event) => [[event.data.dossierId]],
      evolve: (row, event) => detailRowAfter(row as DetailRow | undefined, event),
    }),
  },
});
