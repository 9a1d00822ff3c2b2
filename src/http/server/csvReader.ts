/** One line of a file: its fields, or what is wrong with it. Lines count from 1. */
export type CsvLine = { line: number; fields: readonly string[] } | { line: number; fault: string };

const LF = 0x0a;
const BYTE_ORDER_MARK = '\uFEFF';
/** Control characters of ASCII that no person typed; tabulators are text. */
const control = /[^\P{Cc}\t\x80-\x9f]/u;

/** The fields of one line, or the fault: what RFC 4180 says of quotation marks, strictly. */
const fieldsOf = (text: string, separator: string): string[] | string => {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let field = '';
      for (;;) {
        const quote = text.indexOf('"', at + 1);
        if (quote < 0) return `Column ${fields.length + 1}: the quotation mark is not closed on this line.`;
        field += text.slice(at + 1, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        field += '"';
      }
      if (at < text.length && text[at] !== separator) return `Column ${fields.length + 1}: there is text after the closing quotation mark.`;
      fields.push(field);
    } else {
      const end = text.indexOf(separator, at);
      const field = end < 0 ? text.slice(at) : text.slice(at, end);
      if (field.includes('"'))
        return `Column ${fields.length + 1}: there is a quotation mark inside a value that does not stand in quotation marks.`;
      fields.push(field);
      at = end < 0 ? text.length : end;
    }
    if (at >= text.length) return fields;
    at += 1;
  }
};

const separators = [',', ';', '\t'] as const;
/** The separator that a line has most of; spreadsheets set to Vietnamese write semicolons. None in a line of one field. */
const separatorOf = (line: string): string | undefined => {
  const counts = separators.map((separator) => ({ separator, count: line.split(separator).length - 1 }));
  const most = counts.reduce((best, one) => (one.count > best.count ? one : best));
  return most.count === 0 ? undefined : most.separator;
};

const starts = (bytes: Uint8Array, ...signature: number[]): boolean => signature.every((byte, place) => bytes[place] === byte);

/** The bytes as UTF-8, from the UTF-16 of a byte order mark too; or what the file is instead of a text. */
const asUtf8 = (bytes: Uint8Array): Uint8Array | string => {
  const advice = 'In Excel choose Save as “CSV UTF-8” and send it again.';
  if (starts(bytes, 0x50, 0x4b, 0x03, 0x04)) return `The file is an Excel workbook (.xlsx), not CSV. ${advice}`;
  if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return `The file is an old Excel workbook (.xls), not CSV. ${advice}`;
  if (starts(bytes, 0x25, 0x50, 0x44, 0x46)) return `The file is a PDF, not CSV. ${advice}`;
  const utf16 = starts(bytes, 0xff, 0xfe) ? 'utf-16le' : starts(bytes, 0xfe, 0xff) ? 'utf-16be' : undefined;
  if (utf16 === undefined) return bytes;
  try {
    return Buffer.from(new TextDecoder(utf16, { fatal: true }).decode(bytes), 'utf8');
  } catch {
    return `The file has the mark of UTF-16 and cannot be read. ${advice}`;
  }
};

/**
 * A CSV file as RFC 4180 says, in UTF-8 or, with a byte order mark, UTF-16, but one line to a record: so every fault
 * is found on its own line, and one wrong quotation mark does not swallow the rest. Lines without any value are passed
 * over; the separator (comma, semicolon or tabulator) is that of the first line that has one, or what `sep=` in the
 * first line says. No library does this: csv-parse reads on over line ends in an open quotation, and line by line
 * takes a second for the 10,000 lines of a file, in which nobody is answered; papaparse lets a quotation mark inside a
 * field pass.
 */
export function* readCsv(file: Uint8Array): Generator<CsvLine> {
  const bytes = asUtf8(file);
  if (typeof bytes === 'string') return void (yield { line: 1, fault: bytes });
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let separator: string | undefined;
  for (let begin = 0, line = 1; begin < bytes.length; line += 1) {
    const found = bytes.indexOf(LF, begin);
    const end = found < 0 ? bytes.length : found;
    const raw = bytes.subarray(begin, end);
    begin = end + 1;
    let text: string;
    try {
      text = utf8.decode(raw);
    } catch {
      yield { line, fault: 'This line is not UTF-8. In Excel choose Save as “CSV UTF-8” and send it again.' };
      continue;
    }
    if (line === 1 && text.startsWith(BYTE_ORDER_MARK)) text = text.slice(1);
    if (text.endsWith('\r')) text = text.slice(0, -1);
    if (text.trim() === '') continue;
    if (control.test(text)) {
      yield { line, fault: 'This line holds a control character (such as NUL).' };
      continue;
    }
    const said = line === 1 ? /^"?sep=(?<separator>[,;\t])"?$/i.exec(text)?.groups?.['separator'] : undefined;
    if (said !== undefined) {
      separator = said;
      continue;
    }
    separator ??= separatorOf(text);
    const fields = fieldsOf(text, separator ?? ',');
    if (typeof fields === 'string') yield { line, fault: fields };
    else if (fields.some((field) => field.trim() !== '')) yield { line, fields };
  }
}
