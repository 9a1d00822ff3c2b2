import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { EventStore } from '#events/store/eventStore.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { allProjections } from '#projections/all.ts';
import { type FoldedTable, foldBatch, foldedTables } from '#projections/daemon/fold.ts';
import type { Key } from '#projections/daemon/projection.ts';
import { createIndexes, createTable } from '#projections/daemon/statements.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { build, decode } from './building.ts';
import { logOf } from './history.ts';
import type { Row } from './measure.ts';
import type { BenchServer } from './server.ts';

const tables = foldedTables(dossierList);

/**
 * The usual way: each event writes its rows with a statement each. Rows are kept in memory, so that reading them costs nothing, and no checkpoint is written.
 * `together` events share a transaction; with 1 each statement is committed by itself, as PostgreSQL does unless told otherwise.
 */
const oneStatementPerEvent = async (server: BenchServer, store: EventStore, limit: number, together: number): Promise<number> => {
  const { app } = await server.database(`bench_single_${together}`, 'read', 'motcua_projector');
  const client = new pg.Client({ connectionString: app });
  await client.connect();
  await client.query('create schema bench');
  const rows = new Map<string, Record<string, unknown>>();
  const upserts = new Map<string, string>();
  for (const table of tables) {
    await client.query(createTable('bench', table));
    const names = table.form.columns.map(({ name }) => name);
    upserts.set(
      table.name,
      `insert into bench.${table.name} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})
       on conflict (${table.form.primaryKey.map(({ name }) => name).join(', ')}) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    );
  }
  const placeOf = (table: FoldedTable, key: Key) => `${table.name} ${table.form.keyOf(key)}`;
  const started = performance.now();
  let done = 0;
  for (let after = -1; done < limit; ) {
    const page = await store.readAll({ after, limit: 100 });
    if (page.events.length === 0) break;
    for (const [index, recorded] of page.events.entries()) {
      if (together > 1 && index % together === 0) await client.query(index === 0 ? 'begin' : 'commit; begin');
      const writes = await foldBatch(tables, [decode(recorded)], (table, keys) =>
        Promise.resolve(
          keys.flatMap((key) => {
            const row = rows.get(placeOf(table, key));
            return row ? [row] : [];
          }),
        ),
      );
      for (const write of writes) {
        const { form, name } = write.table;
        for (const row of write.upserts) {
          rows.set(
            placeOf(
              write.table,
              form.primaryKey.map((part) => row[part.name] as string),
            ),
            row,
          );
          const values = form.columns.map((column) => (column.type === 'jsonb' ? JSON.stringify(row[column.name]) : row[column.name]));
          await client.query({ name, text: upserts.get(name) ?? '', values });
        }
      }
    }
    if (together > 1) await client.query('commit');
    done += page.events.length;
    after = page.next;
  }
  const rate = done / ((performance.now() - started) / 1000);
  await client.end();
  return rate;
};

/** The limit: seconds to copy the finished rows of a database into empty tables and to make their indexes, nothing read, decoded or folded. */
const copyOfFinishedRows = async (readUrl: string): Promise<number> => {
  const client = new pg.Client({ connectionString: readUrl });
  await client.connect();
  await client.query('create schema bench');
  let seconds = 0;
  for (const table of tables) {
    const finished = await buffer(client.query(copyTo(`copy (select * from read.${table.name}) to stdout`)));
    const started = performance.now();
    await client.query(createTable('bench', table));
    await pipeline(Readable.from([finished]), client.query(copyFrom(`copy bench.${table.name} from stdin`)));
    for (const index of createIndexes('bench', table)) await client.query(index);
    seconds += (performance.now() - started) / 1000;
  }
  await client.end();
  return seconds;
};

/** Rebuild of the dossier list against one statement per event and against the limit, and of all read models at once against one after the other. */
export const rebuildRows = async (server: BenchServer, events: number, say: (text: string) => void): Promise<Row[]> => {
  const store = await connectPostgresStore({ url: await logOf(server, events) });
  const emptyReadModels = async (name: string) => (await server.database(name, 'read', 'motcua_projector')).app;
  try {
    say(`rebuild: ${events} events are in the log`);
    const listUrl = await emptyReadModels('bench_list');
    const alone = await build(store, listUrl, [dossierList]);
    const ours = events / alone;
    say(`rebuild of the dossier list: ${Math.round(ours)} events/s`);
    const limit = events / (await copyOfFinishedRows(listUrl));
    say(`copy of its finished rows: ${Math.round(limit)} events/s`);
    const committed = await oneStatementPerEvent(server, store, Math.min(events, 10_000), 1);
    const hundreds = await oneStatementPerEvent(server, store, Math.min(events, 20_000), 100);
    say(`one statement per event: ${Math.round(committed)} events/s, a hundred events to a transaction ${Math.round(hundreds)} events/s`);
    let oneByOne = 0;
    for (const projection of allProjections)
      oneByOne += await build(store, await emptyReadModels(`bench_${projection.name.replaceAll('-', '_')}`), [projection]);
    const together = await build(store, await emptyReadModels('bench_together'), allProjections);
    say(`rebuild of ${allProjections.length} read models: ${together.toFixed(1)} s together, ${oneByOne.toFixed(1)} s one by one`);
    const row = (id: string, against: number, what: string, target: string, met: boolean): Row => ({
      id,
      what: `events/s, rebuild of the dossier list from ${events} events, against ${what}`,
      ours,
      against,
      ratio: ours / against,
      target,
      met,
    });
    const least = events >= 1_000_000 ? 40 : 20;
    return [
      row('rebuild-dossier-list', committed, 'one statement per event', `>= ${least}`, ours / committed >= least),
      row('rebuild-dossier-list-hundreds', hundreds, 'one statement per event, a hundred events to a transaction', 'printed', true),
      row('rebuild-dossier-list-limit', limit, 'COPY of the finished rows (the limit)', 'printed', true),
      {
        id: 'rebuild-dossier-list-speed',
        what: `events/s, rebuild of the dossier list from ${events} events, against the aim`,
        ours,
        against: 50_000,
        ratio: ours / 50_000,
        target: '>= 1',
        met: ours >= 50_000,
      },
      {
        id: 'rebuild-all-at-once',
        what: `seconds, rebuild of ${allProjections.length} read models from ${events} events at once, against one after the other`,
        ours: together,
        against: oneByOne,
        ratio: together / oneByOne,
        target: '<= 0.6',
        met: together / oneByOne <= 0.6,
      },
    ];
  } finally {
    await store.close();
  }
};
