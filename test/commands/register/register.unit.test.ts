import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainUnusedNumber, takeNumber } from '#commands/register/register.ts';
import type { RegisterEvent } from '#events/register/events.ts';
import { type Past, specOf } from '#test/support/spec.ts';

const unit = '25747';
const day = '2025-07-01';
const register = `${unit}-${day}`;
const pattern = 'H29.{unit}-{yyMMdd}-{NNNN}';
const dossier = (n: number): string => `0197c000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const code = (n: number): string => `H29.25747-250701-${String(n).padStart(4, '0')}`;
const taken = (number: number, forDossier = number): Past<RegisterEvent> => ({
  type: 'NumberTaken',
  data: { unit, day, number, code: code(number), pattern, dossierId: dossier(forDossier) },
});
const unused = (number: number): Past<RegisterEvent> => ({
  type: 'NumberUnused',
  data: { unit, day, number, code: code(number), dossierId: dossier(number), reason: 'Mất kết nối' },
});
const rule = { from: '2025-01-01', pattern, firstNumber: 1, provenance: 'test' };

describe('taking a number', () => {
  const { given } = specOf(takeNumber);
  it('begins at the first number of the day', () =>
    given()
      .when({ register, dossierId: dossier(1) })
      .yields(taken(1)));
  it('begins where the configuration says', () =>
    given()
      .when({ register, dossierId: dossier(1) }, { settings: { registerPatterns: [{ ...rule, firstNumber: 501 }] } })
      .yields(taken(501, 1)));
  it('goes on with the next', () =>
    given(taken(1), taken(2))
      .when({ register, dossierId: dossier(3) })
      .yields(taken(3)));
  it('gives one dossier one number', () =>
    given(taken(1), taken(2))
      .when({ register, dossierId: dossier(1) })
      .yieldsNothing());
  it('does not give out a number again that was explained as unused', () =>
    given(taken(1), unused(1))
      .when({ register, dossierId: dossier(1) })
      .yields(taken(2, 1)));
  it('is refused before any pattern is in force', () =>
    given()
      .when({ register, dossierId: dossier(1) }, { settings: { registerPatterns: [{ ...rule, from: '2025-07-02' }] } })
      .isRejected('number-pattern-missing'));

  it.each([
    ['{agency}-{yyMMdd}-{NNNN}', { [unit]: 'H29.18.40' }, 'H29.18.40-250701-0001'],
    ['{agency}-{yyMMdd}-{NNNN}', {}, '25747-250701-0001'],
    ['G09.20-{yyyyMMdd}-{NNNNNNN}', {}, 'G09.20-20250701-0000001'],
  ])('writes %s with %o as %s', (pattern, agencyIdentifiers, written) => {
    given()
      .when({ register, dossierId: dossier(1) }, { settings: { registerPatterns: [{ ...rule, pattern }], agencyIdentifiers } })
      .yields({ type: 'NumberTaken', data: { unit, day, number: 1, code: written, pattern, dossierId: dossier(1) } });
  });
  it('follows the pattern in force on the day of the register', () => {
    const registerPatterns = [
      rule,
      { ...rule, from: '2025-07-01', pattern: '{unit}/{NN}' },
      { ...rule, from: '2025-07-02', pattern: 'later' },
    ];
    given()
      .when({ register, dossierId: dossier(1) }, { settings: { registerPatterns } })
      .yields({ type: 'NumberTaken', data: { unit, day, number: 1, code: '25747/01', pattern: '{unit}/{NN}', dossierId: dossier(1) } });
  });
  it('grows beyond the width of the pattern', () =>
    given(taken(9999))
      .when({ register, dossierId: dossier(10_000) })
      .yields(taken(10_000)));
  it('knows only registers of a unit and a day', () => {
    expect(() =>
      given()
        .when({ register: '25747-2025-02-30', dossierId: dossier(1) })
        .outcome(),
    ).toThrow();
  });

  it('hands out distinct consecutive numbers, whoever asks how often', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 40 }), (askers) => {
        const past: Past<RegisterEvent>[] = [];
        for (const asker of askers) {
          const outcome = given(...past)
            .when({ register, dossierId: dossier(asker) })
            .outcome();
          past.push(...(outcome as RegisterEvent[]));
        }
        expect(past.map(({ data }) => data.number)).toEqual(past.map((_, index) => index + 1));
        expect(new Set(past.map(({ data }) => data.code)).size).toBe(new Set(askers).size);
      }),
    );
  });
});

describe('explaining an unused number', () => {
  const { given } = specOf(explainUnusedNumber);
  const input = { register, number: 1, reason: 'Mất kết nối' };
  // the number was taken at 08:01
  const later = { at: '2025-06-20T01:11:00.000Z' };
  it('says why no dossier bears it', () => given(taken(1)).when(input, later).yields(unused(1)));
  it('is done once', () => given(taken(1), unused(1)).when(input, later).yieldsNothing());
  it('is refused with another reason than the one on record', () =>
    given(taken(1), unused(1))
      .when({ ...input, reason: 'Máy in hỏng' }, later)
      .isRejected('number-explained'));
  it('is refused while a dossier bears the number', () =>
    given(taken(1))
      .when(input, { ...later, facts: code(1) })
      .isRejected('number-borne'));
  it('is granted for the number that a dossier was to bear before it got another one', () =>
    given(taken(1))
      .when(input, { ...later, facts: code(2) })
      .yields(unused(1)));
  it('waits until the reception can no longer be under way, but for the one that waited itself', () => {
    const early = { at: '2025-06-20T01:10:59.999Z' };
    given(taken(1)).when(input, early).isRejected('number-borne');
    given(taken(1))
      .when(input, { ...early, actor: { id: 'motcua', role: 'system' } })
      .yields(unused(1));
  });
  it('is refused for a number that was not handed out', () =>
    given(taken(1))
      .when({ ...input, number: 2 })
      .isRejected('number-not-taken'));
});
