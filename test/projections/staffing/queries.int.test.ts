import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staffing } from '#projections/staffing/projection.ts';
import { findOfficial, idsWithZeros, listOfficials, type OfficialFilters, staffOn, staffServing } from '#projections/staffing/queries.ts';
import { assigned, assignmentEnded, officialRegistered, otherUnit, sealedName, substituted, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([staffing]);
  await models.feed(
    ...['CB-Đào.01', '007', '0079', '70'].map((officialId) =>
      officialRegistered({ officialId, name: sealedName(`official-${officialId}`) }),
    ),
    ...[1, 2, 3].map((n) => officialRegistered({ officialId: `official-${n}`, name: sealedName(`official-official-${n}`) })),
    assigned(),
    assignmentEnded({ lastDay: '2025-09-30' }),
    substituted(),
    assigned({ officialId: 'official-3', assignmentId: 'a3', unit: otherUnit, position: 'receiving-officer', from: '2025-06-30' }),
  );
});
afterAll(() => models.drop());

describe('who serves at a Center on a day', () => {
  it.each([
    ['before anybody does', '2025-06-30', []],
    ['from the first day', '2025-07-01', ['official-1']],
    ['substitutes included', '2025-08-01', ['official-1', 'official-2']],
    ['to the last day of a substitution', '2025-08-15', ['official-1', 'official-2']],
    ['after it', '2025-08-16', ['official-1']],
    ['to the last day of an assignment', '2025-09-30', ['official-1']],
    ['after it', '2025-10-01', []],
  ])('%s: %s', async (_, day, expected) => {
    expect((await staffServing(models.db, unit, day)).map(({ officialId }) => officialId)).toEqual(expected);
  });

  it('names position and period', async () => {
    expect(await staffServing(models.db, unit, '2025-07-01')).toEqual([
      { officialId: 'official-1', position: 'director', office: 'head-of-department', from: '2025-07-01', until: '2025-09-30' },
    ]);
  });

  it('pages by key, with sealed names', async () => {
    const first = await staffOn(models.db, unit, '2025-08-01', { limit: 1 });
    expect(first).toMatchObject([{ officialId: 'official-1', name: sealedName('official-official-1'), substituteFor: null }]);
    const second = await staffOn(models.db, unit, '2025-08-01', { limit: 1, after: ['director', 'official-1', 'a1'] });
    expect(second).toMatchObject([{ officialId: 'official-2', substituteFor: 'official-1' }]);
    expect(await staffOn(models.db, unit, '2025-08-01', { limit: 1, after: ['director', 'official-2', 's1'] })).toEqual([]);
  });
});

describe('officials', () => {
  const list = async (filters: Partial<OfficialFilters>, page: { limit: number; after?: string } = { limit: 50 }) =>
    (await listOfficials(models.db, { units: 'all', day: '2025-08-01', ...filters }, page)).map(({ officialId }) => officialId);

  it('are found by unit and position on the day', async () => {
    expect(await list({})).toEqual(['007', '0079', '70', 'CB-Đào.01', 'official-1', 'official-2', 'official-3']);
    expect(await list({ unit })).toEqual(['official-1', 'official-2']);
    expect(await list({ unit, day: '2025-09-01' })).toEqual(['official-1']);
    expect(await list({ position: 'receiving-officer' })).toEqual(['official-3']);
    expect(await list({ unit, position: 'receiving-officer' })).toEqual([]);
  });

  it.each(['cb-đào.01', 'CB ĐÀO 01', 'cbdao', 'Cb–Đào'.normalize('NFD'), ' dao.01 '])(
    'are found by their own ids as typed: %j',
    async (text) => {
      expect(await list({ text })).toEqual(['CB-Đào.01']);
      expect(await list({ text, unit })).toEqual([]);
    },
  );
  it('are not found by signs alone', async () => expect(await list({ text: '-' })).toEqual([]));

  it('are known by digits that lost the zeros before them', async () => {
    expect(await idsWithZeros(models.db, ['7', '79', '70', '1'])).toEqual(
      new Map([
        ['7', ['007']],
        ['79', ['0079']],
      ]),
    );
  });

  it('are shown to readers of units where they ever served', async () => {
    expect(await list({ units: [unit], day: '2026-01-01' })).toEqual(['official-1', 'official-2']);
    expect(await list({ units: [otherUnit], unit })).toEqual([]);
    expect(await list({ units: [] })).toEqual([]);
  });

  it('are shown to the unit that registered them, and not to one whose assignment was called off', async () => {
    await models.feed(
      { ...officialRegistered({ officialId: 'official-4', name: sealedName('official-official-4') }), unit: otherUnit },
      assigned({ officialId: 'official-4', assignmentId: 'a4', from: '2025-09-01' }),
      assignmentEnded({ officialId: 'official-4', assignmentId: 'a4', lastDay: '2025-08-31' }),
    );
    expect(await list({ units: [otherUnit] })).toEqual(['official-3', 'official-4']);
    expect(await list({ units: [otherUnit], unit: otherUnit })).toContain('official-4');
    expect(await list({ units: [otherUnit], unit: otherUnit, position: 'clerk' })).not.toContain('official-4');
    expect(await list({ units: [unit], unit: otherUnit })).not.toContain('official-4');
    expect(await list({ units: [unit], day: '2026-01-01' })).toEqual(['official-1', 'official-2']);
    expect(await findOfficial(models.db, 'official-4', '2025-08-01')).toMatchObject({ registeredBy: otherUnit });
  });

  it('page by key', async () => {
    expect(await list({}, { limit: 2 })).toEqual(['007', '0079']);
    expect(await list({}, { limit: 2, after: 'official-3' })).toEqual(['official-4']);
  });

  it('are shown one by one with every assignment', async () => {
    expect(await findOfficial(models.db, 'official-2', '2025-08-01')).toMatchObject({
      office: 'head-of-department',
      assignments: [{ assignmentId: 's1', unit, substituteFor: 'official-1', from: '2025-08-01', until: '2025-08-15' }],
    });
    expect(await findOfficial(models.db, 'nobody', '2025-08-01')).toBeUndefined();
  });
});
