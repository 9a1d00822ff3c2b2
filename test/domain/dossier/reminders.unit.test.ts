import { describe, expect, it } from 'vitest';
import { awaitedOf, lastReminderOf, type Reminder, type Waiting } from '#domain/dossier/reminders.ts';

const submitted: Waiting = {
  pending: true,
  submittedAt: '2025-07-01T02:00:00.000Z',
  receiveBy: '2025-07-02T02:00:00.000Z',
  supplementAsked: false,
  receivedAt: null,
  dueAt: null,
  stoppedSince: null,
};
const received: Waiting = { ...submitted, receivedAt: '2025-07-01T03:00:00.000Z', dueAt: '2025-07-04T10:00:00.000Z' };

describe('what a dossier waits for', () => {
  it('is reception, in the time for it', () => {
    expect(awaitedOf(submitted)).toEqual({ about: 'reception', since: submitted.submittedAt, by: submitted.receiveBy });
  });
  it('is no reception in time, once papers were asked for or where nothing was handed in before', () => {
    expect(awaitedOf({ ...submitted, supplementAsked: true })).toBeNull();
    expect(awaitedOf({ ...submitted, receiveBy: null })).toBeNull();
  });
  it('is a result, from reception on; apart where it is due on the same day of the city', () => {
    expect(awaitedOf(received)).toEqual({ about: 'due', since: received.receivedAt, by: received.dueAt });
    expect(awaitedOf({ ...received, dueAt: '2025-07-01T16:59:00.000Z' })?.about).toBe('same-day');
    expect(awaitedOf({ ...received, dueAt: '2025-07-01T17:00:00.000Z' })?.about).toBe('due');
  });
  it('is the citizen while the clock stands still, before reception and after', () => {
    const stoppedSince = '2025-07-02T01:00:00.000Z';
    for (const waiting of [submitted, received])
      expect(awaitedOf({ ...waiting, supplementAsked: true, stoppedSince })).toEqual({ about: 'citizen', since: stoppedSince, by: null });
  });
  it('is nothing once no decision is owed', () => {
    expect(awaitedOf({ ...received, pending: false })).toBeNull();
  });
});

describe('the last reminder', () => {
  const reminder = (over: Partial<Reminder>): Reminder => ({
    about: 'due',
    step: 'overdue',
    kind: 'overdue',
    countsFrom: '2025-07-04T10:00:00.000Z',
    at: '2025-07-04T10:00:10.000Z',
    ...over,
  });
  it('is of what is waited for now, and of its times', () => {
    const [first, last] = [reminder({ step: 'due-in-4' }), reminder({})];
    expect(lastReminderOf([first, last], awaitedOf(received))).toBe(last);
    expect(lastReminderOf([first, last], awaitedOf({ ...received, dueAt: '2025-07-07T10:00:00.000Z' }))).toBeUndefined();
    expect(lastReminderOf([reminder({ about: 'citizen' })], awaitedOf(received))).toBeUndefined();
    expect(lastReminderOf([first], null)).toBeUndefined();
  });
});
