import fc from 'fast-check';
import { describe, it } from 'vitest';
import { amendCalendar, closeUnit, liftUnitClosure, publishCalendar } from '#commands/calendar/calendar.ts';
import { specId, specOf } from '#test/support/spec.ts';

const year = 2026;
const off = (date: string, official = true) => ({ date, kind: 'off', name: 'Nghỉ lễ', official, ground: 'TB 9441/TB-BNV' }) as const;
const makeUp = (date: string) => ({ date, kind: 'make-up', name: 'Làm bù', official: false, ground: 'TB 9441/TB-BNV' }) as const;
const days = [off('2026-01-01'), off('2026-01-02'), makeUp('2026-01-10')];
const published = { type: 'CalendarPublished', data: { year, days, ground: 'TB 9441/TB-BNV' } } as const;

describe('publishing a calendar', () => {
  const { given } = specOf(publishCalendar);
  it('records the days', () => given().when(published.data).yields(published));
  it('takes the year from an address, as text', () =>
    given()
      .when({ ...published.data, year: '2026' })
      .yields(published));
  it('is refused the second time', () => given(published).when(published.data).isRejected('calendar-already-published'));
  it('is refused with every day that is wrong', () =>
    given()
      .when({ ...published.data, days: [makeUp('2026-01-05'), off('2025-12-31'), off('2026-01-01'), off('2026-01-01')] })
      .isRejectedWith({
        code: 'calendar-day-invalid',
        missing: ['2025-12-31', '2026-01-01', '2026-01-05'],
      }));
  it('takes days off on any weekday and make-up days on weekends only', () => {
    const dates = fc.integer({ min: 0, max: 364 }).map((n) => Temporal.PlainDate.from('2026-01-01').add({ days: n }));
    fc.assert(
      fc.property(dates, fc.boolean(), (date, free) => {
        const day = free ? off(date.toString()) : makeUp(date.toString());
        const data = { year, days: [day], ground: 'QĐ' };
        const published = given().when(data);
        if (free || date.dayOfWeek >= 6) published.yields({ type: 'CalendarPublished', data });
        else published.isRejected('calendar-day-invalid');
      }),
    );
  });
});

describe('amending a calendar', () => {
  const { given } = specOf(amendCalendar);
  const amendment = (set: (typeof days)[number][], removed: string[] = []) => ({ year, set, removed, ground: 'QĐ' });
  it('sets and removes days', () => {
    const data = amendment([off('2026-11-24')], ['2026-01-02']);
    given(published).when(data).yields({ type: 'CalendarAmended', data });
  });
  it('confirms a day that was not official', () => {
    const data = amendment([off('2026-01-02', false)]);
    given(published).when(data).yields({ type: 'CalendarAmended', data });
  });
  it('changes nothing when the days are so already', () =>
    given(published)
      .when(amendment([off('2026-01-01')], ['2026-05-05']))
      .yieldsNothing());
  it('changes nothing the second time', () => {
    const data = amendment([off('2026-11-24')], ['2026-01-02']);
    given(published, { type: 'CalendarAmended', data }).when(data).yieldsNothing();
  });
  it('is refused for a day both set and removed', () =>
    given(published)
      .when(amendment([off('2026-01-02')], ['2026-01-02']))
      .isRejected('calendar-day-invalid'));
  it('needs a published calendar', () => given().when(amendment([])).isRejected('calendar-not-published'));
});

describe('closing a unit', () => {
  const { given } = specOf(closeUnit);
  const closure = { unit: '25747', date: '2026-10-20', ground: 'Ngập' };
  const closed = (over: object = {}) => ({ type: 'UnitClosed', data: { year, ...closure, closureId: 'c-1', ...over } }) as const;
  const lifted = { type: 'UnitClosureLifted', data: { year, unit: '25747', closureId: 'c-1', ground: 'Nước rút' } } as const;

  it('is recorded for a day', () =>
    given(published)
      .when(closure)
      .yields(closed({ closureId: specId('closure') })));
  it('is recorded for part of a day', () =>
    given(published)
      .when({ ...closure, from: '13:00', to: '17:00' })
      .yields(closed({ closureId: specId('closure'), from: '13:00', to: '17:00' })));
  it('changes nothing the second time', () => given(published, closed()).when(closure).yieldsNothing());
  it('is recorded again after it was lifted', () =>
    given(published, closed(), lifted)
      .when(closure)
      .yields(closed({ closureId: specId('closure') })));
  it('is refused when it ends before it begins', () =>
    given(published)
      .when({ ...closure, from: '17:00', to: '13:00' })
      .isRejected('working-hours-invalid'));
  it('is refused under the address of another year', () =>
    given(published)
      .when({ ...closure, year: 2027 })
      .isRejected('calendar-day-invalid'));
  it('is refused for a unit that the city does not have', () =>
    given(published)
      .when({ ...closure, unit: '99999' })
      .isRejected('unit-unknown'));
  it('needs a published calendar', () => given().when(closure).isRejected('calendar-not-published'));

  describe('and lifting the closure', () => {
    const { given } = specOf(liftUnitClosure);
    const lifting = { year, closureId: 'c-1', ground: 'Nước rút' };
    it('is recorded for the unit', () => given(published, closed()).when(lifting).yields(lifted));
    it('changes nothing the second time', () => given(published, closed(), lifted).when(lifting).yieldsNothing());
    it('is refused on another ground than the one on record', () =>
      given(published, closed(), lifted)
        .when({ ...lifting, ground: 'Đã có điện' })
        .isRejected('closure-lifted'));
    it('needs the closure', () => given(published).when(lifting).isRejected('closure-not-found'));
    it('needs a published calendar', () => given().when(lifting).isRejected('calendar-not-published'));
  });
});
