import { describe, expect, it } from 'vitest';
import { Rejection } from '#domain/rejections.ts';
import { appointedTime, dueAfterExtension, dueForVerification, movedAlike, receiveBy } from '#domain/time/deadline.ts';
import { dueAfterPause, dueWithoutPause } from '#domain/time/pauses.ts';
import type { TimeLimit } from '#events/terms.ts';
import { local, weeks, workingTime } from '#test/commands/dossier/workingTimes.ts';

const sameDay: TimeLimit = { kind: 'same-day', cutoff: '15:00' };
const workingDays = (days: number): TimeLimit => ({ kind: 'working-days', days });
const calendarDays = (days: number): TimeLimit => ({ kind: 'calendar-days', days });
const workingHours = (hours: number): TimeLimit => ({ kind: 'working-hours', hours });
const holidays = (...dates: string[]) =>
  dates.map((date) => ({ date, kind: 'off' as const, name: 'Nghỉ lễ', official: true, ground: 'test' }));
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Rejection) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('appointed time, cases computed by hand', () => {
  it.each<[string, string, TimeLimit, string]>([
    ['keeps the time of day over working days', '2025-07-01T14:20', workingDays(3), '2025-07-04T14:20'],
    ['goes from Friday afternoon over the weekend', '2025-07-04T16:30', workingDays(1), '2025-07-07T16:30'],
    ['counts from after lunch when received at lunch', '2025-07-01T12:10', workingDays(0.5), '2025-07-01T17:00'],
    ['counts from opening when received before it', '2025-07-02T06:50', workingDays(1), '2025-07-02T17:00'],
    ['counts from the next opening when received at closing time', '2025-07-04T17:00', workingDays(1), '2025-07-07T17:00'],
    ['counts from the next opening when received on Sunday', '2025-07-06T10:00', workingDays(2), '2025-07-08T17:00'],
    ['passes over 30 April to 2 May 2025', '2025-04-29T10:00', workingDays(3), '2025-05-07T10:00'],
    ['works on the make-up Saturday 26 April 2025', '2025-04-25T10:00', workingDays(2), '2025-04-28T10:00'],
    ['passes over National Day 2025', '2025-08-29T15:30', workingDays(1), '2025-09-03T15:30'],
    ['passes over New Year and the swapped 2 January 2026', '2025-12-31T16:00', workingDays(1), '2026-01-05T16:00'],
    ['works on the make-up Saturday 10 January 2026', '2026-01-08T14:00', workingDays(2), '2026-01-10T14:00'],
    ['passes over Tết 2026', '2026-02-13T09:00', workingDays(5), '2026-02-27T09:00'],
    ['passes over the substitute for the Hùng Kings 2026', '2026-04-24T16:00', workingDays(1), '2026-04-28T16:00'],
    ['passes over National Day 2026 with its bridge', '2026-08-28T16:00', workingDays(2), '2026-09-04T16:00'],
    ['passes over Culture Day 2026', '2026-11-23T16:00', workingDays(1), '2026-11-25T16:00'],
    ['is today at 14:59', '2025-07-01T14:59', sameDay, '2025-07-01T17:00'],
    ['is today at 15:00', '2025-07-01T15:00', sameDay, '2025-07-01T17:00'],
    ['is today at 15:00 and 59 seconds, as the slip says 15:00', '2025-07-01T15:00:59', sameDay, '2025-07-01T17:00'],
    ['is the next working day at 15:01', '2025-07-01T15:01', sameDay, '2025-07-02T17:00'],
    ['is Monday on Friday at 15:01', '2025-07-04T15:01', sameDay, '2025-07-07T17:00'],
    ['is Monday on Friday evening', '2025-07-04T18:00', sameDay, '2025-07-07T17:00'],
    ['is today at lunch', '2025-07-01T12:00', sameDay, '2025-07-01T17:00'],
    ['is the first working day after a holiday', '2025-09-01T09:00', sameDay, '2025-09-03T17:00'],
    ['is after Tết on its eve at 15:01', '2026-02-13T15:01', sameDay, '2026-02-23T17:00'],
    ['counts hours across lunch', '2025-07-01T11:00', workingHours(1), '2025-07-01T13:30'],
    ['counts hours across the night', '2025-07-01T16:45', workingHours(1), '2025-07-02T08:15'],
    ['ends calendar days at the end of hours', '2025-07-01T08:00', calendarDays(23), '2025-07-24T17:00'],
    ['moves calendar days from Saturday to Monday', '2025-07-01T08:00', calendarDays(25), '2025-07-28T17:00'],
    ['moves calendar days from a holiday to the next working day', '2025-08-17T08:00', calendarDays(15), '2025-09-03T17:00'],
    ['ends calendar days on a make-up Saturday', '2026-01-02T08:00', calendarDays(8), '2026-01-10T17:00'],
  ])('%s', (_, from, limit, at) => {
    expect(appointedTime(workingTime(), local(from), limit).at).toBe(local(at));
  });

  it.each<[string, Parameters<typeof workingTime>[0], string, TimeLimit, string]>([
    ['keeps to the unit’s own hours', { week: weeks.early }, '2025-07-01T14:20', workingDays(1), '2025-07-02T14:20'],
    [
      'counts a Saturday morning on which the unit works',
      { week: weeks.saturdayMorning },
      '2025-07-04T16:30',
      workingDays(1),
      '2025-07-07T11:00',
    ],
    [
      'is not Saturday morning when that Saturday is a holiday',
      { week: weeks.saturdayMorning, days: { 2027: holidays('2027-04-30', '2027-05-01', '2027-05-03') } },
      '2027-04-29T16:30',
      workingHours(4),
      '2027-05-04T11:00',
    ],
    [
      'does not end calendar days on a Saturday that is a holiday',
      { week: weeks.saturdayMorning, days: { 2027: holidays('2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08') } },
      '2027-01-07T09:00',
      calendarDays(30),
      '2027-02-09T17:00',
    ],
    ['is Saturday morning after the cutoff on Friday', { week: weeks.saturdayMorning }, '2025-07-04T15:30', sameDay, '2025-07-05T11:30'],
    [
      'works a make-up Saturday like a weekday although its Saturdays are short',
      { week: weeks.saturdayMorning },
      '2025-04-25T16:00',
      workingDays(1),
      '2025-04-26T16:00',
    ],
    [
      'passes over a day on which the unit is closed',
      { closures: [{ date: '2025-07-02', ground: 'ngập nước' }] },
      '2025-07-01T14:20',
      workingDays(1),
      '2025-07-03T14:20',
    ],
    [
      'loses only the hours of a part-day closure',
      { closures: [{ date: '2025-07-02', from: '13:00', to: '17:00', ground: 'mất điện' }] },
      '2025-07-01T14:20',
      workingDays(1),
      '2025-07-03T08:50',
    ],
    [
      'is at the last open hour of a day that is cut short',
      { closures: [{ date: '2025-07-02', from: '16:00', ground: 'mất điện' }] },
      '2025-07-02T08:00',
      sameDay,
      '2025-07-02T16:00',
    ],
    [
      'starts when a closed morning is over',
      { closures: [{ date: '2025-07-02', to: '10:00', ground: 'mất điện' }] },
      '2025-07-02T08:00',
      workingHours(1),
      '2025-07-02T11:00',
    ],
    [
      'moves calendar days from a closure of the unit',
      { closures: [{ date: '2025-07-24', ground: 'ngập nước' }] },
      '2025-07-01T08:00',
      calendarDays(23),
      '2025-07-25T17:00',
    ],
  ])('%s', (_, unit, from, limit, at) => {
    expect(appointedTime(workingTime(unit), local(from), limit).at).toBe(local(at));
  });
});

describe('explanation', () => {
  const lines = (from: string, limit: TimeLimit, unit?: Parameters<typeof workingTime>[0]) =>
    appointedTime(workingTime(unit), local(from), limit).lines;

  it('tells receipt, limit, days off and appointment', () => {
    expect(lines('2025-08-28T14:20', workingDays(3))).toEqual([
      'Tiếp nhận lúc 14:20 thứ Năm 28/08/2025',
      'Thời hạn: 3 ngày làm việc (24 giờ làm việc)',
      'Thứ Bảy 30/08/2025, Chủ nhật 31/08/2025: nghỉ hằng tuần',
      '01/09/2025–02/09/2025: Quốc khánh (nghỉ lễ)',
      'Hẹn trả: 14:20 thứ Năm 04/09/2025',
    ]);
  });
  it('tells the next opening, a make-up day and that it is not official yet', () => {
    expect(lines('2026-01-08T18:05', workingDays(2.5))).toEqual([
      'Tiếp nhận lúc 18:05 thứ Năm 08/01/2026',
      'Thời hạn: 2,5 ngày làm việc (20 giờ làm việc)',
      'Ngoài giờ làm việc: tính từ 07:30 thứ Sáu 09/01/2026',
      'Chủ nhật 11/01/2026: nghỉ hằng tuần',
      '10/01/2026: Làm bù ngày 02/01 (làm bù), lịch dự kiến',
      'Hẹn trả: 11:30 thứ Hai 12/01/2026',
    ]);
  });
  it('tells the 15:00 rule', () => {
    expect(lines('2025-07-01T15:01', sameDay)).toEqual([
      'Tiếp nhận lúc 15:01 thứ Ba 01/07/2025',
      'Thời hạn: trong ngày; tiếp nhận sau 15:00 thì trả trong ngày làm việc tiếp theo',
      'Hẹn trả: 17:00 thứ Tư 02/07/2025',
    ]);
  });
  it('tells why calendar days end later', () => {
    expect(lines('2025-07-01T08:00', calendarDays(25))).toEqual([
      'Tiếp nhận lúc 08:00 thứ Ba 01/07/2025',
      'Thời hạn: 25 ngày, kể cả ngày nghỉ',
      'Thứ Bảy 26/07/2025, Chủ nhật 27/07/2025: nghỉ hằng tuần',
      'Hẹn trả: 17:00 thứ Hai 28/07/2025',
    ]);
  });
  it('tells closures of the unit', () => {
    const closures = [
      { date: '2025-07-02', ground: 'ngập nước' },
      { date: '2025-07-03', from: '07:30', to: '09:00', ground: 'mất điện' },
    ];
    expect(lines('2025-07-01T14:20', workingHours(3), { closures })).toEqual([
      'Tiếp nhận lúc 14:20 thứ Ba 01/07/2025',
      'Thời hạn: 3 giờ làm việc',
      'Thứ Tư 02/07/2025: đơn vị đóng cửa cả ngày (ngập nước)',
      'Thứ Năm 03/07/2025: đơn vị đóng cửa từ 07:30 đến 09:00 (mất điện)',
      'Hẹn trả: 09:20 thứ Năm 03/07/2025',
    ]);
  });
  it('counts weekly days off instead of listing many', () => {
    expect(lines('2025-07-01T08:00', workingDays(15))).toContain('6 ngày nghỉ hằng tuần');
  });
  it('says when the unit has set no hours', () => {
    const explained = appointedTime({ ...workingTime(), weeks: [] }, local('2025-07-01T08:00'), workingDays(1));
    expect(explained.at).toBe(local('2025-07-02T08:00'));
    expect(explained.lines).toContain('Đơn vị chưa quy định giờ làm việc: áp dụng giờ làm việc mặc định');
  });
  it('applies hours from their first day on', () => {
    const time = { ...workingTime(), weeks: [{ from: '2025-07-02', week: weeks.early }] };
    expect(appointedTime(time, local('2025-07-01T16:00'), workingHours(2)).at).toBe(local('2025-07-02T08:00'));
  });
});

describe('what cannot be computed', () => {
  it('is refused without a published limit', () => {
    expect(codeOf(() => appointedTime(workingTime(), local('2025-07-01T08:00'), { kind: 'unpublished' }))).toBe(
      'procedure-limit-unpublished',
    );
  });
  it('is refused when it runs into a year without a calendar', () => {
    expect(codeOf(() => appointedTime(workingTime(), local('2026-12-30T07:30'), workingDays(2)))).toBe('accepted');
    expect(codeOf(() => appointedTime(workingTime(), local('2026-12-30T07:31'), workingDays(2)))).toBe('calendar-not-published');
  });
});

/** A due time with the limit it follows from. */
const dueOf = (dueAt: string, limit: TimeLimit = workingDays(3), lastDay: string | null = null) => ({
  dueAt: local(dueAt),
  limit,
  lastDay,
});

describe('later changes', () => {
  it('gives one working day for reception', () => {
    expect(receiveBy(workingTime(), local('2025-07-04T20:00'), 1)).toEqual({
      at: local('2025-07-07T17:00'),
      lines: [
        'Nộp lúc 20:00 thứ Sáu 04/07/2025',
        'Thời hạn: 1 ngày làm việc (8 giờ làm việc)',
        'Ngoài giờ làm việc: tính từ 07:30 thứ Hai 07/07/2025',
        'Thứ Bảy 05/07/2025, Chủ nhật 06/07/2025: nghỉ hằng tuần',
        'Phải tiếp nhận trước: 17:00 thứ Hai 07/07/2025',
      ],
    });
  });
  it('moves the due time by the working time of a pause', () => {
    const pause = { from: local('2025-07-02T10:00'), to: local('2025-07-03T14:30') };
    expect(dueAfterPause(workingTime(), dueOf('2025-07-04T14:20'), pause)).toEqual({
      at: local('2025-07-08T07:50'),
      lines: [
        'Hạn trước đó: 14:20 thứ Sáu 04/07/2025',
        'Tạm dừng từ 10:00 thứ Tư 02/07/2025 đến 14:30 thứ Năm 03/07/2025: 11 giờ làm việc',
        'Thứ Bảy 05/07/2025, Chủ nhật 06/07/2025: nghỉ hằng tuần',
        'Hạn mới: 07:50 thứ Ba 08/07/2025',
      ],
    });
  });
  it('leaves the due time where it is when the pause lay outside working time', () => {
    const pause = { from: local('2025-07-05T10:00'), to: local('2025-07-06T14:30') };
    expect(dueAfterPause(workingTime(), dueOf('2025-07-08T17:00'), pause).at).toBe(local('2025-07-08T17:00'));
  });
  it.each([
    ['stays the same day over minutes at the cashier', '2026-11-27T17:00', '2026-11-27T09:01', '2026-11-27T09:04', '2026-11-27T17:00'],
    [
      'stays the same day when the pause began before opening',
      '2026-11-27T17:00',
      '2026-11-26T18:00',
      '2026-11-27T09:00',
      '2026-11-27T17:00',
    ],
    ['moves by the working day that a pause crosses', '2026-11-27T17:00', '2026-11-27T16:00', '2026-11-30T09:00', '2026-11-30T17:00'],
    ['moves when the papers come after closing', '2026-11-27T17:00', '2026-11-27T09:00', '2026-11-27T18:00', '2026-11-30T17:00'],
    ['moves when the papers come on a day off', '2026-11-27T17:00', '2026-11-27T09:00', '2026-11-28T10:00', '2026-11-30T17:00'],
    ['moves when it stood still from closing time on', '2026-11-27T17:00', '2026-11-27T17:00', '2026-11-30T09:00', '2026-11-30T17:00'],
    ['ends a day later when it goes on after 15:00', '2026-11-27T17:00', '2026-11-27T09:00', '2026-11-30T15:01', '2026-12-01T17:00'],
    ['does not end a day later at 15:00', '2026-11-27T17:00', '2026-11-27T09:00', '2026-11-30T15:00', '2026-11-30T17:00'],
    ['keeps the days of an extension', '2026-12-01T17:00', '2026-11-30T10:00', '2026-12-01T15:30', '2026-12-02T17:00'],
    ['stays late when it was late before', '2026-11-26T17:00', '2026-11-27T09:00', '2026-11-30T09:00', '2026-11-27T17:00'],
  ])('a limit of the same day %s', (_, due, from, to, at) => {
    const pause = { from: local(from), to: local(to) };
    expect(dueAfterPause(workingTime(), dueOf(due, sameDay), pause).at).toBe(local(at));
  });
  it('tells that a pause within the day does not count for a limit of the same day', () => {
    const pause = { from: local('2026-11-27T09:01'), to: local('2026-11-27T09:04') };
    expect(dueAfterPause(workingTime(), dueOf('2026-11-27T17:00', sameDay), pause).lines).toEqual([
      'Hạn trước đó: 17:00 thứ Sáu 27/11/2026',
      'Tạm dừng từ 09:01 thứ Sáu 27/11/2026 đến 09:04 thứ Sáu 27/11/2026: trong một ngày làm việc, không tính',
      'Giữ nguyên hạn: 17:00 thứ Sáu 27/11/2026',
    ]);
  });
  it('tells which days a pause moved a limit of the same day, and the cutoff', () => {
    const pause = { from: local('2026-11-27T09:00'), to: local('2026-11-30T15:01') };
    expect(dueAfterPause(workingTime(), dueOf('2026-11-27T17:00', sameDay), pause).lines).toEqual([
      'Hạn trước đó: 17:00 thứ Sáu 27/11/2026',
      'Tạm dừng từ 09:00 thứ Sáu 27/11/2026 đến 15:01 thứ Hai 30/11/2026: 1 ngày làm việc',
      'Tiếp tục sau 15:00: trả trong ngày làm việc tiếp theo',
      'Thứ Bảy 28/11/2026, Chủ nhật 29/11/2026: nghỉ hằng tuần',
      'Hạn mới: 17:00 thứ Ba 01/12/2026',
    ]);
  });
  it('moves a limit in days of the calendar by the days of the calendar that the pause took', () => {
    const appointed = appointedTime(workingTime(), local('2026-01-20T09:00'), calendarDays(30)).at;
    expect(appointed).toBe(local('2026-02-23T17:00'));
    const pause = { from: local('2026-02-13T16:59'), to: local('2026-02-23T07:30') };
    const due = dueAfterPause(workingTime(), { dueAt: appointed, limit: calendarDays(30), lastDay: '2026-02-19' }, pause);
    expect(due).toEqual({
      at: local('2026-03-02T17:00'),
      lines: [
        'Hạn trước đó: 17:00 thứ Hai 23/02/2026',
        'Tạm dừng từ 16:59 thứ Sáu 13/02/2026 đến 07:30 thứ Hai 23/02/2026: 10 ngày',
        'Ngày cuối của thời hạn: Chủ nhật 01/03/2026',
        'Chủ nhật 01/03/2026: nghỉ hằng tuần',
        'Hạn mới: 17:00 thứ Hai 02/03/2026',
      ],
    });
  });
  it('leaves a limit in days of the calendar where it is after a pause within a day, and never makes it earlier', () => {
    const limit = calendarDays(30);
    const within = { from: local('2026-02-12T08:00'), to: local('2026-02-12T16:00') };
    expect(dueAfterPause(workingTime(), dueOf('2026-02-23T17:00', limit, '2026-02-19'), within).at).toBe(local('2026-02-23T17:00'));
    const short = { from: local('2026-02-12T08:00'), to: local('2026-02-13T16:00') };
    expect(dueAfterPause(workingTime(), dueOf('2026-02-27T17:00', limit, '2026-02-19'), short).at).toBe(local('2026-02-27T17:00'));
  });
  it('says that a fee settled at the counter stopped nothing', () => {
    expect(dueWithoutPause(workingTime(), local('2026-11-27T17:00'))).toEqual({
      at: local('2026-11-27T17:00'),
      lines: [
        'Hạn trước đó: 17:00 thứ Sáu 27/11/2026',
        'Phí, lệ phí được giải quyết tại quầy ngay trong ngày: không dừng thời hạn',
        'Giữ nguyên hạn: 17:00 thứ Sáu 27/11/2026',
      ],
    });
  });
  it('adds days of the calendar to a verification that counts them', () => {
    const known = { receivedAt: local('2025-07-01T14:20'), pausedMinutes: 960, pausedDays: 4, dueAt: local('2025-07-08T14:20') };
    const due = dueForVerification(workingTime(), known, calendarDays(23));
    expect(due.at).toBe(local('2025-07-28T17:00'));
    expect(due.lines).toContain('Cộng thời gian đã tạm dừng 4 ngày');
  });
  it('moves a due time under another limit by what that limit counts', () => {
    const minutes = { from: local('2026-11-25T10:00'), to: local('2026-11-25T10:30') };
    const weekend = { from: local('2026-11-27T17:00'), to: local('2026-11-30T17:00') };
    const at = (limit: TimeLimit, truly: typeof minutes) => movedAlike(workingTime(), local('2026-11-25T17:00'), limit, truly);
    expect(at(workingDays(1), minutes)).toBe(local('2026-11-26T08:00'));
    expect(at(sameDay, minutes)).toBe(local('2026-11-25T17:00'));
    expect(at(sameDay, weekend)).toBe(local('2026-11-26T17:00'));
    expect(at(calendarDays(1), weekend)).toBe(local('2026-11-30T17:00'));
  });
  it('extends by working days', () => {
    expect(dueAfterExtension(workingTime(), local('2025-08-29T15:30'), 2).at).toBe(local('2025-09-04T15:30'));
  });
  it('counts verification from receipt, and adds what was paused before', () => {
    const known = { receivedAt: local('2025-07-01T14:20'), pausedMinutes: 60, pausedDays: 0, dueAt: local('2025-07-04T15:20') };
    const due = dueForVerification(workingTime(), known, workingDays(8));
    expect(due.at).toBe(local('2025-07-11T15:20'));
    expect(due.lines).toContain('Cộng thời gian đã tạm dừng 1 giờ làm việc');
  });
  it('never lets verification make it earlier', () => {
    const known = { receivedAt: local('2025-07-01T14:20'), pausedMinutes: 0, pausedDays: 0, dueAt: local('2025-07-30T10:00') };
    expect(dueForVerification(workingTime(), known, workingDays(8)).at).toBe(known.dueAt);
  });
});
