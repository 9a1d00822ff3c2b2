import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFrom, codesMeant } from '#domain/dossier/code.ts';

const units = ['25747', '25750'];
const rule = { from: '2025-06-01', firstNumber: 1, provenance: 'test' };
const settings = {
  registerPatterns: [
    { ...rule, pattern: 'H29.{unit}-{yyMMdd}-{NNNN}' },
    { ...rule, from: '2027-01-01', pattern: '{agency}-{yyyyMMdd}-{NNNNN}' },
  ],
  agencyIdentifiers: { '25747': 'H29.101.12' },
};
const code = 'H29.25747-261130-0010';

describe('a dossier code that somebody typed', () => {
  it.each([
    code,
    'h29.25747-261130-0010',
    `  ${code} `,
    'H29 25747 261130 0010',
    'H29257472611300010',
    'H29.25747–261130–10',
    '25747-261130-0010',
  ])('means the code on the slip: %j', (typed) => expect(codesMeant(typed, settings, units)).toContain(code));

  it('without the unit means that of each unit', () =>
    expect(codesMeant('261130-10', settings, units)).toEqual(expect.arrayContaining([code, 'H29.25750-261130-0010'])));

  it('follows every pattern there ever was', () => {
    expect(codesMeant('h29.101.12-20270104-7', settings, units)).toContain('H29.101.12-20270104-00007');
    expect(codesMeant('H29.25750-261130-0010', settings, units)).not.toContain(code);
  });

  it('of another kind is itself, in capital letters too', () => {
    expect(codesMeant(' portal-7 ', settings, units)).toEqual(['portal-7', 'PORTAL-7']);
    expect(codesMeant('0010', settings, units)).toEqual(['0010']);
  });

  it('is found for every number of every day, with or without what stands between', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...units),
        fc.date({ min: new Date('2025-06-01'), max: new Date('2098-12-31'), noInvalidDate: true }),
        fc.integer({ min: 1, max: 99_999 }),
        fc.constantFrom('', ' ', '-', '.', ' – '),
        (unit, date, number, between) => {
          const full = codeFrom('H29.{unit}-{yyMMdd}-{NNNN}', { unit, agency: unit, day: date.toISOString().slice(0, 10), number });
          expect(codesMeant(full.toLowerCase().replaceAll(/[.-]/g, between), settings, units)).toContain(full);
        },
      ),
    ));
});
