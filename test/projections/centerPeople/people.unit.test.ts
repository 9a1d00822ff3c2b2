import { describe, expect, it } from 'vitest';
import type { TaskGroup } from '#events/official/events.ts';
import type { Position } from '#events/terms.ts';
import { coverageOn, groupsOn, type OfferedProcedure, positionsOn } from '#projections/centerPeople/coverage.ts';
import type { NeedRow, ServiceRow } from '#projections/centerPeople/projection.ts';
import { actingFor, onDay } from '#projections/centerPeople/service.ts';
import { otherUnit, unit } from '#test/support/events.ts';

const day = '2025-07-10';
const service = (official_id: string, position: Position, over: Partial<ServiceRow> = {}): ServiceRow => ({
  unit,
  official_id,
  assignment_id: `${official_id}-${position}`,
  position,
  substitute_for: null,
  from_day: '2025-07-01',
  until_day: null,
  basis: 'QĐ 1',
  event_id: `${official_id}-event`,
  ...over,
});
const standsIn = (official_id: string, substitute_for: string, position: Position = 'specialist', over: Partial<ServiceRow> = {}) =>
  service(official_id, position, {
    substitute_for,
    from_day: '2025-07-08',
    until_day: '2025-07-12',
    assignment_id: `s-${official_id}`,
    ...over,
  });

describe('who acts for an official on a day', () => {
  const acting = (services: ServiceRow[], official: string) => actingFor(onDay(services, day), official)?.official;
  it('is the official, who serves', () => expect(acting([service('a', 'specialist')], 'a')).toBe('a'));
  it('is nobody when the official does not serve there', () => expect(acting([service('a', 'specialist')], 'b')).toBeUndefined());
  it('is the substitute', () => expect(acting([service('a', 'specialist'), standsIn('b', 'a')], 'a')).toBe('b'));
  it.each([
    ['before the first day', '2025-07-07', 'a'],
    ['on the first day', '2025-07-08', 'b'],
    ['on the last day', '2025-07-12', 'b'],
    ['after it', '2025-07-13', 'a'],
  ])('%s of a substitution: %s, %s', (_, on, expected) => {
    expect(actingFor(onDay([service('a', 'specialist'), standsIn('b', 'a')], on), 'a')?.official).toBe(expected);
  });
  it('is the substitute’s substitute where that one is absent as well', () =>
    expect(acting([service('a', 'specialist'), standsIn('b', 'a'), standsIn('c', 'b')], 'a')).toBe('c'));
  it('is nobody when two stand in for each other', () => expect(acting([standsIn('a', 'b'), standsIn('b', 'a')], 'a')).toBeUndefined());
  it('of several substitutes is always the same', () => {
    const services = [service('a', 'specialist'), standsIn('c', 'a'), standsIn('b', 'a')];
    expect([acting(services, 'a'), acting(services.toReversed(), 'a')]).toEqual(['b', 'b']);
  });
});

describe('people needed and people there', () => {
  const need = (post: Position, ...entries: [from: string, count: number][]): NeedRow => ({
    unit,
    post,
    entries: entries.map(([from, count]) => ({ from, count, ground: 'Đề án' })),
  });
  const standings = (services: ServiceRow[], needs: NeedRow[], on = day) => positionsOn([unit], { services, needs }, on);

  it('counts by position, and says what is missing', () =>
    expect(standings([service('a', 'specialist'), service('b', 'specialist')], [need('specialist', ['2025-07-01', 3])])).toEqual([
      {
        unit,
        position: 'specialist',
        needed: 3,
        assigned: 2,
        absent: 0,
        substitutes: 0,
        missing: 1,
        neededFrom: '2025-07-01',
        ground: 'Đề án',
      },
    ]));
  it('a need counts from its day on, until the next one', () => {
    const needs = [need('clerk', ['2025-07-01', 1], ['2025-07-10', 4])];
    expect(['2025-06-30', '2025-07-09', '2025-07-10'].map((on) => standings([], needs, on)[0]?.needed)).toEqual([undefined, 1, 4]);
  });
  it('who is replaced stays assigned and is absent; the substitute is counted apart', () =>
    expect(standings([service('a', 'clerk'), standsIn('b', 'a', 'clerk')], [])).toMatchObject([
      { position: 'clerk', needed: 0, assigned: 1, absent: 1, substitutes: 1, missing: 0 },
    ]));
  it('does not count other Centers, nor a service called off before it began', () =>
    expect(standings([service('a', 'clerk', { unit: otherUnit }), service('b', 'clerk', { until_day: '2025-06-30' })], [])).toEqual([]));
  it('an official with two assignments to a position is one person', () =>
    expect(standings([service('a', 'clerk'), service('a', 'clerk', { assignment_id: 'second' })], [])).toMatchObject([{ assigned: 1 }]));
});

describe('who can do which step', () => {
  const steps = [
    { name: 'Tiếp nhận', role: 'receiving-officer', hours: 1 },
    { name: 'Thẩm định', role: 'specialist', hours: 6 },
  ];
  const civilStatus: OfferedProcedure = { code: '1.004873', name: 'Xác nhận tình trạng hôn nhân', field: 'Hộ tịch', steps };
  const certification: OfferedProcedure = { code: '2.000815', name: 'Chứng thực bản sao', field: 'Chứng thực', steps };
  const both = [service('r', 'receiving-officer'), service('s', 'specialist')];
  const given = (groups: Record<string, TaskGroup[]>) => new Map(Object.entries(groups));
  const coverage = (services: ServiceRow[], groups: Record<string, TaskGroup[]> = {}, without: string[] = []) => {
    const offer = { unit, entries: [{ from: '2025-07-01', without, ground: 'x' }] };
    return coverageOn({ services, groups: given(groups), offer }, [civilStatus, certification], day);
  };

  it('without task groups, a position says the role, for every sector', () =>
    expect(
      coverage(both).map(({ covered, gap, steps: found }) => ({ covered, gap, officials: found.map((step) => step.officials) })),
    ).toEqual(Array(2).fill({ covered: true, gap: null, officials: [['r'], ['s']] })));
  it('names the steps that nobody is able to do', () =>
    expect(coverage([service('r', 'receiving-officer')])[0]).toMatchObject({
      covered: false,
      gap: 'Nobody is able to do: Thẩm định (specialist).',
    }));
  it('whoever was given task groups does those and nothing else', () => {
    const groups = { s: [{ field: 'Hộ tịch', roles: ['specialist' as const] }] };
    expect(coverage(both, groups).map(({ code, covered }) => [code, covered])).toEqual([
      ['1.004873', true],
      ['2.000815', false],
    ]);
  });
  it('an official may be given a role that the position does not say', () => {
    const groups = { r: [{ field: 'Hộ tịch', roles: ['receiving-officer' as const, 'specialist' as const] }] };
    expect(coverage([service('r', 'receiving-officer')], groups)[0]).toMatchObject({ code: '1.004873', covered: true });
  });
  it('an empty list of task groups is: nothing', () => expect(coverage(both, { s: [] })[0]?.covered).toBe(false));
  it('a substitute does what the absent one does, besides his own; the absent one does nothing', () => {
    const groups = { s: [{ field: 'Hộ tịch', roles: ['specialist' as const] }], b: [{ field: 'Chứng thực', roles: ['clerk' as const] }] };
    const [found] = coverage([...both, standsIn('b', 's')], groups);
    expect(found?.steps.map(({ officials }) => officials)).toEqual([['r'], ['b']]);
  });
  it('procedures that are not offered are not asked about', () =>
    expect(coverage(both, {}, ['2.000815']).map(({ code }) => code)).toEqual(['1.004873']));
  it('a version without steps is a gap: nothing says who does it', () =>
    expect(coverageOn({ services: both, groups: new Map(), offer: undefined }, [{ ...civilStatus, steps: [] }], day)).toMatchObject([
      { covered: false, gap: 'The published version has no steps: nothing says who does it.' },
    ]));
  it('of task groups those in force on the day count', () => {
    const entries = [
      { from: '2025-07-01', groups: [], basis: 'TB 1' },
      { from: '2025-07-11', groups: [{ field: 'Hộ tịch', roles: ['clerk' as const] }], basis: 'TB 2' },
    ];
    const on = (at: string) => groupsOn([{ official_id: 'a', entries }], at).get('a')?.length;
    expect([on('2025-06-30'), on('2025-07-10'), on('2025-07-11')]).toEqual([undefined, 0, 1]);
  });
});
