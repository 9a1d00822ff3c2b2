import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lateEntries, lateEntriesByActor } from '#projections/dossierList/lateEntries.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { searchDossiers } from '#projections/dossierList/queries.ts';
import { dossierQueue } from '#projections/dossierList/queue.ts';
import { workload } from '#projections/dossierList/workload.ts';
import {
  dossierIdOf,
  type Happened,
  lateEntryConfirmed,
  lateEntryDeclined,
  otherUnit,
  received,
  returned,
  settled,
  stopped,
  submitted,
  supplementGiven,
  supplementRequested,
  unit,
} from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

/** Wednesday 9 July 2025, 09:00. */
const now = '2025-07-09T02:00:00.000Z';
const due = '2025-07-04T10:00:00.000Z';
const timed = (at: string) => ({ at, lines: ['hẹn'] });
const at = (time: string, event: Happened): Happened => ({ ...event, at: time });
/** Happened before the due time as stated, entered on Monday 7 July at 09:00. */
const late = (event: Happened, time = '2025-07-04T03:00:00.000Z', marks: object = {}): Happened => ({
  ...event,
  at: time,
  lateEntryReason: 'Mất điện',
  actor: { id: 'user-5', official: 'official-5' },
  unit,
  enteredLate: { at: '2025-07-07T02:00:00.000Z', ...marks },
});
const [doubted, believed, refusedBelief, early, stoppedLate, pausing, receivedLate, open] = [1, 2, 3, 4, 5, 6, 7, 8].map(dossierIdOf) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const receivedOn = (dossierId: string, appointed = due) =>
  at('2025-07-01T01:00:00.000Z', received({ dossierId, code: `C-${dossierId.slice(-1)}`, appointed: timed(appointed) }));
const decision = { revision: 1, act: 'DossierSettled', bearsOn: 'due', reason: 'Có biên bản' } as const;

const history: Happened[] = [
  receivedOn(doubted),
  receivedOn(believed),
  receivedOn(refusedBelief),
  receivedOn(early),
  receivedOn(stoppedLate),
  receivedOn(pausing),
  receivedOn(open),
  at('2025-07-01T02:00:00.000Z', submitted({ dossierId: receivedLate, receiveBy: timed('2025-07-02T02:00:00.000Z') })),
  late(
    received({ dossierId: receivedLate, code: 'C-7', channel: 'online', appointed: timed('2025-07-31T10:00:00.000Z') }),
    '2025-07-02T01:00:00.000Z',
  ),
  late(settled({ dossierId: doubted, onTime: false })),
  late(settled({ dossierId: believed, onTime: false })),
  late(settled({ dossierId: refusedBelief, onTime: false }), undefined, { outsideHours: true }),
  // no time depends on it: entered before the due time
  { ...late(settled({ dossierId: early, onTime: true })), enteredLate: { at: '2025-07-04T04:00:00.000Z', afterClosing: true } },
  late(stopped({ dossierId: stoppedLate })),
  late(supplementRequested({ dossierId: pausing })),
  at('2025-07-08T01:00:00.000Z', lateEntryConfirmed({ ...decision, dossierId: believed, onTime: true })),
  at('2025-07-08T01:30:00.000Z', lateEntryDeclined({ ...decision, dossierId: refusedBelief })),
];

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([dossierList]);
  await models.feed(...history);
});
afterAll(() => models.drop());

const entries = async (question: Partial<Parameters<typeof lateEntries>[1]> = {}) =>
  lateEntries(models.db, { units: 'all', ...question }, { limit: 50 });
const codes = (list: readonly { code: string | null }[]) => list.map(({ code }) => code?.slice(-1)).join('');

describe('the index of late entries', () => {
  it('says who entered what, by how long, across which deadline, and what became of it', async () => {
    expect((await entries()).find(({ dossierId }) => dossierId === believed)).toEqual({
      dossierId: believed,
      code: 'C-2',
      part: null,
      procedure: '2.000815',
      competentUnit: unit,
      revision: 1,
      act: 'DossierSettled',
      unit,
      actor: 'user-5',
      official: 'official-5',
      occurredAt: '2025-07-04T03:00:00.000Z',
      enteredAt: '2025-07-07T02:00:00.000Z',
      lateMinutes: 3 * 24 * 60 - 60,
      reason: 'Mất điện',
      outsideHours: false,
      afterClosing: false,
      bearsOn: 'due',
      deadlineAt: due,
      state: 'confirmed',
      decision: { at: '2025-07-08T01:00:00.000Z', by: 'user-1', reason: 'Có biên bản' },
    });
  });

  it.each<[string, Partial<Parameters<typeof lateEntries>[1]>, string]>([
    ['nothing, the latest entered first', {}, '7653214'],
    ['what awaits confirmation', { state: 'unconfirmed' }, '7651'],
    ['what was confirmed', { state: 'confirmed' }, '2'],
    ['what was declined', { state: 'declined' }, '3'],
    ['what needs none', { state: 'noted' }, '4'],
    ['deadlines crossed', { crossed: true }, '765321'],
    ['no deadline crossed', { crossed: false }, '4'],
    ['the act', { act: 'DossierStopped' }, '5'],
    ['who entered it', { actor: 'user-1' }, ''],
    ['the official', { official: 'official-5' }, '7653214'],
    ['the unit', { unit: otherUnit }, ''],
    ['what the reader may see', { units: [otherUnit] }, ''],
    ['the first day of entry', { from: '2025-07-07' }, '765321'],
    ['the last day of entry', { to: '2025-07-06' }, '4'],
    ['closed months', { afterClosing: true }, '4'],
    ['hours', { outsideHours: true }, '3'],
  ])('is asked for %s', async (_, question, wanted) => expect(codes(await entries(question))).toBe(wanted));

  it('pages by key', async () => {
    const seen: string[] = [];
    let after: Parameters<typeof lateEntries>[2]['after'];
    for (;;) {
      const page = await lateEntries(models.db, { units: 'all' }, { limit: 2, after });
      seen.push(codes(page));
      const last = page.at(-1);
      if (last === undefined || page.length < 2) break;
      after = [last.enteredAt, last.dossierId, last.revision];
    }
    expect(seen.join('')).toBe('7653214');
  });

  it('says how often somebody enters late', async () => {
    expect(await lateEntriesByActor(models.db, { units: 'all' }, { limit: 5 })).toEqual([
      {
        actor: 'user-5',
        officials: ['official-5'],
        entries: 7,
        dossiers: 7,
        longestMinutes: 5 * 24 * 60 + 60,
        medianMinutes: 3 * 24 * 60 - 60,
        crossed: 6,
        crossedDue: 5,
        crossedReception: 1,
        noted: 1,
        unconfirmed: 4,
        confirmed: 1,
        declined: 1,
        afterClosing: 1,
        outsideHours: 1,
        lastEnteredAt: '2025-07-07T02:00:00.000Z',
      },
    ]);
    expect(await lateEntriesByActor(models.db, { units: [otherUnit] }, { limit: 5 })).toEqual([]);
  });
});

describe('dossiers with acts entered late', () => {
  const search = async (filters: Partial<Parameters<typeof searchDossiers>[1]>) =>
    codes(
      (await searchDossiers(models.db, { units: 'all', ...filters }, now, { limit: 50 })).toSorted((a, b) =>
        (a.code ?? '') < (b.code ?? '') ? -1 : 1,
      ),
    );
  it('are found by what became of them', async () => {
    expect(await search({ enteredLate: true })).toBe('1234567');
    expect(await search({ enteredLate: false })).toBe('8');
    expect(await search({ lateEntry: 'unconfirmed' })).toBe('1567');
    expect(await search({ lateEntry: 'declined', unit })).toBe('3');
    expect(await search({ afterClosing: true })).toBe('4');
  });
  it('are found in the queue', async () => {
    const queue = (filters: object) => dossierQueue(models.db, { units: 'all', ...filters }, now, { limit: 9 });
    expect(
      codes(await queue({ lateEntry: 'unconfirmed' }))
        .split('')
        .toSorted()
        .join(''),
    ).toBe('67');
    expect(codes(await queue({ enteredLate: false }))).toBe('8');
  });
  it('stay overdue when the clock was stopped only afterwards, and late at reception', async () => {
    const found = await searchDossiers(models.db, { units: 'all' }, now, { limit: 50 });
    expect(found.find(({ dossierId }) => dossierId === pausing)).toMatchObject({ overdue: true, lateEntry: 'unconfirmed' });
    expect(found.find(({ dossierId }) => dossierId === receivedLate)).toMatchObject({ receivedLate: true });
  });
});

describe('the rates', () => {
  const asked = async (more: object = {}) =>
    (await workload(models.db, { groupBy: 'unit', units: 'all', from: '2025-07-01', to: '2025-07-09', ...more }, now, { limit: 9 }))[0];
  it('count the unconfirmed as late, and as stated', async () => {
    // believed and early; as stated doubted too; what was declined is late
    const rates = { settled: 4, onTime: 2, late: 2, onTimeRate: 0.5, onTimeAsStated: 3, onTimeRateAsStated: 0.75 };
    expect(await asked()).toMatchObject(rates);
    expect(await asked({ groupBy: 'procedure' })).toMatchObject(rates);
    expect(await asked({ groupBy: 'official' })).toMatchObject(rates);
    expect(await asked({ groupBy: 'day', from: '2025-07-04' })).toMatchObject(rates);
  });
  it('tell apart what was entered after closing', async () => {
    expect(await asked()).toMatchObject({ afterClosing: { received: 0, settled: 1, onTime: 1, late: 0, returned: 0 } });
    expect(await asked({ groupBy: 'official' })).toMatchObject({ afterClosing: null });
  });
  it('follow when a return in doubt is confirmed', async () => {
    const dossierId = dossierIdOf(9);
    const more = { from: '2025-06-02', to: '2025-06-20' };
    await models.feed(
      at('2025-06-02T01:00:00.000Z', received({ dossierId, appointed: timed(due) })),
      at('2025-06-02T02:00:00.000Z', settled({ dossierId, onTime: true })),
    );
    expect(await asked(more)).toMatchObject({ settled: 1, onTime: 1 });
    await models.feed(late(returned({ dossierId, onTime: false })));
    expect(await asked(more)).toMatchObject({ settled: 1, onTime: 0, late: 1, onTimeAsStated: 1 });
    const said = { ...decision, dossierId, revision: 2, act: 'ResultReturned', onTime: true } as const;
    await models.feed(at('2025-07-08T02:00:00.000Z', lateEntryConfirmed(said)));
    expect(await asked(more)).toMatchObject({ settled: 1, onTime: 1, late: 0, onTimeAsStated: 1 });
  });
});

describe('progress by rule 2.1 of the index of Decision 766', () => {
  let own: ReadModels;
  const end = (dossierId: string, ...events: readonly Happened[]): Happened[] => [receivedOn(dossierId), ...events];
  const id = (n: number) => dossierIdOf(20 + n);
  beforeAll(async () => {
    own = await createReadModels([dossierList]);
    await own.feed(
      // settled on time, and late
      ...end(id(1), at('2025-07-04T10:00:00.000Z', settled({ dossierId: id(1), onTime: true }))),
      ...end(id(2), at('2025-07-04T10:00:01.000Z', settled({ dossierId: id(2), onTime: false }))),
      // open, and due before the end of the period: overdue; due afterwards: not
      ...end(id(3)),
      at('2025-07-01T01:00:00.000Z', received({ dossierId: id(4), appointed: timed('2025-07-11T10:00:00.000Z') })),
      // one open request for papers in time ends it; one made too late does not
      ...end(id(5), at('2025-07-03T02:00:00.000Z', supplementRequested({ dossierId: id(5) }))),
      ...end(id(6), at('2025-07-05T02:00:00.000Z', supplementRequested({ dossierId: id(6) }))),
      // stopped in time, and afterwards (status 8)
      ...end(id(7), at('2025-07-03T02:00:00.000Z', stopped({ dossierId: id(7) }))),
      ...end(id(8), at('2025-07-07T02:00:00.000Z', stopped({ dossierId: id(8) }))),
      // two requests, though settled in time
      ...end(
        id(9),
        at('2025-07-02T01:00:00.000Z', supplementRequested({ dossierId: id(9) })),
        at('2025-07-02T02:00:00.000Z', supplementGiven({ dossierId: id(9), due: timed(due) })),
        at('2025-07-02T03:00:00.000Z', supplementRequested({ dossierId: id(9) })),
        at('2025-07-02T04:00:00.000Z', supplementGiven({ dossierId: id(9), due: timed(due) })),
        at('2025-07-03T04:00:00.000Z', settled({ dossierId: id(9), onTime: true })),
      ),
      // never received: no appointed time
      at('2025-07-01T02:00:00.000Z', submitted({ dossierId: id(10) })),
      // in doubt
      ...end(id(11), late(stopped({ dossierId: id(11) }))),
    );
  });
  afterAll(() => own.drop());
  const index = async (from: string, to: string, groupBy: 'unit' | 'day' = 'unit') =>
    (await workload(own.db, { groupBy, units: 'all', from, to }, now, { limit: 9 }))[0]?.index766;

  it('counts what is open and overdue as late', async () =>
    // on time: 1, 4, 5, 7; as stated 11 too
    expect(await index('2025-07-01', '2025-07-09')).toEqual({ dossiers: 10, onTime: 4, rate: 0.4, onTimeAsStated: 5, rateAsStated: 0.5 }));
  it('takes the end of the period for the end of what had not ended then', async () =>
    // all but 9, asked twice by now, and 11
    expect(await index('2025-07-01', '2025-07-03')).toMatchObject({ dossiers: 10, onTime: 9 }));
  it('leaves out what ended before the period', async () =>
    // 3, 4, 5, 6 and 8 are left
    expect(await index('2025-07-05', '2025-07-09')).toMatchObject({ dossiers: 5, onTime: 2 }));
  it('is not asked of a day', async () => expect(await index('2025-07-01', '2025-07-09', 'day')).toBeNull());
});
