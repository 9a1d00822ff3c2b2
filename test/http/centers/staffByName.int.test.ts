import { afterAll, beforeAll, expect, it } from 'vitest';
import { centerQueries } from '#http/centers/centerQueries.ts';
import type { ListPage } from '#http/server/paging.ts';
import { ask as askQuery, type RequestTools } from '#http/server/query.ts';
import { staffing } from '#projections/staffing/projection.ts';
import { assigned, officialRegistered, sealedName, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { testSettings } from '#test/support/settings.ts';

const names = ['Phạm Đức', 'Nguyễn Văn An', 'Lê Hoà', 'Nguyễn Thị Ân', 'Lê Văn An', 'Trần Dung'];
const inOrder = ['Lê Văn An', 'Nguyễn Văn An', 'Nguyễn Thị Ân', 'Trần Dung', 'Phạm Đức', 'Lê Hoà'];
const idOf = (place: number) => `o-${place}`;

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([staffing]);
  await models.feed(
    ...names.flatMap((_, place) => [
      officialRegistered({ officialId: idOf(place), name: sealedName(`official-${idOf(place)}`) }),
      assigned({ officialId: idOf(place), assignmentId: `a-${place}`, position: place % 2 === 0 ? 'clerk' : 'specialist' }),
    ]),
  );
});
afterAll(() => models.drop());

const read: string[] = [];
const page = async (cursor?: ListPage<unknown>['next']) => {
  const query = centerQueries.find(({ name }) => name === 'ListStaff');
  const tools = {
    db: models.db,
    settings: testSettings,
    now: '2025-08-01T02:00:00.000Z',
    units: 'all',
    open: async (subject: string) => {
      read.push(subject);
      return { name: names[Number(subject.split('-').at(-1))] };
    },
  } as unknown as RequestTools;
  if (query === undefined) throw new Error('there is no ListStaff');
  return (await askQuery(query, tools, { unit, order: 'name' }, { limit: 4, cursor })) as ListPage<{ name: string }>;
};

it('the staff of a Center is listed by given name, page by page, and each name is read on record', async () => {
  const first = await page();
  expect(first.items.map(({ name }) => name)).toEqual(inOrder.slice(0, 4));
  expect(new Set(read).size).toBe(names.length);
  expect(read).toHaveLength(names.length);
  const second = await page(first.next);
  expect(second.items.map(({ name }) => name)).toEqual(inOrder.slice(4));
  expect(second.next).toBeUndefined();
});
