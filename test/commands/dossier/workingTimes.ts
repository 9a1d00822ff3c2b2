import type { Closure, WorkingTime } from '#domain/time/workingTime.ts';
import type { CalendarDay } from '#events/calendar/events.ts';
import type { Shift } from '#events/center/events.ts';
import { testSettings } from '#test/support/settings.ts';

const day = (date: string, kind: CalendarDay['kind'], name: string, official = true): CalendarDay => ({
  date,
  kind,
  name,
  official,
  ground: 'test',
});
const tet = (dates: readonly string[]) => dates.map((date) => day(date, 'off', 'Tết Nguyên đán'));

/** The real calendars of 2025 and 2026. */
export const calendarDays: Readonly<Record<number, readonly CalendarDay[]>> = {
  2025: [
    day('2025-01-01', 'off', 'Tết Dương lịch'),
    ...tet(['2025-01-27', '2025-01-28', '2025-01-29', '2025-01-30', '2025-01-31']),
    day('2025-04-07', 'off', 'Giỗ Tổ Hùng Vương'),
    day('2025-04-26', 'make-up', 'Làm bù ngày 02/05'),
    day('2025-04-30', 'off', 'Ngày Chiến thắng'),
    day('2025-05-01', 'off', 'Quốc tế Lao động'),
    day('2025-05-02', 'off', 'Nghỉ hoán đổi'),
    day('2025-09-01', 'off', 'Quốc khánh'),
    day('2025-09-02', 'off', 'Quốc khánh'),
  ],
  2026: [
    day('2026-01-01', 'off', 'Tết Dương lịch'),
    day('2026-01-02', 'off', 'Nghỉ hoán đổi'),
    day('2026-01-10', 'make-up', 'Làm bù ngày 02/01', false),
    ...tet(['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20']),
    day('2026-04-27', 'off', 'Giỗ Tổ Hùng Vương'),
    day('2026-04-30', 'off', 'Ngày Chiến thắng'),
    day('2026-05-01', 'off', 'Quốc tế Lao động'),
    day('2026-08-22', 'make-up', 'Làm bù ngày 31/08'),
    day('2026-08-31', 'off', 'Nghỉ hoán đổi'),
    day('2026-09-01', 'off', 'Quốc khánh'),
    day('2026-09-02', 'off', 'Quốc khánh'),
    day('2026-11-24', 'off', 'Ngày Văn hóa Việt Nam'),
  ],
};

const shifts = (days: readonly number[], ...hours: readonly (readonly [string, string])[]): Shift[] =>
  days.flatMap((day) => hours.map(([from, to]) => ({ day, from, to })));

export const weeks = {
  office: shifts([1, 2, 3, 4, 5], ['07:30', '11:30'], ['13:00', '17:00']),
  early: shifts([1, 2, 3, 4, 5], ['07:00', '11:30'], ['13:30', '17:00']),
  saturdayMorning: [...shifts([1, 2, 3, 4, 5], ['07:30', '11:30'], ['13:00', '17:00']), ...shifts([6], ['07:30', '11:30'])],
  shortDays: shifts([2, 3, 4], ['08:00', '12:00']),
};

/** When a unit works; by default an ordinary one with office hours of its own in 2025 and 2026. */
export const workingTime = ({
  week = weeks.office,
  closures = [],
  days = calendarDays,
}: {
  week?: readonly Shift[];
  closures?: Closure[];
  days?: typeof calendarDays;
} = {}): WorkingTime => ({
  weeks: [{ from: '2020-01-01', week }],
  defaultWeek: testSettings.defaultWeek,
  calendars: new Map(Object.entries(days).map(([year, list]) => [Number(year), new Map(list.map((one) => [one.date, one]))])),
  closures,
});

/** UTC instant of a local time in Asia/Ho_Chi_Minh, which is seven hours ahead all year. */
export const local = (dateTime: string): string =>
  Temporal.PlainDateTime.from(dateTime).toZonedDateTime('Asia/Ho_Chi_Minh').toInstant().toString({ smallestUnit: 'millisecond' });
