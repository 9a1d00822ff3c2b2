import { describe, expect, it } from 'vitest';
import { settlePart } from '#commands/dossier/endings.ts';
import { confirmLateEntry, declineLateEntry } from '#commands/dossier/lateEntries.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Actor } from '#events/store/event.ts';
import { type Past, specOf } from '#test/support/spec.ts';
import { dossierId, home, officer, received, result, signed, signer, supplementGiven, supplementRequested } from './pasts.ts';
import { local, workingTime } from './workingTimes.ts';

const holder = officer('official-1');
const head: Actor = { id: 'head-1', role: 'center-head', unit: home, official: 'official-9' };
const known = { dossierId, reason: 'Có biên bản mất điện' };
const decided = { at: local('2025-07-08T10:00'), actor: head, facts: workingTime() };
const declining = { at: decided.at, actor: head };
const explained = (at: string) => ({ at: local(at), lines: [at] });
/** Received on Tuesday 1 July at 14:20: the birth is due that day at 17:00, the residence on Friday at 14:20. */
const linked = received({
  limit: { kind: 'unpublished' },
  verificationLimit: undefined,
  parts: [
    { part: 'birth', name: 'Khai sinh', limit: { kind: 'same-day', cutoff: '15:00' }, appointed: explained('2025-07-01T17:00') },
    { part: 'residence', name: 'Thường trú', limit: { kind: 'working-days', days: 3 }, appointed: explained('2025-07-04T14:20') },
  ],
});
const partSettled = (part: string, at: string, entered?: string): Past<DossierEvent> => ({
  type: 'PartSettled',
  occurredAt: local(at),
  actor: holder,
  ...(entered && { enteredLate: { at: local(entered) } }),
  data: { dossierId, part, result, onTime: entered === undefined },
});
const dossierSettled = (at: string, entered: string): Past<DossierEvent> => ({
  type: 'DossierSettled',
  occurredAt: local(at),
  actor: holder,
  enteredLate: { at: local(entered) },
  data: { dossierId, result, onTime: false },
});
/** Settled on Tuesday at 16:00 as stated, entered on Wednesday. */
const birthLate = partSettled('birth', '2025-07-01T16:00', '2025-07-02T09:00');

describe('a part settled late with a time before its own due time', () => {
  it('is late until the head confirms it, also where the dossier has time left', () => {
    expect(
      specOf(settlePart)
        .given(linked, signed)
        .when(
          { dossierId, part: 'birth', result },
          { at: local('2025-07-01T16:00'), now: local('2025-07-02T09:00'), actor: holder, facts: signer },
        )
        .outcome(),
    ).toMatchObject([{ type: 'PartSettled', data: { onTime: false } }]);
    specOf(confirmLateEntry)
      .given(linked, signed, birthLate)
      .when({ ...known, revision: 2 }, decided)
      .yields({
        type: 'LateEntryConfirmed',
        data: {
          ...known,
          revision: 2,
          act: 'PartSettled',
          bearsOn: 'due',
          partsOnTime: [{ part: 'birth', onTime: true }],
          onTime: undefined,
        },
      });
  });
  it('is declined, and stays late', () =>
    specOf(declineLateEntry)
      .given(linked, signed, birthLate)
      .when({ ...known, revision: 2 }, declining)
      .yields({ type: 'LateEntryDeclined', data: { ...known, revision: 2, act: 'PartSettled', bearsOn: 'due' } }));
  it('is confirmed by nobody who entered it', () =>
    specOf(confirmLateEntry)
      .given(linked, signed, birthLate)
      .when({ ...known, revision: 2 }, { ...decided, actor: { ...head, official: 'official-1' } })
      .isRejected('own-late-entry'));
  it('asks for no confirmation by the due time of another part', () => {
    for (const entry of [
      partSettled('residence', '2025-07-01T16:00', '2025-07-02T09:00'),
      partSettled('birth', '2025-07-02T08:00', '2025-07-02T09:00'),
    ])
      specOf(confirmLateEntry)
        .given(linked, signed, entry)
        .when({ ...known, revision: 2 }, decided)
        .isRejected('late-entry-not-found');
  });
  it('needs one word where it settles the dossier as well, whichever is named', () => {
    const past = [
      linked,
      signed,
      partSettled('birth', '2025-07-01T16:00'),
      partSettled('residence', '2025-07-04T14:00', '2025-07-07T09:00'),
      dossierSettled('2025-07-04T14:00', '2025-07-07T09:00'),
    ] as const;
    for (const revision of [3, 4]) {
      const { given } = specOf(confirmLateEntry);
      expect(
        given(...past)
          .when({ ...known, revision }, decided)
          .outcome(),
      ).toMatchObject([
        { data: { revision: 3, act: 'PartSettled', partsOnTime: [{ part: 'residence', onTime: true }] } },
        { data: { revision: 4, act: 'DossierSettled', onTime: true } },
      ]);
      expect(
        specOf(declineLateEntry)
          .given(...past)
          .when({ ...known, revision }, declining)
          .outcome(),
      ).toMatchObject([{ data: { revision: 3 } }, { data: { revision: 4 } }]);
    }
  });
});

describe('a pause of one part that is confirmed after the part was settled', () => {
  // asked on Tuesday at 15:00 as stated, entered on Wednesday at 08:00, given at 09:00; settled on Wednesday at 16:00
  const asked: Past<DossierEvent> = {
    ...supplementRequested({ part: 'birth' }),
    actor: holder,
    occurredAt: local('2025-07-01T15:00'),
    enteredLate: { at: local('2025-07-02T08:00') },
  };
  const given = supplementGiven(
    { due: explained('2025-07-04T14:20'), parts: [{ part: 'birth', due: explained('2025-07-01T17:00') }] },
    local('2025-07-02T09:00'),
  );
  const settledAfter = partSettled('birth', '2025-07-02T16:00');
  const late = { ...settledAfter, data: { ...settledAfter.data, onTime: false } } as Past<DossierEvent>;
  const returned: Past<DossierEvent> = {
    type: 'ResultReturned',
    occurredAt: local('2025-07-04T10:00'),
    data: { dossierId, means: 'counter', unit: home },
  };

  it('moves the due time of that part alone, and counts it anew', () =>
    expect(
      specOf(confirmLateEntry)
        .given(linked, signed, asked, given, late)
        .when({ ...known, revision: 2 }, decided)
        .outcome(),
    ).toMatchObject([
      {
        data: {
          due: { at: local('2025-07-04T14:20') },
          parts: [{ part: 'birth', due: { at: local('2025-07-02T17:00') } }],
          partsOnTime: [{ part: 'birth', onTime: true }],
        },
      },
    ]));
  it('does so once the dossier has ended, too', () =>
    expect(
      specOf(confirmLateEntry)
        .given(linked, signed, asked, given, late, partSettled('residence', '2025-07-03T10:00'), returned)
        .when({ ...known, revision: 2 }, decided)
        .outcome(),
    ).toMatchObject([{ data: { parts: [{ part: 'birth' }], partsOnTime: [{ part: 'birth', onTime: true }] } }]));
  it('moves nothing of a part that had its result before the pause began', () =>
    expect(
      specOf(confirmLateEntry)
        .given(
          linked,
          signed,
          partSettled('birth', '2025-07-01T14:50'),
          { ...asked, ...supplementRequested({}), occurredAt: local('2025-07-01T15:00') },
          given,
        )
        .when({ ...known, revision: 3 }, decided)
        .outcome(),
    ).toMatchObject([{ data: { parts: [{ part: 'residence' }] } }]));
});
