import { describe, expect, it } from 'vitest';
import { findingsOf, type Reviewed, type RoleAtLevel } from '#domain/review/findings.ts';
import { portalFindings } from '#domain/review/portal.ts';
import type { PortalEntry } from '#events/procedure/events.ts';
import type { InternalProcedure } from '#events/review/events.ts';
import type { TimeLimit } from '#events/terms.ts';
import { draft as example } from '#test/support/events.ts';

const roles: readonly RoleAtLevel[] = [
  { level: 'commune', role: 'receiving-officer', from: '2025-07-01' },
  { level: 'commune', role: 'leader', from: '2025-07-01' },
  { level: 'district', role: 'leader', from: '2015-01-01', until: '2025-06-30' },
];
const portal: PortalEntry = {
  name: 'Chứng thực bản sao từ bản chính',
  field: { code: 'CT', name: 'Chứng thực' },
  published: true,
  limits: [{ channel: 'direct', value: 1, unit: 'working-days', text: '1 Ngày làm việc' }],
  components: [{ code: 'TP-1', name: 'Bản chính' }],
};
const sound = (draft: Partial<InternalProcedure> = {}, more: Partial<Reviewed> = {}): Reviewed => ({
  draft: { ...example, ...draft },
  electronic: { ...example, ...draft }.steps,
  procedure: { name: 'Chứng thực bản sao từ bản chính', field: 'Chứng thực', successors: [] },
  livingSuccessors: [],
  portal,
  ...more,
});
const found = (reviewed: Reviewed) => findingsOf(reviewed, roles).map(({ check, blocks }) => `${check}: ${blocks ?? 'named'}`);
const step = (hours: number, more: object = {}) => ({ name: 'Ký', role: 'leader', level: 'commune' as const, hours, ...more });

it('nothing is found in a sound procedure', () => expect(findingsOf(sound(), roles)).toEqual([]));

describe('steps and statutory limit', () => {
  it.each<[string, TimeLimit, number[], boolean]>([
    ['same day is eight hours', { kind: 'same-day', cutoff: '15:00' }, [2, 6], true],
    ['eight hours are one working day', { kind: 'working-days', days: 3 }, [4, 20], true],
    ['less than the limit is not the limit', { kind: 'working-days', days: 3 }, [4, 19.5], false],
    ['more than the limit', { kind: 'working-days', days: 3 }, [4, 21], false],
    ['hours', { kind: 'working-hours', hours: 4 }, [2, 1, 1], true],
    ['tenths of hours add up', { kind: 'working-hours', hours: 0.3 }, [0.1, 0.2], true],
    ['days of the calendar may be used in part', { kind: 'calendar-days', days: 30 }, [40, 100], true],
    ['but not exceeded', { kind: 'calendar-days', days: 2 }, [8, 9], false],
    ['no limit', { kind: 'unpublished' }, [8], false],
  ])('%s', (_, limit, hours, addsUp) => {
    const steps = hours.map((one) => step(one));
    const reviewed = sound({ limit, steps }, { portal: undefined });
    const adding = findingsOf(reviewed, roles).filter(({ check }) => check === 'steps-add-up');
    expect(adding.map(({ blocks }) => blocks)).toEqual(addsUp ? [] : ['approval']);
  });
  it('says both numbers', () => {
    const [finding] = findingsOf(sound({ steps: [step(5), step(5)] }), roles);
    expect(finding).toMatchObject({ ours: '10', theirs: '8', detail: 'The steps take 10 working hours, the statutory limit is 8.' });
  });
});

describe('roles at the level that does the step', () => {
  const districtLeader = step(8, { level: 'district' });
  it('names a step of the district after that level ended', () => {
    const [finding] = findingsOf(sound({ steps: [districtLeader] }), roles);
    expect(finding).toMatchObject({ check: 'roles-exist', step: 1, blocks: 'approval' });
    expect(finding?.detail).toContain('no district level on 2025-08-01');
  });
  it('allows it up to its last day', () => expect(found(sound({ effectiveFrom: '2025-06-30', steps: [districtLeader] }))).toEqual([]));
  it('names a role that the level does not have', () => {
    const [finding] = findingsOf(sound({ steps: [step(2), step(6, { role: 'judge' })] }), roles);
    expect(finding).toMatchObject({ step: 2 });
    expect(finding?.detail).toContain('no role “judge”');
  });
});

describe('internal and electronic procedure', () => {
  it('an electronic procedure is missing for publication only', () =>
    expect(found(sound({}, { electronic: undefined }))).toEqual(['electronic-agrees: publication']));
  it.each<[string, object[], number[]]>([
    ['another role', [{}, { role: 'receiving-officer' }], [2]],
    ['other hours', [{ hours: 1 }, {}], [1]],
    ['another name', [{}, { name: 'Duyệt' }], [2]],
    ['another level', [{}, { level: 'district' }], [2]],
    ['one step less', [{}], [2]],
    ['one step more', [{}, {}, {}], [3]],
  ])('differ in %s, step by step', (_, changes, differing) => {
    const electronic = changes.map((change, index) => ({ ...(example.steps[index] ?? step(1)), ...change }));
    const findings = findingsOf(sound({}, { electronic }), roles);
    expect(findings.map((finding) => [finding.check, finding.step])).toEqual(differing.map((at) => ['electronic-agrees', at]));
  });
});

describe('a retired procedure', () => {
  const retired = (successors: string[]) => ({ ...sound().procedure, retiredOn: '2025-12-31', successors });
  it('names a successor', () => expect(found(sound({}, { procedure: retired([]) }))).toEqual(['successor-named: approval']));
  it('has a successor in force', () => {
    expect(found(sound({}, { procedure: retired(['1.116214']) }))).toEqual(['successor-named: approval']);
    expect(found(sound({}, { procedure: retired(['1.116214']), livingSuccessors: ['1.116214'] }))).toEqual([]);
  });
});

describe('the national portal', () => {
  const ours = { ...sound().procedure, limit: example.limit, components: example.components };
  const differences = (change: Partial<PortalEntry>, mine: Partial<typeof ours> = {}) =>
    portalFindings({ ...ours, ...mine }, { ...portal, ...change }).map(({ field, blocks }) => `${field}: ${blocks ?? 'named'}`);
  const days = (value: number, unit: PortalEntry['limits'][number]['unit'] = 'working-days') => [
    { channel: 'direct' as const, value, unit, text: `${value} ${unit}` },
  ];
  it('agrees whatever case and composition of letters', () =>
    expect(differences({ name: 'CHỨNG THỰC bản sao từ bản chính'.normalize('NFD') })).toEqual([]));
  it.each<[string, Partial<PortalEntry>, Partial<typeof ours>, string[]]>([
    ['another name', { name: 'Sao y' }, {}, ['name: named']],
    ['another sector', { field: { code: 'HT', name: 'Hộ tịch' } }, {}, ['field: named']],
    ['not offered', { published: false }, {}, ['published: named']],
    ['a limit longer than promised', { limits: days(2) }, { limit: { kind: 'working-days', days: 3 } as never }, ['limit: approval']],
    ['a shorter limit', { limits: days(3) }, { limit: { kind: 'working-days', days: 2 } as never }, ['limit: named']],
    ['one of several limits', { limits: [...days(3), ...days(5)] }, { limit: { kind: 'working-days', days: 5 } as never }, []],
    ['hours that are days', { limits: days(16, 'working-hours') }, { limit: { kind: 'working-days', days: 2 } as never }, []],
    ['the same day', { limits: days(1, 'calendar-days') }, {}, []],
    [
      'days that cannot be compared',
      { limits: days(5, 'calendar-days') },
      { limit: { kind: 'working-days', days: 5 } as never },
      ['limit: named'],
    ],
    ['no limit', { limits: [] }, {}, ['limit: named']],
    ['a paper that may not be asked for', { components: [] }, {}, ['components: approval']],
    ['a paper that only the portal lists', { components: [...portal.components, { name: 'Tờ khai' }] }, {}, ['components: named']],
    ['papers without codes, by name', { components: [{ name: 'BẢN CHÍNH' }] }, {}, []],
  ])('%s', (_, theirs, mine, expected) => expect(differences(theirs, mine)).toEqual(expected));
  const through = (channel: 'direct' | 'online' | 'postal', value: number) => ({
    channel,
    value,
    unit: 'working-days' as const,
    text: `${value} ngày làm việc`,
  });
  const wd = (days: number) => ({ kind: 'working-days', days }) as const;
  it('compares each channel with its own limit', () => {
    const promised = { limits: [through('direct', 2), through('online', 1)] };
    const of = (mine: object) => portalFindings({ ...ours, ...mine }, { ...portal, ...promised });
    expect(of({ limit: wd(2) })).toMatchObject([
      {
        field: 'limit',
        blocks: 'approval',
        ours: '2 working days online',
        theirs: '1 ngày làm việc',
        detail: 'The limit online is longer than the portal promises: 2 working days, not 1 ngày làm việc.',
      },
    ]);
    expect(of({ limit: wd(2), limitByChannel: { online: wd(1) } })).toEqual([]);
    expect(of({ limit: wd(1), limitByChannel: { direct: wd(2) } })).toEqual([]);
    expect(of({ limit: wd(2), limitByChannel: { online: wd(1), postal: wd(4) } })).toMatchObject([
      { detail: 'The portal gives no time limit by post.', ours: '4 working days by post' },
    ]);
  });
  it('says once what differs in every channel', () => {
    const promised = { limits: [through('direct', 2), through('online', 2)] };
    expect(portalFindings({ ...ours, limit: wd(3) }, { ...portal, ...promised })).toMatchObject([
      { ours: '3 working days', theirs: '2 ngày làm việc; 2 ngày làm việc', blocks: 'approval' },
    ]);
  });
  it('says that nothing is known where nothing was recorded', () =>
    expect(found(sound({}, { portal: undefined }))).toEqual(['portal-agrees: named']));
});
