import { expect, it } from 'vitest';
import { foldedTables, type Writes } from '#projections/daemon/fold.ts';
import { eventTable, type Key } from '#projections/daemon/projection.ts';
import { createRowMemory } from '#projections/daemon/rowMemory.ts';
import type { Row } from '#projections/daemon/rows.ts';

const [table] = foldedTables({
  name: 'numbers',
  version: 1,
  tables: {
    numbers: eventTable({
      columns: { id: 'text', n: 'integer' },
      primaryKey: ['id'],
      on: ['FeePaid'],
      keys: () => [],
      evolve: (row) => row,
    }),
  },
});
if (!table) throw new Error('there is one table');

const change = (upserts: Row[], deletes: Key[] = []): Writes => ({ table, upserts, before: new Map(), deletes });
const many = (count: number, from = 0) => Array.from({ length: count }, (_, n) => ({ id: `row ${from + n}`, n }));

/** A database that remembers what it was asked for. */
const database = (rows: Row[]) => {
  const asked: string[] = [];
  const ask = (keys: readonly Key[]) => {
    asked.push(...keys.map(String));
    return Promise.resolve(rows.filter(({ id }) => keys.some(([key]) => key === id)));
  };
  return { asked, ask };
};

it('asks for a key once, whether there is a row or not', async () => {
  const memory = createRowMemory(table, false);
  const { asked, ask } = database([{ id: 'a', n: 1 }]);
  expect(await memory.load([['a'], ['b']], ask)).toEqual([{ id: 'a', n: 1 }]);
  expect(await memory.load([['b'], ['a']], ask)).toEqual([{ id: 'a', n: 1 }]);
  expect(asked).toEqual(['a', 'b']);
});

it('knows the newest of a row that changes while it is being written, and writes it again', async () => {
  const memory = createRowMemory(table, true);
  const { ask } = database([]);
  memory.add(change([{ id: 'a', n: 1 }]));
  expect(memory.take()).toMatchObject({ rows: [{ id: 'a', n: 1 }], removed: [] });
  memory.add(change([{ id: 'a', n: 2 }]));
  expect(await memory.load([['a']], ask)).toEqual([{ id: 'a', n: 2 }]);
  memory.written();
  expect(await memory.load([['a']], ask)).toEqual([{ id: 'a', n: 2 }]);
  expect(memory.take()).toMatchObject({ rows: [{ id: 'a', n: 2 }], removed: [['a']] });
  memory.written();
  expect(memory.take()).toMatchObject({ rows: [], removed: [] });
});

it('a deleted row stays deleted, before and after that is written', async () => {
  const memory = createRowMemory(table, false);
  const { ask } = database([{ id: 'a', n: 1 }]);
  await memory.load([['a']], ask);
  memory.add(change([], [['a']]));
  expect(await memory.load([['a']], ask)).toEqual([]);
  expect(memory.take()).toMatchObject({ rows: [], removed: [['a']] });
  memory.written();
  expect(await memory.load([['a']], ask)).toEqual([]);
});

it('a row makes room for its next form wherever it is at that time: in the database, on its way there, or not there at all', async () => {
  const memory = createRowMemory(table, false);
  const { ask } = database([{ id: 'stored', n: 1 }]);
  await memory.load([['stored'], ['new'], ['brief']], ask);
  memory.add(
    change([
      { id: 'stored', n: 2 },
      { id: 'new', n: 1 },
      { id: 'brief', n: 1 },
    ]),
  );
  memory.add(change([], [['brief']]));
  expect(memory.take()).toMatchObject({
    rows: [
      { id: 'stored', n: 2 },
      { id: 'new', n: 1 },
    ],
    removed: [['stored']],
  });
  memory.add(
    change(
      [
        { id: 'new', n: 2 },
        { id: 'brief', n: 2 },
      ],
      [['stored']],
    ),
  );
  memory.written();
  expect(memory.take()).toMatchObject({
    rows: [
      { id: 'new', n: 2 },
      { id: 'brief', n: 2 },
    ],
    removed: [['new'], ['stored']],
  });
  memory.add(change([{ id: 'stored', n: 3 }]));
  memory.written();
  expect(memory.take()).toMatchObject({ rows: [{ id: 'stored', n: 3 }], removed: [] });
});

it('a table that was empty is not asked until rows were forgotten, and then for those only', async () => {
  const memory = createRowMemory(table, true);
  const rows = many(40_000);
  const { asked, ask } = database(rows);
  const write = (upserts: Row[]) => {
    memory.add(change(upserts));
    memory.take();
    memory.written();
  };
  write(rows.slice(0, 10_000));
  write(rows.slice(10_000, 20_000));
  await memory.load([['row 1'], ['never there']], ask);
  expect(asked).toEqual([]);
  write(rows.slice(20_000, 30_000));
  write(rows.slice(30_000));
  expect(await memory.load([['row 1'], ['row 39999']], ask)).toHaveLength(2);
  expect(asked).toEqual(['row 1']);
});

it('rows that are not yet written are never forgotten', async () => {
  const memory = createRowMemory(table, true);
  const { asked, ask } = database([]);
  memory.add(change([{ id: 'unwritten', n: 1 }]));
  for (let n = 0; n < 50_000; n += 10_000) {
    await memory.load(
      many(10_000, n).map(({ id }): Key => [id]),
      ask,
    );
  }
  expect(await memory.load([['unwritten']], ask)).toEqual([{ id: 'unwritten', n: 1 }]);
  expect(asked).not.toContain('unwritten');
});
