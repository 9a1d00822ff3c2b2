import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { commands } from '#commands/all.ts';
import { correctionLookups } from '#commands/dossier/corrections.ts';
import { dossier } from '#commands/dossier/dossier.ts';
import { answer } from '#commands/handling/command.ts';
import { createExecutor } from '#commands/handling/execute.ts';
import { type AnyEvent, categories } from '#events/all.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { createCodec } from '#events/store/codec.ts';
import type { Recorded } from '#events/store/event.ts';
import type { EventTable } from '#projections/daemon/projection.ts';
import { detailOf, dossierDetail } from '#projections/dossierDetail/projection.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { officialLoad } from '#projections/officialLoad/projection.ts';
import { pilots } from '#projections/pilots/projection.ts';
import { createMemoryStore } from '#test/support/memoryStore.ts';
import { testSettings } from '#test/support/settings.ts';
import { answers, setUpCity } from './city.ts';
import { anyLife, commandsTried, dossierIdsOf, type Handled, live, type Seen } from './lives.ts';
import { local } from './workingTimes.ts';

const seed = Number(process.env.LIFE_SEED ?? 1);
const numRuns = Number(process.env.LIFE_RUNS ?? 400);

/** Seals without a key: what is sealed can be opened, and two seals of one value differ. */
let seals = 0;
const sealing = {
  seal: async (_: string, values: readonly { value: unknown }[]) =>
    values.map(({ value }) => Buffer.from(JSON.stringify([++seals, value])).toString('base64url')),
};
const opened = async (values: readonly { sealed: string }[]) =>
  values.map(({ sealed }) => JSON.parse(Buffer.from(sealed, 'base64url').toString())[1]);
const clock = () => local('2026-01-01T08:00');
const codec = createCodec(categories, sealing);
const store = createMemoryStore(clock);
const execute = createExecutor({
  store,
  codec,
  settings: testSettings,
  answers: new Map([...answers, answer(correctionLookups.opened, opened)]),
  clock,
});
const read = async (stream: string): Promise<Recorded<AnyEvent>[]> => (await store.readStream(stream)).map((event) => codec.decode(event));

// `any`: rows of several tables are asked for what all of them say
const rowOf = (table: unknown, events: readonly Recorded<DossierEvent>[]): any => {
  const { on, evolve } = table as EventTable<any>;
  return events.filter(({ type }) => on.includes(type)).reduce<any>((row, event) => evolve(row, event, [event.data.dossierId]), undefined);
};

/** The same life as one that a pilot counts. */
const inPilot = (event: Recorded<DossierEvent>): Recorded<DossierEvent> =>
  event.type === 'DossierSubmitted' || event.type === 'DossierReceived'
    ? ({ ...event, data: { ...event.data, pilot: 'any' } } as Recorded<DossierEvent>)
    : event;

/** What stops and moves a dossier's time. */
type Clock = { dueAt: string | null; stoppedSince: string | null; waitsFor: string[]; pending: boolean };

/** The clock as each place tells it that keeps one: as much of it as the place has a column for. */
const clocksOf = (events: readonly Recorded<DossierEvent>[]): Record<string, Partial<Clock>> => {
  const state = events.reduce(dossier.evolve, dossier.initial);
  if (state.status === 'absent') throw new Error('broken: what happened is known');
  const list = rowOf(dossierList.tables.dossier_list, events);
  const detail = detailOf(rowOf(dossierDetail.tables.dossier_detail, events));
  const held = rowOf(officialLoad.tables.held, events);
  const pilot = rowOf(pilots.tables.pilot_dossiers, events.map(inPilot));
  return {
    state:
      'archived' in state
        ? { pending: false }
        : {
            dueAt: state.dueAt,
            stoppedSince: state.stoppedSince,
            waitsFor: state.standstill.stops.map(({ by }) => by),
            pending: state.status !== 'settled',
          },
    list: { dueAt: list.due_at, stoppedSince: list.clock_stopped_since, pending: list.pending },
    detail: { dueAt: detail.dueAt, stoppedSince: detail.clockStoppedSince },
    // nobody holds what has ended
    load:
      held === undefined
        ? { pending: false }
        : { dueAt: held.due_at, stoppedSince: held.clock_stopped_since, waitsFor: held.stops, pending: held.pending },
    pilot: { dueAt: pilot.due_at, waitsFor: pilot.waits_for, pending: pilot.settled_at === null && !pilot.broken_off },
  };
};

/** All places that keep a dossier's clock say what the law says. */
const expectOneClock = (events: readonly Recorded<DossierEvent>[], seen: Seen): void => {
  const { dueAt = null, stoppedSince = null, waitingFor, ended, settled } = seen;
  const clock: Clock = { dueAt, stoppedSince, waitsFor: [...waitingFor], pending: !ended && !settled };
  for (const [place, told] of Object.entries(clocksOf(events))) expect({ place, ...clock, ...told }).toEqual({ place, ...clock });
};

/** The read models show who holds it, how it stands, and when it is due. */
const alsoShown = (_: string, events: readonly Recorded<DossierEvent>[], seen: Seen): void => {
  expectOneClock(events, seen);
  const detail = rowOf(dossierDetail.tables.dossier_detail, events);
  const row = rowOf(dossierList.tables.dossier_list, events);
  const told = detailOf(detail);
  const { holder, ended, settled, appointedAt = null, owed, paid, refunded, credit } = seen;
  if (holder) expect({ unit: row.holder_unit, official: row.holder_official ?? undefined }).toEqual({ official: undefined, ...holder });
  expect({ unit: row.holder_unit, official: row.holder_official ?? undefined }).toEqual({ official: undefined, ...told.holder });
  const waiting = told.handovers.at(-1);
  const giver = row.giver_unit === null ? undefined : { unit: row.giver_unit, official: row.giver_official ?? undefined };
  expect(giver).toEqual(seen.giver && { official: undefined, ...seen.giver });
  expect(waiting?.state === 'waiting' ? waiting.from : undefined).toEqual(seen.giver);
  const revision = events.length - 1;
  expect({ appointedAt: row.appointed_at, revision: row.revision }).toEqual({ appointedAt, revision });
  expect({ appointedAt: told.appointedAt, revision: detail.revision }).toEqual({ appointedAt, revision });
  const money = { paidDong: paid, refundedDong: refunded, creditDong: credit };
  expect(told.feeTotals).toMatchObject({ owedDong: owed, ...money });
  expect(row.fee_outstanding_dong).toBe(owed === 0 ? null : owed);
  expect({ paidDong: row.fee_paid_dong, refundedDong: row.fee_refunded_dong, creditDong: row.fee_credit_dong }).toEqual(money);
  if (!ended && !settled) expect(row.progress.feeOutstanding).toBe(owed > 0);
  expect(detail.status).toBe(row.status);
  if (ended) expect(row.status).toBe(ended);
  else if (settled) expect(row.status).toBe('settled');
  else expect(['settled', 'returned', 'refused', 'withdrawn', 'stopped']).not.toContain(row.status);
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
  // neither a search nor an export concerns one dossier
  const dossierCommands = commands.filter(
    ({ name, fold: { category } }) => category === 'dossier' || (category === 'access' && name === 'RecordPersonalDataRead'),
  );
  expect(commandsTried.toSorted()).toEqual(dossierCommands.map(({ name }) => name).toSorted());
  const seen = new Set<string>();
  for (let one = 1; one <= run; one++)
    for (const dossierId of dossierIdsOf(one)) for (const { type } of await read(`dossier-${dossierId}`)) seen.add(type);
  expect([...seen].toSorted()).toEqual(Object.keys(dossierEvents.schemas).toSorted());
});
