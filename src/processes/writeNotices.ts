import pMap from 'p-map';
import { assignDuty } from '#commands/duty/duty.ts';
import type { InputOf } from '#commands/handling/command.ts';
import { noticeIdOf, writeNotice } from '#commands/notice/notice.ts';
import type { DutyAtHand } from '#domain/duty/fulfilment.ts';
import { excerpt } from '#domain/excerpt.ts';
import { compareArticles } from '#domain/regulation/differences.ts';
import { namesOf, type Settings } from '#domain/settings.ts';
import { endOfCalendars } from '#domain/time/calendar.ts';
import { dayPlus, endOfDay, localDay, ZONE } from '#domain/time/localDay.ts';
import { dayInWords } from '#domain/time/wording.ts';
import { endOfHours, instantOf } from '#domain/time/workingTime.ts';
import { dutyIdOf } from '#events/duty/events.ts';
import type { ChannelsOf } from './notices/channel.ts';
import { type NoticeSchedule, type Step, stepsDue } from './notices/schedule.ts';
import { defineProcess, inItsOwnTime, type Tools, type WatchTools } from './tools.ts';

/** A time of the wall clock, as notices name it. */
export const clockTime = (instant: string): string => {
  const { hour, minute, day, month, year } = Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')} ngày ${day}/${month}/${year}`;
};

const missingLines = (missing: DutyAtHand['missing']): string[] =>
  missing.length === 0 ? [] : ['Còn thiếu:', ...missing.map(({ text }) => `- ${text}`)];

/** Longest subject and text of a notice. */
export const LONGEST = 2000;
/** Longest title within a sentence, so that what the sentence is about never crowds out what it says. */
const LONGEST_TITLE = 300;
const quoted = (title: string): string => `"${excerpt(title, LONGEST_TITLE)}"`;

type Words = { subject: string; text: string };
/** Words cut to what a notice holds. */
export const fitting = (subject: string, lines: readonly string[]): Words => ({
  subject: excerpt(subject, LONGEST),
  text: excerpt(lines.join('\n'), LONGEST),
});

/** What a step of the schedule says, in Vietnamese. `party`: the assignee's name. */
const reminderWords = ({ kind }: Step, { title, deadline, missing }: DutyAtHand, party: string): Words => {
  const due = clockTime(deadline);
  switch (kind) {
    case 'before-deadline':
      return fitting(`Nhắc việc: ${title}`, [`Kính gửi ${party}.`, `Nhiệm vụ ${quoted(title)} đến hạn lúc ${due} và chưa hoàn thành.`]);
    case 'overdue':
      return fitting(`Quá hạn: ${title}`, [
        `Kính gửi ${party}.`,
        `Nhiệm vụ ${quoted(title)} đã quá hạn từ ${due}. Đề nghị hoàn thành ngay.`,
        ...missingLines(missing),
      ]);
    case 'escalation':
      return fitting(`Báo cáo quá hạn: ${party} – ${title}`, [
        `${party} chưa hoàn thành nhiệm vụ ${quoted(title)}, quá hạn từ ${due}.`,
        ...missingLines(missing),
      ]);
  }
};

/** What urging by hand says: the words of whoever urged, and which duty it is about, which there is always room for. */
const urgingWords = (title: string, deadline: string, words: string): Words => {
  const about = ['', `Nhiệm vụ: ${quoted(title)}, hạn ${clockTime(deadline)}.`];
  return fitting(`Đôn đốc: ${title}`, [excerpt(words, LONGEST - about.join('\n').length - 1), ...about]);
};

type Notice = InputOf<typeof writeNotice>;
type Said = Omit<Notice, 'noticeId' | 'channel' | 'unit'> & { unit: string | null | undefined };
/** A notice for each channel to an addressee; `step` tells it from other notices about the duty or dossier. */
export const noticesTo = (channelsOf: ChannelsOf, step: string, { unit, ...said }: Said): Notice[] => {
  const { dutyId, dossierId, to, official } = said;
  return channelsOf(to, official).map((channel) => {
    const noticeId = noticeIdOf({ about: dutyId ?? dossierId ?? '', step, to, official, channel });
    return { noticeId, ...(unit && { unit }), channel, ...said };
  });
};

export type RemindTools = WatchTools & {
  schedule: NoticeSchedule;
  channelsOf: ChannelsOf;
  settings: Pick<Settings, 'defaultWeek' | 'units' | 'parties' | 'calendarEnd'>;
};

/** With what the end of the calendars is announced. */
type AnnounceTools = Pick<RemindTools, 'act' | 'channelsOf'> & {
  lookup: Pick<RemindTools['lookup'], 'calendars'>;
  settings: RemindTools['settings'];
};

/** Notices that are written at the same time: on the morning before a deadline of all units they are many hundred. */
const AT_ONCE = 16;

/** What a step of the schedule is called in the id of a notice: when the deadline moves, its steps are other ones. */
export const stepIn = (step: string, deadline: string): string => `${step} ${deadline}`;

/**
 * Writes what the schedule has due at a moment about duties that are not fulfilled. Any number of workers may do this,
 * as often as they like: a notice is written once. Throws `StoreUnavailable` when a read model is behind.
 */
export const remind = async ({ act, lookup, schedule, channelsOf, settings }: RemindTools, now: string): Promise<void> => {
  const duties = await lookup.dutiesUnfulfilled(now);
  const time = { weeks: [], defaultWeek: settings.defaultWeek, calendars: await lookup.calendars(), closures: [] };
  const nameOf = namesOf(settings);
  // duties by the hundred share a deadline
  const stepsOf = new Map([...new Set(duties.map(({ deadline }) => deadline))].map((at) => [at, stepsDue(schedule, time, at, now)]));
  const due = duties.flatMap((duty) =>
    (stepsOf.get(duty.deadline) ?? []).flatMap(({ step, dueAt }) => {
      const { dutyId, unit, party, escalateTo, deadline } = duty;
      const to = step.to === 'assignee' ? party : escalateTo;
      const words = reminderWords(step, duty, nameOf(party));
      return noticesTo(channelsOf, stepIn(step.step, deadline), { dutyId, unit, kind: step.kind, to, dueAt, ...words });
    }),
  );
  if (due.length === 0) return;
  const written = await lookup.noticesWritten(due.map(({ noticeId }) => noticeId));
  const unwritten = due.filter(({ noticeId }) => !written.has(noticeId));
  await pMap(unwritten, (notice) => act(writeNotice, notice, now), { concurrency: AT_ONCE });
};

/** What the task of publishing a year's calendar is a task of: no order from above, but the program's own knowledge. */
const CALENDARS = 'calendars';

/**
 * Gives whoever answers for it the duty of publishing the next calendar as soon as the end of the published ones is
 * near, and a notice of it. Any number of workers may do this, as often as they like: both are written once. Does nothing
 * where no calendar was ever published.
 */
export const announceEndOfCalendars = async ({ act, lookup, channelsOf, settings }: AnnounceTools, now: string): Promise<void> => {
  const { announcedDaysBefore, publishedDaysBefore, assignee, escalateTo } = settings.calendarEnd;
  const calendars = await lookup.calendars();
  const end = endOfCalendars(new Set(calendars.keys()), localDay(now));
  if (end === undefined || localDay(now) < dayPlus(end, -announcedDaysBefore)) return;
  const year = Number(end.slice(0, 4)) + 1;
  const time = { weeks: [], defaultWeek: settings.defaultWeek, calendars, closures: [] };
  const wanted = Temporal.PlainDate.from(dayPlus(end, -publishedDaysBefore));
  const deadline = calendars.has(wanted.year) ? instantOf(endOfHours(time, wanted)) : endOfDay(end);
  const taskId = String(year);
  const dutyId = dutyIdOf(CALENDARS, taskId, assignee);
  const title = `Công bố lịch làm việc năm ${year} (ngày nghỉ lễ, tết, ngày làm bù)`;
  const fulfilment = { kind: 'rule', rule: 'calendar-published', on: `${year}-01-01` } as const;
  await act(assignDuty, { dutyId, directiveId: CALENDARS, taskId, party: assignee, title, deadline, fulfilment, escalateTo }, now);
  const { subject, text } = fitting(title, [
    `Kính gửi ${namesOf(settings)(assignee)}.`,
    `Lịch làm việc đã công bố kết thúc ngày ${dayInWords(end)}. Hồ sơ có hạn sau ngày đó không thể hẹn trả.`,
    `Đề nghị công bố lịch làm việc năm ${year} trước ${clockTime(deadline)}.`,
  ]);
  for (const notice of noticesTo(channelsOf, 'announced', {
    dutyId,
    unit: null,
    kind: 'before-deadline',
    to: assignee,
    dueAt: now,
    subject,
    text,
  }))
    await act(writeNotice, notice, now);
};

/** Whoever is urged gets the words on every channel there is to the party. */
export const notifyWhenUrged = defineProcess({
  name: 'notify-when-urged',
  on: ['DutyUrged'],
  react: async (event, { read, execute, channelsOf }: Tools) => {
    const { dutyId, party: to, unit, text } = event.data;
    const past = (await read(event.stream)).filter(({ revision }) => revision < event.revision);
    const assigned = past.find((one) => one.type === 'DutyAssigned');
    const moved = past.findLast((one) => one.type === 'DutyDeadlineMoved');
    if (assigned === undefined) return;
    const words = urgingWords(assigned.data.title, moved?.data.deadline ?? assigned.data.deadline, text);
    const said = { dutyId, unit, kind: 'urging' as const, to, dueAt: event.occurredAt, ...words };
    for (const notice of noticesTo(channelsOf, `urged ${event.id}`, said))
      await execute(writeNotice, notice, event, { which: ` on ${notice.channel}`, ...inItsOwnTime(event) });
  },
});

const kinds = { added: 'bổ sung', removed: 'bãi bỏ', changed: 'sửa đổi' } as const;

/** A new model text: every Center with the duty of issuing working regulations is told which articles changed. */
export const tellOfModelRegulations = defineProcess({
  name: 'tell-of-model-regulations',
  on: ['ModelRegulationsPublished'],
  react: async (event, { read, execute, lookup, channelsOf }: Tools) => {
    const { version, note, articles } = event.data;
    const past = await read(event.stream);
    const before = past.findLast((one) => one.type === 'ModelRegulationsPublished' && one.data.version === version - 1);
    if (before?.type !== 'ModelRegulationsPublished') return;
    const changes = compareArticles(before.data.articles, articles).flatMap(({ kind, before: old, after: now }) => {
      const place = now ?? old;
      return kind === 'same' || place === null ? [] : [`- Điều ${place.number} (${excerpt(place.title, LONGEST_TITLE)}): ${kinds[kind]}`];
    });
    const subject = `Quy chế làm việc mẫu: bản ${version}`;
    const { text } = fitting(subject, [excerpt(note, LONGEST / 2), 'Những điều thay đổi:', ...changes]);
    const duties = (await lookup.ruledDuties('all', event.position)).filter(({ rule }) => rule === 'working-regulations-issued');
    for (const { dutyId, party: to } of duties) {
      const said = { dutyId, unit: to, kind: 'model-changed' as const, to, dueAt: event.occurredAt, subject, text };
      for (const notice of noticesTo(channelsOf, `model ${version}`, said))
        await execute(writeNotice, notice, event, { which: ` for ${dutyId} on ${notice.channel}`, ...inItsOwnTime(event) });
    }
  },
});
