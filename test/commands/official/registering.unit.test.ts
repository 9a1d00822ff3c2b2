import { describe, it } from 'vitest';
import { holdOffice, registerOfficial } from '#commands/official/person.ts';
import { specId, specOf } from '#test/support/spec.ts';
import { assigned, erased, officeHeld, officialId, registered } from './given.ts';

describe('registering an official', () => {
  const { given } = specOf(registerOfficial);
  const person = { name: 'Nguyễn Văn A', office: 'civil-servant' } as const;
  it('makes the official known', () =>
    given()
      .when({ officialId, ...person, unit: '25747' })
      .yields(registered()));
  it('makes up an id when none is given', () =>
    given()
      .when(person)
      .yields(registered({ officialId: specId('stream') })));
  it('keeps who sent the official', () =>
    given()
      .when({ officialId, ...person, sentBy: 'Công an phường', phone: '0900000000' })
      .yields(registered({ sentBy: 'Công an phường', phone: '0900000000' })));
  it('is refused the second time', () =>
    given(registered())
      .when({ officialId, ...person })
      .isRejected('official-already-registered'));
  it('is refused after the erasure', () =>
    given(registered(), erased)
      .when({ officialId, ...person })
      .isRejected('official-already-registered'));
  it('is refused for a unit that the city does not have', () =>
    given()
      .when({ officialId, ...person, unit: '99999' })
      .isRejected('unit-unknown'));
});

describe('holding another office', () => {
  const { given } = specOf(holdOffice);
  const promoted = officeHeld('deputy-head-of-department', '2025-09-01');
  it('is recorded', () => given(registered()).when(promoted.data).yields(promoted));
  it('changes nothing when the office is held already', () => given(registered(), promoted).when(promoted.data).yieldsNothing());
  it('changes nothing when it is the office of registration', () =>
    given(registered()).when(officeHeld('civil-servant', '2025-09-01').data).yieldsNothing());
  it('is refused before the change recorded last', () =>
    given(registered(), promoted).when(officeHeld('vice-chair', '2025-08-31').data).isRejected('date-out-of-order'));
  it('is recorded also when a serving director is no longer eligible by it', () => {
    const demoted = officeHeld('civil-servant', '2025-09-01');
    given(registered({ office: 'head-of-department' }), assigned({ position: 'director' }))
      .when(demoted.data)
      .yields(demoted);
  });
  it('needs an official', () => given().when(promoted.data).isRejected('official-not-found'));
  it('is refused after the erasure', () => given(registered(), erased).when(promoted.data).isRejected('personal-data-erased'));
});
