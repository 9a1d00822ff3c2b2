import { afterAll, beforeAll, expect, it } from 'vitest';
import { allQueries } from '#http/all.ts';
import type { ListPage } from '#http/server/paging.ts';
import { ask as askQuery, type RequestTools } from '#http/server/query.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import { centerPeople } from '#projections/centerPeople/projection.ts';
import { officialLoad } from '#projections/officialLoad/projection.ts';
import { staffing } from '#projections/staffing/projection.ts';
import { assigned, officialRegistered, sealedName, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { testSettings } from '#test/support/settings.ts';

const names = ['Phạm Đức', 'Nguyễn Văn An', 'Lê Hoà', 'Nguyễn Thị Ân', 'Lê Văn An', 'Trần Dung'];
const inOrder = ['Lê Văn An', 'Nguyễn Văn An', 'Nguyễn Thị Ân', 'Trần Dung', 'Phạm Đức', 'Lê Hoà'];
const idOf = (place: number) => `o-${place}`;

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([staffing, centerPeople, officialLoad, auditTrail]);
  await models.feed(
    ...names.flatMap((_, place) => [
      officialRegistered({ officialId: idOf(place), name: sealedName(`official-${idOf(place)}`) }),
      assigned({ officialId: idOf(place), assignmentId: `a-${place}`, position: place % 2 === 0 ? 'clerk' : 'specialist' }),
    ]),
  );
});
afterAll(() => models.drop());

const read: string[] = [];
const page = async (name: string, cursor?: ListPage<unknown>['next'], asked: Record<string, unknown> = { unit }) => {
  const query = allQueries.find((one) => one.name === name);
  const tools = {
    db: models.db,
    settings: testSettings,
    now: '2025-08-01T02:00:00.000Z',
    units: 'all',
    open: async (subject: string, _: string | undefined, values: object) => {
      read.push(subject);
      return { ...values, name: names[Number(subject.split('-').at(-1))] };
    },
  } as unknown as RequestTools;
  if (query === undefined) throw new Error(`there is no ${name}`);
  return (await askQuery(query, tools, { dueWithinHours: 48, ...asked, order: 'name' }, { limit: 4, cursor })) as ListPage<{
    name: string;
  }>;
};

const lists = ['ListStaff', 'ListOfficials', 'ListOfficialLoad'];

it.each(lists)('%s lists the people of a unit by given name, page by page, and each name is read on record', async (list) => {
  read.length = 0;
  const first = await page(list);
  expect(first.items.map(({ name }) => name)).toEqual(inOrder.slice(0, 4));
  expect(new Set(read).size).toBe(names.length);
  expect(read).toHaveLength(names.length);
  const second = await page(list, first.next);
  expect(second.items.map(({ name }) => name)).toEqual(inOrder.slice(4));
  expect(second.next).toBeUndefined();
});

it.each(['ListOfficials', 'ListOfficialLoad'])('%s orders by name within one unit only', async (list) => {
  read.length = 0;
  await expect(page(list, undefined, {})).rejects.toMatchObject({ code: 'input-invalid' });
  expect(read).toEqual([]);
});
