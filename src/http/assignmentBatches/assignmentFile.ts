import { excerpt } from '#domain/excerpt.ts';
import type { Settings } from '#domain/settings.ts';
import { personalNumberIn } from '#domain/text/personalNumber.ts';
import { unitRankFor } from '#domain/text/unitName.ts';
import { BATCH_LINES, BatchLine } from '#events/batch/events.ts';
import { type CsvLine, readCsv } from '#http/server/csvReader.ts';
import { wordsVi } from '#http/server/texts/wordsVi.ts';
import { type Column, called, columns, type Heading, headingOf, isHeading, positionIn, positionsTaken } from './assignmentColumns.ts';
import { dayIn } from './dayIn.ts';

/** What is wrong with a line of a file; `code` is the rule's or says that the line cannot be read. */
export type LineFault = { line: number; code: string; detail: string };
/** A file of assignments: what could be read of it, and every fault found in reading. */
export type AssignmentFile = { assignments: BatchLine[]; faults: LineFault[] };
type Units = Settings['units'];

const unreadable = (line: number, detail: string): LineFault => ({ line, code: 'line-unreadable', detail });

/** A unit by its code or, where only one is called so, its name; or what may be meant. */
const unitIn = (text: string, units: Units): { unit: string } | { fault: string } => {
  if (/^\d{5}$/.test(text)) return { unit: text };
  const rank = unitRankFor(text);
  const found = units
    .flatMap((unit) => {
      const place = rank(unit);
      return place === undefined ? [] : [{ unit, place }];
    })
    .toSorted((a, b) => a.place - b.place);
  const [first, second] = found;
  // 0 and 1: the whole name, with its marks or without
  if (first !== undefined && first.place <= 1 && second?.place !== first.place) return { unit: first.unit.code };
  const meant = found.slice(0, 3).map(({ unit }) => `${unit.fullName} (${unit.code})`);
  const perhaps = meant.length === 0 ? '' : ` Có lẽ là ${meant.join(' hoặc ')}.`;
  return { fault: `“${excerpt(text, 60)}” không phải mã 5 chữ số hay tên của một đơn vị.${perhaps}` };
};

const MOST = { officialId: 64, basis: 200 };

type Read = { value: string } | { fault: string };
/** What each column makes of the text in a field. */
const readers: Readonly<Record<Column, (text: string, units: Units) => Read>> = {
  officialId: (text) => {
    if (/\s/.test(text)) return { fault: 'không được có khoảng trắng.' };
    return text.length > MOST.officialId ? { fault: `dài quá ${MOST.officialId} ký tự.` } : { value: text };
  },
  unit: (text, units) => {
    const read = unitIn(text, units);
    return 'unit' in read ? { value: read.unit } : read;
  },
  position: (text) => {
    const position = positionIn(text);
    return position === undefined ? { fault: `“${excerpt(text, 60)}” không có. Ghi một trong: ${positionsTaken}.` } : { value: position };
  },
  basis: (text) => {
    if (text.length > MOST.basis) return { fault: `dài quá ${MOST.basis} ký tự.` };
    const found = personalNumberIn(text);
    return found === undefined ? { value: text } : { fault: `không được chứa ${wordsVi.personalNumber[found]}: ai cũng đọc được.` };
  },
  from: (text) => {
    const read = dayIn(text);
    return 'day' in read ? { value: read.day } : read;
  },
  until: (text) => {
    const read = dayIn(text);
    return 'day' in read ? { value: read.day } : read;
  },
};

/** An assignment, or everything that is wrong with its line. */
const lineOf = ({ line, ...content }: CsvLine, { places, nameless, width }: Heading, units: Units): BatchLine | LineFault[] => {
  if ('fault' in content) return [unreadable(line, content.fault)];
  const { fields } = content;
  const filled = fields.findLastIndex((field) => field.trim() !== '') + 1;
  if (filled > width && !nameless.includes(filled - 1))
    return [unreadable(line, `Dòng có ${filled} cột, dòng tiêu đề có ${width}: giá trị có dấu phân cách phải đặt trong ngoặc kép.`)];
  const faults = nameless
    .filter((place) => (fields[place] ?? '').trim() !== '')
    .map((place) => unreadable(line, `Cột ${place + 1} có giá trị nhưng không có tiêu đề.`));
  const read: Partial<Record<Column, string>> = {};
  for (const column of columns) {
    const text = (fields[places.get(column) ?? -1] ?? '').trim().normalize('NFC');
    if (text === '' && column === 'until') continue;
    const one = text === '' ? { fault: 'chưa ghi.' } : readers[column](text, units);
    if ('fault' in one) faults.push(unreadable(line, `${called(column)}: ${one.fault}`));
    else read[column] = one.value;
  }
  return faults.length > 0 ? faults : BatchLine.parse({ line, ...read });
};

/** Whether a line numbers the columns, as forms have it below the heading: (1), (2), (3). */
const numbersColumns = (line: CsvLine): boolean =>
  'fields' in line &&
  line.fields.length > 2 &&
  line.fields.every((field, place) => ['', `${place + 1}`, `(${place + 1})`].includes(field.trim()));

/** Lines in which the heading is looked for: a title may stand before it. */
const TITLES = 10;

/** The heading with all lines after it; without one, the first line. */
const parted = (lines: Iterator<CsvLine>): { heading: CsvLine | undefined; rest: Iterable<CsvLine> } => {
  const passed: CsvLine[] = [];
  const after = (own: readonly CsvLine[]): Iterable<CsvLine> => ({
    *[Symbol.iterator]() {
      yield* own;
      for (let next = lines.next(); !next.done; next = lines.next()) yield next.value;
    },
  });
  for (let next = lines.next(); !next.done; next = lines.next()) {
    if (isHeading(next.value)) return { heading: next.value, rest: after([]) };
    passed.push(next.value);
    if (passed.length > TITLES) break;
  }
  return { heading: passed[0], rest: after(passed.slice(1)) };
};

/**
 * Reads a file of assignments: the columns of its heading in any order, named in Vietnamese or English, with marks or
 * without; positions likewise; units by code or name; days as 2025-07-01 or 01/07/2025. Titles above the heading,
 * empty lines, empty columns and columns that lists of people have besides (STT, Họ tên) are passed over. Every line
 * that cannot be read is named, and every line that repeats an earlier one.
 */
export const readAssignmentFile = (bytes: Uint8Array, units: Units): AssignmentFile => {
  const { heading: first, rest } = parted(readCsv(bytes));
  if (first === undefined) return { assignments: [], faults: [unreadable(1, 'Tệp không có gì.')] };
  const heading = 'fault' in first ? [first.fault] : headingOf(first.fields);
  if (Array.isArray(heading)) return { assignments: [], faults: heading.map((fault) => unreadable(first.line, fault)) };
  const assignments: BatchLine[] = [];
  const faults: LineFault[] = [];
  const seen = new Map<string, number>();
  let count = 0;
  for (const content of rest) {
    if (count === 0 && numbersColumns(content)) continue;
    count += 1;
    if (count > BATCH_LINES) {
      faults.push(unreadable(content.line, `Một tệp có nhiều nhất ${BATCH_LINES} dòng phân công; từ dòng này trở đi chưa đọc.`));
      break;
    }
    const read = lineOf(content, heading, units);
    if (Array.isArray(read)) {
      faults.push(...read);
      continue;
    }
    const { line, ...what } = read;
    const same = JSON.stringify(what);
    const earlier = seen.get(same);
    if (earlier !== undefined) faults.push({ line, code: 'line-repeated', detail: `Dòng này trùng với dòng ${earlier}.` });
    else {
      seen.set(same, line);
      assignments.push(read);
    }
  }
  if (count === 0) faults.push(unreadable(first.line, 'Tệp không có dòng phân công nào.'));
  return { assignments, faults };
};
