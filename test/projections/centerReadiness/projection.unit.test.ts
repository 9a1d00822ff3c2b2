import { describe, expect, it } from 'vitest';
import type { HeldOffice } from '#projections/centerReadiness/director.ts';
import { type CenterRow, centerReadiness } from '#projections/centerReadiness/projection.ts';
import {
  conditionsOn,
  type Eligibility,
  equipmentOn,
  existsFrom,
  hoursOn,
  lacksOf,
  stateOn,
} from '#projections/centerReadiness/readiness.ts';
import {
  assigned,
  assignmentEnded,
  centerOpened,
  decision,
  decisionAmended,
  equipmentAdded,
  equipmentNeeded,
  equipmentReused,
  established,
  type Happened,
  headquartersDesignated,
  hoursSet,
  officeHeld,
  officialRegistered,
  pointClosed,
  pointOpened,
  regulationsIssued,
  substituted,
} from '#test/support/events.ts';
import { folded, onlyRow } from '#test/support/fold.ts';
import { testSettings } from '#test/support/settings.ts';

const on = (day: string, event: Happened): Happened => ({ ...event, at: `${day}T02:00:00.000Z` });
const rowAfter = async (...events: Happened[]) => (await onlyRow(centerReadiness, 'center_readiness', events)) as unknown as CenterRow;
const director = assigned({ from: '2025-06-28' });
const receivingOfficer = assigned({ officialId: 'official-3', assignmentId: 'a3', position: 'receiving-officer', from: '2025-06-29' });
const complete = [
  on('2025-06-20', established()),
  pointOpened({ openedOn: '2025-06-30' }),
  on('2025-06-21', headquartersDesignated()),
  on('2025-06-22', equipmentNeeded()),
  equipmentReused(),
  on('2025-06-25', equipmentAdded()),
  regulationsIssued(),
  hoursSet(),
  director,
  receivingOfficer,
];
/** Who may be director under every rule there has been. */
const heads: HeldOffice[] = [{ office: 'head-of-department', from: null }];
const rules = testSettings.directorOffices;
const headOfDepartment: Eligibility = { rules, offices: new Map(['official-1', 'official-4'].map((id) => [id, heads])) };
const condition = (row: CenterRow | undefined, code: string, day: string) =>
  conditionsOn(row, day, headOfDepartment).find((it) => it.code === code);

describe('the row of a Center', () => {
  it('gathers what its own events and those of officials say of it', async () => {
    const row = await rowAfter(...complete, decisionAmended(), pointClosed(), substituted(), assignmentEnded(), centerOpened());
    expect(row).toMatchObject({
      decisions: [
        { effectiveOn: '2025-07-01', ground: null },
        { effectiveOn: '2025-07-03', ground: 'Sửa chức năng' },
      ],
      points: [{ pointId: 'p1', counters: 5, closedOn: '2025-08-01' }],
      headquarters: [{ address: '1 Đường A', designatedOn: '2025-06-21' }],
      regulations: [{ effectiveOn: '2025-07-01', basis: 'Nghị định 118/2025/NĐ-CP' }],
      hours: [{ effectiveFrom: '2025-07-01' }],
      opened_on: '2025-07-01',
    });
    expect(row.staff.map(({ officialId, until, substituteFor }) => [officialId, until, substituteFor])).toEqual([
      ['official-1', '2025-09-30', null],
      ['official-3', null, null],
      ['official-2', '2025-08-15', 'official-1'],
    ]);
  });

  it('keeps the revision of its own stream, whatever officials do', async () => {
    expect(await rowAfter(established(), pointOpened(), assigned())).toMatchObject({ revision: 1 });
  });
});

describe('readiness on a day', () => {
  it('of a Center that has everything: all done, since when, and nobody must act', async () => {
    const row = await rowAfter(...complete);
    const conditions = conditionsOn(row, '2025-07-01', headOfDepartment);
    expect(conditions.map(({ code, done, since }) => [code, done, since])).toEqual([
      ['decision-in-effect', true, '2025-07-01'],
      ['director', true, '2025-06-28'],
      ['receiving-officer', true, '2025-06-29'],
      ['open-point', true, '2025-06-30'],
      ['working-regulations', true, '2025-07-01'],
      ['headquarters', true, '2025-06-21'],
      ['equipment', true, '2025-06-25'],
    ]);
    expect(conditions.every(({ mustAct, missingSince }) => mustAct === null && missingSince === null)).toBe(true);
    expect(stateOn(row, conditions, '2025-07-01')).toBe('ready');
  });

  it('of a Center where nothing has happened: all missing, overdue from the day after the directive’s deadline', () => {
    const before = conditionsOn(undefined, '2025-06-25', headOfDepartment);
    expect(before.map(({ done, missingSince }) => [done, missingSince])).toEqual(Array(7).fill([false, null]));
    expect(stateOn(undefined, before, '2025-06-25')).toBe('not-started');
    const after = conditionsOn(undefined, '2025-07-05', headOfDepartment);
    expect(after.map(({ code, missingSince, mustAct }) => [code, missingSince, mustAct])).toEqual([
      ['decision-in-effect', '2025-07-02', 'commune-peoples-committee'],
      ['director', '2025-07-01', 'commune-peoples-committee'],
      ['receiving-officer', '2025-07-01', 'commune-peoples-committee'],
      ['open-point', '2025-07-01', 'commune-peoples-committee'],
      ['working-regulations', '2025-07-02', 'center'],
      ['headquarters', '2025-07-02', 'commune-peoples-committee'],
      ['equipment', '2025-07-02', 'commune-peoples-committee'],
    ]);
  });

  it('looks at the day asked about, before and after', async () => {
    const row = await rowAfter(...complete, on('2025-06-30', centerOpened()));
    expect(stateOn(row, conditionsOn(row, '2025-06-30', headOfDepartment), '2025-06-30')).toBe('preparing');
    expect(stateOn(row, conditionsOn(row, '2025-07-02', headOfDepartment), '2025-07-02')).toBe('open');
    expect(condition(row, 'decision-in-effect', '2025-06-30')).toMatchObject({
      done: false,
      detail: expect.stringContaining('2025-07-01'),
    });
  });

  it('says since when a director is missing after the last one left', async () => {
    const row = await rowAfter(director, assignmentEnded({ lastDay: '2025-09-30' }));
    expect(condition(row, 'director', '2025-09-30')).toMatchObject({ done: true });
    expect(condition(row, 'director', '2025-10-05')).toMatchObject({ done: false, missingSince: '2025-10-01' });
  });

  it('joins services that follow each other without a day between', async () => {
    const next = assigned({ officialId: 'official-4', assignmentId: 'a4', from: '2025-10-01' });
    const later = assigned({ officialId: 'official-4', assignmentId: 'a4', from: '2025-10-02' });
    const first = [director, assignmentEnded({ lastDay: '2025-09-30' })];
    expect(condition(await rowAfter(...first, next), 'director', '2025-10-05')).toMatchObject({ since: '2025-06-28' });
    expect(condition(await rowAfter(...first, later), 'director', '2025-10-05')).toMatchObject({ since: '2025-10-02' });
  });

  it('counts a point until the day before it closes', async () => {
    const row = await rowAfter(pointOpened({ openedOn: '2025-07-01' }), pointClosed({ closedOn: '2025-08-01' }));
    expect(condition(row, 'open-point', '2025-07-31')).toMatchObject({ done: true });
    expect(condition(row, 'open-point', '2025-08-01')).toMatchObject({ done: false, missingSince: '2025-08-01' });
  });

  it('shows the gap in equipment, as of the day', async () => {
    const row = await rowAfter(...complete, on('2025-08-01', equipmentNeeded({ quantity: 5 })));
    expect(equipmentOn(row.equipment, '2025-06-23')).toEqual([{ item: 'máy quét', needed: 3, reused: 1, added: 0, moved: 0, gap: 2 }]);
    expect(equipmentOn(row.equipment, '2025-08-01')).toEqual([{ item: 'máy quét', needed: 5, reused: 1, added: 2, moved: 0, gap: 2 }]);
    expect(condition(row, 'equipment', '2025-07-01')).toMatchObject({ done: true, since: '2025-06-25' });
    expect(condition(row, 'equipment', '2025-08-09')).toMatchObject({
      done: false,
      missingSince: '2025-08-01',
      detail: 'Still needed: 2 × máy quét.',
    });
  });

  it('lets an amendment move the day of a decision that is not in effect yet, and only then', () => {
    const [first] = [{ ...decision, ground: null }];
    const postponed = { ...first, act: { ...decision.act, date: '2025-06-28' }, effectiveOn: '2025-07-03' };
    const later = { ...first, act: { ...decision.act, date: '2025-09-01' }, effectiveOn: '2025-09-05' };
    expect(existsFrom([first, postponed])).toBe('2025-07-03');
    expect(existsFrom([first, later])).toBe('2025-07-01');
    expect(existsFrom([])).toBeNull();
  });

  it('takes the working hours in force on the day', async () => {
    const row = await rowAfter(hoursSet(), hoursSet({ effectiveFrom: '2025-09-01', ground: 'Giờ mới' }));
    expect(hoursOn(row.hours, '2025-08-31')?.ground).toBe('Quy chế');
    expect(hoursOn(row.hours, '2025-09-01')?.ground).toBe('Giờ mới');
    expect(hoursOn(row.hours, '2025-06-30')).toBeNull();
  });
});

describe('a director whose office does not allow it', () => {
  const directorOn = (row: CenterRow, day: string, held: HeldOffice[]) =>
    conditionsOn(row, day, { rules, offices: new Map([['official-1', held]]) }).find(({ code }) => code === 'director');

  it('is missing from the day the rule changes', async () => {
    const row = await rowAfter(director);
    const viceChair = [{ office: 'vice-chair', from: null }];
    expect(directorOn(row, '2025-10-14', viceChair)).toMatchObject({ done: true, since: '2025-06-28' });
    expect(directorOn(row, '2025-10-20', viceChair)).toMatchObject({
      done: false,
      missingSince: '2025-10-15',
      mustAct: 'commune-peoples-committee',
      detail: 'The director serving on 2025-10-20 may not be one: the office held is vice-chair.',
    });
  });

  it('is missing from the day another office is held, until one is that allows it', async () => {
    const row = await rowAfter(director);
    const held = [...heads, { office: 'civil-servant', from: '2025-08-01' }, { office: 'head-of-department', from: '2025-09-01' }];
    expect(directorOn(row, '2025-07-31', held)).toMatchObject({ done: true, since: '2025-06-28' });
    expect(directorOn(row, '2025-08-31', held)).toMatchObject({ done: false, missingSince: '2025-08-01' });
    expect(directorOn(row, '2025-09-01', held)).toMatchObject({ done: true, since: '2025-09-01' });
  });

  it('is no longer said to serve once gone', async () => {
    const row = await rowAfter(director, assignmentEnded({ lastDay: '2025-10-20' }));
    const viceChair = [{ office: 'vice-chair', from: null }];
    expect(directorOn(row, '2025-10-25', viceChair)).toMatchObject({
      missingSince: '2025-10-15',
      detail: 'No director serves on 2025-10-25.',
    });
  });

  it('is known by the offices held, whatever Center they are held at', async () => {
    const { offices_held: rows } = await folded(centerReadiness, [officialRegistered(), officeHeld({ from: '2025-09-01' })]);
    const offices = [
      { office: 'head-of-department', from: null },
      { office: 'vice-chair', from: '2025-09-01' },
    ];
    expect(rows).toEqual([{ official_id: 'official-1', offices }]);
  });
});

it('what is missing is told apart: what stands in the way of opening, and what does not', () => {
  const conditions = conditionsOn(undefined, '2025-07-02', headOfDepartment);
  expect(lacksOf(conditions, true)).toEqual([
    { code: 'decision-in-effect', since: '2025-07-02', mustAct: 'commune-peoples-committee' },
    { code: 'director', since: '2025-07-01', mustAct: 'commune-peoples-committee' },
    { code: 'receiving-officer', since: '2025-07-01', mustAct: 'commune-peoples-committee' },
    { code: 'open-point', since: '2025-07-01', mustAct: 'commune-peoples-committee' },
    { code: 'working-regulations', since: '2025-07-02', mustAct: 'center' },
  ]);
  expect(lacksOf(conditions, false).map(({ code }) => code)).toEqual(['headquarters', 'equipment']);
});
