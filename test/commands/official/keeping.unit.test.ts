import { describe, expect, it } from 'vitest';
import { eraseOfficialPersonalData, liftOfficialLegalHold, placeOfficialLegalHold } from '#commands/official/keeping.ts';
import { Rejection } from '#domain/rejections.ts';
import { specOf } from '#test/support/spec.ts';
import { assigned, ended, erased, officialId, registered } from './given.ts';

const hold = { officialId, holdId: 'h-1', ground: 'Thanh tra' };
const placed = { type: 'OfficialLegalHoldPlaced', data: hold } as const;
const lifted = { type: 'OfficialLegalHoldLifted', data: hold } as const;
const served = [registered(), assigned(), ended('2025-07-31')] as const;

describe('erasing the personal data of an official', () => {
  const { given } = specOf(eraseOfficialPersonalData);
  const nothingKept = { officialRetention: { kind: 'none', ground: 'test', certainty: 'assumption' } } as const;

  it('is granted at once for whoever never served', () => given(registered()).when(erased.data).yields(erased));
  it('changes nothing the second time', () => given(registered(), erased).when(erased.data).yieldsNothing());
  it('is refused while the official serves', () => given(registered(), assigned()).when(erased.data).isRejected('retention-not-over'));
  it('is refused on the last day of service, granted on the next where nothing is kept', () => {
    given(...served)
      .when(erased.data, { at: '2025-07-31T16:59:59.999Z', settings: nothingKept })
      .isRejected('retention-not-over');
    given(...served)
      .when(erased.data, { at: '2025-07-31T17:00:00.000Z', settings: nothingKept })
      .yields(erased);
  });
  it('waits for the city’s term after the last day of service, and says until when', () => {
    const refused = given(...served)
      .when(erased.data, { at: '2045-07-31T16:59:59.999Z' })
      .outcome();
    expect(refused).toBeInstanceOf(Rejection);
    expect(refused).toMatchObject({ missing: [{ code: 'retention-running', detail: 'It is kept until the end of 2045-07-31.' }] });
    given(...served)
      .when(erased.data, { at: '2045-07-31T17:00:00.000Z' })
      .yields(erased);
  });
  it('is refused where the city has set no term', () =>
    given(...served)
      .when(erased.data, { at: '2100-01-01T00:00:00.000Z', settings: { officialRetention: undefined } })
      .isRejectedWith({ code: 'retention-not-over', missing: ['retention-class-missing'] }));
  it('is granted when the only assignment was called off', () =>
    given(registered(), assigned({ from: '2026-01-01' }), ended('2025-12-31'))
      .when(erased.data, { at: '2025-07-01T01:00:00.000Z' })
      .yields(erased));
  it('is refused under a legal hold until it is lifted', () => {
    given(registered(), placed)
      .when(erased.data)
      .isRejectedWith({ code: 'retention-not-over', missing: ['legal-hold'] });
    given(registered(), placed, lifted).when(erased.data).yields(erased);
  });
  it('needs an official', () => given().when(erased.data).isRejected('official-not-found'));
});

describe('a legal hold on an official’s data', () => {
  it('is placed under an id of its own', () => {
    const { given } = specOf(placeOfficialLegalHold);
    given(registered()).when(hold).yields(placed);
    given(registered(), placed, lifted).when(hold).isRejected('legal-hold-already-placed');
    given(registered(), erased).when(hold).isRejected('personal-data-erased');
  });
  it('is lifted once', () => {
    const { given } = specOf(liftOfficialLegalHold);
    given(registered(), placed).when(hold).yields(lifted);
    given(registered(), placed, lifted).when(hold).yieldsNothing();
    given(registered()).when(hold).isRejected('legal-hold-not-found');
  });
});
