import type { Settings } from '#domain/settings.ts';
import { codeForm } from '#domain/text/searchForm.ts';

type Numbered = { unit: string; agency: string; day: string; number: number };

/** A number's code by a pattern: `{agency}`, `{unit}`, `{yyMMdd}`, `{yyyyMMdd}`, a run of N for the counter. */
export const codeFrom = (pattern: string, { unit, agency, day, number }: Numbered): string => {
  const digits = day.replaceAll('-', '');
  const parts: Record<string, string> = { unit, agency, yyMMdd: digits.slice(2), yyyyMMdd: digits };
  return pattern.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    /^N+$/.test(name) ? String(number).padStart(name.length, '0') : (parts[name] ?? whole),
  );
};

/** The agency that numbers the dossiers of a unit, as codes name it. */
export const agencyOf = (unit: string, { agencyIdentifiers }: Pick<Settings, 'agencyIdentifiers'>): string =>
  agencyIdentifiers[unit] ?? unit;

const digitsOf: Readonly<Record<string, string>> = { yyMMdd: String.raw`\d{6}`, yyyyMMdd: String.raw`\d{8}` };

/** Endings of codes of a pattern that name at least day and number, longest first, without what stands between. */
const endingsOf = (pattern: string, unit: string, agency: string): RegExp[] => {
  const parts = pattern.split(/(\{\w+\})/).filter((part) => part !== '');
  const day = parts.findIndex((part) => /^\{y+MMdd\}$/.test(part));
  const sources = parts.map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return RegExp.escape(codeForm(part));
    if (name === 'unit' || name === 'agency') return RegExp.escape(codeForm(name === 'unit' ? unit : agency));
    return /^N+$/.test(name) ? String.raw`(?<number>\d{1,9})` : `(?<day>${digitsOf[name] ?? ''})`;
  });
  return sources.slice(0, day + 1).map((_, from) => new RegExp(`^${sources.slice(from).join('')}$`));
};

/**
 * The dossier codes that somebody may mean who typed a code: as typed, in capital letters, and what follows from the
 * patterns of the register, whatever stands between its parts or was left out. Without the unit (261130-0010) it is a
 * code of each unit given.
 */
export const codesMeant = (
  typed: string,
  { registerPatterns, agencyIdentifiers }: Pick<Settings, 'registerPatterns' | 'agencyIdentifiers'>,
  units: readonly string[],
): string[] => {
  const compact = codeForm(typed);
  const meant = new Set([typed.trim(), typed.trim().toUpperCase()]);
  for (const { pattern } of registerPatterns)
    for (const unit of units) {
      const agency = agencyOf(unit, { agencyIdentifiers });
      for (const ending of endingsOf(pattern, unit, agency)) {
        const { day, number } = ending.exec(compact)?.groups ?? {};
        if (day === undefined || number === undefined) continue;
        meant.add(codeFrom(pattern, { unit, agency, day: day.length === 6 ? `20${day}` : day, number: Number(number) }));
      }
    }
  return [...meant];
};
