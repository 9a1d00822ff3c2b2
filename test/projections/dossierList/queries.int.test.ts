import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dossierList } from '#projections/dossierList/projection.ts';
import { type DossierFilters, dossiersById, searchDossiers } from '#projections/dossierList/queries.ts';
import { dossierQueue, type QueueKey, receivedElsewhereNotSeen } from '#projections/dossierList/queue.ts';
import { workload } from '#projections/dossierList/workload.ts';
import {
  dossierIdOf,
  type Happened,
  handedOver,
  otherUnit,
  received,
  settled,
  submitted,
  supplementRequested,
  unit,
  withdrawn,
} from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

const now = '2025-07-03T02:00:00.000Z';
const timed = (at: string) => ({ at, lines: ['hẹn'] });
const at = (instant: string, event: Happened): Happened => ({ ...event, at: instant });
const [counter, overdue, late, waiting, elsewhere, over, done, gone] = [1, 2, 3, 4, 5, 6, 7, 8].map(dossierIdOf) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

const history: Happened[] = [
  at('2025-07-01T01:00:00.000Z', received({ dossierId: counter, code: 'C-1', appointed: timed('2025-07-04T10:00:00.000Z') })),
  at(
    '2025-07-01T02:00:00.000Z',
    received({ dossierId: overdue, code: 'C-2', procedure: '1.001193', appointed: timed('2025-07-02T10:00:00.000Z') }),
  ),
  at('2025-07-01T03:00:00.000Z', submitted({ dossierId: late, receiveBy: timed('2025-07-02T03:00:00.000Z') })),
  // asked for papers before it fell due: not overdue however long the citizen takes
  at('2025-07-01T04:00:00.000Z', received({ dossierId: waiting, code: 'C-4', appointed: timed('2025-07-02T10:00:00.000Z') })),
  at('2025-07-02T04:00:00.000Z', supplementRequested({ dossierId: waiting })),
  at(
    '2025-07-01T05:00:00.000Z',
    received({
      dossierId: elsewhere,
      code: 'C-5',
      competentUnit: otherUnit,
      placeOfReceipt: unit,
      holder: { unit, official: 'official-2' },
    }),
  ),
  at(
    '2025-07-01T06:00:00.000Z',
    received({ dossierId: over, code: 'C-6', competentUnit: otherUnit, placeOfReceipt: unit, holder: { unit } }),
  ),
  at(
    '2025-07-01T07:00:00.000Z',
    handedOver({ dossierId: over, from: { unit, official: 'official-1' }, to: { unit: otherUnit }, awaitsAcceptance: true }),
  ),
  at('2025-07-01T08:00:00.000Z', received({ dossierId: done, code: 'C-7' })),
  at('2025-07-02T08:00:00.000Z', settled({ dossierId: done, onTime: false })),
  at(
    '2025-07-02T09:00:00.000Z',
    received({ dossierId: gone, code: 'C-8', competentUnit: otherUnit, placeOfReceipt: otherUnit, holder: { unit: otherUnit } }),
  ),
  at('2025-07-02T09:30:00.000Z', withdrawn({ dossierId: gone })),
];

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([dossierList]);
  await models.feed(...history);
});
afterAll(() => models.drop());

const search = async (filters: Partial<DossierFilters>) => {
  const items = await searchDossiers(models.db, { units: 'all', ...filters }, now, { limit: 50 });
  return items.map(({ dossierId }) => dossierId);
};

describe('search', () => {
  it('shows the latest to come in first', async () => {
    expect(await search({})).toEqual([gone, done, over, elsewhere, waiting, late, overdue, counter]);
  });

  it.each<[string, Partial<DossierFilters>, string[]]>([
    ['unit in whatever part', { unit: otherUnit }, [gone, over, elsewhere]],
    ['competent unit', { competentUnit: unit }, [done, waiting, late, overdue, counter]],
    ['place of receipt', { placeOfReceipt: otherUnit }, [gone]],
    ['holding unit', { holderUnit: otherUnit }, [gone, over]],
    ['holding official', { holderOfficial: 'official-2' }, [elsewhere]],
    ['status', { status: 'registered' }, [late]],
    ['what waits for acceptance', { awaitsAcceptance: true }, [over]],
    ['who handed it over', { giverUnit: unit, giverOfficial: 'official-1' }, [over]],
    ['another giver', { giverUnit: unit, giverOfficial: 'official-2' }, []],
    ['what is still owed', { pending: false }, [gone, done]],
    ['procedure', { procedure: '1.001193' }, [overdue]],
    ['channel', { channel: 'online' }, [late]],
    ['any of some codes', { code: { codes: ['C-7', 'C-99'], externalForm: '' } }, [done]],
    ['received elsewhere', { receivedElsewhere: true }, [over, elsewhere]],
    ['overdue', { overdue: true }, [overdue]],
    ['not overdue', { overdue: false }, [gone, done, over, elsewhere, waiting, late, counter]],
    ['due from', { dueFrom: '2025-07-04T10:00:00.000Z', competentUnit: unit }, [done, counter]],
    ['due before', { dueBefore: '2025-07-04T10:00:00.000Z' }, [waiting, overdue]],
    ['first day of reception', { receivedFrom: '2025-07-02' }, [gone]],
    ['last day of reception', { receivedTo: '2025-07-01', status: 'settled' }, [done]],
    ['named dossiers', { dossierIds: [late, dossierIdOf(99)] }, [late]],
    ['named dossiers, of which there are none', { dossierIds: [] }, []],
  ])('filters by %s', async (_, filters, expected) => {
    expect(await search(filters)).toEqual(expected);
  });

  it('shows a reader only what the reader’s units are competent for, received or hold', async () => {
    expect(await search({ units: [otherUnit] })).toEqual([gone, over, elsewhere]);
    expect(await search({ units: [otherUnit], unit })).toEqual([over, elsewhere]);
    expect(await search({ units: [] })).toEqual([]);
  });

  const paged = async (filters: DossierFilters, limit: number) => {
    const seen: string[] = [];
    let after: readonly [string, string] | undefined;
    do {
      const items = await searchDossiers(models.db, filters, now, { limit, after });
      seen.push(...items.map(({ dossierId }) => dossierId));
      after = items.length < limit ? undefined : items.at(-1)?.place;
    } while (after !== undefined);
    return seen;
  };
  it.each([1, 2, 3, 50])('pages by key: every dossier once, in order, %i to a page', async (limit) => {
    expect(await paged({ units: 'all' }, limit)).toEqual([gone, done, over, elsewhere, waiting, late, overdue, counter]);
    expect(await paged({ units: 'all', unit: otherUnit }, limit)).toEqual([gone, over, elsewhere]);
    expect(await paged({ units: [unit] }, limit)).toEqual(await search({ units: [unit] }));
  });

  it('says of each dossier whether it is overdue or should have been received', async () => {
    const views = await dossiersById(models.db, [overdue, late, waiting], now);
    expect(new Map(views.map((view) => [view.dossierId, [view.overdue, view.receptionOverdue]]))).toEqual(
      new Map([
        [overdue, [true, false]],
        [late, [false, true]],
        [waiting, [false, false]],
      ]),
    );
    expect(views.find(({ dossierId }) => dossierId === late)).toMatchObject({ nationalStatus: 1, submittedAt: '2025-07-01T03:00:00.000Z' });
  });
});

describe('queue', () => {
  const queue = async (filters: Parameters<typeof dossierQueue>[1]) =>
    (await dossierQueue(models.db, filters, now, { limit: 50 })).map(({ dossierId, why }) => [dossierId, why]);

  it('puts on top what was handed in and not received in time, then the earliest due, then what waits for the citizen', async () => {
    expect(await queue({ units: 'all', unit })).toEqual([
      [late, 'reception-overdue'],
      [overdue, 'running'],
      [counter, 'running'],
      [elsewhere, 'running'],
      [waiting, 'waiting-for-citizen'],
    ]);
  });

  it('is that of one official, of the desk, or of the units a reader may ask about', async () => {
    expect(await queue({ units: [unit], official: 'official-2' })).toEqual([[elsewhere, 'running']]);
    expect(await queue({ units: [unit], desk: true })).toEqual([[late, 'reception-overdue']]);
    expect(await queue({ units: [otherUnit] })).toEqual([[over, 'running']]);
    expect(await queue({ units: 'all', awaitsAcceptance: true })).toEqual([[over, 'running']]);
    expect(await queue({ units: [otherUnit], awaitsAcceptance: false })).toEqual([]);
    expect(await queue({ units: [] })).toEqual([]);
  });

  it('pages by key and stays as of the moment of its first page', async () => {
    const seen: string[] = [];
    let after: QueueKey | undefined;
    // on the second page the clock says that more has fallen due: the order must not change under the reader
    let clock = now;
    do {
      const items = await dossierQueue(models.db, { units: 'all', unit }, clock, { limit: 2, after });
      seen.push(...items.map(({ dossierId }) => dossierId));
      after = items.length < 2 ? undefined : items.at(-1)?.place;
      clock = '2025-08-01T00:00:00.000Z';
    } while (after !== undefined);
    expect(seen).toEqual([late, overdue, counter, elsewhere, waiting]);
  });
});

describe('received elsewhere, not seen here', () => {
  it('lists what the competent Center never had in hand, the longest waiting first', async () => {
    const list = async (units: readonly string[] | 'all') =>
      (await receivedElsewhereNotSeen(models.db, { units }, now, { limit: 50 })).map(({ dossierId }) => dossierId);
    expect(await list('all')).toEqual([elsewhere]);
    expect(await list([otherUnit])).toEqual([elsewhere]);
    expect(await list([unit])).toEqual([]);
  });
});

describe('workload', () => {
  const ask = (question: Partial<Parameters<typeof workload>[1]>, after?: string, limit = 50) =>
    workload(models.db, { groupBy: 'unit', units: 'all', from: '2025-07-01', to: '2025-07-03', ...question }, now, { limit, after });

  it('counts by unit what came in, what went out and what is owed now', async () => {
    const [first, second, ...rest] = await ask({});
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      key: unit,
      openAtStart: 0,
      submitted: 1,
      received: 4,
      receivedForOthers: 2,
      receivedDirect: 4,
      receivedOnline: 0,
      settled: 1,
      onTime: 0,
      late: 1,
      onTimeRate: 0,
      openAtEnd: 4,
      open: 4,
      overdue: 1,
      waitingForCitizen: 1,
      receptionOverdue: 1,
    });
    expect(second).toMatchObject({
      key: otherUnit,
      received: 3,
      receivedElsewhere: 2,
      receivedForOthers: 0,
      withdrawn: 1,
      onTimeRate: null,
      openAtEnd: 2,
      open: 2,
    });
  });

  it('carries over what was owed before the period', async () => {
    expect(await ask({ from: '2025-07-02', unit })).toMatchObject([{ key: unit, openAtStart: 5, received: 0, settled: 1, openAtEnd: 4 }]);
  });

  it('counts by procedure and by day', async () => {
    const byProcedure = await ask({ groupBy: 'procedure', units: [unit] });
    expect(byProcedure.map(({ key, received: count, open, overdue: past }) => [key, count, open, past])).toEqual([
      ['1.001193', 1, 1, 1],
      ['2.000815', 3, 3, 0],
    ]);
    const byDay = await ask({ groupBy: 'day', procedure: '2.000815' });
    expect(byDay.map(({ key, received: count, withdrawn: left, settled: out, open }) => [key, count, left, out, open])).toEqual([
      ['2025-07-01', 5, 0, 0, null],
      ['2025-07-02', 1, 1, 1, null],
    ]);
  });

  it('counts by official what each holds and what each settled', async () => {
    const rows = await ask({ groupBy: 'official', units: [unit] });
    expect(
      rows.map(({ key, open, overdue: past, settled: out, late: tooLate, received: count }) => [key, open, past, out, tooLate, count]),
    ).toEqual([
      ['official-1', 3, 1, 1, 1, null],
      ['official-2', 1, 0, 0, 0, null],
    ]);
  });

  it('pages by key and respects the reader’s units', async () => {
    expect((await ask({}, undefined, 1)).map(({ key }) => key)).toEqual([unit]);
    expect((await ask({}, unit, 1)).map(({ key }) => key)).toEqual([otherUnit]);
    expect((await ask({ units: [otherUnit] })).map(({ key }) => key)).toEqual([otherUnit]);
    expect(await ask({ units: [] })).toEqual([]);
  });
});
