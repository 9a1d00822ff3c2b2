import { excerpt } from '#domain/excerpt.ts';
import { dayPlus } from '#domain/time/localDay.ts';

const midnight = /[T ]0?0:00(:00(\.0+)?)?Z?$/;
const iso = /^(?<year>\d{4})[-/](?<month>\d{1,2})[-/](?<day>\d{1,2})$/;
const vietnamese = /^(?<day>\d{1,2})[-/. ](?<month>\d{1,2})[-/. ](?<year>\d{4})$/;
const shortYear = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2})$/;
/** What spreadsheets show of a day whose cell is not formatted as one: days since 30 December 1899. */
const serial = /^\d{5}(?:[.,]0+)?$/;

const two = (number: number | string): string => String(number).padStart(2, '0');
const inWords = (day: string): string => day.split('-').toReversed().join('/');

/** Why there is no such day. */
const faultOf = (text: string, { year, month, day }: { year: number; month: number; day: number }): string => {
  if (year < 1900 || year > 2200) return `“${text}”: the year ${year} cannot be meant.`;
  if (month > 12 && day <= 12) return `“${text}”: there is no month ${month}, the day comes first: ${two(month)}/${two(day)}/${year}.`;
  if (month < 1 || month > 12) return `“${text}”: there is no month ${month}.`;
  const days = Temporal.PlainYearMonth.from({ year, month }).daysInMonth;
  return `“${text}”: month ${month}/${year} has ${days} days.`;
};

/**
 * The day that a text of a spreadsheet says, as YYYY-MM-DD: the day first (1/7/2025, 01-07-2025) or ISO, a time of
 * midnight is passed over. Or why it says none, with what is taken.
 */
export const dayIn = (written: string): { day: string } | { fault: string } => {
  const text = written.trim().replace(midnight, '');
  const parts = (iso.exec(text) ?? vietnamese.exec(text))?.groups;
  if (parts !== undefined) {
    const [year, month, day] = [Number(parts['year']), Number(parts['month']), Number(parts['day'])];
    const exists = year >= 1900 && year <= 2200 && month >= 1 && month <= 12 && day >= 1;
    if (exists && day <= Temporal.PlainYearMonth.from({ year, month }).daysInMonth) return { day: `${year}-${two(month)}-${two(day)}` };
    return { fault: faultOf(text, { year, month, day }) };
  }
  const [, day, month, year] = shortYear.exec(text) ?? [];
  if (year !== undefined)
    return { fault: `“${text}”: write all four digits of the year, such as ${two(day ?? '')}/${two(month ?? '')}/20${year}.` };
  if (serial.test(text)) {
    const meant = inWords(dayPlus('1899-12-30', Number.parseInt(text, 10)));
    return { fault: `“${text}” is what a spreadsheet keeps for a day, perhaps ${meant}: format the cell as a day and save again.` };
  }
  return { fault: `“${excerpt(text, 40)}” is no day: write it as 01/12/2026 or 2026-12-01.` };
};
