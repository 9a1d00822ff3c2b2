import pMap from 'p-map';
import { noticeIdOf } from '#commands/notice/noticeId.ts';
import { writeNotice } from '#commands/notice/writeNotice.ts';
import type { Settings } from '#domain/settings.ts';
import type { ChannelsOf } from './notices/contacts.ts';
import { type NoticeSchedule, stepsDue } from './notices/schedule.ts';
import { reminderWords } from './notices/wording.ts';
import type { WatchTools } from './watchDuties.ts';

export type RemindTools = WatchTools & {
  schedule: NoticeSchedule;
  channelsOf: ChannelsOf;
  settings: Pick<Settings, 'defaultWeek' | 'units' | 'parties'>;
};

/** Notices that are written at the same time: on the morning before a deadline of all units they are many hundred. */
const AT_ONCE = 16;

/** What a step of the schedule is called in the id of a notice: when the deadline moves, its steps are other ones. */
export const stepIn = (step: string, deadline: string): string => `${step} ${deadline}`;

/**
 * Writes what the schedule has due at a moment about duties that are not fulfilled. Any number of workers may do this, as often as they like: a notice is
 * written once. Throws `StoreUnavailable` when a read model is behind.
 */
export const remind = async ({ act, lookup, schedule, channelsOf, settings }: RemindTools, now: string): Promise<void> => {
  const duties = await lookup.dutiesUnfulfilled(now);
  const time = { weeks: [], defaultWeek: settings.defaultWeek, calendars: await lookup.calendars(), closures: [] };
  const names = new Map([
    ...settings.units.map(({ code, fullName }) => [code, fullName] as const),
    ...settings.parties.map(({ key, name }) => [key, name] as const),
  ]);
  // duties by the hundred share a deadline
  const stepsOf = new Map([...new Set(duties.map(({ deadline }) => deadline))].map((at) => [at, stepsDue(schedule, time, at, now)]));
  const due = duties.flatMap((duty) =>
    (stepsOf.get(duty.deadline) ?? []).flatMap(({ step, dueAt }) => {
      const { dutyId, unit, party, escalateTo, deadline } = duty;
      const to = step.to === 'assignee' ? party : escalateTo;
      const words = reminderWords(step, duty, names.get(party) ?? party);
      return channelsOf(to).map((channel) => {
        const noticeId = noticeIdOf({ dutyId, step: stepIn(step.step, deadline), to, channel });
        return { noticeId, dutyId, ...(unit !== null && { unit }), kind: step.kind, to, channel, dueAt, ...words };
      });
    }),
  );
  if (due.length === 0) return;
  const written = await lookup.noticesWritten(due.map(({ noticeId }) => noticeId));
  const unwritten = due.filter(({ noticeId }) => !written.has(noticeId));
  await pMap(unwritten, (notice) => act(writeNotice, notice, now), { concurrency: AT_ONCE });
};
