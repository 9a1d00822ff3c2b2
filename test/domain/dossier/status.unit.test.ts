import { describe, expect, it } from 'vitest';
import { type DossierStatus, nationalCode, noProgress, progressAfter, statusOf } from '#domain/dossier/status.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import {
  archived,
  dossierErased,
  extended,
  feeCancelled,
  feePaid,
  feeRefunded,
  feeRequested,
  feeWaived,
  type Happened,
  handedOver,
  logOf,
  received,
  refused,
  returned,
  settled,
  stopped,
  submitted,
  supplementGiven,
  supplementRequested,
  verificationStarted,
  withdrawn,
} from '#test/support/events.ts';

const statusAfter = (...events: Happened[]): DossierStatus =>
  statusOf((logOf(events) as Recorded<DossierEvent>[]).reduce(progressAfter, noProgress));

describe('the national status of a dossier', () => {
  it.each<[DossierStatus, number, Happened[]]>([
    ['registered', 1, [submitted()]],
    ['received', 2, [submitted(), received()]],
    ['refused', 3, [submitted(), refused()]],
    ['processing', 4, [received(), handedOver()]],
    ['supplement-requested', 5, [received(), handedOver(), supplementRequested()]],
    ['fee-requested', 6, [received(), handedOver(), feeRequested()]],
    ['withdrawn', 7, [received(), withdrawn()]],
    ['stopped', 8, [received(), stopped()]],
    ['settled', 9, [received(), handedOver(), settled()]],
    ['returned', 10, [received(), handedOver(), settled(), returned()]],
  ])('%s is code %i', (status, code, events) => {
    expect(statusAfter(...events)).toBe(status);
    expect(nationalCode(status)).toBe(code);
  });

  it('goes back to where it was when the citizen has done what was asked', () => {
    expect(statusAfter(submitted(), supplementRequested(), supplementGiven())).toBe('registered');
    expect(statusAfter(received(), supplementRequested(), supplementGiven())).toBe('received');
    expect(statusAfter(received(), handedOver(), feeRequested(), feePaid())).toBe('processing');
  });

  it('is 6 only as long as something is owed', () => {
    const asked = [received(), handedOver(), feeRequested()];
    expect(statusAfter(received(), handedOver(), feeRequested({ items: [], totalDong: 0 }))).toBe('processing');
    expect(statusAfter(...asked, feePaid({ totalDong: 4000, outstandingDong: 6000 }))).toBe('fee-requested');
    expect(statusAfter(...asked, feeWaived({ dong: 1000, outstandingDong: 9000 }))).toBe('fee-requested');
    for (const end of [feePaid(), feeWaived(), feeCancelled()]) expect(statusAfter(...asked, end)).toBe('processing');
    expect(statusAfter(...asked, feePaid(), feeRefunded())).toBe('processing');
  });

  it('is not touched by extension, archive or erasure', () => {
    expect(statusAfter(received(), extended())).toBe('received');
    expect(statusAfter(received(), verificationStarted())).toBe('processing');
    expect(statusAfter(received(), handedOver(), settled(), returned(), archived(), dossierErased())).toBe('returned');
  });
});
