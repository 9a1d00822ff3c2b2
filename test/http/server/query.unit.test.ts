import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ListPage } from '#http/server/paging.ts';
import { AsOf } from '#http/server/parameters.ts';
import { ask, defineList, defineQuery, pagesOf, type Query, type RequestTools } from '#http/server/query.ts';
import { testSettings } from '#test/support/settings.ts';

/** A database in which nothing has happened. */
const empty = new Kysely<any>({
  dialect: {
    createDriver: () => new DummyDriver(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});
const tools: RequestTools = {
  db: empty,
  settings: testSettings,
  now: '2025-07-01T18:00:00.000Z',
  granted: () => false,
  language: 'en',
  units: ['25747', '25750'],
  sectors: 'all',
  open: async (_subject, _unit, values) => values,
  readEvents: async () => [],
  stored: async () => undefined,
  proofOf: async () => undefined,
  gaps: async () => [],
  findByPersonal: async () => [],
};
const shared = { path: '/', tag: 'tests', summary: '', projections: ['tests'] };
const Place = z.object({ at: z.string(), id: z.int() });

const whereabouts = defineQuery({
  ...shared,
  name: 'GetWhereabouts',
  query: z.object({ asOf: AsOf, on: z.string().optional(), unit: z.string().optional() }),
  answer: z.object({ moment: z.string(), day: z.string(), units: z.unknown() }),
  unit: ({ unit }) => unit,
  run: async ({ standpoint, day, unitsAsked }) => ({ moment: standpoint.moment, day, units: unitsAsked }),
});

const presented: number[] = [];
const places = defineList({
  ...shared,
  name: 'ListPlaces',
  query: z.object({ asOf: AsOf }),
  answer: Place,
  key: z.tuple([z.string(), z.int()]),
  whole: ['descending', 'ascending'],
  run: async () =>
    [
      ['b', 1],
      ['b', 2],
      ['a', 1],
      ['a', 3],
    ].map(([at, id]) => ({ at: String(at), id: Number(id) })),
  keyOf: ({ at, id }) => [at, id],
  present: async (_, items) => {
    presented.push(...items.map(({ id }) => id));
    return [...items];
  },
});

describe('a query', () => {
  it('stands at the present without asOf, and asks about the day there', async () => {
    expect(await ask(whereabouts, tools, {})).toEqual({ moment: tools.now, day: '2025-07-02', units: tools.units });
  });

  it('asks about the moment, the day and the unit it is given', async () => {
    const at = '2025-06-25T10:00:00.000Z';
    expect(await ask(whereabouts, tools, { asOf: { at } })).toMatchObject({ moment: at, day: '2025-06-25' });
    expect(await ask(whereabouts, tools, { asOf: { at }, on: '2025-08-01', unit: '25750' })).toEqual({
      moment: at,
      day: '2025-08-01',
      units: ['25750'],
    });
  });

  it('has nothing to tell of a time before the first event; a list is empty', async () => {
    expect(await ask(whereabouts, tools, { asOf: { position: 0 } })).toBeUndefined();
    expect(await ask(places, tools, { asOf: { position: 0 } })).toEqual({ items: [] });
  });

  it('refuses a moment that has not come yet', async () => {
    await expect(ask(whereabouts, tools, { asOf: { at: '2025-07-01T18:00:00.001Z' } })).rejects.toMatchObject({ code: 'input-invalid' });
  });

  it('waits for the projection behind asOf', () => {
    expect(places.projections).toEqual(['tests', 'audit-trail']);
  });
});

describe('a list', () => {
  const page = async (cursor?: [string, number]) => (await ask(places, tools, {}, { limit: 2, cursor })) as ListPage<unknown>;

  it('is cut into pages in the order of its keys', async () => {
    expect(await page()).toEqual({
      items: [
        { at: 'b', id: 1 },
        { at: 'b', id: 2 },
      ],
      next: ['b', 2],
    });
    expect(await page(['b', 2])).toEqual({
      items: [
        { at: 'a', id: 1 },
        { at: 'a', id: 3 },
      ],
    });
    expect((await page(['b', 1])).items).toEqual([
      { at: 'b', id: 2 },
      { at: 'a', id: 1 },
    ]);
  });

  it('presents only the items of the page', async () => {
    presented.length = 0;
    await page();
    expect(presented).toEqual([1, 2]);
  });
});

describe('the pages of a list that is given whole', () => {
  it('come from one question, each presented when it is asked for', async () => {
    let asked = 0;
    const counting: Query = { ...places, run: (...given) => ((asked += 1), places.run(...given)) };
    presented.length = 0;
    const pages = pagesOf(counting as Parameters<typeof pagesOf>[0], tools, {}, { limit: 1 });
    await pages.next();
    expect([asked, presented.length]).toEqual([1, 1]);
    const others = await Array.fromAsync(pages);
    expect([asked, others.map(({ items }) => items), others.at(-1)?.next]).toEqual([
      1,
      [[{ at: 'b', id: 2 }], [{ at: 'a', id: 1 }], [{ at: 'a', id: 3 }]],
      undefined,
    ]);
  });
});
