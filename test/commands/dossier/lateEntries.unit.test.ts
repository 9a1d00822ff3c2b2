import { describe, expect, it } from 'vitest';
import { returnResult, settleDossier } from '#commands/dossier/endings.ts';
import { handOverDossier } from '#commands/dossier/handovers.ts';
import { confirmLateEntry, declineLateEntry } from '#commands/dossier/lateEntries.ts';
import { extendDossier, giveSupplement, startVerification } from '#commands/dossier/processing.ts';
import { parseInput } from '#commands/handling/command.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Actor } from '#events/store/event.ts';
import { type Past, specOf } from '#test/support/spec.ts';
import {
  dossierId,
  feeRequested,
  home,
  officer,
  received,
  refused,
  result,
  settled,
  signed,
  signedBy,
  signer,
  stopped,
  submitted,
  supplementGiven,
  supplementRequested,
  version,
} from './pasts.ts';
import { local, workingTime } from './workingTimes.ts';

const holder = officer('official-1');
const head: Actor = { id: 'head-1', role: 'center-head', unit: home, official: 'official-9' };
const reason = 'Có biên bản mất điện';
/** Happened on Friday 4 July at 14:00, before the due time at 14:20, unless said otherwise; entered on Monday at 09:00. */
const enteredLate = (event: Past<DossierEvent>, occurredAt = '2025-07-04T14:00', at = '2025-07-07T09:00'): Past<DossierEvent> => ({
  ...event,
  actor: holder,
  occurredAt: local(occurredAt),
  enteredLate: { at: local(at) },
});
const settledLate = enteredLate({ type: 'DossierSettled', data: { dossierId, result, onTime: false } } as Past<DossierEvent>);
const decided = { at: local('2025-07-07T10:00'), actor: head, facts: workingTime() };
const declining = { at: decided.at, actor: head };
const known = { dossierId, reason };

describe('an act entered after the due time with an earlier time', () => {
  const stated = { at: local('2025-07-04T14:00'), now: local('2025-07-07T09:00'), actor: holder };
  it('does not settle on time by itself', () =>
    specOf(settleDossier)
      .given(received(), signed)
      .when({ dossierId, result }, { ...stated, facts: signer })
      .yields({ type: 'DossierSettled', data: { dossierId, result: { ...result, signedBy }, onTime: false } }));
  it('settles on time when it was entered by the due time', () =>
    specOf(settleDossier)
      .given(received(), signed)
      .when({ dossierId, result }, { ...stated, now: local('2025-07-04T14:20'), facts: signer })
      .yields({ type: 'DossierSettled', data: { dossierId, result: { ...result, signedBy }, onTime: true } }));
  it('makes the dossier late when it returns the result', () =>
    specOf(returnResult)
      .given(received(), settled())
      .when({ dossierId, means: 'counter' }, stated)
      .yields({ type: 'ResultReturned', data: { dossierId, means: 'counter', unit: home, onTime: false } }));
  it('says nothing of the time when it returns late what was settled on time', () =>
    specOf(returnResult)
      .given(received(), settled())
      .when({ dossierId, means: 'counter' }, { ...stated, at: local('2025-07-04T15:00') })
      .yields({ type: 'ResultReturned', data: { dossierId, means: 'counter', unit: home } }));
  it('starts no verification', () =>
    specOf(startVerification)
      .given(received())
      .when({ dossierId, ground: 'x' }, { ...stated, facts: workingTime() })
      .isRejected('extension-too-late'));
  it('hands over without anything to confirm', () => {
    const handedOver = enteredLate({
      type: 'DossierHandedOver',
      data: { dossierId, from: { unit: home }, to: { unit: home }, step: 1, stepName: 'Ký' },
    });
    const input = { dossierId, to: { unit: home } };
    expect(specOf(handOverDossier).given(received()).when(input, stated).outcome()).toHaveLength(1);
    specOf(confirmLateEntry)
      .given(received(), handedOver)
      .when({ ...known, revision: 1 }, decided)
      .isRejected('late-entry-not-found');
  });
});

describe('an extension', () => {
  it('takes no earlier time', () =>
    expect(() => parseInput(extendDossier, { dossierId, occurredAt: '2025-07-04T14:00:00+07:00' })).toThrow(/occurredAt/));

  const letter = { dossierId, reason: 'a', apology: 'b', signer: 'c', byAgreement: false };
  const early = { at: local('2025-07-04T10:00'), actor: holder, facts: { time: workingTime(), signed: signer } };
  const of = (limit: typeof version.limit, more: object = {}) =>
    specOf(extendDossier).given(received({ extension: undefined, limit, ...more }));
  it.each([
    ['working days', { kind: 'working-days' as const, days: 3 }, 3],
    ['working hours', { kind: 'working-hours' as const, hours: 12 }, 1.5],
    ['the same day', { kind: 'same-day' as const, cutoff: '15:00' }, 1],
    // from Tuesday 14:20 to Friday 14:20
    ['calendar days', { kind: 'calendar-days' as const, days: 3 }, 3],
  ])('is at most as long as an original limit of %s', (_, limit, days) => {
    expect(
      of(limit)
        .when({ ...letter, workingDays: days }, early)
        .outcome(),
    ).toHaveLength(1);
    of(limit)
      .when({ ...letter, workingDays: days + 0.5 }, early)
      .isRejected('extension-too-long');
  });
  it('is longer where the requester agreed in writing', () =>
    expect(
      of(version.limit)
        .when({ ...letter, workingDays: 60, byAgreement: true }, early)
        .outcome(),
    ).toHaveLength(1));
  it('says how to go beyond', () =>
    expect(
      of(version.limit)
        .when({ ...letter, workingDays: 60 }, early)
        .outcome(),
    ).toMatchObject({
      message: expect.stringMatching(/3 working days.*agreed in writing.*byAgreement/),
    }));
  it('says how far the calendars go', () =>
    expect(
      of(version.limit)
        .when({ ...letter, workingDays: 999, byAgreement: true }, early)
        .outcome(),
    ).toMatchObject({
      code: 'calendar-not-published',
      message: expect.stringMatching(/999 working days.*calendar, that of 2026.*fewer days/),
    }));
});

describe('confirming a late entry', () => {
  const { given } = specOf(confirmLateEntry);
  const confirmed = (more: object): DossierEvent => ({
    type: 'LateEntryConfirmed',
    data: { ...known, revision: 1, act: 'DossierSettled', bearsOn: 'due', ...more } as never,
  });

  it('lets a settlement count from when it is stated', () =>
    given(received(), settledLate)
      .when({ ...known, revision: 1 }, decided)
      .yields(confirmed({ onTime: true })));
  it('happens after the end, too, and for each act alone', () => {
    const returnedLate = enteredLate(
      { type: 'ResultReturned', data: { dossierId, means: 'counter', unit: home, onTime: false } },
      '2025-07-04T14:10',
    );
    const past = [received(), settledLate, returnedLate] as const;
    // the return is still in doubt
    given(...past)
      .when({ ...known, revision: 1 }, decided)
      .yields(confirmed({ onTime: false }));
    given(...past, confirmed({ onTime: false }))
      .when({ ...known, revision: 2 }, decided)
      .yields(confirmed({ revision: 2, act: 'ResultReturned', onTime: true }));
  });
  it.each([
    ['withdrawing', { type: 'DossierWithdrawn', data: { dossierId, reason: 'x' } }],
    ['stopping', stopped()],
  ])('is asked of %s across the due time', (_, act) => {
    given(received(), enteredLate(act as Past<DossierEvent>))
      .when({ ...known, revision: 1 }, decided)
      .yields(confirmed({ act: act.type }));
  });
  it.each([
    ['receiving', { ...received(), occurredAt: undefined }],
    ['refusing', refused()],
    ['asking for papers', supplementRequested()],
  ])('is asked of %s across the time to receive by', (_, act) => {
    const receiveBy = { at: local('2025-07-02T09:00'), lines: ['x'] };
    given(submitted({ receiveBy }), enteredLate(act as Past<DossierEvent>, '2025-07-02T08:00', '2025-07-03T09:00'))
      .when({ ...known, revision: 1 }, decided)
      .yields(confirmed({ act: act.type, bearsOn: 'reception' }));
  });

  it('is refused for what was entered before the due time', () =>
    given(received(), enteredLate(settled(), '2025-07-04T13:00', '2025-07-04T14:10'))
      .when({ ...known, revision: 1 }, decided)
      .isRejected('late-entry-not-found'));
  it('is refused for what is late as it is stated', () =>
    given(received(), enteredLate(settled(), '2025-07-04T15:00'))
      .when({ ...known, revision: 1 }, decided)
      .isRejected('late-entry-not-found'));
  it('is refused for what was entered as it happened, and where nothing is', () => {
    given(received(), settled())
      .when({ ...known, revision: 1 }, decided)
      .isRejected('late-entry-not-found');
    given(received(), settledLate)
      .when({ ...known, revision: 7 }, decided)
      .isRejected('late-entry-not-found');
    given()
      .when({ ...known, revision: 0 }, decided)
      .isRejected('dossier-not-found');
  });
  it('is refused to whoever entered it, whatever the token', () => {
    const past = [received(), settledLate] as const;
    for (const actor of [
      { ...head, id: holder.id },
      { ...head, official: 'official-1' },
    ])
      given(...past)
        .when({ ...known, revision: 1 }, { ...decided, actor })
        .isRejected('own-late-entry');
  });
  it('changes nothing when repeated, and is final', () => {
    const declined: DossierEvent = { type: 'LateEntryDeclined', data: { ...known, revision: 1, act: 'DossierSettled', bearsOn: 'due' } };
    const past = [received(), settledLate] as const;
    given(...past, confirmed({ onTime: true }))
      .when({ ...known, revision: 1 }, decided)
      .yieldsNothing();
    given(...past, declined)
      .when({ ...known, revision: 1 }, decided)
      .isRejected('late-entry-decided');
    specOf(declineLateEntry)
      .given(...past, declined)
      .when({ ...known, revision: 1 }, declining)
      .yieldsNothing();
    specOf(declineLateEntry)
      .given(...past, confirmed({ onTime: true }))
      .when({ ...known, revision: 1 }, declining)
      .isRejected('late-entry-decided');
  });
  it('is the act of the unit that entered it', () => {
    const state = [received(), settledLate].reduce(
      (before, event, revision) => confirmLateEntry.fold.evolve(before, { ...event, revision } as never),
      confirmLateEntry.fold.initial,
    );
    expect(confirmLateEntry.unit({ ...known, revision: 1 }, state, '2025-07-31T01:00:00.000Z')).toBe(home);
  });
});

describe('declining a late entry', () => {
  it('is on record with its reason, and the settlement stays late', () =>
    specOf(declineLateEntry)
      .given(received(), settledLate)
      .when({ ...known, revision: 1 }, declining)
      .yields({ type: 'LateEntryDeclined', data: { ...known, revision: 1, act: 'DossierSettled', bearsOn: 'due' } }));
  it('is refused to whoever entered it', () =>
    specOf(declineLateEntry)
      .given(received(), settledLate)
      .when({ ...known, revision: 1 }, { ...declining, actor: { ...head, official: 'official-1' } })
      .isRejected('own-late-entry'));
});

describe('a request entered late', () => {
  // asked on Wednesday at 08:00 as stated, entered on Thursday at 08:00
  const asked = enteredLate(supplementRequested(), '2025-07-02T08:00', '2025-07-03T08:00');
  const give = { at: local('2025-07-03T10:00'), actor: holder, facts: workingTime() };

  it('stops the clock from when it was entered', () =>
    expect(specOf(giveSupplement).given(received(), asked).when({ dossierId, components: [] }, give).outcome()).toMatchObject([
      { data: { pausedWorkingMinutes: 120, due: { at: local('2025-07-04T16:20') } } },
    ]));
  it('stops it from when it happened, once that is confirmed', () => {
    const confirmation = specOf(confirmLateEntry)
      .given(received(), asked)
      .when({ ...known, revision: 1 }, { ...decided, at: local('2025-07-03T09:00') });
    const data = { ...known, revision: 1, act: 'SupplementRequested', bearsOn: 'pause', stoppedSince: local('2025-07-02T08:00') } as const;
    confirmation.yields({ type: 'LateEntryConfirmed', data });
    expect(
      specOf(giveSupplement)
        .given(received(), asked, { type: 'LateEntryConfirmed', data })
        .when({ dossierId, components: [] }, give)
        .outcome(),
    ).toMatchObject([{ data: { pausedWorkingMinutes: 600, due: { at: local('2025-07-07T16:20') } } }]);
  });
  it('moves the due time when it is confirmed after the pause', () =>
    expect(
      specOf(confirmLateEntry)
        .given(received(), asked, supplementGiven({ due: { at: local('2025-07-04T16:20'), lines: ['x'] } }, local('2025-07-03T10:00')))
        .when({ ...known, revision: 1 }, decided)
        .outcome(),
    ).toMatchObject([{ data: { bearsOn: 'pause', pausedWorkingMinutes: 480, due: { at: local('2025-07-07T16:20') } } }]));
  it('lets a settlement be confirmed that only the longer pause makes timely', () => {
    const given = supplementGiven({ due: { at: local('2025-07-04T16:20'), lines: ['x'] } }, local('2025-07-03T10:00'));
    // settled on Monday 7 July at 10:00, entered on Wednesday: too late by the due time before the pause is confirmed
    const settledAfter = { ...settledLate, occurredAt: local('2025-07-07T10:00'), enteredLate: { at: local('2025-07-09T09:00') } };
    const past = [received(), asked, given, settledAfter] as const;
    const later = { ...decided, at: local('2025-07-09T10:00') };
    specOf(confirmLateEntry)
      .given(...past)
      .when({ ...known, revision: 3 }, later)
      .isRejected('late-entry-not-found');
    const due = { at: local('2025-07-07T16:20'), lines: ['x'] };
    const data = { ...known, revision: 1, act: 'SupplementRequested', bearsOn: 'pause', due, onTime: false } as const;
    expect(
      specOf(confirmLateEntry)
        .given(...past, { type: 'LateEntryConfirmed', data })
        .when({ ...known, revision: 3 }, later)
        .outcome(),
    ).toMatchObject([{ data: { act: 'DossierSettled', bearsOn: 'due', onTime: true } }]);
  });
  it('counts no minute of a pause that was over before it was entered twice', () => {
    // the papers came on Wednesday at 10:00, before the request was entered
    const given = enteredLate(
      supplementGiven({ pausedWorkingMinutes: 0, due: { at: local('2025-07-04T14:20'), lines: ['x'] } }),
      '2025-07-02T10:00',
      '2025-07-03T08:05',
    );
    expect(
      specOf(giveSupplement)
        .given(received(), asked)
        .when({ dossierId, components: [] }, { ...give, at: local('2025-07-02T10:00') })
        .outcome(),
    ).toMatchObject([{ data: { pausedWorkingMinutes: 0, due: { at: local('2025-07-04T14:20') } } }]);
    expect(
      specOf(confirmLateEntry)
        .given(received(), asked, given)
        .when({ ...known, revision: 1 }, decided)
        .outcome(),
    ).toMatchObject([{ data: { pausedWorkingMinutes: 120, due: { at: local('2025-07-04T16:20') } } }]);
  });
  it('hides no lateness when it crosses the due time', () => {
    const after = enteredLate(feeRequested({ stopsClock: true }), '2025-07-04T10:00', '2025-07-08T10:00');
    const state = [received(), after].reduce(
      (before, event, revision) => settleDossier.fold.evolve(before, { ...event, revision } as never),
      settleDossier.fold.initial,
    );
    expect(state).toMatchObject({
      stoppedSince: local('2025-07-08T10:00'),
      lateEntries: [{ bearsOn: 'pause', deadlineAt: local('2025-07-04T14:20'), state: 'unconfirmed' }],
    });
  });
  it('asks for no confirmation where it stops no clock', () =>
    specOf(confirmLateEntry)
      .given(received(), enteredLate(feeRequested({ stopsClock: false }), '2025-07-02T08:00', '2025-07-03T08:00'))
      .when({ ...known, revision: 1 }, decided)
      .isRejected('late-entry-not-found'));
});
