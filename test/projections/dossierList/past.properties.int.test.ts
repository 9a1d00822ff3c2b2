import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkersPool } from '#app/readModels.ts';
import type { AnyEvent } from '#events/all.ts';
import type { Recorded } from '#events/store/event.ts';
import { type AsOf, hadCome } from '#projections/daemon/history.ts';
import { dossiersCounted, type FigureName, figureNames } from '#projections/dossierList/figures.ts';
import { rowsThen } from '#projections/dossierList/past.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { searchDossiers, thenOf } from '#projections/dossierList/queries.ts';
import { dossierQueue, receivedElsewhereNotSeen } from '#projections/dossierList/queue.ts';
import { workload, workloadGroups } from '#projections/dossierList/workload.ts';
import { dossierIdOf, type Happened, logOf, otherUnit, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { eventsOf, life } from './lives.ts';

let whole: ReadModels;
let replayed: ReadModels;
beforeAll(async () => {
  [whole, replayed] = [await createReadModels([dossierList]), await createReadModels([dossierList])];
});
afterAll(async () => {
  await whole?.drop();
  await replayed?.drop();
});

const empty = async (models: ReadModels): Promise<void> => {
  const pool = openWorkersPool(models.urls.projectorUrl, { max: 1 });
  for (const table of Object.keys(dossierList.tables)) await pool.query(`truncate dossier_list_v1_g1.${table}`);
  await pool.end();
};

const ended = '2025-08-15T03:00:00.000Z';

/** Dossiers of several units; some are entered hours or days after what they say had happened. */
const log = fc
  .array(fc.record({ life, lateBy: fc.constantFrom(0, 0, 0, 5, 100), official: fc.boolean() }), { minLength: 2, maxLength: 7 })
  .map((lives) => {
    const events = lives.flatMap(({ life: chosen, lateBy, official }, n) =>
      eventsOf(chosen, dossierIdOf(n + 1)).map((event): { entered: number; event: Happened } => {
        const entered = Date.parse(event.at ?? '') + lateBy * 3_600_000;
        const at = new Date(entered).toISOString();
        const held =
          official && event.type === 'DossierReceived'
            ? { ...event.data, holder: { ...event.data.holder, official: 'official-1' } }
            : event.data;
        const told = { ...event, data: held } as Happened;
        return { entered, event: lateBy === 0 ? told : { ...told, lateEntryReason: 'Mất điện', enteredLate: { at } } };
      }),
    );
    return logOf(events.toSorted((a, b) => a.entered - b.entered).map(({ event }) => event));
  });

const share = fc.double({ min: 0, max: 1, noNaN: true });
const period = { from: '2025-07-01', to: '2025-08-01' };

/** Everything that is asked of the list and its counts. */
const answers = async ({ db }: ReadModels, asked: readonly FigureName[], now: string, asOf?: AsOf) => {
  const then = await thenOf(db, asOf);
  const all = { limit: 1_000 };
  const lists: Record<string, unknown> = {};
  for (const [name, filters] of Object.entries({
    all: {},
    unit: { unit },
    competent: { competentUnit: otherUnit },
    held: { holderUnit: unit, holderOfficial: 'official-1' },
    overdue: { overdue: true },
    open: { unit: otherUnit, pending: true },
    reopened: { reopened: true },
    code: { code: { codes: ['H29.25747-250701-0001'], externalForm: 'X' } },
  }))
    lists[name] = await searchDossiers(db, { units: 'all', ...filters }, now, all, then);
  const first = await searchDossiers(db, { units: [unit] }, now, { limit: 2 }, then);
  const following = await searchDossiers(db, { units: [unit] }, now, { limit: 2, after: first.at(-1)?.place ?? [now, ''] }, then);
  const figures: Record<string, unknown> = {};
  for (const figure of asked)
    figures[figure] = await dossiersCounted(db, { figure, units: 'all', procedures: 'all', ...period }, now, all, then);
  const loads: Record<string, unknown> = {};
  for (const groupBy of workloadGroups) {
    const lines = await workload(db, { groupBy, units: 'all', ...period }, now, all, then);
    // a line of nothing but zeros says no more than none
    loads[groupBy] = lines.filter((line) => Object.values(line).some((value) => typeof value === 'number' && value !== 0));
  }
  return {
    ...lists,
    pages: [first, following],
    queue: await dossierQueue(db, { units: 'all', unit }, now, all, then),
    elsewhere: await receivedElsewhereNotSeen(db, { units: 'all' }, now, all, then),
    figures,
    loads,
  };
};

const rows = async ({ db }: ReadModels, asOf?: AsOf) => {
  const then = await thenOf(db, asOf);
  const from = then === undefined ? sql`read.dossier_list` : rowsThen(then);
  const found = await sql<Record<string, unknown>>`select * from ${from} as dossier order by dossier_id`.execute(db);
  return found.rows.map((row) => ({ ...row, progress: null }));
};

it('rows, lists, queues, figures and workload as of any moment are those of a replay up to there, however late some was entered', async () => {
  await fc.assert(
    fc.asyncProperty(log, share, share, fc.subarray([...figureNames], { minLength: 3, maxLength: 6 }), async (events, x, y, figures) => {
      await empty(whole);
      await whole.take(events);
      const pick = (share: number) => events[Math.min(events.length - 1, Math.floor(share * events.length))] as Recorded<AnyEvent>;
      const { position } = pick(x);
      const { occurredAt: at } = pick(y);
      for (const asOf of [{ position }, { at }, { at, position }] satisfies AsOf[]) {
        const told = events.filter((event) => hadCome(asOf, { position: event.position, at: event.occurredAt }));
        await empty(replayed);
        await replayed.take(told);
        expect(await rows(whole, asOf)).toEqual(await rows(replayed));
        const now = 'at' in asOf ? asOf.at : ended;
        expect(await answers(whole, figures, now, asOf)).toEqual(await answers(replayed, figures, now));
      }
    }),
    { numRuns: 5 },
  );
});
