import type { TimeLimit } from '#events/terms.ts';
import { ZONE } from './localDay.ts';
import type { Day, Moment } from './workingTime.ts';

/** Sentences of a deadline's explanation, read by the citizen on the receipt slip: Vietnamese, short, one fact each. */

const WEEKDAYS = ['', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật'];
/** Beyond this many, weekly days off are counted instead of listed. */
const LISTED_DAYS_OFF = 4;

const two = (number: number): string => String(number).padStart(2, '0');
const clock = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
const dayText = (date: Temporal.PlainDate): string => `${two(date.day)}/${two(date.month)}/${date.year}`;
/** "thứ Ba 01/07/2025". */
export const weekdayText = (date: Temporal.PlainDate): string => `${WEEKDAYS[date.dayOfWeek]} ${dayText(date)}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const number = (value: number): string => String(value).replace('.', ',');

/** "14:20 thứ Ba 01/07/2025". */
export const momentText = ({ date, minute }: Moment): string => `${clock(minute)} ${weekdayText(date)}`;

/** "5 giờ 30 phút làm việc". */
export const durationText = (minutes: number): string => {
  const parts = [minutes >= 60 ? `${Math.floor(minutes / 60)} giờ` : '', minutes % 60 > 0 || minutes === 0 ? `${minutes % 60} phút` : ''];
  return `${parts.filter(Boolean).join(' ')} làm việc`;
};

export const limitText = (limit: Exclude<TimeLimit, { kind: 'unpublished' }>): string => {
  switch (limit.kind) {
    case 'same-day':
      return `trong ngày; tiếp nhận sau ${limit.cutoff} thì trả trong ngày làm việc tiếp theo`;
    case 'working-days':
      return `${number(limit.days)} ngày làm việc (${durationText(Math.round(limit.days * 480))})`;
    case 'calendar-days':
      return `${limit.days} ngày, kể cả ngày nghỉ`;
    case 'working-hours':
      return `${number(limit.hours)} giờ làm việc`;
  }
};

const weeklyDaysOff = (days: readonly Day[]): string[] => {
  const off = days.filter((day) => day.weeklyDayOff);
  if (off.length === 0) return [];
  if (off.length > LISTED_DAYS_OFF) return [`${off.length} ngày nghỉ hằng tuần`];
  return [`${capital(off.map(({ date }) => weekdayText(date)).join(', '))}: nghỉ hằng tuần`];
};

/** Days in a row that bear one name are told in one line. */
const calendarDays = (days: readonly Day[]): string[] => {
  const runs: { first: Temporal.PlainDate; last: Temporal.PlainDate; text: string }[] = [];
  for (const { date, calendarDay } of days) {
    if (calendarDay === undefined) continue;
    const { kind, name, official } = calendarDay;
    const text = `${kind === 'off' ? `${name} (nghỉ lễ)` : `${name} (làm bù)`}${official ? '' : ', lịch dự kiến'}`;
    const run = runs.at(-1);
    if (run?.text === text && run.last.add({ days: 1 }).equals(date)) run.last = date;
    else runs.push({ first: date, last: date, text });
  }
  return runs.map(({ first, last, text }) => `${first.equals(last) ? dayText(first) : `${dayText(first)}–${dayText(last)}`}: ${text}`);
};

const closures = (days: readonly Day[]): string[] =>
  days.flatMap(({ date, closures }) =>
    closures.map(({ from, to, ground }) => {
      const hours = from === undefined && to === undefined ? 'cả ngày' : `từ ${from ?? 'đầu ngày'} đến ${to ?? 'cuối ngày'}`;
      return `${capital(weekdayText(date))}: đơn vị đóng cửa ${hours} (${ground})`;
    }),
  );

/** What on the way was not ordinary working time, and why. */
export const daysText = (days: readonly Day[]): string[] => [...weeklyDaysOff(days), ...calendarDays(days), ...closures(days)];

/** A day (YYYY-MM-DD) as documents have it: "30/06/2025". */
export const dayInWords = (day: string): string => day.split('-').toReversed().join('/');

/** A UTC instant as tables have it: "30/06/2025 17:00", in Vietnam. */
export const instantInCells = (instant: string): string => {
  const { day, month, year, hour, minute } = Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE);
  return `${two(day)}/${two(month)}/${year} ${two(hour)}:${two(minute)}`;
};

/** A UTC instant as documents have it: "17:00 ngày 30/06/2025", in Vietnam. */
export const instantInWords = (instant: string): string => {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE);
  return `${local.toPlainTime().toString({ smallestUnit: 'minute' })} ngày ${dayInWords(local.toPlainDate().toString())}`;
};
