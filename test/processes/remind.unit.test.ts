import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { referenceDir } from '#app/settings.ts';
import type { DutyAtHand } from '#domain/duty/fulfilment.ts';
import { channelsIn } from '#processes/notices/channel.ts';
import { loadNoticeSchedule } from '#processes/notices/schedule.ts';
import type { ProcessLookups, Tools } from '#processes/tools.ts';
import { notifyWhenUrged, remind } from '#processes/writeNotices.ts';
import { dutyAssigned, dutyUrged, logOf } from '#test/support/events.ts';
import { lookupsOf } from '#test/support/lookups.ts';
import { testSettings } from '#test/support/settings.ts';

const webhook = { url: 'https://example.vn/', secrets: [`whsec_${Buffer.alloc(24).toString('base64')}`] };
const duty: DutyAtHand = {
  dutyId: 'chi-thi-1.staff.25747',
  party: '25747',
  unit: '25747',
  title: 'Bố trí nhân sự',
  deadline: '2025-06-30T10:00:00.000Z',
  escalateTo: 'office-of-city-committee',
  missing: [{ code: 'director', text: 'Chưa có Giám đốc' }],
};
const local = (time: string): string => Temporal.Instant.from(`${time}:00+07:00`).toString({ smallestUnit: 'millisecond' });

/** Looks at the schedule that ships at these moments, one after the other; answers what was written at each. */
const remindedAt = async (moments: readonly string[], duties: readonly DutyAtHand[] = [duty]) => {
  const all: Record<string, any>[] = [];
  const written: Record<string, any>[][] = [];
  for (const moment of moments) {
    const now: Record<string, any>[] = [];
    const tools = {
      lookup: lookupsOf<ProcessLookups>({
        dutiesUnfulfilled: async () => duties,
        calendars: async () => new Map([[2025, new Map()]]),
        noticesWritten: async (ids) => new Set(all.map(({ noticeId }) => noticeId).filter((id) => ids.includes(id))),
      }),
      act: async (_command: unknown, notice: unknown) => void now.push(notice as Record<string, any>),
      schedule: loadNoticeSchedule(path.join(referenceDir, 'notice-schedule.json')),
      channelsOf: channelsIn({ 'office-of-city-committee': { webhook } }),
      settings: testSettings,
    };
    await remind(tools, local(moment));
    all.push(...now);
    written.push(now);
  }
  return written;
};

it('writes to the assignee before, on and after the day, then on every channel to whom the duty escalates, each once', async () => {
  const mornings = ['24', '25', '26', '27', '30'].map((day) => `2025-06-${day}T07:30`);
  const after = ['01', '02', '03', '04'].map((day) => `2025-07-${day}T07:30`);
  const written = await remindedAt([...mornings, ...after].flatMap((moment) => [moment, moment.replace('07:30', '09:00')]));
  expect(
    written.map((notices) => notices.map(({ kind, to, channel }) => `${kind} ${to} ${channel}`)).filter((some) => some.length > 0),
  ).toEqual([
    ['before-deadline 25747 email'],
    ['before-deadline 25747 email'],
    ['overdue 25747 email'],
    ['overdue 25747 email', 'escalation office-of-city-committee email', 'escalation office-of-city-committee webhook'],
  ]);
  expect(written.flat().map(({ dueAt }) => dueAt)).toEqual(
    ['2025-06-25', '2025-06-30', '2025-07-01', '2025-07-03', '2025-07-03', '2025-07-03'].map((day) => local(`${day}T07:30`)),
  );
});

it('names the duty, its deadline in local time, what is missing, and to the Office who is late', async () => {
  const [, overdue, third] = await remindedAt(['2025-06-25T08:00', '2025-07-01T08:00', '2025-07-03T08:00']);
  expect(overdue?.[0]).toMatchObject({ subject: 'Quá hạn: Bố trí nhân sự', dutyId: duty.dutyId, unit: '25747' });
  expect(overdue?.[0]?.text).toContain('Phường Thủ Dầu Một');
  expect(overdue?.[0]?.text).toContain('17:00 ngày 30/6/2025');
  expect(overdue?.[0]?.text).toContain('- Chưa có Giám đốc');
  expect(third?.find(({ kind }) => kind === 'escalation')?.subject).toBe('Báo cáo quá hạn: Phường Thủ Dầu Một – Bố trí nhân sự');
});

it('counts from the new deadline when it was moved, though the old one had been announced', async () => {
  const moved = { ...duty, deadline: '2025-07-10T10:00:00.000Z' };
  const [first] = await remindedAt(['2025-06-25T08:00']);
  const [again] = await remindedAt(['2025-07-07T08:00'], [moved]);
  expect([first?.length, again?.length]).toEqual([1, 1]);
  expect(again?.[0]?.noticeId).not.toBe(first?.[0]?.noticeId);
});

it('has nothing to say about duties that are fulfilled', async () => {
  expect(await remindedAt(['2025-07-01T08:00'], [])).toEqual([[]]);
});

describe('what is too long for a notice', () => {
  const emblem = '🏛'.repeat(1000);
  it('is cut between characters, and never crowds out the deadline', async () => {
    const long = { ...duty, title: emblem, missing: [{ code: 'director', text: `Còn thiếu ${emblem}` }] };
    const written = (await remindedAt(['2025-06-25T08:00', '2025-07-01T08:00', '2025-07-03T08:00'], [long])).flat();
    expect(written).toHaveLength(5);
    for (const { subject, text } of written) {
      expect([subject.isWellFormed(), text.isWellFormed()]).toEqual([true, true]);
      expect(Math.max(subject.length, text.length)).toBeLessThanOrEqual(2000);
      expect(text).toContain('17:00 ngày 30/6/2025');
    }
  });

  it('leaves an urging its duty and its deadline, whatever its length', async () => {
    const log = logOf([
      dutyAssigned('pilot', 'science-and-technology', { title: `${emblem} Báo cáo`, deadline: '2025-06-25T10:00:00.000Z' }),
      ...[1984, 1985, 1986, 1987, 2000].map((length) => dutyUrged('pilot', 'science-and-technology', { text: 'a'.repeat(length) })),
    ]);
    for (const urged of log.slice(1)) {
      const written: { text: string; subject: string }[] = [];
      const tools = {
        read: async () => log,
        execute: async (_: unknown, notice: { text: string; subject: string }) => void written.push(notice),
        channelsOf: () => ['email'],
      } as unknown as Tools;
      await notifyWhenUrged.react(urged as never, tools);
      const [{ subject, text } = { subject: '', text: '' }] = written;
      expect([subject.isWellFormed(), text.isWellFormed(), text.length <= 2000]).toEqual([true, true, true]);
      expect(text).toMatch(/^a+…\n\nNhiệm vụ: "🏛+…", hạn 17:00 ngày 25\/6\/2025\.$/u);
    }
  });
});
