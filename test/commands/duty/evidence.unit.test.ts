import { describe, it } from 'vitest';
import { acceptEvidence, handInEvidence, returnEvidence, urgeDuty } from '#commands/duty/duty.ts';
import { specId, specOf } from '#test/support/spec.ts';
import { accepted, askedForEvidence, assigned, dutyId, fulfilled, handedIn, overdue, returned, which } from './given.ts';

const proven = { type: 'DutyFulfilled' as const, data: { ...which, by: 'evidence' as const, lines: ['Minh chứng e1 được chấp nhận'] } };

describe('handing in evidence', () => {
  const { given } = specOf(handInEvidence);
  const { evidenceId, text, references } = handedIn.data;
  const input = { dutyId, evidenceId, text, references };
  it('is put on record, also when it is late', () => {
    given(askedForEvidence).when(input).yields(handedIn);
    given(askedForEvidence, overdue).when(input).yields(handedIn);
  });
  it('makes up an id where none is given', () =>
    given(askedForEvidence)
      .when({ dutyId, text, references })
      .yields({ type: 'EvidenceHandedIn', data: { ...handedIn.data, evidenceId: specId('evidence') } }));
  it('is refused where a rule decides, where the duty is fulfilled, and under an id that was used', () => {
    given(assigned).when(input).isRejected('evidence-not-asked');
    given(askedForEvidence, handedIn, accepted, proven).when(input).isRejected('duty-fulfilled');
    given(askedForEvidence, handedIn).when(input).isRejected('evidence-already-exists');
    given().when(input).isRejected('duty-not-found');
  });
});

describe('deciding about evidence', () => {
  const accepting = specOf(acceptEvidence);
  const returning = specOf(returnEvidence);
  it('accepting it fulfils the duty', () =>
    accepting.given(askedForEvidence, handedIn).when({ dutyId, evidenceId: 'e1' }).yields(accepted, proven));
  it('returning it leaves the duty open', () =>
    returning.given(askedForEvidence, handedIn).when({ dutyId, evidenceId: 'e1', reason: 'Thiếu số liệu' }).yields(returned));
  it('happens once, and about evidence there is', () => {
    accepting.given(askedForEvidence, handedIn, returned).when({ dutyId, evidenceId: 'e1' }).isRejected('evidence-decided');
    returning
      .given(askedForEvidence, handedIn, accepted, proven)
      .when({ dutyId, evidenceId: 'e1', reason: 'x' })
      .isRejected('evidence-decided');
    accepting.given(askedForEvidence).when({ dutyId, evidenceId: 'e1' }).isRejected('evidence-not-found');
  });
  it('accepting a second piece does not fulfil the duty again', () => {
    const second = { ...handedIn, data: { ...handedIn.data, evidenceId: 'e2' } };
    accepting
      .given(askedForEvidence, handedIn, second, accepted, proven)
      .when({ dutyId, evidenceId: 'e2' })
      .yields({ type: 'EvidenceAccepted', data: { ...which, evidenceId: 'e2' } });
  });
});

describe('urging', () => {
  const { given } = specOf(urgeDuty);
  it('is put on record with its words, before and after the deadline', () => {
    const urged = { type: 'DutyUrged' as const, data: { ...which, text: 'Đề nghị khẩn trương' } };
    given(assigned).when({ dutyId, text: 'Đề nghị khẩn trương' }).yields(urged);
    given(assigned, overdue).when({ dutyId, text: 'Đề nghị khẩn trương' }).yields(urged);
  });
  it('of the same by the same within a short time is one, in other words or later another', () => {
    const urged = { type: 'DutyUrged' as const, data: { ...which, text: 'Gấp' }, occurredAt: '2025-07-02T01:00:00.000Z' };
    const { occurredAt: _, ...again } = urged;
    const when = (at: string, over: object = {}) => given(assigned, urged).when({ dutyId, text: 'Gấp', ...over }, { at });
    when('2025-07-02T01:15:00.000Z').yieldsNothing();
    when('2025-07-02T01:15:00.001Z').yields(again);
    when('2025-07-02T01:00:01.000Z', { text: 'Rất gấp' }).yields({ ...again, data: { ...again.data, text: 'Rất gấp' } });
    given(assigned, urged)
      .when({ dutyId, text: 'Gấp' }, { at: '2025-07-02T01:00:01.000Z', actor: { id: 'user-2', role: 'supervisor' } })
      .yields(again);
  });
  it('is refused when the duty is fulfilled', () => given(assigned, fulfilled).when({ dutyId, text: 'x' }).isRejected('duty-fulfilled'));
});
