import type { Position } from '#events/store/event.ts';
import { isTransient, LeaseLost } from './failure.ts';
import type { LogEntry } from './feed.ts';
import { type FoldedTable, foldBatch, typesOf } from './fold.ts';
import { buildIndexes, dropStruckOff, takeOver } from './generations.ts';
import { type Held, inTransaction, moveCheckpoint } from './leases.ts';
import { type Surroundings, Unhandled, type Work } from './run.ts';
import { type TableStatements, tableStatements } from './statements.ts';

/** How a generation of a projection handles events: fold a batch, write rows and checkpoint in one transaction. */
export const projectionWork = (
  { db, leaseMs, log }: Surroundings,
  held: Held,
  tables: readonly FoldedTable[],
  skipped: ReadonlySet<Position>,
): Work => {
  const statements = new Map<FoldedTable, TableStatements>(tables.map((table) => [table, tableStatements(held.schema, table)]));
  const statementsOf = (table: FoldedTable) => statements.get(table) ?? tableStatements(held.schema, table);

  const apply = async (entries: readonly LogEntry[], to: Position): Promise<void> => {
    await inTransaction(db, async (client) => {
      // First, so that a worker whose lease passed on stops before it has touched a row.
      await moveCheckpoint(client, held, leaseMs, to, entries.at(-1)?.recorded.recordedAt);
      const events = entries.map((entry) => entry.event());
      const writes = await foldBatch(tables, events, (table, keys) => statementsOf(table).load(client, keys));
      for (const { table, upserts, deletes } of writes) await statementsOf(table).write(client, upserts, deletes);
    });
    held.position = to;
  };

  /** Halves a batch that fails until the one event is found; what comes before it is kept. */
  const handle = async (entries: readonly LogEntry[], to: Position): Promise<void> => {
    try {
      await apply(entries, to);
    } catch (error) {
      if (error instanceof LeaseLost || isTransient(error)) throw error;
      const only = entries[0];
      if (only === undefined) throw error;
      if (entries.length === 1) throw new Unhandled(only, error);
      const half = entries.length >> 1;
      await handle(entries.slice(0, half), entries[half - 1]?.recorded.position ?? held.position);
      await handle(entries.slice(half), to);
    }
  };

  let indexed = false;
  const finishBuilding = async (): Promise<void> => {
    if (!held.building) return;
    if (!indexed) {
      await buildIndexes(db, held, tables);
      indexed = true;
    }
    const after = await takeOver(db, held, tables);
    if (!after) return;
    Object.assign(held, after);
    log.info({ projection: held.name, version: held.version, generation: held.generation }, 'Projection caught up');
    await dropStruckOff(db, held.name).catch(() =>
      log.info({ projection: held.name }, 'Old rows are still in use; they are dropped later'),
    );
  };

  return { held, types: typesOf(tables), skipped, handle, onCaughtUp: finishBuilding };
};
