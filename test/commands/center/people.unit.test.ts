import { describe, it } from 'vitest';
import { limitOffer, stateStaffNeed } from '#commands/center/work.ts';
import { specOf } from '#test/support/spec.ts';
import { established } from './given.ts';

const unit = '25747';

describe('stating how many people are needed', () => {
  const { given } = specOf(stateStaffNeed);
  const need = { unit, position: 'clerk' as const, count: 2, from: '2025-07-01', ground: 'Đề án vị trí việc làm' };
  const stated = { type: 'StaffNeeded', data: need } as const;
  it('is recorded by position, from a day on', () => given(established()).when(need).yields(stated));
  it('yields nothing when so many are needed already', () =>
    given(established(), stated)
      .when({ ...need, from: '2025-08-01' })
      .yieldsNothing());
  it('yields nothing when nobody was needed and nobody is', () =>
    given(established())
      .when({ ...need, count: 0 })
      .yieldsNothing());
  it('of another position is another need', () =>
    given(established(), stated)
      .when({ ...need, position: 'leader' })
      .yields({ type: 'StaffNeeded', data: { ...need, position: 'leader' } }));
  it('is refused for a day before the last stated need', () =>
    given(established(), stated)
      .when({ ...need, count: 3, from: '2025-06-30' })
      .isRejected('date-out-of-order'));
  it('needs a Center', () => given().when(need).isRejected('center-not-established'));
});

describe('limiting what a Center offers', () => {
  const { given } = specOf(limitOffer);
  const limit = { unit, without: ['1.004873', '2.000815'], from: '2025-07-01', ground: 'Chưa bàn giao hồ sơ' };
  const limited = { type: 'OfferLimited', data: limit } as const;
  const facts = { unknown: [] };
  it('names the procedures it does without', () => given(established()).when(limit, { facts }).yields(limited));
  it('yields nothing when the same are named in another order', () =>
    given(established(), limited)
      .when({ ...limit, without: limit.without.toReversed() }, { facts })
      .yieldsNothing());
  it('yields nothing when everything is offered and stays so', () =>
    given(established())
      .when({ ...limit, without: [] }, { facts })
      .yieldsNothing());
  it('can be taken back', () =>
    given(established(), limited)
      .when({ ...limit, without: [], from: '2025-08-01' }, { facts })
      .yields({ type: 'OfferLimited', data: { ...limit, without: [], from: '2025-08-01' } }));
  it('is refused for a day before the last limit', () =>
    given(established(), limited)
      .when({ ...limit, without: [], from: '2025-06-01' }, { facts })
      .isRejected('date-out-of-order'));
  it('is refused when the catalogue has no such procedure', () =>
    given(established())
      .when(limit, { facts: { unknown: ['1.004873'] } })
      .isRejected('procedure-not-found'));
  it('needs a Center', () => given().when(limit, { facts }).isRejected('center-not-established'));
});
