import { describe, it } from 'vitest';
import { assignOfficial, endAssignment } from '#commands/official/assignments.ts';
import { specId, specOf } from '#test/support/spec.ts';
import { assigned, ended, erased, officeHeld, registered, substituted } from './given.ts';

const inputOf = (over: Parameters<typeof assigned>[0] = {}) => {
  const { assignmentId: _, ...input } = assigned(over).data;
  return input;
};
const made = (over: Parameters<typeof assigned>[0] = {}) => assigned({ ...over, assignmentId: specId('assignment') });

describe('assigning an official', () => {
  const { given } = specOf(assignOfficial);
  it('is recorded with its basis and dates', () => given(registered()).when(inputOf()).yields(made()));
  it('is refused at a second Center from the same day on', () =>
    given(registered(), assigned())
      .when(inputOf({ unit: '25750' }))
      .isRejected('official-elsewhere'));
  it('is refused at a second Center on the last day at the first', () =>
    given(registered(), assigned({ until: '2025-07-31' }))
      .when(inputOf({ unit: '25750', from: '2025-07-31' }))
      .isRejected('official-elsewhere'));
  it('is granted at a second Center from the day after the last at the first', () =>
    given(registered(), assigned(), ended('2025-07-31'))
      .when(inputOf({ unit: '25750', from: '2025-08-01' }))
      .yields(made({ unit: '25750', from: '2025-08-01' })));
  it('is refused when it would run into a substitution elsewhere', () =>
    given(registered(), substituted({ unit: '25750' }))
      .when(inputOf({ until: '2025-08-01' }))
      .isRejected('official-elsewhere'));
  it('is granted across the days of an assignment that was called off', () =>
    given(registered(), assigned({ from: '2025-08-01' }), ended('2025-07-31'))
      .when(inputOf({ unit: '25750' }))
      .yields(made({ unit: '25750' })));
  it('is granted in a second position at the same Center', () =>
    given(registered(), assigned())
      .when(inputOf({ position: 'clerk' }))
      .yields(made({ position: 'clerk' })));
  it('is refused in the same position on the same day', () =>
    given(registered(), assigned())
      .when(inputOf({ from: '2026-01-01' }))
      .isRejected('official-already-assigned'));
  it('is refused when it ends before it begins', () =>
    given(registered())
      .when(inputOf({ until: '2025-06-30' }))
      .isRejected('date-out-of-order'));
  it('is refused for a unit that the city does not have', () =>
    given(registered())
      .when(inputOf({ unit: '99999' }))
      .isRejected('unit-unknown'));
  it('of somebody who served elsewhere is refused to whoever may not act there too, for any day', () => {
    const served = [registered(), assigned({ from: '2025-07-01', until: '2025-12-31' })] as const;
    const aDay = inputOf({ unit: '25750', from: '2020-01-01', until: '2020-01-01' });
    given(...served)
      .when(aDay, { covered: ['25750'] })
      .isRejected('official-of-another-unit');
    given(...served)
      .when(aDay, { covered: ['25747', '25750'] })
      .yields(made({ unit: '25750', from: '2020-01-01', until: '2020-01-01' }));
  });
  it('is granted after an assignment elsewhere that was called off before it began', () =>
    given(registered(), assigned({ unit: '25750', from: '2025-08-01' }), ended('2025-07-31'))
      .when(inputOf(), { covered: ['25747'] })
      .yields(made()));
  it('needs an official', () => given().when(inputOf()).isRejected('official-not-found'));
  it('is refused after the erasure', () => given(registered(), erased).when(inputOf()).isRejected('personal-data-erased'));
});

describe('who may be director', () => {
  const { given } = specOf(assignOfficial);
  const director = { position: 'director' } as const;
  const viceChair = registered({ office: 'vice-chair' });

  it('until 14/10/2025: a vice-chair', () =>
    given(viceChair)
      .when(inputOf({ ...director, until: '2025-10-14' }))
      .yields(made({ ...director, until: '2025-10-14' })));
  it('from 15/10/2025: no vice-chair, not for one day', () =>
    given(viceChair)
      .when(inputOf({ ...director, until: '2025-10-15' }))
      .isRejected('office-not-eligible'));
  it('no vice-chair for an open end', () => given(viceChair).when(inputOf(director)).isRejected('office-not-eligible'));
  it('a vice-chair who becomes head of department in time', () =>
    given(viceChair, officeHeld('head-of-department', '2025-10-15')).when(inputOf(director)).yields(made(director)));
  it('no vice-chair who becomes head of department a day late', () =>
    given(viceChair, officeHeld('head-of-department', '2025-10-16')).when(inputOf(director)).isRejected('office-not-eligible'));
  it('no head of department who will hold a lower office within the period', () =>
    given(registered({ office: 'head-of-department' }), officeHeld('civil-servant', '2026-01-01'))
      .when(inputOf({ ...director, until: '2026-01-01' }))
      .isRejected('office-not-eligible'));
  it('a head of department who will hold a lower office after the period', () =>
    given(registered({ office: 'head-of-department' }), officeHeld('civil-servant', '2026-01-01'))
      .when(inputOf({ ...director, until: '2025-12-31' }))
      .yields(made({ ...director, until: '2025-12-31' })));
  it('no civil servant', () => given(registered()).when(inputOf(director)).isRejected('office-not-eligible'));
  it('nobody on a day for which no rule is known', () =>
    given(registered({ office: 'head-of-department' }))
      .when(inputOf({ ...director, from: '2025-05-31', until: '2025-06-30' }))
      .isRejected('office-not-eligible'));
  it('everyone may hold any other position', () =>
    given(registered({ office: 'postal-staff' }))
      .when(inputOf({ position: 'receiving-officer' }))
      .yields(made({ position: 'receiving-officer' })));
});

describe('ending an assignment', () => {
  const { given } = specOf(endAssignment);
  const end = (lastDay: string, assignmentId = 'a-1') => {
    const { unit: _, ...input } = ended(lastDay, assignmentId).data;
    return input;
  };
  it('is recorded with its last day', () => given(registered(), assigned()).when(end('2025-12-31')).yields(ended('2025-12-31')));
  it('is refused on another ground than the one on record', () =>
    given(registered(), assigned(), ended('2025-12-31'))
      .when({ ...end('2025-12-31'), ground: 'Nghỉ hưu' })
      .isRejected('assignment-ended'));
  it('changes nothing the second time', () => given(registered(), assigned(), ended('2025-12-31')).when(end('2025-12-31')).yieldsNothing());
  it('is refused on another day once it has been ended', () =>
    given(registered(), assigned(), ended('2025-12-31')).when(end('2025-11-30')).isRejected('assignment-ended'));
  it('calls off an assignment on the day before its first', () =>
    given(registered(), assigned()).when(end('2025-06-30')).yields(ended('2025-06-30')));
  it('is refused earlier than that', () => given(registered(), assigned()).when(end('2025-06-29')).isRejected('date-out-of-order'));
  it('never lengthens an assignment', () =>
    given(registered(), assigned({ until: '2025-12-31' }))
      .when(end('2026-01-01'))
      .isRejected('date-out-of-order'));
  it('also ends a substitution', () =>
    given(registered(), substituted()).when(end('2025-08-05', 's-1')).yields(ended('2025-08-05', 's-1')));
  it('needs the assignment', () => given(registered()).when(end('2025-12-31')).isRejected('assignment-not-found'));
  it('needs the official', () => given().when(end('2025-12-31')).isRejected('official-not-found'));
});
