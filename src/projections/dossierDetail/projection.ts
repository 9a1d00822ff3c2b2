import { type DossierStatus, isEntry, noProgress, type Progress, progressAfter, statusOf } from '#domain/dossier/status.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';
import { detailAfter, entered, timelineEntry } from './detail.ts';
import type { Detail, TimelineEntry } from './view.ts';

const columns = {
  dossier_id: 'text',
  competent_unit: 'text',
  place_of_receipt: 'text?',
  holder_unit: 'text',
  holder_official: 'text?',
  status: 'text',
  progress: 'jsonb',
  detail: 'jsonb',
  timeline: 'jsonb',
  revision: 'integer',
} as const satisfies Columns;

export type DetailRow = Omit<RowOf<typeof columns>, 'status' | 'progress' | 'detail' | 'timeline'> & {
  status: DossierStatus;
  progress: Progress;
  detail: Detail;
  timeline: TimelineEntry[];
};

const evolve = (row: DetailRow | undefined, event: Recorded<DossierEvent>): DetailRow | undefined => {
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
  version: 3,
  tables: {
    dossier_detail: eventTable({
      columns,
      primaryKey: ['dossier_id'],
      on: typesOf(dossierEvents),
      keys: (event) => [[event.data.dossierId]],
      evolve: (row, event) => evolve(row as DetailRow | undefined, event),
    }),
  },
});
