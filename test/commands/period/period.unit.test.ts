import { describe, expect, it } from 'vitest';
import { parseInput } from '#commands/handling/command.ts';
import { closePeriod, reopenPeriod } from '#commands/period/period.ts';
import { periodsOf } from '#domain/period/period.ts';
import type { PeriodEvent } from '#events/period/events.ts';
import { specOf } from '#test/support/spec.ts';

const period = '25747-2025-07';
const ground = 'Đã lập báo cáo tháng';
const closed: PeriodEvent = { type: 'PeriodClosed', data: { period, ground } };
const reopened: PeriodEvent = { type: 'PeriodReopened', data: { period, ground } };
const after = { at: '2025-08-01T01:00:00.000Z' };

describe('closing a period', () => {
  const { given } = specOf(closePeriod);
  it('is on record with its ground', () => given().when({ period, ground }, after).yields(closed));
  it('is possible for the whole city', () =>
    given()
      .when({ period: 'city-2025-07', ground }, after)
      .yields({ type: 'PeriodClosed', data: { period: 'city-2025-07', ground } }));
  it('is refused before the month is over, by the local day', () =>
    given().when({ period, ground }, { at: '2025-07-31T16:59:59.000Z' }).isRejected('period-not-over'));
  it('is refused for a unit that there is not', () => given().when({ period: '99999-2025-07', ground }, after).isRejected('unit-unknown'));
  it('changes nothing when repeated', () => given(closed).when({ period, ground }, after).yieldsNothing());
  it('is possible again after reopening', () => given(closed, reopened).when({ period, ground }, after).yields(closed));
  it.each(['25747-2025-13', '25747-07-2025', 'x-2025-07', '25747'])('does not know the period %s', (wrong) =>
    expect(() => parseInput(closePeriod, { period: wrong, ground })).toThrow(/month such as 2025-07/),
  );
  it('is the act of the unit, or of none', () => {
    expect(closePeriod.unit({ period, ground }, { closed: false }, '2025-08-01T01:00:00.000Z')).toBe('25747');
    expect(closePeriod.unit({ period: 'city-2025-07', ground }, { closed: false }, '2025-08-01T01:00:00.000Z')).toBeUndefined();
  });
});

describe('reopening a period', () => {
  const { given } = specOf(reopenPeriod);
  it('is on record with its ground', () => given(closed).when({ period, ground }, after).yields(reopened));
  it('is refused where nothing is closed', () => {
    given().when({ period, ground }, after).isRejected('period-not-closed');
    given(closed, reopened).when({ period, ground }, after).isRejected('period-not-closed');
  });
});

it('a day of a unit belongs to the month of the unit and of the city', () =>
  expect(periodsOf('25747', '2025-07-31')).toEqual(['25747-2025-07', 'city-2025-07']));
