import { describe, expect, it } from 'vitest';
import { RowRefused } from '#projections/daemon/failure.ts';
import { foldBatch, foldedTables } from '#projections/daemon/fold.ts';
import { derivedTable, eventTable, type Projection } from '#projections/daemon/projection.ts';
import { canonicalJson, rowForm } from '#projections/daemon/rows.ts';
import { accounts, acts, eventOf } from './accounts.ts';
import { decode } from './decode.ts';

const recorded = (count: number) =>
  acts(count, 5).map((act, index) =>
    decode({
      ...eventOf(act),
      stream: `dossier-${act.dossier}`,
      revision: index,
      position: index + 1,
      recordedAt: '2025-07-01T02:12:00.000Z',
    }),
  );

describe('folding', () => {
  it('loads each key once, and only for events that touch the table', async () => {
    const asked: string[] = [];
    await foldBatch(foldedTables(accounts()), recorded(100), (table, keys) => {
      asked.push(table.name);
      expect(new Set(keys.map(String)).size).toBe(keys.length);
      expect(keys.length).toBeLessThanOrEqual(5);
      return Promise.resolve([]);
    });
    expect(asked).toEqual(['test_accounts', 'test_accounts_by_unit']);
  });

  it('a table derived from a table that is not there is refused', () => {
    const orphan: Projection = { name: 'orphan', version: 1, tables: { by_unit: accounts().tables['test_accounts_by_unit'] as never } };
    expect(() => foldedTables(orphan)).toThrow('orphan: by_unit derive from no table of it');
  });

  it('a row that comes and goes within a batch is never written; one that was there is deleted', async () => {
    const [given, taken] = [
      { dossier: 1, unit: 1, kind: 'FeeRequested', dong: 5 } as const,
      { dossier: 1, unit: 1, kind: 'DossierWithdrawn', dong: 0 } as const,
    ].map((act, index) =>
      decode({ ...eventOf(act), stream: 'dossier-1', revision: index, position: index, recordedAt: '2025-07-01T02:12:00.000Z' }),
    );
    if (!given || !taken) throw new Error('two events were made');
    const tables = foldedTables(accounts());
    const [unwritten] = await foldBatch(tables, [given, taken], () => Promise.resolve([]));
    expect(unwritten).toMatchObject({ upserts: [], deletes: [] });

    const [written] = await foldBatch(tables, [given], () => Promise.resolve([]));
    const [gone] = await foldBatch(tables, [taken], ({ name }) =>
      Promise.resolve(name === 'test_accounts' ? (written?.upserts ?? []) : []),
    );
    expect(gone).toMatchObject({ upserts: [], deletes: [['00000000-0000-4000-8000-000000000001']] });
  });

  it('an evolve that returns the row it was given changes nothing, and derived tables are not told', async () => {
    const columns = { id: 'text', n: 'integer' } as const;
    const told: unknown[] = [];
    const projection: Projection = {
      name: 'unchanged',
      version: 1,
      tables: {
        kept: eventTable({ columns, primaryKey: ['id'], on: ['FeePaid'], keys: () => [['a']], evolve: (row) => row }),
        after: derivedTable({
          from: 'kept',
          columns,
          primaryKey: ['id'],
          keys: (change) => {
            told.push(change);
            return [];
          },
          evolve: (row) => row,
        }),
      },
    };
    const writes = await foldBatch(foldedTables(projection), recorded(50), () => Promise.resolve([{ id: 'a', n: 1 }]));
    expect(writes.flatMap(({ upserts, deletes }) => [...upserts, ...deletes])).toEqual([]);
    expect(told).toEqual([]);
  });
});

describe('the canonical form of a row', () => {
  const columns = { id: 'text', at: 'timestamptz?', on: 'date?', n: 'integer?', big: 'bigint?', data: 'jsonb?', tags: 'text[]?' } as const;
  const form = rowForm('t', eventTable({ columns, primaryKey: ['id'], on: ['FeePaid'], keys: () => [], evolve: (row) => row }));
  const canonical = (row: object) => form.canonical({ id: 'a', ...row }, undefined, ['a']);

  it('knows one way to write an instant, a number and a JSON value', () => {
    expect(
      canonical({ at: '2025-07-01T07:30:00+07:00', n: -0, data: { b: 1, a: { d: undefined, c: [undefined, -0] } }, tags: ['x'] }),
    ).toEqual({ id: 'a', at: '2025-07-01T00:30:00.000Z', on: null, n: 0, big: null, data: { a: { c: [null, 0] }, b: 1 }, tags: ['x'] });
    expect(Object.keys(canonicalJson({ bb: 1, b: 1, é: 1, a: { d: undefined } }) as object)).toEqual(['a', 'b', 'bb', 'é']);
    const untouched = { a: [{ b: 1 }], bb: null };
    expect(canonicalJson(untouched)).toBe(untouched);
  });

  it.each([
    [{ n: 1.5 }, 't.n does not hold a integer'],
    [{ n: 2 ** 31 }, 't.n does not hold a integer'],
    [{ id: 'a\0' }, 't.id does not hold a text'],
    [{ big: 2 ** 60 }, 't.big does not hold a bigint'],
    [{ at: 'tomorrow' }, 't.at does not hold a timestamptz'],
    [{ on: '1/7/2025' }, 't.on does not hold a date'],
    [{ tags: [1] }, 't.tags does not hold a text[]'],
    [{ id: undefined }, 't.id is missing'],
    [{ id: 'b' }, 't.id differs from the key of the row'],
  ])('%j is refused, and the refusal names the column, not the value', (row, message) => {
    expect(() => canonical(row)).toThrow(new RowRefused(message));
  });

  it.each([{ '"': 1 }, { a: [{ 'b\\': 1 }] }])('a property name that JSON escapes is refused: %j', (data) => {
    expect(() => canonical({ data })).toThrow(new RowRefused('a property name in a jsonb value needs an escape in JSON'));
  });

  it('a key of the wrong length is refused', () => {
    expect(() => form.keyOf(['a', 'b'])).toThrow(RowRefused);
  });
});
