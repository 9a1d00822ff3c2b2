import { bulkEvents } from '#events/bulk/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { blank, columns, type DossierBatchRow } from './view.ts';

/** How far each batch of acts on dossiers is. */
export const dossierBatches = defineProjection({
  name: 'dossier-batches',
  version: 1,
  tables: {
    dossier_batches: eventTable({
      columns,
      primaryKey: ['batch_id'],
      indexes: [['unit', 'accepted_at desc', 'batch_id desc']],
      on: typesOf(bulkEvents),
      keys: (event) => [[event.data.batchId]],
      evolve: (before, { type, data, actor, occurredAt: at }) => {
        const row = before as DossierBatchRow | undefined;
        if (type === 'DossierBatchAccepted') {
          const { batchId, unit, act, lines } = data;
          const begun = { state: 'running' as const, done: 0, refused: 0, outcomes: [], accepted_by: actor.id };
          return { ...blank, batch_id: batchId, unit, act, lines, ...begun, accepted_at: at, changed_at: at };
        }
        if (row === undefined || type === 'DossierBatchListed') return row;
        if (type === 'DossierBatchCompleted') return { ...row, state: 'completed' as const, changed_at: at };
        const outcomes = [...row.outcomes, ...data.outcomes].toSorted((a, b) => a.line - b.line);
        const refused = outcomes.filter(({ problem }) => problem !== undefined).length;
        return { ...row, outcomes, refused, done: outcomes.length - refused, changed_at: at };
      },
    }),
  },
});
