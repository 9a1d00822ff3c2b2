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
import { median, type Row } from './measure.ts';
import type { BenchServer } from './server.ts';

const tables = foldedTables(dossierList);

/**
 * The usual way: one statement per event and row. Rows are kept in memory, so reading them is free; no checkpoint is
 * written.
 * `together` events share a transaction; with 1, each statement commits by itself, which is PostgreSQL's default.
 */
const oneStatementPerEvent = async (
  server: BenchServer,
  store: EventStore,
  limit: number,
  together: number,
  name: string,
): Promise<number> => {
  const { app } = await server.database(name, 'read', 'motcua_projector');
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

/**
 * The limit: seconds to copy the finished rows into empty tables and to build their indexes, without reading or
 * folding.
 */
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

/** A log of so many events, followed to its end: where a rebuild begins, it is known how far the log is proven. */
const followedLog = async (server: BenchServer, events: number): Promise<EventStore> => {
  const store = await connectPostgresStore({ url: await logOf(server, events) });
  await store.head();
  await server.settle();
  return store;
};

const rounds = 3;
/** Events enough for a steady rate of one statement per event. */
const eventsOfPeer = 10_000;
type Rates = { ours: number; peer: number };
const middle = (figures: readonly Rates[]): Rates & { ratio: number } => ({
  ours: median(figures.map(({ ours }) => ours)),
  peer: median(figures.map(({ peer }) => peer)),
  ratio: median(figures.map(({ ours, peer }) => ours / peer)),
});

/**
 * Rebuild of the dossier list against one statement per event and against the limit, and of all read models
 * concurrently against sequentially. Variants take turns; a ratio is the median of the rounds' ratios.
 */
export const rebuildRows = async (server: BenchServer, events: number, say: (text: string) => void): Promise<Row[]> => {
  const emptyReadModels = async (name: string) => (await server.database(name, 'read', 'motcua_projector')).app;
  const listOf = async (store: EventStore, size: number): Promise<Rates & { ratio: number }> => {
    const figures: Rates[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      await server.settle();
      const ours = size / (await build(store, await emptyReadModels(`bench_list_${size}_${round}`), [dossierList]));
      const peer = await oneStatementPerEvent(server, store, Math.min(size, eventsOfPeer), 1, `bench_single_${size}_${round}`);
      figures.push({ ours, peer });
      say(
        `rebuild of the dossier list from ${size} events, round ${round}: ${Math.round(ours)} events/s, one statement per event ${Math.round(peer)}/s`,
      );
    }
    return middle(figures);
  };
  const row = (id: string, size: number, ours: number, against: number, ratio: number, what: string, least?: number): Row => ({
    id,
    what: `events/s, rebuild of the dossier list from ${size} events, against ${what}`,
    ours,
    against,
    ratio,
    target: least === undefined ? 'printed' : `>= ${least}`,
    met: least === undefined || ratio >= least,
  });

  const fifth = events / 5;
  const shorter = await followedLog(server, fifth);
  const few = await listOf(shorter, fifth);
  await shorter.close();
  const store = await followedLog(server, events);
  try {
    const many = await listOf(store, events);
    const readUrl = await emptyReadModels(`bench_list_${events}_${rounds}`);
    const limit = events / (await copyOfFinishedRows(readUrl));
    say(`copy of its finished rows: ${Math.round(limit)} events/s`);
    const hundreds = await oneStatementPerEvent(server, store, Math.min(events, 2 * eventsOfPeer), 100, 'bench_hundreds');
    say(`a hundred events to a transaction, one statement each: ${Math.round(hundreds)} events/s`);
    let oneByOne = 0;
    for (const projection of allProjections)
      oneByOne += await build(store, await emptyReadModels(`bench_${projection.name.replaceAll('-', '_')}`), [projection]);
    const together = await build(store, await emptyReadModels('bench_together'), allProjections);
    say(`rebuild of ${allProjections.length} read models: ${together.toFixed(1)} s together, ${oneByOne.toFixed(1)} s one by one`);
    const { ours } = many;
    return [
      row('rebuild-dossier-list-fifth', fifth, few.ours, few.peer, few.ratio, 'one statement per event', 20),
      row('rebuild-dossier-list', events, ours, many.peer, many.ratio, 'one statement per event', 40),
      row(
        'rebuild-dossier-list-hundreds',
        events,
        ours,
        hundreds,
        ours / hundreds,
        'one statement per event, a hundred events to a transaction',
      ),
      row('rebuild-dossier-list-limit', events, ours, limit, ours / limit, 'COPY of the finished rows (the limit)'),
      row('rebuild-dossier-list-speed', events, ours, 50_000, ours / 50_000, 'the aim', 1),
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
