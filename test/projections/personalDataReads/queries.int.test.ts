import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personalDataReads } from '#projections/personalDataReads/projection.ts';
import { listReads, type ReadFilters } from '#projections/personalDataReads/queries.ts';
import { otherUnit, personalDataRead, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([personalDataReads]);
  await models.feed(
    { ...personalDataRead(), at: '2025-07-01T01:00:00.000Z', actor: { id: 'user-7' } },
    { ...personalDataRead({ unit: otherUnit, fields: ['owner.name', 'owner.phone'] }), at: '2025-07-02T01:00:00.000Z' },
    { ...personalDataRead({ subject: 'official-official-1', unit: undefined, fields: ['name'] }), at: '2025-07-03T01:00:00.000Z' },
  );
});
afterAll(() => models.drop());

const list = async (filters: Partial<ReadFilters>, page: { limit: number; after?: number } = { limit: 50 }) =>
  (await listReads(models.db, { units: 'all', ...filters }, page)).map(({ position }) => position);

describe('reads of personal data', () => {
  it.each<[string, Partial<ReadFilters>, number[]]>([
    ['nothing: the latest first', {}, [2, 1, 0]],
    ['subject', { subject: 'official-official-1' }, [2]],
    ['unit', { unit }, [0]],
    ['reader', { reader: 'user-7' }, [0]],
    ['field', { field: 'owner.phone' }, [1]],
    ['time', { from: '2025-07-02T01:00:00.000Z', before: '2025-07-03T01:00:00.000Z' }, [1]],
    ['the reader’s units', { units: [otherUnit] }, [1]],
    ['no units', { units: [] }, []],
  ])('filters by %s', async (_, filters, expected) => {
    expect(await list(filters)).toEqual(expected);
  });

  it('pages by position', async () => {
    expect(await list({}, { limit: 2 })).toEqual([2, 1]);
    expect(await list({}, { limit: 2, after: 1 })).toEqual([0]);
  });
});
