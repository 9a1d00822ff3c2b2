import { Rejection } from '#domain/rejections.ts';
import type { ExplainedTime, TimeLimit } from '#events/terms.ts';
import { daysText, durationText, limitText, momentText } from './wording.ts';
import {
  addWorkingTime,
  type Day,
  daysBetween,
  endOfHours,
  instantOf,
  type Moment,
  minuteOf,
  momentOf,
  openFrom,
  type WorkingTime,
  workingMinutesBetween,
} from './workingTime.ts';

/**
 * Eight working hours are one working day, whatever the unit's hours: limits, steps and pauses are counted in one unit.
 * With a day of eight hours the time of day of the appointment is that of the receipt; a unit that opens longer owes
 * the result earlier, and a closed afternoon costs an afternoon.
 */
const WORKING_DAY = 8 * 60;

const daysOf = (time: WorkingTime, from: Moment, to: Moment): Day[] => [...daysBetween(time, from.date, to.date)];

const defaultWeekText = (days: readonly Day[]): string[] =>
  days.some((day) => day.usesDefaultWeek && day.spans.length > 0)
    ? ['Đơn vị chưa quy định giờ làm việc: áp dụng giờ làm việc mặc định']
    : [];

const openingText = (start: Moment, opening: Moment): string[] =>
  start.date.equals(opening.date) && start.minute === opening.minute ? [] : [`Ngoài giờ làm việc: tính từ ${momentText(opening)}`];

/** Where a limit ends, and from where on the days passed need explaining. */
const endOf = (
  time: WorkingTime,
  start: Moment,
  limit: Exclude<TimeLimit, { kind: 'unpublished' }>,
): { end: Moment; countedFrom: Moment } => {
  switch (limit.kind) {
    case 'same-day': {
      // no limit: the same day; received after 15:00, the next working day (Civil Status Law; Decree 23/2015 Art. 7)
      const opening = openFrom(time, start);
      const late = opening.minute > minuteOf(limit.cutoff);
      return { end: endOfHours(time, late ? opening.date.add({ days: 1 }) : opening.date), countedFrom: opening };
    }
    case 'working-days':
    case 'working-hours': {
      const opening = openFrom(time, start);
      const minutes = limit.kind === 'working-days' ? limit.days * WORKING_DAY : limit.hours * 60;
      return { end: addWorkingTime(time, opening, Math.round(minutes)), countedFrom: opening };
    }
    case 'calendar-days': {
      // the day of receipt does not count; a last day off moves to the next working day (Civil Code 2015, Arts 147–148)
      const last = start.date.add({ days: limit.days });
      return { end: endOfHours(time, last), countedFrom: { date: last, minute: 0 } };
    }
  }
};

type Wording = { received: string; appointed: string };

const limitFrom = (time: WorkingTime, from: string, limit: TimeLimit, wording: Wording): ExplainedTime => {
  if (limit.kind === 'unpublished')
    throw new Rejection('procedure-limit-unpublished', 'The time limit of the procedure has not been published.');
  const start = momentOf(from);
  const { end, countedFrom } = endOf(time, start, limit);
  const days = daysOf(time, limit.kind === 'calendar-days' ? countedFrom : start, end);
  return {
    at: instantOf(end),
    lines: [
      `${wording.received} lúc ${momentText(start)}`,
      `Thời hạn: ${limitText(limit)}`,
      ...(limit.kind === 'calendar-days' ? [] : openingText(start, countedFrom)),
      ...defaultWeekText(days),
      ...daysText(days),
      `${wording.appointed}: ${momentText(end)}`,
    ],
  };
};

/**
 * The appointed time of a dossier received at `from`, with its explanation in Vietnamese. Seconds do not count. Pure.
 * Throws `procedure-limit-unpublished`, and `calendar-not-published` when a year on the way has no calendar.
 */
export const appointedTime = (time: WorkingTime, from: string, limit: TimeLimit): ExplainedTime =>
  limitFrom(time, from, limit, { received: 'Tiếp nhận', appointed: 'Hẹn trả' });

/** By when a dossier submitted at `from` must be received (Decree 118/2025/NĐ-CP, Arts 17–18). */
export const receiveBy = (time: WorkingTime, from: string, workingDays: number): ExplainedTime =>
  limitFrom(time, from, { kind: 'working-days', days: workingDays }, { received: 'Nộp', appointed: 'Phải tiếp nhận trước' });

/** Working minutes for which the clock stood still. */
export const pausedMinutes = (time: WorkingTime, from: string, to: string): number =>
  workingMinutesBetween(time, momentOf(from), momentOf(to));

const moved = (time: WorkingTime, dueAt: string, minutes: number, reason: readonly string[]): ExplainedTime => {
  const before = momentOf(dueAt);
  const end = addWorkingTime(time, before, minutes);
  const days = daysOf(time, before, end);
  return {
    at: instantOf(end),
    lines: [`Hạn trước đó: ${momentText(before)}`, ...reason, ...defaultWeekText(days), ...daysText(days), `Hạn mới: ${momentText(end)}`],
  };
};

/** The due time after a pause: moved by the working time for which the clock stood still. */
export const dueAfterPause = (time: WorkingTime, dueAt: string, pause: { from: string; to: string }): ExplainedTime => {
  const minutes = pausedMinutes(time, pause.from, pause.to);
  const stood = `Tạm dừng từ ${momentText(momentOf(pause.from))} đến ${momentText(momentOf(pause.to))}: ${durationText(minutes)}`;
  return moved(time, dueAt, minutes, [stood]);
};

/** The due time after an extension by working days. */
export const dueAfterExtension = (time: WorkingTime, dueAt: string, workingDays: number): ExplainedTime =>
  moved(time, dueAt, Math.round(workingDays * WORKING_DAY), [`Gia hạn: ${limitText({ kind: 'working-days', days: workingDays })}`]);

/** Due time where verification is needed: the longer limit, moved by earlier pauses; never before the one in force. */
export const dueForVerification = (
  time: WorkingTime,
  known: { receivedAt: string; pausedMinutes: number; dueAt: string },
  limit: TimeLimit,
): ExplainedTime => {
  const fromReceipt = limitFrom(time, known.receivedAt, limit, { received: 'Tiếp nhận', appointed: 'Thời hạn có xác minh' });
  const paused = addWorkingTime(time, momentOf(fromReceipt.at), known.pausedMinutes);
  const pauses = known.pausedMinutes === 0 ? [] : [`Cộng thời gian đã tạm dừng ${durationText(known.pausedMinutes)}`];
  const end = instantOf(paused);
  const [at, last] =
    end < known.dueAt
      ? [known.dueAt, `Giữ hạn đang áp dụng vì muộn hơn: ${momentText(momentOf(known.dueAt))}`]
      : [end, `Hạn mới: ${momentText(paused)}`];
  return { at, lines: [...fromReceipt.lines, ...pauses, last] };
};
