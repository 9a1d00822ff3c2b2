import { describe, it } from 'vitest';
import { amendCenterDecision, establishCenter, openCenter } from '#commands/center/decision.ts';
import { specOf } from '#test/support/spec.ts';
import { centerOpened, decision, established, pointOpened, regulationsIssued, unit } from './given.ts';

const at = '2025-06-25T02:00:00.000Z';

describe('establishing a Center', () => {
  const { given } = specOf(establishCenter);
  it('records the decision', () => given().when({ unit, decision }, { at }).yields(established()));
  it('is refused for a unit that the city does not have', () =>
    given().when({ unit: '99999', decision }, { at }).isRejected('unit-unknown'));
  it('is refused the second time', () => given(established()).when({ unit, decision }, { at }).isRejected('center-already-established'));
  it('is refused when the decision takes effect before its date', () =>
    given()
      .when({ unit, decision: { ...decision, effectiveOn: '2025-06-19' } }, { at })
      .isRejected('date-out-of-order'));
  it('is refused when the decision is dated in the future', () =>
    given().when({ unit, decision }, { at: '2025-06-19T02:00:00.000Z' }).isRejected('date-out-of-order'));
  it('counts days in Ho Chi Minh City, where it is tomorrow already', () =>
    given().when({ unit, decision }, { at: '2025-06-19T17:00:00.000Z' }).yields(established()));
});

describe('amending the decision', () => {
  const { given } = specOf(amendCenterDecision);
  const amended = (over: Partial<typeof decision>) => ({ unit, decision: { ...decision, ...over }, ground: 'Sửa đổi' });
  const signedOn = (date: string) => ({ act: { ...decision.act, number: '05/QĐ-UBND', date } });

  it('records the amended decision', () => {
    const input = amended({ ...signedOn('2025-06-24'), tasks: ['Số hóa', 'Hướng dẫn'] });
    given(established()).when(input, { at }).yields({ type: 'CenterDecisionAmended', data: input });
  });
  it('changes nothing when the decision is the same', () => given(established()).when(amended({}), { at }).yieldsNothing());
  it('is refused where there is no Center', () => given().when(amended({}), { at }).isRejected('center-not-established'));
  it('is refused when it is older than the decision in force', () =>
    given(established())
      .when(amended(signedOn('2025-06-19')), { at })
      .isRejected('date-out-of-order'));
  it('is refused when it would let an opened Center begin later', () =>
    given(established(), centerOpened())
      .when(amended({ ...signedOn('2025-06-24'), effectiveOn: '2025-08-01' }), { at })
      .isRejected('date-out-of-order'));
  it('may take effect later once the Center exists', () => {
    const input = amended({ ...signedOn('2025-07-10'), effectiveOn: '2025-08-01' });
    given(established(), centerOpened())
      .when(input, { at: '2025-07-11T02:00:00.000Z' })
      .yields({ type: 'CenterDecisionAmended', data: input });
  });
});

describe('the day from which a Center exists', () => {
  const { given } = specOf(openCenter);
  const facts = ['director', 'receiving-officer'].map((position) => ({
    officialId: position,
    position,
    office: 'head-of-department',
    from: '2025-07-01',
    until: null,
  }));
  const amendedOn = (date: string) =>
    ({
      type: 'CenterDecisionAmended',
      data: { unit, decision: { ...decision, act: { ...decision.act, date }, effectiveOn: '2025-07-15' }, ground: 'Sửa đổi' },
    }) as const;
  const past = [established(), pointOpened(), regulationsIssued()] as const;

  it('moves when the decision is amended before it took effect', () =>
    given(...past, amendedOn('2025-06-28'))
      .when({ unit, openedOn: '2025-07-10' }, { facts })
      .isRejectedWith({ code: 'center-not-ready', missing: ['decision-in-effect'] }));
  it.each(['2025-07-01', '2025-07-02'])('stays when the decision is amended once it is in effect, on %s', (date) =>
    given(...past, amendedOn(date))
      .when({ unit, openedOn: '2025-07-10' }, { facts })
      .yields(centerOpened('2025-07-10')),
  );
});
