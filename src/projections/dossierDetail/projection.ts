import { type DossierStatus, isEntry, noProgress, type Progress, progressAfter, statusOf } from '#domain/dossier/status.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { defineFields, hidden, type RowOfFields } from '#projections/daemon/fields.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { detailAfter, entered, timelineEntry } from './detail.ts';
import type { TimelineEntry } from './entries.ts';
import { type Detail, DossierDetail } from './view.ts';

/** What is said when a dossier comes in, and seldom changes. */
const intake = [
  'code',
  'procedure',
  'procedureVersion',
  'limit',
  'verificationLimit',
  'agreed',
  'extensionRule',
  'steps',
  'channel',
  'competentUnit',
  'placeOfReceipt',
  'pointId',
  'owner',
  'submitter',
  'request',
  'components',
  'sets',
  'delivery',
  'submittedAt',
  'receiveBy',
  'receivedAt',
  'appointedAt',
  'simulated',
] as const satisfies (keyof Detail)[];
type Intake = (typeof intake)[number];

const fields = {
  dossier_id: hidden('text'),
  competent_unit: hidden('text'),
  place_of_receipt: hidden('text?'),
  holder_unit: hidden('text'),
  holder_official: hidden('text?'),
  status: hidden<'text', DossierStatus>('text'),
  progress: hidden<'jsonb', Progress>('jsonb'),
  detail: hidden<'jsonb', Omit<Detail, Intake | 'handovers' | 'deadline'>>('jsonb'),
  // apart, because PostgreSQL writes a large value again with every change of it
  intake: hidden<'jsonb', Pick<Detail, Intake>>('jsonb'),
  handovers: hidden<'jsonb', Detail['handovers']>('jsonb'),
  deadline: hidden<'jsonb', Detail['deadline']>('jsonb'),
  timeline: hidden<'jsonb', TimelineEntry[]>('jsonb'),
  revision: hidden('integer'),
};
export type DetailRow = RowOfFields<typeof fields>;

/** What is known of the dossier of a row, put together again. */
export const detailOf = ({ detail, intake: saidFirst, handovers, deadline }: DetailRow): Detail => ({
  ...saidFirst,
  ...detail,
  deadline,
  handovers,
});

const rest = Object.keys(DossierDetail.shape).filter(
  (field) => ![...intake, 'handovers', 'deadline', 'dossierId', 'status', 'nationalStatus', 'timeline', 'revision'].includes(field),
);
const pick = (fields: readonly string[], known: object): Record<string, unknown> => {
  const picked: Record<string, unknown> = {};
  for (const field of fields) picked[field] = (known as Record<string, unknown>)[field];
  return picked;
};

/** The parts of a detail; one in which nothing changed is that of the row before. */
const partsOf = ({ handovers, deadline, ...known }: Detail, before: DetailRow | undefined) => {
  const isSame = before !== undefined && intake.every((field) => before.intake[field] === known[field]);
  return {
    detail: pick(rest, known) as DetailRow['detail'],
    intake: isSame ? before.intake : (pick(intake, known) as DetailRow['intake']),
    handovers,
    deadline,
  };
};

/** Adds one event to the row of its dossier; events before it came in leave no trace. */
export const detailRowAfter = (row: DetailRow | undefined, event: Recorded<DossierEvent>): DetailRow | undefined => {
  const before = row ? detailOf(row) : isEntry(event) ? entered(event) : undefined;
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
    ...partsOf(detail, row),
    timeline: [...(row?.timeline ?? []), timelineEntry(event)],
    revision: event.revision,
  };
};

/** Everything about one dossier, its deadline explained and its life in order. */
export const dossierDetail = defineProjection({
  name: 'dossier-detail',
  version: 13,
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
