import { openWorkersPool } from '#app/readModels.ts';
import type { Product } from '#bench/product.ts';
import { compareWithLog } from '#cli/drill/replay.ts';
import type { Judge, Ledger, Witness } from '#cli/stress/judge.ts';
import { START } from '#events/store/event.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { allProjections } from '#projections/all.ts';
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

/** Compares the rows that the instances left with a fold of the whole log. */
export const compareRows = async ({ env }: Product): ReturnType<typeof compareWithLog> => {
  await using closing = new AsyncDisposableStack();
  const store = closing.adopt(await connectPostgresStore({ url: env.EVENTSTORE_URL }), (one) => one.close());
  const db = closing.adopt(openWorkersPool(env.DATABASE_URL), (pool) => pool.end());
  return await compareWithLog(db, store, allProjections);
};
