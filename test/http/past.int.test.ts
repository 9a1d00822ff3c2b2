import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkersPool } from '#app/readModels.ts';
import { maskPersonal } from '#events/store/personalData.ts';
import { allQueries } from '#http/all.ts';
import type { AsOf } from '#http/server/parameters.ts';
import { ask as askQuery, type Query, type RequestTools } from '#http/server/query.ts';
import { allProjections } from '#projections/all.ts';
import { hadCome } from '#projections/daemon/history.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { testSettings } from '#test/support/settings.ts';
import { examples, history, now } from './everyQuery.ts';

let whole: ReadModels;
let replayed: ReadModels;
beforeAll(async () => {
  [whole, replayed] = [await createReadModels(allProjections), await createReadModels(allProjections)];
  await whole.feed(...history);
});
afterAll(async () => {
  await whole?.drop();
  await replayed?.drop();
});

const toolsOf = (models: ReadModels, at: string): RequestTools =>
  ({
    db: models.db,
    settings: testSettings,
    now: at,
    granted: () => true,
    language: 'en',
    units: 'all',
    sectors: 'all',
    open: async (_subject: string, _unit: string | undefined, values: Record<string, unknown>) => maskPersonal(values),
    findByPersonal: async () => [],
    readEvents: async (stream: string) => models.log.filter((event) => event.stream === stream),
  }) as unknown as RequestTools;

const answer = async (query: Query, models: ReadModels, at: string, asOf?: AsOf): Promise<unknown> => {
  const given = examples[query.name] ?? {};
  const own = (schema: Query['params']) =>
    schema?.parse(Object.fromEntries(Object.entries(given).filter(([name]) => name in schema.shape))) ?? {};
  try {
    return await askQuery(query, toolsOf(models, at), { ...own(query.params), ...own(query.query), ...(asOf && { asOf }) }, { limit: 500 });
  } catch (error) {
    // what is refused then is refused now, with the same words
    return String(error);
  }
};

/** Texts of papers that say which moment they are of, and links that hand on the moment. */
const withoutMoment = (told: unknown): unknown =>
  JSON.parse(JSON.stringify(told ?? null), (key, value) => {
    if (['moment', 'asOf', 'asOfPosition', 'links', 'at'].includes(key)) return undefined;
    return value;
  });

const takesAsOf = allQueries.filter((query) => query.query?.shape.asOf !== undefined && query.name !== 'VerifySlip');

describe.each([0.3, 0.55, 0.8])('as of a position at %d of the log', (share) => {
  let asOf: { position: number };
  let at: string;
  beforeAll(async () => {
    const pool = openWorkersPool(replayed.urls.projectorUrl, { max: 1 });
    for (const { name, tables } of allProjections)
      for (const table of Object.keys(tables)) await pool.query(`truncate ${name.replaceAll('-', '_')}_v1_g1.${table}`);
    await pool.end();
    replayed.log.length = 0;
    const position = Math.floor(share * whole.log.length);
    asOf = { position };
    at = whole.log[position]?.occurredAt ?? now;
    await replayed.take(whole.log.filter((event) => hadCome(asOf, { position: event.position, at: event.occurredAt })));
  });
  it.each(takesAsOf.map((query) => [query.name, query] as const))('%s answers as when the log ended there', async (_, query) => {
    expect(withoutMoment(await answer(query, whole, now, asOf))).toEqual(withoutMoment(await answer(query, replayed, at)));
  });
});
