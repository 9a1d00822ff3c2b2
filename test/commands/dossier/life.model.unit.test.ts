import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { commands } from '#commands/all.ts';
import { createExecutor } from '#commands/handling/execute.ts';
import { type AnyEvent, categories } from '#events/all.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { createCodec } from '#events/store/codec.ts';
import type { Recorded } from '#events/store/event.ts';
import type { EventTable } from '#projections/daemon/projection.ts';
import { dossierDetail } from '#projections/dossierDetail/projection.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { createMemoryStore } from '#test/support/memoryStore.ts';
import { testSettings } from '#test/support/settings.ts';
import { answers, setUpCity } from './city.ts';
import { anyLife, commandsTried, dossierIdsOf, type Handled, live, type Seen } from './lives.ts';
import { local } from './workingTimes.ts';

const seed = Number(process.env.LIFE_SEED ?? 1);
const numRuns = Number(process.env.LIFE_RUNS ?? 120);

const sealing = { seal: async (_: string, values: readonly unknown[]) => values.map(() => 'c2VhbGVk') };
const clock = () => local('2026-01-01T08:00');
const codec = createCodec(categories, sealing);
const store = createMemoryStore(clock);
const execute = createExecutor({ store, codec, settings: testSettings, answers, clock });
const read = async (stream: string): Promise<Recorded<AnyEvent>[]> => (await store.readStream(stream)).map((event) => codec.decode(event));

// `any`: rows of two tables are asked for what both say
const rowOf = (table: unknown, events: readonly Recorded<DossierEvent>[]): any =>
  events.reduce<any>((row, event) => (table as EventTable<any>).evolve(row, event, [event.data.dossierId]), undefined);

/** Both read models show who holds it, how it stands, and when it is due. */
const alsoShown = (_: string, events: readonly Recorded<DossierEvent>[], seen: Seen): void => {
  const detail = rowOf(dossierDetail.tables.dossier_detail, events);
  const row = rowOf(dossierList.tables.dossier_list, events);
  const { holder, ended, settled, appointedAt = null, dueAt = null, stoppedSince = null, owed = null } = seen;
  if (holder) expect({ unit: row.holder_unit, official: row.holder_official ?? undefined }).toEqual({ official: undefined, ...holder });
  expect({ unit: row.holder_unit, official: row.holder_official ?? undefined }).toEqual({ official: undefined, ...detail.detail.holder });
  const shown = { appointedAt, dueAt, stoppedSince, revision: events.length - 1, owed: ended ? row.fee_outstanding_dong : owed };
  const { detail: told } = detail;
  expect({
    appointedAt: row.appointed_at,
    dueAt: row.due_at,
    stoppedSince: row.clock_stopped_since,
    revision: row.revision,
    owed: row.fee_outstanding_dong,
  }).toEqual(shown);
  expect({
    appointedAt: told.appointedAt,
    dueAt: told.dueAt,
    stoppedSince: told.clockStoppedSince,
    revision: detail.revision,
    owed: shown.owed,
  }).toEqual(shown);
  expect(detail.status).toBe(row.status);
  if (ended) expect(row.status).toBe(ended);
  else if (settled) expect(row.status).toBe('settled');
  else expect(['settled', 'returned', 'refused', 'withdrawn', 'stopped']).not.toContain(row.status);
  expect(row.pending).toBe(!ended && !settled);
};
const handled: Handled = { execute, read, alsoShown };
let run = 0;

beforeAll(() => setUpCity(execute));

it(
  'whatever is tried on dossiers, by whom and when, the law is kept, a repeat does nothing, and the read models say what the state says',
  async () => {
    await fc.assert(
      fc.asyncProperty(anyLife, async (life) => {
        run += 1;
        await live(run, life, handled);
      }),
      { numRuns, seed },
    );
  },
  60_000 + numRuns * 200,
);

it('the acts that were tried are all there are, and every kind of event came of them', async () => {
  const dossierCommands = commands.filter(({ fold: { category } }) => category === 'dossier' || category === 'access');
  expect(commandsTried.toSorted()).toEqual(dossierCommands.map(({ name }) => name).toSorted());
  const seen = new Set<string>();
  for (let one = 1; one <= run; one++)
    for (const dossierId of dossierIdsOf(one)) for (const { type } of await read(`dossier-${dossierId}`)) seen.add(type);
  expect([...seen].toSorted()).toEqual(Object.keys(dossierEvents.schemas).toSorted());
});
