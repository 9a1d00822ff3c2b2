import { createHash } from 'node:crypto';
import { BATCH_LINES, BatchLine } from '#events/batch/events.ts';
import type { Position } from '#events/terms.ts';
import { type CsvLine, readCsv } from '#http/server/csvReader.ts';

/** What is wrong with a line of a file; `code` is the rule's or says that the line cannot be read. */
export type LineFault = { line: number; code: string; detail: string };
/** A file of assignments: what could be read of it, and every fault found in reading. */
export type AssignmentFile = { batchId: string; assignments: BatchLine[]; faults: LineFault[] };

type Column = 'officialId' | 'unit' | 'position' | 'basis' | 'from' | 'until';
const columns: Readonly<Record<Column, readonly string[]>> = {
  officialId: ['officialid', 'official', 'mã cán bộ', 'mã công chức'],
  unit: ['unit', 'mã đơn vị', 'mã xã'],
  position: ['position', 'vị trí', 'chức vụ'],
  basis: ['basis', 'căn cứ', 'quyết định'],
  from: ['from', 'từ ngày', 'ngày bắt đầu'],
  until: ['until', 'đến ngày', 'ngày kết thúc'],
};
const positions: Readonly<Record<string, Position>> = {
  'giám đốc': 'director',
  'phó giám đốc': 'deputy-director',
  'cán bộ tiếp nhận': 'receiving-officer',
  'chuyên viên': 'specialist',
  'lãnh đạo': 'leader',
  'lãnh đạo ký': 'leader',
  'văn thư': 'clerk',
};

/** Text as people compare it: one form of each accent, one space between words, small letters. */
const plain = (text: string): string => text.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** A day as Vietnamese spreadsheets write it, 1/7/2025, in the form of the log; whatever else is left as it is. */
const dayOf = (text: string): string => {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
  return year === '' ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
};

const unreadable = (line: number, detail: string): LineFault => ({ line, code: 'line-unreadable', detail });

/** Where each column stands, by the first line; or everything that is wrong with it. */
const headerOf = ({ line, ...first }: CsvLine): { places: Map<Column, number>; width: number } | LineFault[] => {
  if ('fault' in first) return [unreadable(line, first.fault)];
  const places = new Map<Column, number>();
  const faults: LineFault[] = [];
  first.fields.forEach((field, place) => {
    const found = (Object.keys(columns) as Column[]).find((column) => columns[column].includes(plain(field)));
    if (found === undefined) faults.push(unreadable(line, `Column ${place + 1} is none that is known: ${namesOfColumns}.`));
    else if (places.has(found)) faults.push(unreadable(line, `The column ${found} is there twice.`));
    else places.set(found, place);
  });
  for (const column of Object.keys(columns) as Column[])
    if (column !== 'until' && !places.has(column))
      faults.push(unreadable(line, `The column ${column} (${columns[column].at(-1)}) is missing.`));
  return faults.length > 0 ? faults : { places, width: first.fields.length };
};
const namesOfColumns = (Object.keys(columns) as Column[]).map((column) => `${column} (${columns[column].join(', ')})`).join('; ');

const lineOf = (
  { line, ...content }: CsvLine,
  { places, width }: { places: ReadonlyMap<Column, number>; width: number },
): BatchLine | LineFault[] => {
  if ('fault' in content) return [unreadable(line, content.fault)];
  const { fields } = content;
  if (fields.length !== width) return [unreadable(line, `The line has ${fields.length} columns, the first one ${width}.`)];
  const value = (column: Column) => fields[places.get(column) ?? -1]?.trim() ?? '';
  const until = value('until');
  const parsed = BatchLine.safeParse({
    line,
    officialId: value('officialId'),
    unit: value('unit'),
    position: positions[plain(value('position'))] ?? value('position'),
    basis: value('basis').normalize('NFC'),
    from: dayOf(value('from')),
    ...(until !== '' && { until: dayOf(until) }),
  });
  if (parsed.success) return parsed.data;
  const messages = new Map(parsed.error.issues.toReversed().map(({ path: [column], message }) => [column as Column, message]));
  return (Object.keys(columns) as Column[]).flatMap((column) => {
    const message = messages.get(column);
    return message === undefined ? [] : [unreadable(line, `${column}: ${value(column) === '' ? 'is missing' : message}`)];
  });
};

/**
 * Reads a file of assignments: the columns of its first line in any order, named in Vietnamese or English; positions
 * likewise; days as 2025-07-01 or 01/07/2025. Every line that cannot be read is named, and every line that repeats an
 * earlier one.
 */
export const readAssignmentFile = (bytes: Uint8Array): AssignmentFile => {
  const batchId = createHash('sha256').update(bytes).digest('hex');
  const lines = readCsv(bytes);
  const first = lines.next();
  if (first.done) return { batchId, assignments: [], faults: [unreadable(1, 'The file is empty.')] };
  const header = headerOf(first.value);
  if (Array.isArray(header)) return { batchId, assignments: [], faults: header };
  const assignments: BatchLine[] = [];
  const faults: LineFault[] = [];
  const seen = new Map<string, number>();
  let count = 0;
  for (const content of lines) {
    count += 1;
    if (count > BATCH_LINES) {
      faults.push(unreadable(content.line, `A file has ${BATCH_LINES} assignments at most; from this line on nothing was read.`));
      break;
    }
    const read = lineOf(content, header);
    if (Array.isArray(read)) {
      faults.push(...read);
      continue;
    }
    const { line, ...what } = read;
    const same = JSON.stringify(what);
    const earlier = seen.get(same);
    if (earlier !== undefined) faults.push({ line, code: 'line-repeated', detail: `The line is the same as line ${earlier}.` });
    else {
      seen.set(same, line);
      assignments.push(read);
    }
  }
  if (count === 0) faults.push(unreadable(first.value.line, 'There is no assignment in the file.'));
  return { batchId, assignments, faults };
};
