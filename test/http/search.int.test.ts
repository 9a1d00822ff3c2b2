import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '#app/settings.ts';
import { loadProcedures } from '#cli/reference.ts';
import { centerQueries } from '#http/centers/centerQueries.ts';
import { procedureQueries } from '#http/procedures/procedureQueries.ts';
import { procedureCatalogue } from '#projections/procedureCatalogue/projection.ts';
import { catalogued } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

const settings = loadSettings();
let models: ReadModels;
let app: TestServer;
let token: string;
beforeAll(async () => {
  models = await createReadModels([procedureCatalogue]);
  const procedures = loadProcedures().map(({ row: _row, versions: _versions, ...procedure }) =>
    catalogued({ formerCodes: [], ...procedure }),
  );
  await models.feed(...procedures);
  app = await startTestServer({ commands: [], queries: [...procedureQueries, ...centerQueries], options: { db: models.db, settings } });
  token = await app.token({ roles: ['supervisor'], units: ['*'] });
});
afterAll(async () => {
  await app?.close();
  await models?.drop();
});

const get = async (path: string, asked: Record<string, string>) => app.get(`/v1${path}?${new URLSearchParams(asked).toString()}`, token);
/** Every item, page by page. */
const all = async (path: string, asked: Record<string, string>): Promise<any[]> => {
  const items: any[] = [];
  for (let cursor: string | undefined; ; ) {
    const { json } = await get(path, { ...asked, ...(cursor !== undefined && { cursor }) });
    items.push(...json.items);
    cursor = json.next;
    if (cursor === undefined) return items;
  }
};
const count = async (path: string, asked: Record<string, string>) => (await all(path, { limit: '500', ...asked })).length;

describe('procedures', () => {
  it.each([
    ['Đăng ký khai sinh', 7],
    ['đăng ký khai sinh', 7],
    ['ĐĂNG KÝ KHAI SINH', 7],
    ['dang ky khai sinh', 7],
    ['đăng kí khai sinh', 7],
    ['Đăng\u00a0ký  khai sinh', 7],
    ['đăng ký kết hôn', 2],
    ['ket hon', 3],
    ['HỘ KINH DOANH', 4],
    ['hộ kinh doanh', 4],
    ['ho kinh doanh', 4],
    ['CHỨNG THỰC', 12],
    ['xoá', 3],
    ['xóa', 3],
    ['đăng ký', 29],
    [' 2.000815 ', 1],
    ['2000815', 1],
    ['%', 0],
  ])('are found by %j: %d, in NFD as well', async (text, expected) => {
    expect(await count('/procedures', { text })).toBe(expected);
    expect(await count('/procedures', { text: text.normalize('NFD') })).toBe(expected);
  });

  it('come in the order in which they fit what is sought, page by page', async () => {
    const found = await all('/procedures', { text: 'đăng ký khai sinh', limit: '2' });
    expect(found.map(({ name }) => name)[0]).toBe('Đăng ký khai sinh');
    expect(new Set(found.map(({ code }) => code)).size).toBe(7);
  });

  it('are those of a sector, however it is typed', async () => {
    const sector = await count('/procedures', { field: 'Hộ tịch' });
    expect(sector).toBe(24);
    for (const field of ['hộ tịch', 'HỘ  TỊCH', 'ho tich', 'Hộ tịch'.normalize('NFD')])
      expect(await count('/procedures', { field })).toBe(sector);
  });

  it('of an unknown sector are refused by its name, with what may be meant', async () => {
    const { status, json } = await get('/procedures', { field: 'Hộ tịc' });
    expect({ status, type: json.type, errors: json.errors }).toEqual({
      status: 400,
      type: '/problems/input-invalid',
      errors: [{ in: 'query', pointer: '/field', detail: 'There is no sector “Hộ tịc”. Perhaps “Hộ tịch” is meant.' }],
    });
  });

  it('are listed by name as in a Vietnamese dictionary, every one once whatever the size of pages', async () => {
    const names = (await all('/procedures', { order: 'name', limit: '500' })).map(({ name }) => name);
    expect(names).toEqual(names.toSorted(new Intl.Collator('vi').compare));
    expect(names).toHaveLength(75);
    expect((await all('/procedures', { order: 'name', limit: '7' })).map(({ name }) => name)).toEqual(names);
  });
});

describe('units', () => {
  it.each([
    'Thủ Dầu Một',
    'Thủ  Dầu\u00a0Một',
    'thu dau mot',
    'phuong thu dau mot',
    'P. Thủ Dầu Một',
    'Đông Hòa',
    'Đông Hoà',
    'Thới Hòa',
    'Bình Hòa',
    'Long Hòa',
    'Phước Hòa',
    'Tân Hòa',
    'Xuân Hòa',
    'Phú Thọ Hòa',
    'Bình Hưng Hòa',
    'Chánh Phú Hòa',
    'Hòa Hưng',
    'xã tân nhựt',
    'di an',
  ])('are found by %j, in NFD as well: one', async (text) => {
    expect(await count('/units', { text })).toBe(1);
    expect(await count('/units', { text: text.normalize('NFD') })).toBe(1);
  });

  it('are listed by name as the database orders Vietnamese, all 168 once whatever the size of pages', async () => {
    const names = (await all('/units', { order: 'name', limit: '500' })).map(({ name }) => name);
    expect(names).toHaveLength(168);
    expect(names).toEqual(names.toSorted(new Intl.Collator('vi').compare));
    for (const limit of ['1', '17', '167']) expect((await all('/units', { order: 'name', limit })).map(({ name }) => name)).toEqual(names);
    expect((await all('/units', { order: 'name', text: 'hoà', limit: '3' })).map(({ name }) => name)).toEqual(
      names.filter((name) => name.split(' ').includes('Hoà')),
    );
  });

  it('with the marks typed come before those without', async () => {
    const names = async (text: string) => (await all('/units', { text, limit: '1' })).map(({ fullName }) => fullName);
    expect(await names('Thạnh An')).toEqual(['Xã Thạnh An', 'Xã Thanh An']);
    expect(await names('thanh an')).toEqual(['Xã Thanh An', 'Xã Thạnh An']);
  });
});
