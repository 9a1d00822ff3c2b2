import { type Position, START } from '#events/store/event.ts';
import { isTransient } from '#events/store/retry.ts';
import { LeaseLost } from './failure.ts';
import type { LogEntry } from './feed.ts';
import { type FoldedTable, foldBatch, typesOf } from './fold.ts';
import { buildIndexes, dropStruckOff, takeOver } from './generations.ts';
import { type Held, inTransaction, moveCheckpoint } from './leases.ts';
import { createRowMemory, type RowMemory } from './rowMemory.ts';
import { type Surroundings, Unhandled, type Work } from './run.ts';
import { type TableStatements, tableStatements } from './statements.ts';

/** How a generation of a projection handles events: fold a batch, write rows and checkpoint in one transaction. */
export const projectionWork = (
  { db, leaseMs, log, batchSize }: Surroundings,
  held: Held,
  tables: readonly FoldedTable[],
  skipped: ReadonlySet<string>,
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

  // Far from the end of the log, rows are folded ahead of the database, and written while the next ones are folded.
  let ahead: { memories: ReadonlyMap<FoldedTable, RowMemory>; events: number; to: Position; recordedAt: string | undefined } | undefined;
  let writing: Promise<void> | undefined;
  let failed: { error: unknown } | undefined;
  /** Up to here nothing is folded ahead any more, so that the event that does not fit is found. */
  let carefulUntil: Position = START;

  const begin = () => {
    const complete = held.position === START;
    return {
      memories: new Map(tables.map((table) => [table, createRowMemory(table, complete)])),
      events: 0,
      to: held.position,
      recordedAt: undefined,
    };
  };

  const writeRows = async (memories: ReadonlyMap<FoldedTable, RowMemory>, to: Position, recordedAt: string | undefined): Promise<void> => {
    const replacements = Array.from(memories.values(), (memory) => memory.take());
    await inTransaction(db, async (client) => {
      await moveCheckpoint(client, held, leaseMs, to, recordedAt);
      for (const { table, removed, rows } of replacements) await statementsOf(table).replace(client, removed, rows);
    });
    held.position = to;
    for (const memory of memories.values()) memory.written();
  };

  /** Writes what was folded; the transaction before it must have ended. */
  const startWriting = (): void => {
    if (!ahead || ahead.to === held.position) return;
    ahead.events = 0;
    writing = writeRows(ahead.memories, ahead.to, ahead.recordedAt)
      .catch((error: unknown) => {
        failed = { error };
      })
      .finally(() => {
        writing = undefined;
      });
  };

  /** Remembers from where to where the event that does not fit is to be sought, if there is one. */
  const fail = (error: unknown): never => {
    if (ahead && !(error instanceof LeaseLost || isTransient(error))) carefulUntil = ahead.to;
    throw error;
  };

  const handleAhead = async (entries: readonly LogEntry[], to: Position): Promise<void> => {
    if (held.position < carefulUntil) return handle(entries, to);
    ahead ??= begin();
    const { memories } = ahead;
    ahead.to = to;
    try {
      const events = entries.map((entry) => entry.event());
      const writes = await foldBatch(
        tables,
        events,
        async (table, keys) =>
          memories.get(table)?.load(keys, (unknown) => inTransaction(db, (client) => statementsOf(table).load(client, unknown))) ?? [],
      );
      for (const write of writes) memories.get(write.table)?.add(write);
      ahead.events += entries.length;
      ahead.recordedAt = entries.at(-1)?.recorded.recordedAt;
      if (ahead.events >= 2 * batchSize) await writing;
      if (failed) throw failed.error;
      if (ahead.events >= batchSize && !writing) startWriting();
    } catch (error) {
      fail(error);
    }
  };

  const settle = async (): Promise<void> => {
    await writing;
    if (!failed) startWriting();
    await writing;
    if (failed) fail(failed.error);
    ahead = undefined;
  };

  const forget = async (): Promise<void> => {
    await writing;
    ahead = undefined;
    failed = undefined;
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

  return { held, types: typesOf(tables), skipped, handle, handleAhead, settle, forget, onCaughtUp: finishBuilding };
};
