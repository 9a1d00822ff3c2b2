import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { RegisterEvent } from '#events/register/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { type AsOf, hadCome } from '#projections/daemon/history.ts';
import { type NumberRow, numberFields, numbersAfter } from './projection.ts';

type Db = Kysely<{ register_numbers: NumberRow }>;

/** A number that a unit handed out, and why it was not used. */
export const TakenNumber = z.object(numberFields.shape);

/** Numbers that a unit handed out on a day, in order; `after` is the last number seen. */
export const listNumbers = async (db: Db, unit: string, day: string, { limit, after }: { limit: number; after?: number | undefined }) => {
  const rows = await db
    .selectFrom('register_numbers')
    .selectAll()
    .where('unit', '=', unit)
    .where('day', '=', day)
    .where('number', '>', after ?? 0)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map((row) => numberFields.view(row, {}));
};

/** The same as they were at a moment, by the events of the register's stream: its length is a day's. */
export const numbersAsOf = (
  stream: readonly Recorded<RegisterEvent>[],
  asOf: AsOf,
  { limit, after }: { limit?: number | undefined; after?: number | undefined } = {},
) => {
  const events = stream.filter(({ position, occurredAt: at }) => hadCome(asOf, { position, at }));
  const following = numbersAfter(events).filter(({ number }) => number > (after ?? 0));
  return following.slice(0, limit).map((row) => numberFields.view(row, {}));
};
