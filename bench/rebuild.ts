import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import type { NewEvent } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { allProjections } from '#projections/all.ts';
import { startDaemon } from '#projections/daemon/daemon.ts';
import { type FoldedTable, foldBatch, foldedTables } from '#projections/daemon/fold.ts';
import type { Key, Projection } from '#projections/daemon/projection.ts';
import { createTable } from '#projections/daemon/statements.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import type { Row } from './measure.ts';
import type { BenchServer } from './server.ts';

const { decode } = createCodec(categories, { seal: () => Promise.reject(new Error('written sealed already')) });
const sealed = (length: number) => ({ sealed: 'x'.repeat(length) });
const lines = ['Tiếp nhận 01/07/2025 09:12', 'Thời hạn 2 ngày làm việc', 'Hẹn trả 03/07/2025 17:00'];
const due = { at: '2025-07-03T10:00:00.000Z', lines };

/** The life of one dossier: eight events of the size our own have. */
const life = (number: number): { stream: string; events: NewEvent[] } => {
  const dossierId = randomUUID();
  const unit = String(25_740 + (number % 168));
  const holder = (desk: number) => ({ unit, official: `official-${unit}-${desk}` });
  const handedOver = (step: number) => ({
    dossierId,
    from: holder(step - 1),
    to: holder(step),
    step,
    stepName: 'Thẩm tra hồ sơ, kiểm tra tính hợp lệ của giấy tờ',
  });
  const bodies: [string, object][] = [
    [
      'DossierReceived',
      {
        dossierId,
        procedure: '2.000815',
        competentUnit: unit,
        owner: { kind: 'citizen', name: sealed(66), identityNumber: sealed(56), phone: sealed(54) },
        request: sealed(96),
        components: [{ name: 'Bản chính Giấy khai sinh', originals: 1, photocopies: 2 }],
        channel: 'direct',
        code: `H29.${unit}-250701-${String(number).padStart(6, '0')}`,
        procedureVersion: 1,
        limit: { kind: 'same-day', cutoff: '15:00' },
        steps: [
          { name: 'Tiếp nhận', role: 'receiving-officer', hours: 0.5 },
          { name: 'Ký chứng thực', role: 'leader', hours: 1.5 },
        ],
        placeOfReceipt: unit,
        holder: holder(0),
        appointed: due,
      },
    ],
    ['DossierHandedOver', handedOver(1)],
    ['FeeRequested', { dossierId, items: [{ name: 'Phí chứng thực', kind: 'fee', dong: 20_000 }], totalDong: 20_000, stopsClock: true }],
    ['FeePaid', { dossierId, totalDong: 20_000, method: 'transfer', receiptNumber: 'BL-0000001', pausedWorkingMinutes: 30, due }],
    ['DossierHandedOver', handedOver(2)],
    ['DossierHandedOver', handedOver(3)],
    [
      'DossierSettled',
      { dossierId, result: { number: '12/CT', date: '2025-07-02', abstract: sealed(80), signer: 'Chủ tịch UBND phường' }, onTime: true },
    ],
    ['ResultReturned', { dossierId, means: 'counter', unit }],
  ];
  const start = Date.UTC(2025, 6, 1) + (number % 10_000) * 60_000;
  return {
    stream: `dossier-${dossierId}`,
    events: bodies.map(([type, data], index) => ({
      id: randomUUID(),
      type,
      schemaVersion: 1,
      data,
      occurredAt: new Date(start + index * 3_600_000).toISOString(),
      actor: { id: `officer-${unit}`, role: 'officer', unit, official: `official-${unit}-0` },
      correlationId: randomUUID(),
      causationId: randomUUID(),
      unit,
    })),
  };
};

/** Lives of dossiers, interleaved as in the real log: about three hundred are open at any time. */
const fill = async (store: EventStore, events: number): Promise<void> => {
  const dossiers = Math.ceil(events / 8);
  let next = 0;
  const clerk = async () => {
    while (next < dossiers) {
      const { stream, events: lifeOf } = life(next++);
      await store.append(stream, 'none', lifeOf.slice(0, 4));
      await new Promise(setImmediate);
      await store.append(stream, 3, lifeOf.slice(4));
    }
  };
  await Promise.all(Array.from({ length: 300 }, clerk));
};

/** Seconds in which a daemon brings these projections from nothing to the end of the log. */
const build = async (server: BenchServer, name: string, store: EventStore, projections: readonly Projection[]): Promise<number> => {
  const { app } = await server.database(name, 'read', 'motcua_projector');
  const db = new pg.Pool({ connectionString: app, max: projections.length + 4 });
  const silent = () => {};
  const waiting = new Set(projections.map((projection) => projection.name));
  const { promise: built, resolve } = Promise.withResolvers<void>();
  const started = performance.now();
  const daemon = await startDaemon({
    db,
    store,
    decode,
    projections,
    processes: [],
    processTools: { execute: () => Promise.reject(), read: () => Promise.reject(), eraseKey: () => Promise.reject() },
    log: {
      debug: silent,
      warn: silent,
      error: (fields, message) => console.error(message, fields),
      info: (fields, message) => {
        if (message === 'Projection caught up') waiting.delete((fields as { projection: string }).projection);
        if (waiting.size === 0) resolve();
      },
    },
    clock: () => new Date().toISOString(),
  });
  await built;
  const seconds = (performance.now() - started) / 1000;
  await daemon[Symbol.asyncDispose]();
  await db.end();
  return seconds;
};

/** The usual way: each event writes its rows with a statement each, a hundred events to a transaction. Rows are kept in memory, so that reading them costs nothing. */
const oneStatementPerEvent = async (server: BenchServer, store: EventStore, limit: number): Promise<number> => {
  const { app } = await server.database('bench_single', 'read', 'motcua_projector');
  const client = new pg.Client({ connectionString: app });
  await client.connect();
  await client.query('create schema bench');
  const tables = foldedTables(dossierList);
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
    await client.query('begin');
    for (const recorded of page.events) {
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
    await client.query('commit');
    done += page.events.length;
    after = page.next;
  }
  const rate = done / ((performance.now() - started) / 1000);
  await client.end();
  return rate;
};

/** Rebuild of the dossier list against one statement per event, and of all read models at once against one after the other. */
export const rebuildRows = async (server: BenchServer, events: number, say: (text: string) => void): Promise<Row[]> => {
  const { app } = await server.database('bench_rebuild_log', 'log', 'motcua_log');
  const store = await connectPostgresStore({ url: app });
  try {
    await fill(store, events);
    say(`rebuild: ${events} events are in the log`);
    const alone = await build(server, 'bench_list', store, [dossierList]);
    const ours = events / alone;
    const against = await oneStatementPerEvent(server, store, Math.min(events, 20_000));
    say(`rebuild of the dossier list: ${Math.round(ours)} events/s, one statement per event ${Math.round(against)} events/s`);
    let oneByOne = 0;
    for (const projection of allProjections)
      oneByOne += await build(server, `bench_${projection.name.replaceAll('-', '_')}`, store, [projection]);
    const together = await build(server, 'bench_together', store, allProjections);
    say(`rebuild of ${allProjections.length} read models: ${together.toFixed(1)} s together, ${oneByOne.toFixed(1)} s one by one`);
    return [
      {
        id: 'rebuild-dossier-list',
        what: `events/s, rebuild of the dossier list from ${events} events, against one statement per event`,
        ours,
        against,
        ratio: ours / against,
        target: '>= 20',
        met: ours / against >= 20,
      },
      {
        id: 'rebuild-all-at-once',
        what: `seconds, rebuild of ${allProjections.length} read models at once, against one after the other`,
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
