import { describe, expect, it } from 'vitest';
import { assignDuty } from '#commands/duty/assignDuty.ts';
import { judgeCenter } from '#commands/duty/fulfilment.ts';
import { markDutyOverdue } from '#commands/duty/markDutyOverdue.ts';
import { moveDutyDeadline } from '#commands/duty/moveDutyDeadline.ts';
import { recogniseDuty } from '#commands/duty/recogniseDuty.ts';
import type { CenterOn } from '#domain/duty/facts.ts';
import { specOf } from '#test/support/spec.ts';
import {
  askedForEvidence,
  assigned,
  because,
  deadline,
  dutyId,
  fulfilled,
  handedIn,
  missing,
  overdue,
  reopened,
  returned,
  which,
} from './given.ts';

describe('assigning a duty', () => {
  const { given } = specOf(assignDuty);
  it('happens once, however often it is said', () => {
    given().when(assigned.data).yields(assigned);
    given(assigned).when(assigned.data).yieldsNothing();
  });
});

describe('a judgement', () => {
  const { given } = specOf(recogniseDuty);
  const complete = { finding: { missing: [], lines: fulfilled.data.lines } };
  const incomplete = { finding: { missing, lines: [] } };
  const input = { dutyId, because };
  it('that nothing is missing fulfils an open duty, one that fell overdue, and one that was reopened', () => {
    given(assigned).when(input, { facts: complete }).yields(fulfilled);
    given(assigned, overdue).when(input, { facts: complete }).yields(fulfilled);
    given(assigned, fulfilled, reopened).when(input, { facts: complete }).yields(fulfilled);
  });
  it('that something is missing reopens a fulfilled duty', () =>
    given(assigned, fulfilled).when(input, { facts: incomplete }).yields(reopened));
  it('that says what is known changes nothing', () => {
    given(assigned, fulfilled).when(input, { facts: complete }).yieldsNothing();
    given(assigned).when(input, { facts: incomplete }).yieldsNothing();
    given(assigned, fulfilled, reopened).when(input, { facts: incomplete }).yieldsNothing();
  });
  it('that came too late changes nothing', () =>
    given(assigned, fulfilled)
      .when(input, { facts: { finding: undefined } })
      .yieldsNothing());
  it('of time alone names no event', () => {
    const { because: _, ...byItself } = reopened.data;
    given(assigned, fulfilled).when({ dutyId }, { facts: incomplete }).yields({ type: 'DutyReopened', data: byItself });
  });
  it('needs a duty', () => given().when(input, { facts: complete }).isRejected('duty-not-found'));
});

describe('a deadline that passed', () => {
  const { given } = specOf(markDutyOverdue);
  const input = { dutyId, deadline };
  const at = deadline;
  const facts = { missing };
  it('makes an open duty overdue, once', () => {
    given(assigned).when(input, { at, facts }).yields(overdue);
    given(assigned, overdue).when(input, { at, facts }).yieldsNothing();
  });
  it('leaves a fulfilled duty alone', () => given(assigned, fulfilled).when(input, { at, facts }).yieldsNothing());
  it('makes a duty overdue that was reopened before it', () =>
    given(assigned, fulfilled, reopened).when(input, { at, facts }).yields(overdue));
  it('leaves a duty alone that was fulfilled then and reopened only later', () =>
    given(assigned, fulfilled, { ...reopened, occurredAt: '2025-09-01T03:00:00.000Z' })
      .when(input, { at: '2025-09-02T00:00:00.000Z', facts })
      .yieldsNothing());
  it('does not count before it has come, or when it was moved meanwhile', () => {
    given(assigned).when(input, { at: '2025-06-30T09:59:59.999Z', facts }).yieldsNothing();
    const moved = { type: 'DutyDeadlineMoved' as const, data: { ...which, deadline: '2025-07-04T10:00:00.000Z', ground: 'Gia hạn' } };
    given(assigned, moved).when(input, { at, facts }).yieldsNothing();
  });
  it('counts anew after it was moved', () => {
    const later = '2025-07-04T10:00:00.000Z';
    const moved = { type: 'DutyDeadlineMoved' as const, data: { ...which, deadline: later, ground: 'Gia hạn' } };
    given(assigned, overdue, moved)
      .when({ dutyId, deadline: later }, { at: later, facts })
      .yields({ type: 'DutyFellOverdue', data: { ...which, deadline: later, missing } });
  });
  it('waits as long as others have evidence to decide about, and no longer', () => {
    given(askedForEvidence, handedIn).when(input, { at, facts }).yieldsNothing();
    given(askedForEvidence, handedIn, returned).when(input, { at, facts }).yields(overdue);
  });
});

describe('a moved deadline', () => {
  const { given } = specOf(moveDutyDeadline);
  const input = { dutyId, deadline: '2025-07-04T10:00:00.000Z', ground: 'Gia hạn' };
  it('is put on record once', () => {
    const moved = { type: 'DutyDeadlineMoved' as const, data: { ...which, deadline: input.deadline, ground: input.ground } };
    given(assigned).when(input).yields(moved);
    given(assigned, moved).when(input).yieldsNothing();
  });
});

describe('rules', () => {
  const codes = ['decision-in-effect', 'director', 'receiving-officer', 'open-point', 'working-regulations', 'headquarters', 'equipment'];
  const center = (lacking: readonly string[], more: Partial<CenterOn> = {}): CenterOn => ({
    day: '2025-07-01',
    conditions: codes.map((code) => ({ code, since: lacking.includes(code) ? null : '2025-07-01' })),
    equipment: [{ item: 'máy quét', stated: 3, statedGap: lacking.includes('equipment') ? 2 : 0 }],
    pointsFixed: [{ act: { number: '12/QĐ-UBND' }, effectiveOn: '2025-07-01', points: 1, counters: 4 }],
    headquartersArea: 80,
    openedOn: '2025-07-01',
    ...more,
  });
  const lacks = (...parameters: Parameters<typeof judgeCenter>) => judgeCenter(...parameters).missing.map(({ code }) => code);

  it('find nothing missing at a Center that has everything, and say what there is', () => {
    for (const rule of [
      'decision-in-effect',
      'points-fixed',
      'staff-complete',
      'headquarters-and-equipment-complete',
      'working-regulations-issued',
      'center-open',
    ] as const) {
      const { missing: found, lines } = judgeCenter(rule, center([]));
      expect(found).toEqual([]);
      expect(lines.length).toBeGreaterThan(0);
    }
  });
  it('name everything that is missing, not only the first thing', () => {
    expect(lacks('staff-complete', center(['director', 'receiving-officer']))).toEqual(['director', 'receiving-officer']);
    expect(lacks('headquarters-and-equipment-complete', center(['headquarters', 'equipment'], { headquartersArea: null }))).toEqual([
      'headquarters',
      'equipment',
    ]);
  });
  it('look only at what is theirs', () => {
    expect(lacks('decision-in-effect', center(codes.slice(1)))).toEqual([]);
    expect(lacks('points-fixed', center(['director']))).toEqual([]);
  });
  it('ask for the decision on points as well as for a point', () => {
    const decided = (effectiveOn: string) => [{ act: { number: '12/QĐ-UBND' }, effectiveOn, points: 1, counters: 4 }];
    expect(lacks('points-fixed', center(['open-point'], { pointsFixed: [] }))).toEqual(['points-fixed', 'open-point']);
    expect(lacks('points-fixed', center([], { pointsFixed: decided('2025-07-02') }))).toEqual(['points-fixed']);
    expect(judgeCenter('points-fixed', center([])).lines[0]).toBe('Quyết định 12/QĐ-UBND: 1 điểm, 4 quầy, từ 01/07/2025');
  });
  it('ask for the area of the headquarters, and for the pieces that are missing', () => {
    expect(lacks('headquarters-and-equipment-complete', center([], { headquartersArea: null }))).toEqual(['headquarters-area']);
    expect(judgeCenter('headquarters-and-equipment-complete', center(['equipment'])).missing).toEqual([
      { code: 'equipment', text: 'Còn thiếu: 2 máy quét' },
    ]);
  });
  it('see a Center as open from its day on', () => {
    expect(lacks('center-open', center([], { openedOn: '2025-07-03' }))).toEqual(['opening']);
    expect(lacks('center-open', center([], { openedOn: '2025-07-03', day: '2025-07-03' }))).toEqual([]);
    expect(lacks('center-open', center([], { openedOn: null }))).toEqual(['opening']);
  });
});
