import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { referenceDir } from '#app/settings.ts';
import type { Term } from '#domain/dossier/reminders.ts';
import { Rejection } from '#domain/rejections.ts';
import { loadNoticeSchedule } from '#processes/notices/schedule.ts';
import { remindOfDossiers, tellOfDossiers } from '#processes/remindOfDossiers.ts';
import type { ProcessLookups, Tools } from '#processes/tools.ts';
import {
  dossierReminded,
  dossierUrged,
  feeRequested,
  type Happened,
  logOf,
  officialId,
  received,
  submitted,
  supplementRequested,
  unit,
} from '#test/support/events.ts';
import { lookupsOf } from '#test/support/lookups.ts';
import { testSettings } from '#test/support/settings.ts';

const local = (time: string): string => Temporal.Instant.from(`${time}:00+07:00`).toString({ smallestUnit: 'millisecond' });
const schedule = loadNoticeSchedule(path.join(referenceDir, 'notice-schedule.json'));
type Reminded = { about: string; step: string; countsFrom: string };

/** What the schedule that ships finds at a moment, where these dossiers wait; `act` may fail. */
const lookedAt = async (now: string, waits: { about: Term['about']; since: string; by: string | null }, act?: () => Promise<never>) => {
  const asked: Term[] = [];
  const reminded: Reminded[] = [];
  const tools = {
    lookup: lookupsOf<ProcessLookups>({
      calendars: async () => new Map([[2025, new Map()]]),
      dossiersToRemind: async (term) => {
        asked.push(term);
        const time = term.from === 'since' ? waits.since : waits.by;
        const last = reminded.at(-1)?.step ?? '';
        const open = term.openAt === undefined || (waits.by !== null && waits.by > term.openAt);
        const fits = time !== null && time > term.later && time <= term.until && term.after.includes(last) && term.about === waits.about;
        return fits && open ? [{ dossierId: 'd', countsFrom: time }] : [];
      },
    }),
    act: async (_: unknown, input: unknown) => {
      await act?.();
      reminded.push(input as Reminded);
    },
    schedule,
    settings: testSettings,
  };
  await remindOfDossiers(tools, local(now));
  return { asked, reminded, steps: reminded.map(({ step }) => step) };
};
const stepsAt = async (now: string, waits: Parameters<typeof lookedAt>[1]) => (await lookedAt(now, waits)).steps;

describe('the schedule that ships', () => {
  const friday = { about: 'due' as const, since: local('2025-07-01T09:00'), by: local('2025-07-04T17:00') };

  it('reminds half a working day before, when it is overdue, and after three working days, over the weekend', async () => {
    expect(await stepsAt('2025-07-04T12:59', friday)).toEqual(['due-in-4']);
    expect(await stepsAt('2025-07-04T11:29', friday)).toEqual([]);
    expect(await stepsAt('2025-07-04T16:59', friday)).toEqual(['due-in-4']);
    expect(await stepsAt('2025-07-04T17:00', friday)).toEqual(['overdue']);
    expect(await stepsAt('2025-07-09T16:59', friday)).toEqual([]);
    expect(await stepsAt('2025-07-09T17:00', friday)).toEqual(['overdue-24']);
  });
  it('leaves out what nobody did for two working days', async () => {
    expect(await stepsAt('2025-07-08T16:59', friday)).toEqual(['overdue']);
    expect(await stepsAt('2025-07-08T17:00', friday)).toEqual([]);
    expect(await stepsAt('2026-11-30T08:00', friday)).toEqual([]);
  });
  it('reminds of a result that is due on the day of receipt an hour before', async () => {
    const today = { about: 'same-day' as const, since: local('2025-07-01T09:00'), by: local('2025-07-01T17:00') };
    expect(await stepsAt('2025-07-01T15:59', today)).toEqual([]);
    expect(await stepsAt('2025-07-01T16:00', today)).toEqual(['due-in-1']);
  });
  it('alarms four working hours after an online dossier was handed in, and when its time has passed', async () => {
    const online = { about: 'reception' as const, since: local('2025-07-01T15:00'), by: local('2025-07-02T15:00') };
    expect(await stepsAt('2025-07-02T09:29', online)).toEqual([]);
    expect(await stepsAt('2025-07-02T09:30', online)).toEqual(['unreceived-4']);
    expect(await stepsAt('2025-07-02T15:00', online)).toEqual(['reception-overdue']);
  });
  it('reminds of what waits for the citizen, and says when it is due to be stopped', async () => {
    const waits = { about: 'citizen' as const, since: local('2025-07-01T09:00'), by: null };
    expect(await stepsAt('2025-07-15T08:59', waits)).toEqual([]);
    expect(await stepsAt('2025-07-15T09:00', waits)).toEqual(['waiting-80']);
    expect(await stepsAt('2025-07-29T09:00', waits)).toEqual(['waiting-160']);
    const { reminded } = await lookedAt('2025-07-15T09:00', waits);
    expect(reminded).toMatchObject([{ to: ['citizen', 'holder'], actBy: local('2025-07-29T09:00') }]);
  });
  it('asks once for each step, for two working days of times and no more, however long ago the first dossier was', async () => {
    const { asked } = await lookedAt('2025-07-09T09:00', friday);
    expect(asked).toHaveLength(schedule.dossiers.steps.length);
    for (const { later, until } of asked) expect(Date.parse(until) - Date.parse(later)).toBeLessThanOrEqual(4 * 86_400_000);
  });
  it('says nothing where the calendar is not published', async () => {
    expect(await stepsAt('2024-07-04T17:00', { ...friday, by: local('2024-07-04T17:00') })).toEqual([]);
  });
});

it('goes on when a dossier can no longer be reminded of, and tells of anything else', async () => {
  const friday = { about: 'due' as const, since: local('2025-07-01T09:00'), by: local('2025-07-04T17:00') };
  const gone = async (): Promise<never> => {
    throw new Rejection('dossier-ended', 'x');
  };
  expect((await lookedAt('2025-07-04T17:00', friday, gone)).steps).toEqual([]);
  const broken = async (): Promise<never> => {
    throw new Error('no log');
  };
  await expect(lookedAt('2025-07-04T17:00', friday, broken)).rejects.toThrow('no log');
});

describe('whoever is told', () => {
  const noticesAfter = async (...events: Happened[]): Promise<Record<string, any>[]> => {
    const log = logOf(events);
    const written: Record<string, any>[] = [];
    const tools = {
      read: async () => log,
      execute: async (_: unknown, notice: Record<string, any>) => void written.push(notice),
      settings: testSettings,
      channelsOf: (to: string, official?: string) => (official === undefined && to !== 'x' ? ['email', 'webhook'] : ['email']),
    } as unknown as Tools;
    await tellOfDossiers.react(log.at(-1) as never, tools);
    return written;
  };

  it('is the official that holds it and the Center, each on his channels, with code and time and no word of the owner', async () => {
    const notices = await noticesAfter(received(), dossierReminded());
    expect(notices.map(({ to, official, channel, kind }) => [to, official, channel, kind])).toEqual([
      [unit, officialId, 'email', 'overdue'],
      [unit, undefined, 'email', 'overdue'],
      [unit, undefined, 'webhook', 'overdue'],
    ]);
    expect(new Set(notices.map(({ noticeId }) => noticeId)).size).toBe(3);
    const [{ subject, text, dossierId } = {}] = notices;
    expect({ subject, text, dossierId }).toEqual({
      dossierId: expect.any(String),
      subject: 'Quá hạn trả kết quả: hồ sơ H29.25747-250701-0001',
      text: `Hồ sơ H29.25747-250701-0001, thủ tục 2.000815, đang ở cán bộ ${officialId}.\nĐã quá hạn trả kết quả từ 17:00 ngày 4/7/2025. Đề nghị xử lý ngay.`,
    });
  });
  it('is the desk once, where no official holds it; before reception it goes by the code of the portal', async () => {
    const alarm = { about: 'reception', step: 'unreceived-4', kind: 'before-deadline', countsFrom: '2025-07-01T03:00:00.000Z' } as const;
    const notices = await noticesAfter(submitted({ externalCode: 'G09-1' }), dossierReminded({ ...alarm, holder: { unit } }));
    expect(notices.map(({ channel }) => channel)).toEqual(['email', 'webhook']);
    expect(notices[0]?.subject).toBe('Nhắc việc: hồ sơ G09-1 sắp đến hạn tiếp nhận');
    expect(notices[0]?.text).toContain('Hạn tiếp nhận: 10:00 ngày 2/7/2025.');
  });
  it('is the agency of the city that holds it, as head too', async () => {
    const notices = await noticesAfter(received({ competentUnit: 'justice' }), dossierReminded({ holder: { unit: 'justice' } }));
    expect(notices.map(({ to, unit: of, official }) => [to, of, official])).toEqual([
      ['justice', 'justice', undefined],
      ['justice', 'justice', undefined],
    ]);
    expect(notices[0]?.text).toContain('đang ở cơ quan giải quyết.');
  });
  it('is the citizen by one channel, by code, what is asked, by when and where to look it up, and nothing personal', async () => {
    const waiting = { about: 'citizen', step: 'waiting-80', kind: 'waiting-for-citizen', countsFrom: '2025-07-01T02:00:00.000Z' } as const;
    const told = dossierReminded({ ...waiting, to: ['citizen', 'holder'], actBy: '2025-07-29T02:00:00.000Z' });
    const notices = await noticesAfter(received(), supplementRequested(), told);
    expect(notices.map(({ to, channel }) => `${to} ${channel}`)).toEqual([`${unit} email`, 'citizen-channel webhook']);
    const code = 'H29.25747-250701-0001';
    expect(notices[1]).toMatchObject({
      unit,
      subject: `Hồ sơ ${code} đang chờ ông/bà bổ sung hồ sơ`,
      text: [
        `Hồ sơ ${code} chờ ông/bà bổ sung hồ sơ từ 09:00 ngày 1/7/2025.`,
        'Đề nghị thực hiện trước 09:00 ngày 29/7/2025; sau đó cơ quan có thể dừng xử lý hồ sơ.',
        `Tra cứu tình trạng hồ sơ tại ${testSettings.documents.lookUp.address.replace('{code}', code)}`,
      ].join('\n'),
    });
  });
  it('is told of a fee that is waited for, and of no time where none is set', async () => {
    const waiting = { about: 'citizen', step: 'waiting-80', kind: 'waiting-for-citizen', countsFrom: '2025-07-01T02:00:00.000Z' } as const;
    const notices = await noticesAfter(received(), feeRequested(), dossierReminded({ ...waiting, to: ['citizen'] }));
    expect(notices).toHaveLength(1);
    expect(notices[0]?.text).toContain('chờ ông/bà nộp phí, lệ phí từ');
    expect(notices[0]?.text).not.toContain('trước');
  });
  it('is told that nothing is stopped by itself', async () => {
    const waiting = { about: 'citizen', step: 'waiting-160', kind: 'due-to-be-stopped', countsFrom: '2025-07-01T02:00:00.000Z' } as const;
    const [notice] = await noticesAfter(received(), dossierReminded(waiting));
    expect(notice?.text).toContain('hệ thống không tự dừng');
  });
  it('gets the words of whoever urges, and there is always room for the dossier and its time', async () => {
    const [notice] = await noticesAfter(received(), dossierUrged({ text: 'a'.repeat(2000), to: ['holder'] }));
    expect(notice).toMatchObject({ kind: 'urging', official: officialId, subject: 'Đôn đốc: hồ sơ H29.25747-250701-0001' });
    expect(notice?.text.length).toBeLessThanOrEqual(2000);
    expect(notice?.text).toMatch(/Hạn: 17:00 ngày 4\/7\/2025\.$/);
  });
  it('gets another notice for another urging, and the same for the same', async () => {
    const log = [received(), dossierUrged(), dossierUrged()];
    const [first] = await noticesAfter(...log.slice(0, 2));
    const [second] = await noticesAfter(...log);
    expect(second?.noticeId).not.toBe(first?.noticeId);
    expect((await noticesAfter(...log.slice(0, 2)))[0]?.noticeId).toBe(first?.noticeId);
  });
});
