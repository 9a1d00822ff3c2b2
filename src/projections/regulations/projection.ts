import { withHistory } from '#projections/daemon/history.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';
import type { Issued, ModelVersion } from './view.ts';

// versions in their order
const modelColumns = { regulation_id: 'text', versions: 'jsonb', revision: 'integer' } as const satisfies Columns;
export type ModelRow = Omit<RowOf<typeof modelColumns>, 'versions'> & { versions: ModelVersion[] };

// in the order they were issued
const issuedColumns = { unit: 'text', issued: 'jsonb', simulated: 'boolean' } as const satisfies Columns;
export type IssuedRow = Omit<RowOf<typeof issuedColumns>, 'issued'> & { issued: Issued[] };

/** The model text of the working regulations in all its versions, and what each Center issued. */
export const regulations = defineProjection({
  name: 'regulations',
  version: 1,
  tables: withHistory({
    model_regulations: eventTable({
      columns: modelColumns,
      primaryKey: ['regulation_id'],
      on: ['ModelRegulationsPublished'],
      keys: (event) => [[event.data.regulationId]],
      evolve: (row, { data: { regulationId, ...version }, occurredAt, revision }) => ({
        regulation_id: regulationId,
        versions: [...((row as ModelRow | undefined)?.versions ?? []), { ...version, publishedAt: occurredAt }],
        revision,
      }),
    }),
    issued_regulations: eventTable({
      columns: issuedColumns,
      primaryKey: ['unit'],
      on: ['WorkingRegulationsIssued'],
      keys: (event) => [[event.data.unit]],
      evolve: (row, { data, occurredAt: issuedAt, actor }) => {
        const { unit, act, effectiveOn, basis, modelVersion = null, articles = null } = data;
        const before = (row as IssuedRow | undefined)?.issued ?? [];
        const issued = [...before, { act, effectiveOn, basis, modelVersion, articles, issuedAt }];
        return { unit, issued, simulated: actor.simulated === true };
      },
    }),
  }),
});
