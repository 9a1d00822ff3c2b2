/** The code of a number by a pattern: `{agency}`, `{unit}`, `{yyMMdd}`, `{yyyyMMdd}`, and a run of N for the counter, which grows when it must. */
export const codeFrom = (
  pattern: string,
  { unit, agency, day, number }: { unit: string; agency: string; day: string; number: number },
): string => {
  const digits = day.replaceAll('-', '');
  const parts: Record<string, string> = { unit, agency, yyMMdd: digits.slice(2), yyyyMMdd: digits };
  return pattern.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    /^N+$/.test(name) ? String(number).padStart(name.length, '0') : (parts[name] ?? whole),
  );
};
