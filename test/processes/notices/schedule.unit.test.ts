import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { referenceDir } from '#app/settings.ts';
import type { CalendarDay } from '#events/calendar/events.ts';
import { loadNoticeSchedule, type NoticeSchedule, stepsDue } from '#processes/notices/schedule.ts';
import { testSettings } from '#test/support/settings.ts';

const day = (date: string, kind: CalendarDay['kind']): CalendarDay => ({
  date,
  kind,
  name: 'Ngày đặc biệt',
  official: true,
  ground: 'test',
});
const timeWith = (...days: readonly CalendarDay[]) => ({
  weeks: [],
  defaultWeek: testSettings.defaultWeek,
  calendars: new Map([[2025, new Map(days.map((one) => [one.date, one]))]]),
  closures: [],
});
const step = (workingDays: number, kind: 'before-deadline' | 'overdue' | 'escalation' = 'overdue') => ({
  step: `${kind}-${workingDays}`,
  workingDays,
  kind,
  to: 'assignee' as const,
});
const scheduleOf = (...steps: NoticeSchedule['steps']): NoticeSchedule => ({
  provenance: 'test',
  steps,
  dossiers: { provenance: 'test', steps: [], droppedAfterWorkingHours: 16 },
  droppedAfterWorkingDays: 1,
  retryAfterMinutes: [1],
});
/** Monday, 30 June 2025, 17:00 in Ho Chi Minh City. */
const deadline = '2025-06-30T10:00:00.000Z';
const local = (time: string): string => Temporal.Instant.from(`${time}:00+07:00`).toString({ smallestUnit: 'millisecond' });
const dueAt = (schedule: NoticeSchedule, now: string, time = timeWith(), of = deadline) =>
  stepsDue(schedule, time, of, local(now)).map((due) => due.dueAt);

describe('a step of the schedule', () => {
  it('is due when the hours of its day begin, and not before', () => {
    const schedule = scheduleOf(step(-3, 'before-deadline'));
    expect(dueAt(schedule, '2025-06-25T07:29')).toEqual([]);
    expect(dueAt(schedule, '2025-06-25T07:30')).toEqual([local('2025-06-25T07:30')]);
  });

  it('counts working days, over weekends', () => {
    expect(dueAt(scheduleOf(step(-1, 'before-deadline')), '2025-06-27T08:00')).toEqual([local('2025-06-27T07:30')]);
    expect(dueAt(scheduleOf(step(1)), '2025-07-01T08:00')).toEqual([local('2025-07-01T07:30')]);
    expect(dueAt(scheduleOf(step(5)), '2025-07-07T08:00')).toEqual([local('2025-07-07T07:30')]);
  });

  it('counts by the published calendar: days off are none, make-up days are some', () => {
    const time = timeWith(day('2025-07-01', 'off'), day('2025-06-28', 'make-up'));
    expect(dueAt(scheduleOf(step(1)), '2025-07-02T08:00', time)).toEqual([local('2025-07-02T07:30')]);
    expect(dueAt(scheduleOf(step(-1, 'before-deadline')), '2025-06-28T08:00', time)).toEqual([local('2025-06-28T07:30')]);
  });

  it('on the day, when nobody works that day, is one of the last working day before', () => {
    const sunday = local('2025-06-29T17:00');
    expect(dueAt(scheduleOf(step(0, 'before-deadline')), '2025-06-27T08:00', timeWith(), sunday)).toEqual([local('2025-06-27T07:30')]);
  });

  it('that was missed for a working day is dropped', () => {
    const schedule = scheduleOf(step(1));
    expect(dueAt(schedule, '2025-07-02T07:29')).toEqual([local('2025-07-01T07:30')]);
    expect(dueAt(schedule, '2025-07-02T07:30')).toEqual([]);
  });

  it('that announces a deadline is not said after it', () => {
    const schedule = scheduleOf(step(0, 'before-deadline'));
    expect(dueAt(schedule, '2025-06-30T17:00')).toHaveLength(1);
    expect(dueAt(schedule, '2025-06-30T17:01')).toEqual([]);
  });

  it('in a year whose calendar nobody published is not due yet; the others are', () => {
    const schedule = scheduleOf(step(-1, 'before-deadline'), step(3));
    expect(dueAt(schedule, '2025-12-29T08:00', timeWith(), '2025-12-30T10:00:00.000Z')).toEqual([local('2025-12-29T07:30')]);
    expect(dueAt(schedule, '2026-01-05T08:00', timeWith(), '2025-12-30T10:00:00.000Z')).toEqual([]);
  });
});

it('the schedule that ships reminds before, on and after the day, then tells whom it escalates to, each step under a name of its own', () => {
  const { steps } = loadNoticeSchedule(path.join(referenceDir, 'notice-schedule.json'));
  expect(new Set(steps.map((one) => one.step)).size).toBe(steps.length);
  const days = (kind: string) => steps.filter((one) => one.kind === kind).map(({ workingDays }) => workingDays);
  expect(days('before-deadline').some((n) => n < 0)).toBe(true);
  expect(days('before-deadline')).toContain(0);
  const escalation = steps.find((one) => one.to === 'escalation');
  expect(escalation?.kind).toBe('escalation');
  expect(Math.min(...days('overdue'))).toBeLessThan(escalation?.workingDays ?? 0);
});
