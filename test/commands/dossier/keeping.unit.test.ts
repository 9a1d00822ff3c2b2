import { describe, expect, it } from 'vitest';
import { archiveDossier, eraseDossierPersonalData, liftDossierLegalHold, placeDossierLegalHold } from '#commands/dossier/keeping.ts';
import { Rejection } from '#domain/rejections.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Retention } from '#events/terms.ts';
import { type Past, specOf } from '#test/support/spec.ts';
import {
  archived,
  dossierId,
  erased,
  legalHoldLifted,
  legalHoldPlaced,
  received,
  refused,
  returned,
  settled,
  stopped,
  submitted,
  version,
  withdrawn,
} from './pasts.ts';
import { local } from './workingTimes.ts';

const basis = { ground: 'Nghị định 23/2015/NĐ-CP, Điều 14', certainty: 'sourced' } as const;
const years: Retention = { kind: 'years', years: 2, ...basis };
const permanent: Retention = { kind: 'permanent', ...basis };
const none: Retention = { kind: 'none', ...basis };
/** The versions of the procedure, the one that dossiers are bound to with this class. */
const classed = (retention?: Retention) => {
  const { retention: _, ...unclassed } = version;
  return [retention === undefined ? unclassed : { ...unclassed, retention }];
};

describe('archiving', () => {
  const { given } = specOf(archiveDossier);
  const input = { dossierId, fileReference: 'HS-2025-1' };
  it.each([
    ['returned', [received(), settled(), returned()]],
    ['refused', [submitted(), refused()]],
    ['withdrawn', [received(), withdrawn()]],
    ['stopped', [received(), stopped()]],
  ])('follows a dossier that was %s, with the class of its procedure version', (_, past) => {
    given(...past)
      .when(input, { facts: classed(years) })
      .yields({ type: 'DossierArchived', data: { ...input, retention: years } });
  });
  it('says no class where none was set', () =>
    given(received(), withdrawn())
      .when(input, { facts: classed() })
      .yields({ type: 'DossierArchived', data: { ...input, retention: undefined } }));
  it('is refused while it is open', () =>
    given(received(), settled())
      .when(input, { facts: classed(years) })
      .isRejected('result-not-returned'));
  it('is refused a second time', () =>
    given(received(), withdrawn(), archived())
      .when(input, { facts: classed(years) })
      .isRejected('dossier-archived'));
  it('is refused when there is none', () => given().when(input, { facts: [] }).isRejected('dossier-not-found'));
});

describe('erasing personal data', () => {
  const { given } = specOf(eraseDossierPersonalData);
  const input = { dossierId, ground: 'Yêu cầu của chủ thể dữ liệu' };
  const granted = { type: 'DossierPersonalDataErased', data: input } as const;
  /** Ended on 10 July 2025, archived on 1 August 2025. */
  const kept = (retention?: Retention, stated?: string) =>
    [
      received(),
      settled({}, local('2025-07-10T09:00')),
      returned({}, local('2025-07-10T10:00')),
      archived({ retention, ...(stated !== undefined && { statedRetention: stated }) }, local('2025-08-01T10:00')),
    ] as const;
  const codesOf = (past: readonly Past<DossierEvent>[], at: string, retention?: Retention): string[] => {
    const outcome = given(...past)
      .when(input, { at: local(at), facts: classed(retention) })
      .outcome();
    return outcome instanceof Rejection ? [outcome.code, ...(outcome.missing ?? []).map(({ code }) => code)] : [];
  };

  it('is granted on the day after the class has run, counted from the archiving', () => {
    expect(codesOf(kept(years), '2027-08-01T23:59')).toEqual(['retention-not-over', 'retention-running']);
    given(...kept(years))
      .when(input, { at: local('2027-08-02T00:00'), facts: [] })
      .yields(granted);
  });
  it('is refused for ever where the class is permanent, and until when is said where it is not', () => {
    expect(codesOf(kept(permanent), '2300-01-01T08:00')).toEqual(['retention-not-over', 'retention-running']);
    const outcome = given(...kept(years))
      .when(input, { at: local('2025-08-02T08:00'), facts: [] })
      .outcome();
    expect(outcome).toMatchObject({ message: 'It is kept until the end of 2027-08-01.' });
  });
  it('is refused until a class is set; the one set later counts', () => {
    expect(codesOf(kept(), '2300-01-01T08:00')).toEqual(['retention-not-over', 'retention-class-missing']);
    const later = { ...version, version: 3, effectiveFrom: '2026-01-01', retention: none };
    given(...kept())
      .when(input, { at: local('2026-02-01T08:00'), facts: [...classed(), later] })
      .yields(granted);
  });
  it('is refused as long as what was stated in words before there were classes', () => {
    expect(codesOf(kept(undefined, 'Vĩnh viễn'), '2300-01-01T08:00', none)).toEqual(['retention-not-over', 'retention-running']);
    expect(codesOf(kept(undefined, '20 năm'), '2045-08-01T08:00', years)).toEqual(['retention-not-over', 'retention-running']);
    given(...kept(undefined, '20 năm'))
      .when(input, { at: local('2045-08-02T08:00'), facts: classed(years) })
      .yields(granted);
  });
  it.each([
    ['refused', [submitted(), refused({}, local('2025-07-02T10:00'))]],
    ['withdrawn', [received(), withdrawn({}, local('2025-07-02T10:00'))]],
    ['stopped', [received(), stopped({}, local('2025-07-02T10:00'))]],
  ])('of one that was %s waits for the class too, from its end', (_, past) => {
    expect(codesOf(past, '2027-07-02T23:00', years)).toEqual(['retention-not-over', 'retention-running']);
    given(...past)
      .when(input, { at: local('2027-07-03T08:00'), facts: classed(years) })
      .yields(granted);
  });
  it('is refused while it is open', () =>
    expect(codesOf([received()], '2025-07-02T10:00', none)).toEqual(['retention-not-over', 'not-ended']));
  it('of a result that has to be kept waits for its archiving; what is not kept needs none', () => {
    const past = [received(), settled({}, local('2025-07-10T09:00')), returned({}, local('2025-07-10T10:00'))];
    expect(codesOf(past, '2030-01-01T08:00', years)).toEqual(['retention-not-over', 'not-archived']);
    given(...past)
      .when(input, { at: local('2025-07-10T11:00'), facts: classed(none) })
      .yields(granted);
  });
  it('is refused under a legal hold, all of which are named, until the last is lifted', () => {
    const held = [...kept(none), legalHoldPlaced(), legalHoldPlaced({ holdId: 'h-2' }), legalHoldLifted()];
    expect(codesOf(held, '2025-08-02T08:00')).toEqual(['retention-not-over', 'legal-hold']);
    given(...held, legalHoldLifted({ holdId: 'h-2' }))
      .when(input, { at: local('2025-08-02T08:00'), facts: [] })
      .yields(granted);
  });
  it('is held also by a hold placed while it was open', () =>
    expect(codesOf([submitted(), legalHoldPlaced(), received(), withdrawn()], '2025-08-02T08:00', none)).toEqual([
      'retention-not-over',
      'legal-hold',
    ]));
  it('happens once', () =>
    given(submitted(), withdrawn(), erased())
      .when(input, { facts: classed(permanent) })
      .yieldsNothing());
  it('is refused when there is none', () => given().when(input, { facts: [] }).isRejected('dossier-not-found'));
});

describe('a legal hold', () => {
  const placing = specOf(placeDossierLegalHold);
  const lifting = specOf(liftDossierLegalHold);
  const hold = { dossierId, holdId: 'h-1', ground: 'Tòa án thụ lý' };
  it('is placed at any time', () => {
    placing.given(submitted()).when(hold).yields({ type: 'DossierLegalHoldPlaced', data: hold });
    placing.given(received(), withdrawn()).when(hold).yields({ type: 'DossierLegalHoldPlaced', data: hold });
  });
  it('needs an id of its own, whatever became of the one before', () => {
    placing.given(received(), legalHoldPlaced()).when(hold).isRejected('legal-hold-already-placed');
    placing.given(received(), legalHoldPlaced(), legalHoldLifted()).when(hold).isRejected('legal-hold-already-placed');
  });
  it('is lifted with its ground, once', () => {
    lifting.given(received(), legalHoldPlaced()).when(hold).yields({ type: 'DossierLegalHoldLifted', data: hold });
    lifting.given(received(), legalHoldPlaced(), legalHoldLifted()).when(hold).yieldsNothing();
  });
  it('that was never placed is not lifted', () => lifting.given(received()).when(hold).isRejected('legal-hold-not-found'));
  it('holds nothing once the data is erased', () => {
    placing.given(received(), withdrawn(), erased()).when(hold).isRejected('personal-data-erased');
    lifting.given(received(), legalHoldPlaced(), withdrawn(), erased()).when(hold).isRejected('personal-data-erased');
  });
});
