import { describe, expect, it } from 'vitest';
import { dueAfter, pendingAfter, type Stop, stoppedSinceAfter, stopsAfter } from '#domain/dossier/clock.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import {
  extended,
  feeCancelled,
  feePaid,
  feeRequested,
  feeWaived,
  type Happened,
  logOf,
  received,
  refused,
  returned,
  settled,
  stopped,
  submitted,
  supplementGiven,
  supplementRequested,
  withdrawn,
} from '#test/support/events.ts';

type Clock = { dueAt: string | null; stops: Stop[]; since: string | null; pending: boolean };

/** The clock after these events, one minute apart from 07:31 on. */
const clockAfter = (...events: Happened[]): Clock =>
  (logOf(events) as Recorded<DossierEvent>[]).reduce<Clock>(
    ({ dueAt, stops, since, pending }, event) => ({
      dueAt: dueAfter(dueAt, event),
      stops: stopsAfter(stops, event),
      since: stoppedSinceAfter(since, dueAt, event),
      pending: pendingAfter(pending, event),
    }),
    { dueAt: null, stops: [], since: null, pending: true },
  );

const minute = (n: number) => `2025-07-01T00:${30 + n}:00.000Z`;
const appointed = '2025-07-04T10:00:00.000Z';
const still = { due: undefined, pausedWorkingMinutes: 0 };

describe('the clock of a dossier', () => {
  it('has no due time before reception, and runs then towards the appointed one', () => {
    expect(clockAfter(submitted())).toEqual({ dueAt: null, stops: [], since: null, pending: true });
    expect(clockAfter(submitted(), received())).toEqual({ dueAt: appointed, stops: [], since: null, pending: true });
  });

  it('stands still for a supplement from its request on, and runs with a later due time once it is given', () => {
    expect(clockAfter(received(), supplementRequested())).toMatchObject({ stops: ['supplement'], since: minute(2), dueAt: appointed });
    const given = clockAfter(received(), supplementRequested(), supplementGiven());
    expect(given).toMatchObject({ stops: [], since: null, dueAt: '2025-07-07T10:00:00.000Z' });
  });

  it('runs again before reception without a due time', () => {
    expect(clockAfter(submitted(), supplementRequested(), supplementGiven(still))).toMatchObject({ stops: [], since: null, dueAt: null });
  });

  it.each([
    [[supplementRequested(), feeRequested(), supplementGiven(still)], ['fee'], feePaid()],
    [[supplementRequested(), feeRequested(), feePaid(still)], ['supplement'], supplementGiven()],
    [[feeRequested(), supplementRequested(), feePaid(still)], ['supplement'], supplementGiven()],
  ])('stands still since the first of two reasons until the last of them is gone', (events, stops, last) => {
    expect(clockAfter(received(), ...events)).toMatchObject({ stops, since: minute(2), dueAt: appointed });
    expect(clockAfter(received(), ...events, last)).toMatchObject({ stops: [], since: null });
  });

  it('is not stopped by a fee that does not stop it, nor started by its payment', () => {
    const fee = feeRequested({ stopsClock: false });
    expect(clockAfter(received(), fee)).toMatchObject({ stops: [], since: null });
    expect(clockAfter(received(), supplementRequested(), fee, feePaid(still))).toMatchObject({ stops: ['supplement'], since: minute(2) });
    expect(clockAfter(received(), supplementRequested(), fee, supplementGiven())).toMatchObject({ stops: [], since: null });
  });

  it('waits for the rest of a fee that is paid or waived in part, and for nothing once it is waived or cancelled', () => {
    const parts = [
      received(),
      feeRequested(),
      feePaid({ ...still, outstandingDong: 6000 }),
      feeWaived({ ...still, outstandingDong: 1000 }),
    ];
    expect(clockAfter(...parts)).toMatchObject({ stops: ['fee'], since: minute(2), dueAt: appointed });
    for (const end of [feeWaived(), feeCancelled()])
      expect(clockAfter(...parts, end)).toMatchObject({ stops: [], since: null, dueAt: '2025-07-05T10:00:00.000Z' });
    expect(clockAfter(received(), feeRequested(), supplementRequested(), feeCancelled(still))).toMatchObject({
      stops: ['supplement'],
      since: minute(2),
    });
  });

  it('keeps standing still over a reception that no command allows', () => {
    const clock = clockAfter(submitted(), supplementRequested(), received());
    expect(clock).toMatchObject({ stops: ['supplement'], since: minute(2), dueAt: appointed });
  });

  it('moves with an extension', () => {
    expect(clockAfter(received(), extended()).dueAt).toBe('2025-07-08T10:00:00.000Z');
  });

  it.each([
    ['settled', settled()],
    ['returned', returned()],
    ['refused', refused()],
    ['withdrawn', withdrawn()],
    ['stopped', stopped()],
  ])('waits for nothing and owes nothing once the dossier is %s', (_, end) => {
    expect(clockAfter(received(), supplementRequested(), feeRequested(), end)).toEqual({
      dueAt: appointed,
      stops: [],
      since: null,
      pending: false,
    });
  });
});
