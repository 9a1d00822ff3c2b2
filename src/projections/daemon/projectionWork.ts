import { type Position, START } from '#events/store/event.ts';
import { isTransient } from '#events/store/retry.ts';
import { batchStatement } from './batchStatement.ts';
import { LeaseLost, Unhandled } from './failure.ts';
import type { LogEntry } from './feed.ts';
import { type FoldedTable, foldBatch } from './fold.ts';
import { buildIndexes, dropRetired, promote } from './generations.ts';
import { inTransaction, type Lease, moveCheckpoint } from './leases.ts';
import type { Key } from './projection.ts';
import { createRowMemory, ROWS_KEPT, type RowMemory } from './rowMemory.ts';
import type { RunContext, Work } from './run.ts';
import { type TableStatements, tableStatements } from './statements.ts';

/** Folds events in batches and writes rows and checkpoint of each batch together. */
export const projectionWork = (
  { db, leaseMs, log, batchSize }: RunContext,
  lease: Lease,
  tables: readonly FoldedTable[],
  skipped: ReadonlySet<string>,
): Work => {
  const statements = new Map<FoldedTable, TableStatements>(tables.map((table) => [table, tableStatements(lease.schema, table)]));
  const statementsOf = (table: FoldedTable) => statements.get(table) ?? tableStatements(lease.schema, table);

  const writeBatch = batchStatement(lease.schema, tables);
  // Who holds the lease is the only one who writes: rows written last are known, and need not be read again.
  let live: ReadonlyMap<FoldedTable, RowMemory> | undefined;
  const liveRows = () => (live ??= new Map(tables.map((table) => [table, createRowMemory(table, false, ROWS_KEPT.live)])));

  const apply = async (entries: readonly LogEntry[], to: Position): Promise<void> => {
    const memories = liveRows();
    try {
      const events = entries.map((entry) => entry.event());
      const ask = (table: FoldedTable) => (unknown: readonly Key[]) => statementsOf(table).load(db, unknown);
      const writes = await foldBatch(tables, events, (table, keys) => memories.get(table)?.load(keys, ask(table)) ?? Promise.resolve([]));
      await writeBatch(db, writes, { lease, leaseMs, to, recordedAt: entries.at(-1)?.recorded.recordedAt });
      for (const write of writes) memories.get(write.table)?.add(write);
      for (const memory of memories.values()) {
        memory.take();
        memory.written();
      }
    } catch (error) {
      live = undefined;
      throw error;
    }
    lease.position = to;
  };

  /** Bisects a batch that fails until the event at fault is found; the events before it are kept. */
  const handle = async (entries: readonly LogEntry[], to: Position): Promise<void> => {
    try {
      await apply(entries, to);
    } catch (error) {
      if (error instanceof LeaseLost || isTransient(error)) throw error;
      const only = entries[0];
      if (only === undefined) throw error;
      if (entries.length === 1) throw new Unhandled(only, error);
      const half = entries.length >> 1;
      await handle(entries.slice(0, half), entries[half - 1]?.recorded.position ?? lease.position);
      await handle(entries.slice(half), to);
    }
  };

  // Far from the end of the log, batches are folded in memory; the rows of one are written while the next is folded.
  let ahead: { memories: ReadonlyMap<FoldedTable, RowMemory>; events: number; to: Position; recordedAt: string | undefined } | undefined;
  let writing: Promise<void> | undefined;
  let failed: { error: unknown } | undefined;
  /** Up to here no batch is folded ahead, so that the event at fault is found. */
  let singlyUntil: Position = START;

  const writeRows = async (memories: ReadonlyMap<FoldedTable, RowMemory>, to: Position, recordedAt: string | undefined): Promise<void> => {
    const replacements = Array.from(memories.values(), (memory) => memory.take());
    await inTransaction(db, async (client) => {
      await moveCheckpoint(client, lease, leaseMs, to, recordedAt);
      for (const { table, removed, rows } of replacements) await statementsOf(table).replace(client, removed, rows);
    });
    lease.position = to;
    for (const memory of memories.values()) memory.written();
  };

  /** Starts writing what was folded ahead; no other write may be under way. */
  const startWriting = (): void => {
    if (!ahead || ahead.to === lease.position) return;
    ahead.events = 0;
    writing = writeRows(ahead.memories, ahead.to, ahead.recordedAt)
      .catch((error: unknown) => {
        failed = { error };
      })
      .finally(() => {
        writing = undefined;
      });
  };

  /** Notes up to where the event at fault is to be sought, unless the failure is not one of an event. */
  const fail = (error: unknown): never => {
    if (ahead && !(error instanceof LeaseLost || isTransient(error))) singlyUntil = ahead.to;
    throw error;
  };

  const handleAhead = async (entries: readonly LogEntry[], to: Position): Promise<void> => {
    if (lease.position < singlyUntil) return handle(entries, to);
    live = undefined;
    const complete = lease.position === START;
    ahead ??= { memories: new Map(tables.map((table) => [table, createRowMemory(table, complete)])), events: 0, to, recordedAt: undefined };
    const { memories } = ahead;
    ahead.to = to;
    try {
      const events = entries.map((entry) => entry.event());
      const writes = await foldBatch(tables, events, async (table, keys) => {
        const ask = (unknown: readonly Key[]) => inTransaction(db, (client) => statementsOf(table).load(client, unknown));
        return memories.get(table)?.load(keys, ask) ?? [];
      });
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
    live = undefined;
    ahead = undefined;
    failed = undefined;
  };

  let indexed = false;
  const finishBuilding = async (): Promise<void> => {
    if (!lease.building) return;
    if (!indexed) {
      await buildIndexes(db, lease, tables);
      indexed = true;
    }
    const after = await promote(db, lease, tables);
    if (!after) return;
    Object.assign(lease, after);
    log.info({ projection: lease.name, version: lease.version, generation: lease.generation }, 'Projection caught up');
    await dropRetired(db, lease.name).catch(() =>
      log.info({ projection: lease.name }, 'Old rows are still in use; they are dropped later'),
    );
  };

  const types = new Set(tables.flatMap((table) => [...table.types]));
  return { lease, types, skipped, handle, handleAhead, settle, forget, onCaughtUp: finishBuilding };
};
