import { describe, it } from 'vitest';
import { substituteOfficial } from '#commands/official/assignments.ts';
import { official } from '#domain/center/official.ts';
import { recorded, specId, specOf } from '#test/support/spec.ts';
import { assigned, ended, officialId, registered, substituted } from './given.ts';

const { given } = specOf(substituteOfficial);
const inputOf = (over: Parameters<typeof substituted>[0] = {}) => {
  const { assignmentId: _, ...input } = substituted(over).data;
  return input;
};
const made = (over: Parameters<typeof substituted>[0] = {}) => substituted({ ...over, assignmentId: specId('assignment') });
const folded = (...events: Parameters<typeof recorded>[1]) =>
  recorded('official-o-2', events as never[]).reduce(official.evolve, official.initial);
const facts = folded(registered({ officialId: 'o-2' }), assigned({ officialId: 'o-2' }));

describe('standing in for another official', () => {
  it('is recorded for a period', () => given(registered()).when(inputOf(), { facts }).yields(made()));
  it('is refused while serving at another Center', () =>
    given(registered(), assigned({ unit: '25750' }))
      .when(inputOf(), { facts })
      .isRejected('official-elsewhere'));
  it('is granted to a colleague of the same Center in another position', () =>
    given(registered(), assigned({ position: 'clerk' }))
      .when(inputOf(), { facts })
      .yields(made()));
  it('is granted to a colleague who holds the same position', () =>
    given(registered(), assigned()).when(inputOf(), { facts }).yields(made()));
  it('is granted to one who stands in for somebody else already', () =>
    given(registered(), assigned(), substituted({ substituteFor: 'o-3' }))
      .when(inputOf(), { facts })
      .yields(made()));
  it('is refused for one whom the official stands in for already on one of the days', () =>
    given(registered(), assigned(), substituted({ from: '2025-08-10', until: '2025-08-12' }))
      .when(inputOf(), { facts })
      .isRejected('official-already-assigned'));
  it('is refused when the period ends before it begins', () =>
    given(registered())
      .when(inputOf({ until: '2025-07-31' }), { facts })
      .isRejected('date-out-of-order'));
  it('is refused for oneself', () =>
    given(registered(), assigned())
      .when(inputOf({ substituteFor: officialId }), { facts })
      .isRejected('substitute-is-self'));
  it('is refused when the other does not hold the position there', () =>
    given(registered())
      .when(inputOf({ position: 'clerk' }), { facts })
      .isRejected('assignment-not-found'));
  it('is refused when the other no longer serves on the first day', () =>
    given(registered())
      .when(inputOf(), { facts: folded(registered(), assigned(), ended('2025-07-31')) })
      .isRejected('assignment-not-found'));
  it('is refused when the other is unknown', () =>
    given(registered())
      .when(inputOf(), { facts: { status: 'absent' } })
      .isRejected('official-not-found'));
  it('as director needs an office that allows it', () =>
    given(registered())
      .when(inputOf({ position: 'director' }), {
        facts: folded(registered({ office: 'head-of-department' }), assigned({ position: 'director' })),
      })
      .isRejected('office-not-eligible'));
  it('needs the official to be known', () => given().when(inputOf(), { facts }).isRejected('official-not-found'));
});
