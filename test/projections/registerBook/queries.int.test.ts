import { afterAll, beforeAll, expect, it } from 'vitest';
import { registerBook } from '#projections/registerBook/projection.ts';
import { listNumbers } from '#projections/registerBook/queries.ts';
import { numberTaken, otherUnit, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([registerBook]);
  await models.feed(
    ...[1, 2, 3].map((number) => numberTaken({ number, code: `C-${number}` })),
    numberTaken({ number: 1, code: 'D-1', day: '2025-07-02' }),
    numberTaken({ number: 1, code: 'E-1', unit: otherUnit }),
  );
});
afterAll(() => models.drop());

const codes = async (of: string, day: string, page: { limit: number; after?: number } = { limit: 50 }) =>
  (await listNumbers(models.db, of, day, page)).map(({ code }) => code);

it('a unit’s numbers of a day come in order, page by page', async () => {
  expect(await codes(unit, '2025-07-01')).toEqual(['C-1', 'C-2', 'C-3']);
  expect(await codes(unit, '2025-07-01', { limit: 2 })).toEqual(['C-1', 'C-2']);
  expect(await codes(unit, '2025-07-01', { limit: 2, after: 2 })).toEqual(['C-3']);
  expect(await codes(unit, '2025-07-02')).toEqual(['D-1']);
  expect(await codes(otherUnit, '2025-07-01')).toEqual(['E-1']);
});
