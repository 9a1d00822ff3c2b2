import { z } from 'zod';
import { partsOfPeriod } from '#domain/period/period.ts';
import { type PeriodEvent, PeriodId, periodEvents } from '#events/period/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { Instant, UnitCode } from '#events/terms.ts';
import { defineFields, type RowOfFields, shown } from '#projections/daemon/fields.ts';
import { withHistory } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';

const Act = z.object({
  act: z.enum(['closed', 'reopened']),
  at: Instant,
  by: z.string().describe('Actor that did it.'),
  role: z.string(),
  ground: z.string(),
});
type Act = z.infer<typeof Act>;

const fields = {
  period: shown('text', PeriodId),
  unit: shown('text?', UnitCode, 'Null: the whole city.'),
  month: shown('text', z.string(), 'For example 2025-07.'),
  closed: shown('boolean', z.boolean()),
  acts: shown<'jsonb', z.ZodArray<typeof Act>, Act[]>('jsonb', z.array(Act), 'When it was closed and reopened, oldest first.'),
  revision: shown('integer', z.int(), 'Revision of the stream, for `If-Match`.'),
};
export type PeriodRow = RowOfFields<typeof fields>;
export const periodFields = defineFields(fields);

const evolve = (row: PeriodRow | undefined, event: Recorded<PeriodEvent>): PeriodRow => {
  const closed = event.type === 'PeriodClosed';
  const { period, ground } = event.data;
  const act: Act = { act: closed ? 'closed' : 'reopened', at: event.occurredAt, by: event.actor.id, role: event.actor.role, ground };
  return periodFields.row({ ...partsOfPeriod(period), period, closed, acts: [...(row?.acts ?? []), act], revision: event.revision });
};

/** Months of units and of the city that were closed. */
export const periods = defineProjection({
  name: 'periods',
  version: 2,
  tables: withHistory({
    periods: eventTable({
      columns: periodFields.columns,
      primaryKey: ['period'],
      indexes: [['month']],
      on: typesOf(periodEvents),
      keys: (event) => [[event.data.period]],
      evolve: (row, event) => evolve(row as PeriodRow | undefined, event),
    }),
  }),
});
