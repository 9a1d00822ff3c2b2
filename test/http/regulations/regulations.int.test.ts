import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { regulationQueries } from '#http/regulations/regulationQueries.ts';
import { ask as askQuery, type RequestTools } from '#http/server/query.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import { regulations } from '#projections/regulations/projection.ts';
import { type Happened, modelPublished, otherUnit, regulationsIssued, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { testSettings } from '#test/support/settings.ts';

const hours = { number: 1, title: 'Thời gian làm việc', text: 'Từ 7 giờ đến 17 giờ' };
const longer = { ...hours, text: 'Từ 7 giờ đến 18 giờ' };
const on = (day: string) => ({ at: `2025-${day}T02:00:00.000Z` });

/** A Center takes over the first version with hours of its own, another word for word; a second version comes; the other one follows it. */
const history: Happened[] = [
  { ...modelPublished({ articles: [hours] }), ...on('06-18') },
  { ...regulationsIssued({ modelVersion: 1, articles: [{ ...hours, text: 'Từ 8 giờ đến 17 giờ' }] }), ...on('06-24') },
  { ...regulationsIssued({ unit: otherUnit, modelVersion: 1, articles: [hours] }), ...on('06-25') },
  { ...modelPublished({ version: 2, note: 'Thêm một giờ', articles: [longer] }), ...on('07-04') },
  { ...regulationsIssued({ unit: otherUnit, modelVersion: 2, articles: [longer] }), ...on('07-07') },
];

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([auditTrail, regulations]);
  await models.feed(...history);
});
afterAll(() => models.drop());

const ask = async (name: string, input: Record<string, string> = {}, units: readonly string[] | 'all' = 'all'): Promise<any> => {
  const query = regulationQueries.find((one) => one.name === name);
  const tools = { db: models.db, settings: testSettings, now: on('08-01').at, units } as unknown as RequestTools;
  return query && askQuery(query, tools, { ...input, ...query.query?.parse(input) }, { limit: 50 });
};
const listed = async (input: Record<string, string> = {}, units: readonly string[] | 'all' = 'all') =>
  (await ask('ListRegulations', input, units)).items.map((item: Record<string, unknown>) => [
    item['unit'],
    item['modelVersion'],
    item['outdated'],
    item['differing'],
  ]);
const changed = [
  { kind: 'same', text: 'Từ 7 giờ đến ' },
  { kind: 'removed', text: '17 ' },
  { kind: 'added', text: '18 ' },
  { kind: 'same', text: 'giờ' },
];

describe('working regulations', () => {
  it('are listed for every unit, with the version they rest on and how many articles differ from it', async () => {
    expect(await listed({ issued: 'true' })).toEqual([
      [unit, 1, true, 1],
      [otherUnit, 2, false, 0],
    ]);
    expect(await listed({ outdated: 'true' })).toEqual([[unit, 1, true, 1]]);
    expect((await listed()).length).toBe(testSettings.units.length);
    expect(await listed({}, [otherUnit])).toEqual([[otherUnit, 2, false, 0]]);
  });
  it('are those of any past, by an instant or a position', async () => {
    expect(await listed({ issued: 'true', asOf: '2025-06-25T00:00:00+07:00' })).toEqual([[unit, 1, false, 1]]);
    expect(await listed({ issued: 'true', asOf: '3' })).toEqual([
      [unit, 1, true, 1],
      [otherUnit, 1, true, 0],
    ]);
  });
  it('are compared word by word with the version they rest on, or with any', async () => {
    const own = (await ask('GetRegulationDifferences', { unit })).articles;
    expect(own[0]).toMatchObject({ kind: 'changed', before: { number: 1 }, after: { number: 1 } });
    const { modelVersion, articles } = await ask('GetRegulationDifferences', { unit: otherUnit, version: '1' });
    expect([modelVersion, articles[0].text]).toEqual([1, changed]);
    expect(await ask('GetRegulationDifferences', { unit, version: '3' })).toBeUndefined();
  });
  it('say on the Center’s page what changed in the model text since, and what they took the place of', async () => {
    const page = await ask('GetRegulations', { unit });
    expect(page.modelNews).toMatchObject({ version: 2, note: 'Thêm một giờ', articles: [{ kind: 'changed', text: changed }] });
    expect(await ask('GetRegulations', { unit: otherUnit })).toMatchObject({ modelNews: null, earlier: [{ modelVersion: 1 }] });
    expect((await ask('GetRegulations', { unit, asOf: '2025-07-01T00:00:00+07:00' })).modelNews).toBeNull();
  });
});

it('the model text shows its versions and what changed between them; before the second one nothing had', async () => {
  expect((await ask('GetModelRegulations')).current.version).toBe(2);
  expect(await ask('GetModelRegulationChanges')).toMatchObject({ from: 1, to: 2, articles: [{ text: changed }] });
  expect(await ask('GetModelRegulationChanges', { asOf: '2' })).toBeUndefined();
});
