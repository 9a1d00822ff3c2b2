import { Rejection } from '#domain/rejections.ts';
import type { ExplainedTime, TimeLimit } from '#events/terms.ts';
import { daysText, durationText, limitText, momentText } from './wording.ts';
import {
  addWorkingTime,
  type Day,
  dayOf,
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

/**
 * The appointed time that was agreed with the citizen, for want of a published limit. Throws `agreed-time-invalid` when
 * it is not after the reception or the unit does not work then, and `calendar-not-published`.
 */
export const agreedTime = (time: WorkingTime, from: string, { at, reason }: { at: string; reason: string }): ExplainedTime => {
  const start = momentOf(from);
  const end = momentOf(at);
  if (at <= from) throw new Rejection('agreed-time-invalid', `The time agreed, ${at}, is not after the reception.`);
  const { spans } = dayOf(time, end.date);
  if (!spans.some((span) => span.from <= end.minute && end.minute <= span.to))
    throw new Rejection(
      'agreed-time-invalid',
      `The unit does not work at the time agreed, ${momentText(end)}; it next opens at ${momentText(openFrom(time, end))}.`,
    );
  return {
    at: instantOf(end),
    lines: [
      `Tiếp nhận lúc ${momentText(start)}`,
      'Thủ tục chưa được công bố thời hạn giải quyết',
      `Thời gian hẹn theo thỏa thuận với người nộp hồ sơ: ${reason}`,
      `Hẹn trả: ${momentText(end)}`,
    ],
  };
};

/** A part of a dossier by name, and a time of it. */
type OfPart = { name: string; time: ExplainedTime };

/**
 * The time of a dossier whose parts move apart: the latest part's, with each part's own in a line. `before`: the due
 * time until now; absent at reception.
 */
export const latestOf = (parts: readonly OfPart[], from: string, before?: string): ExplainedTime => {
  const latest = parts.reduce((late, one) => (one.time.at > late.time.at ? one : late));
  const atEnd = before === undefined ? 'Hẹn trả' : before === latest.time.at ? 'Giữ nguyên hạn' : 'Hạn mới';
  return {
    at: latest.time.at,
    lines: [
      before === undefined ? `Tiếp nhận lúc ${momentText(momentOf(from))}` : `Hạn trước đó: ${momentText(momentOf(before))}`,
      ...parts.map(({ name, time }) => `${name}: ${momentText(momentOf(time.at))}`),
      `${atEnd}: ${momentText(momentOf(latest.time.at))}, theo phần muộn nhất (${latest.name})`,
    ],
  };
};

/** By when a dossier reopened at `from` must be settled: its limit once more, counted from then. Throws as above. */
export const dueAfterReopening = (time: WorkingTime, from: string, limit: TimeLimit): ExplainedTime =>
  limitFrom(time, from, limit, { received: 'Mở lại', appointed: 'Hạn mới' });

/** By when a dossier submitted at `from` must be received (Decree 118/2025/NĐ-CP, Arts 17–18). */
export const receiveBy = (time: WorkingTime, from: string, workingDays: number): ExplainedTime =>
  limitFrom(time, from, { kind: 'working-days', days: workingDays }, { received: 'Nộp', appointed: 'Phải tiếp nhận trước' });

/** Working minutes for which the clock stood still. */
export const pausedMinutes = (time: WorkingTime, from: string, to: string): number =>
  workingMinutesBetween(time, momentOf(from), momentOf(to));

/** A new due time; `countedFrom`: from where on the days passed need explaining, where that is not the one before. */
export const explained = (
  time: WorkingTime,
  [before, end]: [Moment, Moment],
  reason: readonly string[],
  countedFrom: Moment = before,
): ExplainedTime => {
  const kept = before.minute === end.minute && before.date.equals(end.date);
  const days = daysOf(time, countedFrom, end);
  const why = kept ? reason : [...reason, ...defaultWeekText(days), ...daysText(days)];
  return {
    at: instantOf(end),
    lines: [`Hạn trước đó: ${momentText(before)}`, ...why, `${kept ? 'Giữ nguyên hạn' : 'Hạn mới'}: ${momentText(end)}`],
  };
};

export const moved = (time: WorkingTime, dueAt: string, minutes: number, reason: readonly string[]): ExplainedTime => {
  const before = momentOf(dueAt);
  return explained(time, [before, addWorkingTime(time, before, minutes)], reason);
};

/**
 * A due time under another limit, moved as far as a true one was, in what the limit counts: whole working days where it
 * is the same day, days of the calendar, or working time.
 */
export const movedAlike = (time: WorkingTime, base: string, limit: TimeLimit, truly: { from: string; to: string }): string => {
  const [before, from, to] = [base, truly.from, truly.to].map(momentOf) as [Moment, Moment, Moment];
  if (limit.kind === 'calendar-days') {
    const days = from.date.until(to.date).days;
    return days <= 0 ? base : instantOf(endOfHours(time, before.date.add({ days })));
  }
  const minutes = workingMinutesBetween(time, from, to);
  const counted = limit.kind === 'same-day' ? minutes - (minutes % WORKING_DAY) : minutes;
  return counted === 0 ? base : instantOf(addWorkingTime(time, before, counted));
};

/**
 * The due time after an extension by working days. Throws `calendar-not-published`, and says how far the calendars go,
 * when the new due time would lie beyond them.
 */
export const dueAfterExtension = (time: WorkingTime, dueAt: string, workingDays: number): ExplainedTime => {
  try {
    return moved(time, dueAt, Math.round(workingDays * WORKING_DAY), [
      `Gia hạn: ${limitText({ kind: 'working-days', days: workingDays })}`,
    ]);
  } catch (error) {
    if (!(error instanceof Rejection) || error.code !== 'calendar-not-published') throw error;
    const year = [...time.calendars.keys()].toSorted((a, b) => b - a)[0];
    throw new Rejection(
      'calendar-not-published',
      year === undefined
        ? `${workingDays} working days after the due time lie beyond the last published calendar. Extend by fewer days, or have the next calendar published first.`
        : `${workingDays} working days after the due time lie beyond the last published calendar, that of ${year}. Extend by fewer days, or have the next calendar published first.`,
    );
  }
};

/** The original limit in working days: as stated, one for the same day, else the working time up to the appointed time. */
export const originalWorkingDays = (time: WorkingTime, limit: TimeLimit, receivedAt: string, appointedAt: string): number => {
  switch (limit.kind) {
    case 'same-day':
      return 1;
    case 'working-days':
      return limit.days;
    case 'working-hours':
      return (limit.hours * 60) / WORKING_DAY;
    default:
      return Math.max(1, Math.ceil(pausedMinutes(time, receivedAt, appointedAt) / WORKING_DAY));
  }
};

/**
 * Due time where verification is needed: the longer limit, moved by earlier pauses in what it counts; never before the
 * one in force.
 */
export const dueForVerification = (
  time: WorkingTime,
  known: { receivedAt: string; pausedMinutes: number; pausedDays: number; dueAt: string },
  limit: TimeLimit,
): ExplainedTime => {
  const { receivedAt, pausedMinutes: minutes, pausedDays: days, dueAt } = known;
  const fromReceipt = limitFrom(time, receivedAt, limit, { received: 'Tiếp nhận', appointed: 'Thời hạn có xác minh' });
  const byCalendar = limit.kind === 'calendar-days';
  const paused = byCalendar
    ? endOfHours(time, momentOf(receivedAt).date.add({ days: limit.days + days }))
    : addWorkingTime(time, momentOf(fromReceipt.at), minutes);
  const length = byCalendar ? `${days} ngày` : durationText(minutes);
  const pauses = (byCalendar ? days : minutes) === 0 ? [] : [`Cộng thời gian đã tạm dừng ${length}`];
  const end = instantOf(paused);
  const [at, last] =
    end < dueAt ? [dueAt, `Giữ hạn đang áp dụng vì muộn hơn: ${momentText(momentOf(dueAt))}`] : [end, `Hạn mới: ${momentText(paused)}`];
  return { at, lines: [...fromReceipt.lines, ...pauses, last] };
};
