import { defineFields, hidden, type RowOfFields } from '#projections/daemon/fields.ts';
import { withHistory } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import type { Issued, ModelVersion } from './view.ts';

// versions in their order
const ofModel = { regulation_id: hidden('text'), versions: hidden<'jsonb', ModelVersion[]>('jsonb'), revision: hidden('integer') };
export type ModelRow = RowOfFields<typeof ofModel>;

// in the order they were issued
const ofIssued = { unit: hidden('text'), issued: hidden<'jsonb', Issued[]>('jsonb'), simulated: hidden('boolean') };
export type IssuedRow = RowOfFields<typeof ofIssued>;

/** The model text of the working regulations in all its versions, and what each Center issued. */
export const regulations = defineProjection({
  name: 'regulations',
  version: 1,
  tables: withHistory({
    model_regulations: eventTable({
      columns: defineFields(ofModel).columns,
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
      columns: defineFields(ofIssued).columns,
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
