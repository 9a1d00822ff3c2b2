import { excerpt } from '#domain/excerpt.ts';
import type { Settings } from '#domain/settings.ts';
import { personalNumberIn } from '#domain/text/personalNumber.ts';
import { unitRankFor } from '#domain/text/unitName.ts';
import { BATCH_LINES, BatchLine } from '#events/batch/events.ts';
import { Position } from '#events/terms.ts';
import { type CsvLine, readCsv } from '#http/server/csvReader.ts';
import { type Column, columns, type Heading, headingOf, isHeading, positionIn } from './assignmentColumns.ts';
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
  const said = excerpt(text, 60);
  return {
    fault:
      meant.length === 0
        ? `“${said}” is neither a code of 5 digits nor the name of a unit.`
        : `“${said}” is neither a code of 5 digits nor the name of a unit: perhaps “${meant.join('” or “')}” is meant.`,
  };
};

const MOST = { officialId: 64, basis: 200 };

type Read = { value: string } | { fault: string };
/** What each column makes of the text in a field. */
const readers: Readonly<Record<Column, (text: string, units: Units) => Read>> = {
  officialId: (text) => {
    if (/\s/.test(text)) return { fault: 'It must be without spaces.' };
    return text.length > MOST.officialId ? { fault: `It is longer than ${MOST.officialId} characters.` } : { value: text };
  },
  unit: (text, units) => {
    const read = unitIn(text, units);
    return 'unit' in read ? { value: read.unit } : read;
  },
  position: (text) => {
    const position = positionIn(text);
    return position === undefined
      ? { fault: `“${excerpt(text, 60)}” is no position: write one of ${Position.options.join(', ')}.` }
      : { value: position };
  },
  basis: (text) => {
    if (text.length > MOST.basis) return { fault: `It is longer than ${MOST.basis} characters.` };
    const found = personalNumberIn(text);
    return found === undefined ? { value: text } : { fault: `It may not hold ${found}: everybody can read it.` };
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
    return [
      unreadable(line, `The line has ${filled} columns, the heading ${width}: a value that holds a separator stands in quotation marks.`),
    ];
  const faults = nameless
    .filter((place) => (fields[place] ?? '').trim() !== '')
    .map((place) => unreadable(line, `Column ${place + 1} has a value and no heading.`));
  const read: Partial<Record<Column, string>> = {};
  for (const column of columns) {
    const text = (fields[places.get(column) ?? -1] ?? '').trim().normalize('NFC');
    if (text === '' && column === 'until') continue;
    const one = text === '' ? { fault: 'It is needed.' } : readers[column](text, units);
    if ('fault' in one) faults.push(unreadable(line, `${column}: ${one.fault}`));
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
  if (first === undefined) return { assignments: [], faults: [unreadable(1, 'The file is empty.')] };
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
      faults.push(unreadable(content.line, `A file has ${BATCH_LINES} assignments at most: from this line on nothing was read.`));
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
    if (earlier !== undefined) faults.push({ line, code: 'line-repeated', detail: `This line repeats line ${earlier}.` });
    else {
      seen.set(same, line);
      assignments.push(read);
    }
  }
  if (count === 0) faults.push(unreadable(first.line, 'The file holds no assignment.'));
  return { assignments, faults };
};
