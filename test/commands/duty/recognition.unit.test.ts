import { describe, expect, it } from 'vitest';
import { assignDuty, moveDutyDeadline } from '#commands/duty/duty.ts';
import { type DutyLookups, judge, markDutyOverdue, recogniseDuty } from '#commands/duty/recognition.ts';
import { lookupsOf } from '#test/support/lookups.ts';
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

describe('the rule that procedures have been reviewed', () => {
  it('is judged for the party of the duty, at its moment', async () => {
    const asked: unknown[] = [];
    const lookup = lookupsOf<DutyLookups>({
      reviewCoverage: async (...question) => {
        asked.push(question);
        return { share: 1, wanted: 0.8, weighedBy: 'dossiers', procedures: 10, coveredProcedures: 10, open: [] };
      },
    });
    const reviewing = { dutyId: 'd', directiveId: 'x', taskId: 'procedures', party: 'justice' };
    const rule = { kind: 'rule', rule: 'procedures-reviewed' } as const;
    expect(await judge({ which: reviewing, fulfilment: rule }, '2025-06-30T10:00:00.000Z', 7, lookup)).toMatchObject({ missing: [] });
    expect(asked).toEqual([['justice', '2025-06-30T10:00:00.000Z', 7]]);
  });
});
