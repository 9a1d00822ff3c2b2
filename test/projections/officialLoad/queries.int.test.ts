import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { officialLoad } from '#projections/officialLoad/projection.ts';
import { dossiersInHand, type Load, loadsAsOf } from '#projections/officialLoad/queries.ts';
import {
  dossierIdOf,
  extended,
  feePaid,
  feeRequested,
  type Happened,
  handedOver,
  received,
  refused,
  returned,
  settled,
  submitted,
  supplementGiven,
  supplementRequested,
  unit,
} from '#test/support/events.ts';
import { folded } from '#test/support/fold.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([officialLoad]);
});
afterAll(() => models?.drop());

const moment = '2025-07-04T03:00:00.000Z';
const soon = '2025-07-06T03:00:00.000Z';
const byHolder = (a: Load, b: Load) => (`${a.unit} ${a.official}` < `${b.unit} ${b.official}` ? -1 : 1);

type HeldRow = Record<'unit' | 'procedure', string> &
  Record<'official' | 'due_at' | 'clock_stopped_since', string | null> & { pending: boolean };
/** What a replay of these events, and no others, says that each holder had to carry. */
const replayed = async (events: readonly Happened[]): Promise<Load[]> => {
  const rows = ((await folded(officialLoad, events)).held ?? []) as HeldRow[];
  return [...Map.groupBy(rows, (row) => `${row.unit} ${row.official}`).values()]
    .map((held) => {
      const [{ unit: at, official }] = held as [HeldRow];
      const pending = held.filter((row) => row.pending);
      const isLate = ({ due_at, clock_stopped_since }: HeldRow) => due_at !== null && due_at < (clock_stopped_since ?? moment);
      return {
        unit: at,
        official,
        held: held.length,
        pending: pending.length,
        overdue: pending.filter(isLate).length,
        dueSoon: pending.filter(
          ({ due_at, clock_stopped_since: still }) => still === null && due_at !== null && due_at >= moment && due_at <= soon,
        ).length,
        waitingForCitizen: pending.filter((row) => row.clock_stopped_since !== null).length,
        procedures: [...new Set(held.map(({ procedure }) => procedure))].toSorted(),
      };
    })
    .toSorted(byHolder);
};

type Made = (mentioned: { dossierId: string }) => Happened;
const acts: readonly Made[] = [
  supplementRequested,
  supplementGiven,
  feeRequested,
  feePaid,
  extended,
  settled,
  (which) => handedOver(which),
  (which) => handedOver({ ...which, to: { unit } }),
  (which) => handedOver({ ...which, to: { unit, official: 'official-3' } }),
  (which) => extended({ ...which, due: { at: '2025-07-03T10:00:00.000Z', lines: ['x'] } }),
  refused,
  returned,
];
const minute = (n: number) => new Date(Date.UTC(2025, 6, 1, 1, n)).toISOString();

describe('what an official has to carry', () => {
  it('as of any moment is what a replay up to there says, by position and by instant', async () => {
    let dossiers = 0;
    const log: Happened[] = [];
    const act = fc.record({ dossier: fc.integer({ min: 1, max: 3 }), what: fc.constantFrom(...acts) });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 14 }), fc.boolean(), fc.nat(17), async (some, online, upTo) => {
        const begin = log.length;
        const ids = [1, 2, 3].map((n) => dossierIdOf(dossiers + n));
        dossiers += 3;
        const entering = ids.map((dossierId) => (online ? submitted({ dossierId }) : received({ dossierId })));
        const own = [...entering, ...some.map(({ dossier, what }) => what({ dossierId: ids[dossier - 1] as string }))].map((event, n) => ({
          ...event,
          at: minute(begin + n),
        })) as Happened[];
        log.push(...own);
        await models.feed(...own);
        const place = begin + Math.min(upTo, own.length - 1);
        const expected = await replayed(log.slice(0, place + 1));
        for (const asOf of [{ position: place }, { at: minute(place) }]) {
          const found = await loadsAsOf(models.db, { units: 'all', moment, soon }, asOf);
          expect(found.toSorted(byHolder)).toEqual(expected);
        }
      }),
      { numRuns: 25, seed: 20250701 },
    );
  });

  it('says what lies in whose hands now, and what a cause brought there', async () => {
    const [first, second, third] = [901, 902, 903].map(dossierIdOf) as [string, string, string];
    const at = '2025-07-02T01:00:00.000Z';
    await models.feed(
      ...[first, second, third].map((dossierId) => ({ ...received({ dossierId, holder: { unit, official: 'official-9' } }), at })),
      { ...handedOver({ dossierId: first, to: { unit, official: 'official-8' } }), at, correlationId: 'substitution' },
      { ...returned({ dossierId: third }), at },
    );
    expect(await dossiersInHand(models.db, ['official-9'], [])).toEqual([
      { dossierId: second, unit, official: 'official-9', because: null },
    ]);
    expect(await dossiersInHand(models.db, [], ['substitution'])).toEqual([
      { dossierId: first, unit, official: 'official-8', because: 'substitution' },
    ]);
  });
});
