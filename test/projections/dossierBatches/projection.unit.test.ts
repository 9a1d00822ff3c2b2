import { expect, it } from 'vitest';
import { dossierBatches } from '#projections/dossierBatches/projection.ts';
import { dossierBatchView } from '#projections/dossierBatches/view.ts';
import { dossierIdOf, unit } from '#test/support/events.ts';
import { onlyRow } from '#test/support/fold.ts';

const batchId = dossierIdOf(1);
const accepted = { type: 'DossierBatchAccepted' as const, data: { batchId, unit, act: 'ReturnResult' as const, lines: 3 } };
const receipt = { stream: 'dossier-1', revision: 3, position: 9, events: [] };
const problem = { code: 'dossier-not-settled', status: 409 };
const advanced = (...outcomes: object[]) => ({ type: 'DossierBatchAdvanced' as const, data: { batchId, outcomes } }) as never;
const viewAfter = async (...events: never[]) =>
  dossierBatchView((await onlyRow(dossierBatches, 'dossier_batches', [accepted as never, ...events])) as never);

it('counts what is done, refused and left, and keeps the outcome of each line in order', async () => {
  expect(await viewAfter()).toMatchObject({ state: 'running', done: 0, refused: 0, left: 3 });
  const some = advanced({ line: 2, problem }, { line: 1, receipt });
  expect(await viewAfter(some)).toMatchObject({ state: 'running', done: 1, refused: 1, left: 1 });
  const all = [some, advanced({ line: 3, receipt }), { type: 'DossierBatchCompleted', data: { batchId } } as never];
  expect(await viewAfter(...all)).toMatchObject({ state: 'completed', done: 2, refused: 1, left: 0 });
  const row = await onlyRow(dossierBatches, 'dossier_batches', [accepted as never, ...all]);
  expect((row as { outcomes?: { line: number }[] }).outcomes?.map(({ line }) => line)).toEqual([1, 2, 3]);
});
