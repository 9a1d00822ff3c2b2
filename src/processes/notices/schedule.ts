import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Rejection } from '#domain/rejections.ts';
import { dayOf, instantOf, momentOf, openFrom, type WorkingTime } from '#domain/time/workingTime.ts';
import { NoticeKind } from '#events/notice/events.ts';
import { Key } from '#events/terms.ts';

const Step = z.strictObject({
  /** Names the step for ever: a notice that was written for it is not written again. */
  step: Key,
  /** Before (negative), on, or after the day of the deadline. */
  workingDays: z.int().min(-60).max(60),
  kind: NoticeKind.exclude(['urging', 'model-changed']),
  /** The assignee, or whom the duty escalates to. */
  to: z.enum(['assignee', 'escalation']),
});
export type Step = z.infer<typeof Step>;

const NoticeSchedule = z.strictObject({
  provenance: z.string(),
  steps: z.array(Step),
  /** A step that was missed for longer, because nobody was there to do it, is left out: late reminders are none. */
  droppedAfterWorkingDays: z.int().min(1),
  /** Pauses after an attempt that surely failed; after the last one the notice has failed. */
  retryAfterMinutes: z.array(z.number().positive()).max(50),
});
export type NoticeSchedule = z.infer<typeof NoticeSchedule>;

/** When is reminded of duties, and when sending is tried again. Throws when the file is not valid. */
export const loadNoticeSchedule = (file: string): NoticeSchedule => NoticeSchedule.parse(JSON.parse(readFileSync(file, 'utf8')));

const isWorked = (time: WorkingTime, date: Temporal.PlainDate): boolean => dayOf(time, date).spans.length > 0;

/** The day that many working days away; 0: the day itself, or the last working day before it. */
const workingDay = (time: WorkingTime, from: Temporal.PlainDate, distance: number): Temporal.PlainDate => {
  const days = distance > 0 ? 1 : -1;
  let date = from;
  if (distance <= 0) while (!isWorked(time, date)) date = date.add({ days: -1 });
  for (let left = Math.abs(distance); left > 0; ) {
    date = date.add({ days });
    if (isWorked(time, date)) left -= 1;
  }
  return date;
};

/** When a step is to be done, as instants; undefined when the calendar of its year has not been published. */
const windowOf = (time: WorkingTime, deadline: string, { workingDays }: Step, { droppedAfterWorkingDays }: NoticeSchedule) => {
  try {
    const day = workingDay(time, momentOf(deadline).date, workingDays);
    const end = workingDay(time, day, droppedAfterWorkingDays);
    const opening = (date: Temporal.PlainDate): string => instantOf(openFrom(time, { date, minute: 0 }));
    return { from: opening(day), until: opening(end) };
  } catch (error) {
    if (error instanceof Rejection && error.code === 'calendar-not-published') return undefined;
    throw error;
  }
};

/** Steps due for a deadline, each with since when. What comes before a deadline is not said after it. */
export const stepsDue = (schedule: NoticeSchedule, time: WorkingTime, deadline: string, now: string): { step: Step; dueAt: string }[] =>
  schedule.steps.flatMap((step) => {
    if (step.kind === 'before-deadline' && now > deadline) return [];
    const window = windowOf(time, deadline, step, schedule);
    return window !== undefined && window.from <= now && now < window.until ? [{ step, dueAt: window.from }] : [];
  });
