import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { startApp } from '#app/app.ts';
import { parseConfig } from '#app/config.ts';
import type { Product } from '#bench/product.ts';
import type { BenchServer } from '#bench/server.ts';
import type { Judge, Ledger, Witness } from '#cli/stress/judge.ts';
import { START } from '#events/store/event.ts';
import { openConnection } from '#events/store/postgres/pool.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { allProjections } from '#projections/all.ts';
import { foldedTables } from '#projections/daemon/fold.ts';
import { isOfLoad } from './load.ts';

/** Compares the log with what was acknowledged, and with what each reader was given; answers how many events there are. */
export const compareLog = async (
  product: Product,
  from: number,
  ledger: Ledger,
  witnesses: readonly Witness[],
  judge: Judge,
): Promise<number> => {
  await using closing = new AsyncDisposableStack();
  const store = closing.adopt(await connectPostgresStore({ url: product.env.EVENTSTORE_URL }), (one) => one.close());
  let events = 0;
  let acknowledged = 0;
  for (let after = START; ; ) {
    const page = await store.readAll({ after, limit: 5000 });
    for (const event of page.events) {
      events += 1;
      for (const witness of witnesses)
        if (!witness.saw(event.position, event.id)) judge.fault('lost', `${witness.name} was not given position ${event.position}`);
      if (event.position <= from || !isOfLoad(event)) continue;
      if (ledger.isAcknowledged(event)) acknowledged += 1;
      else judge.fault('doubled', `${event.stream} ${event.revision} is there although nobody was told`);
    }
    if (page.next === after) break;
    after = page.next;
  }
  if (acknowledged < ledger.acknowledged)
    judge.fault('lost', `${ledger.acknowledged} events were acknowledged, ${acknowledged} of them are there`);
  return events;
};

/** Rows of every read model of this database: how many, and a fingerprint of all. */
const fingerprints = async (url: string): Promise<Record<string, string>> => {
  await using closing = new AsyncDisposableStack();
  const client = closing.adopt(await openConnection({ url, name: 'soak', timeoutMs: 300_000 }), (one) => one.end());
  const found: Record<string, string> = {};
  for (const { name } of allProjections.flatMap(foldedTables)) {
    const { rows } = await client.query(
      `select count(*) || ' rows, ' || coalesce(md5(string_agg(row, '' order by row)), '-') as print from (select md5(one::text) as row from read.${name} one) as rows`,
    );
    found[name] = rows[0].print;
  }
  return found;
};

/** Folds the whole log into a database beside and compares its rows with those that the instances left; names the tables that differ. */
export const compareRows = async (server: BenchServer, product: Product): Promise<{ tables: number; differing: string[] }> => {
  const beside = (await server.database('bench_soak_replay', 'read', 'motcua_projector')).app;
  const env = { ...product.env, DATABASE_URL: beside, DATABASE_READER_URL: beside, ROLES: 'projections' };
  {
    await using app = await startApp(parseConfig(env), pino({ level: 'error' }, pino.destination(2)));
    const end = await app.store.head();
    const models = new Set<string>(allProjections.map(({ name }) => name));
    while ((await app.status()).some(({ name, position }) => models.has(name) && position < end)) await pause(500);
  }
  const [live, replayed] = [
    await fingerprints(server.ownerUrl('bench_soak_read')),
    await fingerprints(server.ownerUrl('bench_soak_replay')),
  ];
  return {
    tables: Object.keys(live).length,
    differing: Object.keys(live)
      .filter((table) => live[table] !== replayed[table])
      .map((table) => `${table}: ${live[table]} against ${replayed[table]}`),
  };
};
