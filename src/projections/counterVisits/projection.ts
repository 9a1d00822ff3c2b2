import type { Entry } from '#domain/dossier/status.ts';
import { localDay, ZONE } from '#domain/time/localDay.ts';
import type { CenterEvent } from '#events/center/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { defineFields, hidden, type RowOfFields } from '#projections/daemon/fields.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';

const visitColumns = {
  dossier_id: 'text',
  /** Where the citizen came. */
  unit: 'text',
  day: 'date',
  /** Beginning of the half hour, HH:MM. */
  half_hour: 'text',
  at: 'timestamptz',
  position: 'bigint',
} as const satisfies Columns;
export type VisitRow = RowOf<typeof visitColumns>;

const ofDecision = {
  unit: hidden('text'),
  revision: hidden('integer'),
  effective_on: hidden('date'),
  /** What the committee fixed, with its figures. */
  decision: hidden<'jsonb', DataOf<CenterEvent, 'PointsFixed'>>('jsonb'),
  at: hidden('timestamptz'),
  position: hidden('bigint'),
};
export type DecisionRow = RowOfFields<typeof ofDecision>;
const decisionFields = defineFields(ofDecision);

const halfHourOf = (instant: string): string => {
  const { hour, minute } = Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE);
  return `${String(hour).padStart(2, '0')}:${minute < 30 ? '00' : '30'}`;
};

/** Received or refused at the counter: both are somebody who stood there. */
const visitOf = (event: Recorded<Entry>): VisitRow => ({
  dossier_id: event.data.dossierId,
  unit: event.type === 'DossierReceived' ? event.data.placeOfReceipt : event.data.holder.unit,
  day: localDay(event.occurredAt),
  half_hour: halfHourOf(event.occurredAt),
  at: event.occurredAt,
  position: event.position,
});

/** Who came to the counters when, one row per dossier handed in there, and what was fixed. Rows never change. */
export const counterVisits = defineProjection({
  name: 'counter-visits',
  version: 1,
  tables: {
    counter_visits: eventTable({
      columns: visitColumns,
      primaryKey: ['dossier_id'],
      indexes: [['unit', 'day']],
      on: ['DossierReceived', 'DossierSubmitted'],
      keys: (event) => (event.data.channel === 'direct' ? [[event.data.dossierId]] : []),
      evolve: (row, event) => row ?? visitOf(event),
    }),
    points_fixed: eventTable({
      columns: decisionFields.columns,
      primaryKey: ['unit', 'revision'],
      on: ['PointsFixed'],
      keys: ({ data, revision }) => [[data.unit, revision]],
      evolve: (_, { data, revision, occurredAt: at, position }) => decisionFields.row({ ...data, revision, decision: data, at, position }),
    }),
  },
});
