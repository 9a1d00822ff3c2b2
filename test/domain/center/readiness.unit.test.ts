import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCenter } from '#commands/center/decision.ts';
import { conditionsOn, type DueDays, dueDayOf, type Eligibility, existsFrom, lacksOf, stateOn } from '#domain/center/readiness.ts';
import { type HeldOffice, officeOn } from '#domain/center/staff.ts';
import { statedNeedsOn } from '#domain/equipment/need.ts';
import { Rejection } from '#domain/rejections.ts';
import type { CenterEvent } from '#events/center/events.ts';
import type { DirectiveTask } from '#events/directive/events.ts';
import type { FulfilmentRule } from '#events/terms.ts';
import { type CenterRow, centerReadiness } from '#projections/centerReadiness/projection.ts';
import {
  assigned,
  assignmentEnded,
  centerOpened,
  complete,
  decision,
  equipmentAdded,
  equipmentNeeded,
  established,
  type Happened,
  on,
  pointClosed,
  pointOpened,
  regulationsIssued,
  unit,
} from '#test/support/events.ts';
import { onlyRow } from '#test/support/fold.ts';
import { testSettings } from '#test/support/settings.ts';
import { specOf } from '#test/support/spec.ts';

const rowAfter = async (...events: Happened[]) => (await onlyRow(centerReadiness, 'center_readiness', events)) as unknown as CenterRow;
const director = assigned({ from: '2025-06-28' });
/** Who may be director under every rule there has been. */
const heads: HeldOffice[] = [{ office: 'head-of-department', from: null }];
const rules = testSettings.directorOffices;
const headOfDepartment: Eligibility = { rules, offices: new Map(['official-1', 'official-4'].map((id) => [id, heads])) };
const directive: { tasks: DirectiveTask[] } = JSON.parse(readFileSync('reference/directives/2025-06-centers.json', 'utf8'));
/** As the directive of June 2025 orders it. */
const june: DueDays = new Map(
  directive.tasks.flatMap(({ fulfilment, deadline }): [FulfilmentRule, string][] =>
    fulfilment.kind === 'rule' ? [[fulfilment.rule, dueDayOf({ deadline, on: fulfilment.on })]] : [],
  ),
);
const findingsOn = (row: CenterRow | undefined, day: string, eligibility = headOfDepartment) => conditionsOn(row, day, eligibility, june);
const standing = (row: CenterRow | undefined, day: string) => stateOn(row && { openedOn: row.opened_on }, findingsOn(row, day), day);
const condition = (row: CenterRow | undefined, code: string, day: string) => findingsOn(row, day).find((it) => it.code === code);

describe('readiness on a day', () => {
  it('of a Center that has everything: all done, since when, and nobody must act', async () => {
    const row = await rowAfter(...complete);
    const conditions = findingsOn(row, '2025-07-01');
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
    expect(standing(row, '2025-07-01')).toBe('ready');
  });

  it('of a Center where nothing has happened: all missing, overdue from the day after the directive’s deadline', () => {
    const before = findingsOn(undefined, '2025-06-25');
    expect(before.map(({ done, missingSince }) => [done, missingSince])).toEqual(Array(7).fill([false, null]));
    expect(standing(undefined, '2025-06-25')).toBe('not-started');
    const after = findingsOn(undefined, '2025-07-05');
    expect(after.map(({ code, missingSince, mustAct }) => [code, missingSince, mustAct])).toEqual([
      ['decision-in-effect', '2025-07-01', 'commune-peoples-committee'],
      ['director', '2025-07-01', 'commune-peoples-committee'],
      ['receiving-officer', '2025-07-01', 'commune-peoples-committee'],
      ['open-point', '2025-07-01', 'commune-peoples-committee'],
      ['working-regulations', '2025-07-01', 'center'],
      ['headquarters', '2025-07-01', 'commune-peoples-committee'],
      ['equipment', '2025-07-01', 'commune-peoples-committee'],
    ]);
  });

  it('looks at the day asked about, before and after', async () => {
    const row = await rowAfter(...complete, on('2025-06-30', centerOpened()));
    expect(standing(row, '2025-06-30')).toBe('preparing');
    expect(standing(row, '2025-07-02')).toBe('open');
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

  it('asks for a point on every day from then on, as OpenCenter does', async () => {
    const closing = await rowAfter(...complete, pointClosed({ closedOn: '2025-08-01' }));
    expect(condition(closing, 'open-point', '2025-07-05')).toMatchObject({
      done: false,
      since: null,
      missingSince: null,
      detail: 'No reception-and-return point is open on 2025-08-01.',
    });
    expect(standing(closing, '2025-07-05')).toBe('preparing');
    const followed = await rowAfter(
      ...complete,
      pointClosed({ closedOn: '2025-08-01' }),
      pointOpened({ pointId: 'p2', openedOn: '2025-07-20' }),
    );
    expect(condition(followed, 'open-point', '2025-07-05')).toMatchObject({ done: true, since: '2025-06-30' });
    expect(standing(followed, '2025-07-05')).toBe('ready');
  });

  it('counts a point until the day before it closes', async () => {
    const row = await rowAfter(pointOpened({ openedOn: '2025-06-20' }), pointClosed({ closedOn: '2025-08-01' }));
    expect(condition(row, 'open-point', '2025-07-31')).toMatchObject({ missingSince: null });
    expect(condition(row, 'open-point', '2025-08-01')).toMatchObject({ missingSince: '2025-08-01' });
    expect(condition(row, 'open-point', '2025-09-01')).toMatchObject({ missingSince: '2025-08-01' });
  });

  it('shows what is missing of the equipment stated as needed, as of the day', async () => {
    const row = await rowAfter(...complete, on('2025-08-01', equipmentNeeded({ quantity: 5 })));
    expect(statedNeedsOn(row.equipment, '2025-06-23')).toEqual([
      { item: 'máy quét', stated: 3, reused: 1, added: 0, moved: 0, statedGap: 2 },
    ]);
    expect(statedNeedsOn(row.equipment, '2025-08-01')).toEqual([
      { item: 'máy quét', stated: 5, reused: 1, added: 2, moved: 0, statedGap: 2 },
    ]);
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

  it('misses a stated need, also where equipment is there', async () => {
    const row = await rowAfter(on('2025-06-20', equipmentAdded()));
    expect(condition(row, 'equipment', '2025-07-01')).toMatchObject({ done: false, detail: 'No need for equipment has been stated.' });
  });
});

describe('due days', () => {
  const codes = (row: CenterRow | undefined, due: DueDays) =>
    conditionsOn(row, '2025-07-05', headOfDepartment, due).map(({ dueOn, missingSince }) => [dueOn, missingSince]);

  it('are those of the directive: all of June 2025’s are due on the last day of June', () =>
    expect(codes(undefined, june)).toEqual(Array(7).fill(['2025-06-30', '2025-07-01'])));
  it('are none where no directive asks for it: what was never there is missing, but not since any day', () =>
    expect(codes(undefined, new Map())).toEqual(Array(7).fill([null, null])));
  it('are the day of the deadline in Vietnam, or the one before the day that the rule looks at', () => {
    expect(dueDayOf({ deadline: '2025-06-30T17:30:00.000Z' })).toBe('2025-07-01');
    expect(dueDayOf({ deadline: '2025-06-30T10:00:00.000Z', on: '2025-07-01' })).toBe('2025-06-30');
    expect(dueDayOf({ deadline: '2025-06-25T10:00:00.000Z', on: '2025-07-01' })).toBe('2025-06-30');
    expect(dueDayOf({ deadline: '2025-07-05T10:00:00.000Z', on: '2025-07-01' })).toBe('2025-07-05');
  });
});

describe('the opening rule', () => {
  const day = fc.integer({ min: 1, max: 30 }).map((n) => `2025-10-${String(n).padStart(2, '0')}`);
  const point = fc.record({ openedOn: day, closedOn: day }, { requiredKeys: ['openedOn'] });
  const service = fc.record(
    { position: fc.constantFrom('director' as const, 'receiving-officer' as const), from: day, until: day },
    { requiredKeys: ['position', 'from'] },
  );
  type Served = { position: 'director' | 'receiving-officer'; from: string; until?: string };
  const both: Served[] = [
    { position: 'director', from: '2025-07-01' },
    { position: 'receiving-officer', from: '2025-07-01' },
  ];
  const office = fc.constantFrom('vice-chair', 'head-of-department', 'civil-servant');
  const facts = fc.record({
    effectiveOn: fc.option(day, { nil: '2025-07-01' }),
    points: fc.array(point, { minLength: 1, maxLength: 3 }),
    regulationsOn: fc.option(day, { nil: '2025-07-01' }),
    services: fc.oneof(fc.array<Served>(service, { maxLength: 4 }), fc.constant(both)),
    held: fc.tuple(office, fc.option(fc.record({ office, from: day }), { nil: undefined })),
  });

  it('is one: a Center is ready on the days on which OpenCenter opens it, and on no other', async () => {
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(facts, day, async ({ effectiveOn, points, regulationsOn, services, held: [first, later] }, openedOn) => {
        const own = [
          established({ decision: { ...decision, effectiveOn } }),
          regulationsIssued({ effectiveOn: regulationsOn }),
          ...points.flatMap(({ openedOn: from, closedOn }, n) => [
            pointOpened({ pointId: `p${n}`, openedOn: from }),
            ...(closedOn === undefined ? [] : [pointClosed({ pointId: `p${n}`, closedOn })]),
          ]),
        ];
        const staff = services.map((each, n) => assigned({ officialId: `o${n}`, assignmentId: `a${n}`, ...each }));
        const held: HeldOffice[] = [{ office: first, from: null }, ...(later ? [later] : [])];
        const eligibility: Eligibility = { rules, offices: new Map(services.map((_, n) => [`o${n}`, held])) };
        const row = await rowAfter(...own, ...staff);
        const state = stateOn({ openedOn: null }, conditionsOn(row, openedOn, eligibility, june), openedOn);

        const serving = services.flatMap(({ position, from, until = null }, n) =>
          from <= openedOn && (until === null || openedOn <= until)
            ? [{ officialId: `o${n}`, position, office: officeOn(held, openedOn) ?? null, from, until }]
            : [],
        );
        const outcome = specOf(openCenter)
          .given(...(own as CenterEvent[]))
          .when({ unit, openedOn }, { facts: serving })
          .outcome();
        expect(state).toBe(outcome instanceof Rejection ? 'preparing' : 'ready');
        if (state === 'ready') opened += 1;
      }),
      { numRuns: 400 },
    );
    expect(opened).toBeGreaterThan(0);
  });
});

describe('a director whose office does not allow it', () => {
  const directorOn = (row: CenterRow, day: string, held: HeldOffice[]) =>
    findingsOn(row, day, { rules, offices: new Map([['official-1', held]]) }).find(({ code }) => code === 'director');

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
});

it('what is missing is told apart: what stands in the way of opening, and what does not', () => {
  const conditions = findingsOn(undefined, '2025-07-02');
  expect(lacksOf(conditions, true)).toEqual([
    { code: 'decision-in-effect', since: '2025-07-01', mustAct: 'commune-peoples-committee' },
    { code: 'director', since: '2025-07-01', mustAct: 'commune-peoples-committee' },
    { code: 'receiving-officer', since: '2025-07-01', mustAct: 'commune-peoples-committee' },
    { code: 'open-point', since: '2025-07-01', mustAct: 'commune-peoples-committee' },
    { code: 'working-regulations', since: '2025-07-01', mustAct: 'center' },
  ]);
  expect(lacksOf(conditions, false).map(({ code }) => code)).toEqual(['headquarters', 'equipment']);
});
