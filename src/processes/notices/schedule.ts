import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Rejection } from '#domain/rejections.ts';
import { addWorkingTime, dayOf, instantOf, momentOf, openFrom, subtractWorkingTime, type WorkingTime } from '#domain/time/workingTime.ts';
import { Awaiting, ReminderKind, ReminderTo } from '#events/dossier/terms.ts';
import { NoticeKind } from '#events/notice/events.ts';
import { Key } from '#events/terms.ts';

const Step = z.strictObject({
  /** Names the step for ever: a notice that was written for it is not written again. */
  step: Key,
  /** Before (negative), on, or after the day of the deadline. */
  workingDays: z.int().min(-60).max(60),
  kind: NoticeKind.extract(['before-deadline', 'overdue', 'escalation']),
  /** The assignee, or whom the duty escalates to. */
  to: z.enum(['assignee', 'escalation']),
});
export type Step = z.infer<typeof Step>;

const DossierStep = z
  .strictObject({
    /** Names the step for ever: a dossier that was reminded of by it is not again, as long as it waits for the same. */
    step: Key,
    about: Awaiting,
    /** What the hours count from: the deadline, or since when it waits. */
    from: z.enum(['since', 'deadline']),
    /** Of the usual working hours; before it when negative. */
    workingHours: z.number().min(-500).max(2000),
    kind: ReminderKind,
    to: z.array(ReminderTo).min(1),
  })
  .refine(({ about, from }) => about === 'reception' || from === (about === 'citizen' ? 'since' : 'deadline'), {
    error: 'Steps about a result count from its deadline, steps about the citizen from since when he is waited for.',
    path: ['from'],
  })
  .refine(({ to, kind }) => !to.includes('citizen') || kind === 'waiting-for-citizen', {
    error: 'The citizen is told only of what he is waited for.',
    path: ['to'],
  })
  .refine(({ from, workingHours }) => from === 'deadline' || workingHours >= 0, {
    error: 'Nobody is reminded before a dossier waits.',
    path: ['workingHours'],
  });
type DossierStep = z.infer<typeof DossierStep>;

const DossierSchedule = z.strictObject({
  provenance: z.string(),
  /** In the order in which they come. */
  steps: z
    .array(DossierStep)
    .refine((steps) => new Set(steps.map(({ about, step }) => `${about} ${step}`)).size === steps.length, { error: 'Each step once.' }),
  /** A step that was missed for longer, because nobody was there to do it, is left out. */
  droppedAfterWorkingHours: z.number().positive(),
});
export type DossierSchedule = z.infer<typeof DossierSchedule>;

const NoticeSchedule = z.strictObject({
  provenance: z.string(),
  steps: z.array(Step),
  dossiers: DossierSchedule,
  /** A step that was missed for longer, because nobody was there to do it, is left out: late reminders are none. */
  droppedAfterWorkingDays: z.int().min(1),
  /** Pauses after an attempt that surely failed; after the last one the notice has failed. */
  retryAfterMinutes: z.array(z.number().positive()).max(50),
});
export type NoticeSchedule = z.infer<typeof NoticeSchedule>;

/** When is reminded of duties and dossiers, and when sending is tried again. Throws when the file is not valid. */
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

/** The instant so many working hours after (before, when negative) another. */
const shifted = (time: WorkingTime, instant: string, hours: number): string => {
  const minutes = Math.round(Math.abs(hours) * 60);
  if (minutes === 0) return instant;
  return instantOf((hours > 0 ? addWorkingTime : subtractWorkingTime)(time, momentOf(instant), minutes));
};

/** A step about dossiers, with the time that what it counts from lies in when the step is due. */
export type DueStep = { step: DossierStep; after: readonly string[]; later: string; until: string };

/**
 * The steps about dossiers at an instant, in their order, each with which dossiers it is due for: instead of every
 * dossier's time, now is moved by the step's hours. Without a step where the calendar of a year is not published.
 */
export const dossierStepsAt = ({ steps, droppedAfterWorkingHours }: DossierSchedule, time: WorkingTime, now: string): DueStep[] =>
  steps.flatMap((step, index) => {
    const before = steps.slice(0, index).filter(({ about }) => about === step.about);
    try {
      const until = shifted(time, now, -step.workingHours);
      const later = shifted(time, now, -step.workingHours - droppedAfterWorkingHours);
      return [{ step, after: ['', ...before.map((one) => one.step)], later, until }];
    } catch (error) {
      if (error instanceof Rejection && error.code === 'calendar-not-published') return [];
      throw error;
    }
  });

/** By when a citizen who is waited for since an instant has to act; undefined where the schedule has no term for him. */
export const citizenTerm = ({ steps }: DossierSchedule, time: WorkingTime, since: string): string | undefined => {
  const end = steps.find(({ kind }) => kind === 'due-to-be-stopped');
  try {
    return end && shifted(time, since, end.workingHours);
  } catch (error) {
    if (error instanceof Rejection && error.code === 'calendar-not-published') return undefined;
    throw error;
  }
};
