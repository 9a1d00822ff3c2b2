import type { ExplainedTime, TimeLimit } from '#events/terms.ts';
import { explained, moved } from './deadline.ts';
import { durationText, momentText, weekdayText } from './wording.ts';
import {
  dayOf,
  daysBetween,
  endOfHours,
  type Moment,
  minuteOf,
  momentOf,
  openFrom,
  type WorkingTime,
  workingMinutesBetween,
} from './workingTime.ts';

/** The day to which a moment belongs: its own as long as hours are left or have just ended, else the next one worked. */
const workedDay = (time: WorkingTime, moment: Moment): Temporal.PlainDate =>
  dayOf(time, moment.date).spans.some(({ to }) => to >= moment.minute) ? moment.date : openFrom(time, moment).date;

const isLater = (a: Temporal.PlainDate, b: Temporal.PlainDate): boolean => Temporal.PlainDate.compare(a, b) > 0;

/** Working days after one day up to another one. */
const workingDaysBetween = (time: WorkingTime, after: Temporal.PlainDate, until: Temporal.PlainDate): number =>
  isLater(until, after) ? [...daysBetween(time, after.add({ days: 1 }), until)].filter(({ spans }) => spans.length > 0).length : 0;

/** The working day that many working days after a day. */
const workingDayAfter = (time: WorkingTime, date: Temporal.PlainDate, days: number): Temporal.PlainDate =>
  Array.from({ length: days }).reduce<Temporal.PlainDate>((day) => openFrom(time, { date: day.add({ days: 1 }), minute: 0 }).date, date);

/** What a pause moves: the due time in force, by the limit that it follows from, and that limit's own last day. */
type Counted = { dueAt: string; limit: TimeLimit; lastDay: string | null };

/** A pause, and how it is told with what it counts. */
type Stood = { from: Moment; to: Moment; stood: (by: string) => string };

/**
 * A limit of the same day stays one: only days that the pause crosses move it. Whoever goes on after the cutoff of the
 * new day has, as after a receipt, until the end of the next one.
 */
const sameDayAfterPause = (time: WorkingTime, before: Moment, cutoff: string, { from, to, stood }: Stood): ExplainedTime => {
  const resumed = openFrom(time, to);
  const crossed = workingDaysBetween(time, workedDay(time, from), resumed.date);
  if (crossed === 0) return explained(time, [before, before], [stood('trong một ngày làm việc, không tính')]);
  const day = workingDayAfter(time, before.date, crossed);
  const late = day.equals(resumed.date) && resumed.minute > minuteOf(cutoff);
  const end = endOfHours(time, late ? workingDayAfter(time, day, 1) : day);
  const afterCutoff = late ? [`Tiếp tục sau ${cutoff}: trả trong ngày làm việc tiếp theo`] : [];
  return explained(time, [before, end], [stood(`${crossed} ngày làm việc`), ...afterCutoff]);
};

/** A limit in days of the calendar stands still for days of the calendar, and ends as it does without a pause. */
const calendarDaysAfterPause = (time: WorkingTime, before: Moment, last: string, { from, to, stood }: Stood): ExplainedTime => {
  const days = from.date.until(to.date).days;
  if (days === 0) return explained(time, [before, before], [stood('trong ngày, không tính')]);
  const date = Temporal.PlainDate.from(last).add({ days });
  const end = endOfHours(time, date);
  if (isLater(before.date, end.date)) return explained(time, [before, before], [stood(`${days} ngày`)]);
  const reason = [stood(`${days} ngày`), `Ngày cuối của thời hạn: ${weekdayText(date)}`];
  return explained(time, [before, end], reason, { date, minute: 0 });
};

/**
 * The due time after a pause, moved by what its limit counts: the end of the day by the working days that the pause
 * crossed, days of the calendar by those, all others by the working time for which the clock stood still.
 */
export const dueAfterPause = (
  time: WorkingTime,
  { dueAt, limit, lastDay }: Counted,
  pause: { from: string; to: string },
): ExplainedTime => {
  const before = momentOf(dueAt);
  const from = momentOf(pause.from);
  const to = momentOf(pause.to);
  const stood = (by: string) => `Tạm dừng từ ${momentText(from)} đến ${momentText(to)}: ${by}`;
  if (limit.kind === 'same-day') return sameDayAfterPause(time, before, limit.cutoff, { from, to, stood });
  if (limit.kind === 'calendar-days') return calendarDaysAfterPause(time, before, lastDay ?? before.date.toString(), { from, to, stood });
  const minutes = workingMinutesBetween(time, from, to);
  return moved(time, dueAt, minutes, [stood(durationText(minutes))]);
};

/** The due time after a fee that was settled at the counter at once: nothing was waited for. */
export const dueWithoutPause = (time: WorkingTime, dueAt: string): ExplainedTime =>
  moved(time, dueAt, 0, ['Phí, lệ phí được giải quyết tại quầy ngay trong ngày: không dừng thời hạn']);
