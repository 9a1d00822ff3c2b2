import { openQueriesPool, openWorkersPool, queriesOn } from '#app/readModels.ts';
import type { AnyEvent } from '#events/all.ts';
import type { Recorded } from '#events/store/event.ts';
import { batchStatement } from '#projections/daemon/batchStatement.ts';
import { foldBatch, foldedTables } from '#projections/daemon/fold.ts';
import type { Projection } from '#projections/daemon/projection.ts';
import { createIndexes, createTable, tableStatements } from '#projections/daemon/statements.ts';
import { createTestDatabases } from './database.ts';
import { type Happened, logOf } from './events.ts';

/** Read models in a fresh database, made and filled by the daemon's own functions; `db` is what a query gets: role motcua_reader, schema read. */
export const createReadModels = async (projections: readonly Projection[]) => {
  const databases = await createTestDatabases();
  const projector = openWorkersPool(databases.read.projectorUrl, { max: 2 });
  const reader = openQueriesPool(databases.read.readerUrl, { max: 2 });
  const models = projections
    .map((projection) => ({
      schema: `${projection.name.replaceAll('-', '_')}_v1_g1`,
      tables: foldedTables(projection),
    }))
    .map((model) => ({ ...model, write: batchStatement(model.schema, model.tables) }));
  for (const { schema, tables } of models) {
    await projector.query(`create schema ${schema}`);
    for (const table of tables) {
      await projector.query(createTable(schema, table));
      for (const index of createIndexes(schema, table)) await projector.query(index);
      await projector.query(`create view read.${table.name} as select * from ${schema}.${table.name}`);
      await projector.query(`grant select on read.${table.name} to motcua_reader`);
    }
  }
  let position = 0;
  const revisions = new Map<string, number>();
  const log: Recorded<AnyEvent>[] = [];
  const take = async (events: readonly Recorded<AnyEvent>[]) => {
    log.push(...events);
    for (const { schema, tables, write } of models) {
      const client = await projector.connect();
      try {
        const writes = await foldBatch(tables, events, (table, keys) => tableStatements(schema, table).load(client, keys));
        await write(client, writes);
      } finally {
        client.release();
      }
    }
  };
  return {
    urls: databases.read,
    /** Everything that was fed, in order. */
    log,
    db: queriesOn(reader),
    /** Folds these events into every read model, after all that were fed before. */
    feed: async (...events: readonly Happened[]) => {
      const fed = logOf(events, position, revisions);
      position += fed.length;
      await take(fed);
    },
    /** As `feed`, for events of a log of the test's own. */
    take,
    drop: async () => {
      await projector.end();
      await reader.end();
      await databases.drop();
    },
  };
};
export type ReadModels = Awaited<ReturnType<typeof createReadModels>>;
