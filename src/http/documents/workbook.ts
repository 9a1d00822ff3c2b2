import { unzipSync, zipSync } from 'fflate';
import writeXlsx, { type Feature, type Row } from 'write-excel-file/node';
import { sanitizeTextContent } from 'write-excel-file/utility';
import { ZONE } from '#domain/time/localDay.ts';
import type { Cell } from './paper.ts';

/** A sheet with one table: what stands above it, its columns with their width in characters, its rows. */
export type Sheet = {
  name: string;
  above?: readonly string[];
  columns: readonly { title: string; width: number }[];
  rows: readonly (readonly Cell[])[];
  /** Whether the last row sums the others up: it is bold, and no filter hides it. */
  totals?: boolean;
};

const FONT = { fontFamily: 'Times New Roman', fontSize: 11 } as const;
const LINE = 15;
/** Excel's highest row. */
const HIGHEST = 409;
const border = { borderStyle: 'thin', borderColor: '#9A9A9A' } as const;

/** A time as the wall clock in Vietnam showed it; a spreadsheet knows no zone. */
const wallClock = (instant: string): Date =>
  new Date(Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE).toPlainDateTime().toZonedDateTime('UTC').epochMilliseconds);

const lengthOf = (cell: Cell): string =>
  typeof cell === 'object' && cell !== null ? ('at' in cell ? '01/07/2025 10:00' : '01/07/2025') : String(cell ?? '');
/** Lines that a text takes in a column so many characters wide. */
const linesOf = (text: string, width: number): number =>
  text.split('\n').reduce((lines, part) => lines + Math.max(1, Math.ceil((part.length * 1.1) / width)), 0);
const heightOf = (cells: readonly Cell[], columns: Sheet['columns']): number =>
  Math.min(HIGHEST, LINE * Math.max(1, ...cells.map((cell, index) => linesOf(lengthOf(cell), columns[index]?.width ?? 10))) + 3);

const written = (cell: Cell, style: Record<string, unknown>): Row[number] => {
  if (cell === null) return { ...style };
  if (typeof cell === 'number') return { ...style, value: cell, type: Number };
  if (typeof cell === 'string') return { ...style, value: cell.normalize('NFC'), type: String, format: '@' };
  if ('at' in cell) return { ...style, value: wallClock(cell.at), type: Date, format: 'dd/mm/yyyy hh:mm', align: 'left' };
  return { ...style, value: new Date(`${cell.on}T00:00:00.000Z`), type: Date, format: 'dd/mm/yyyy', align: 'left' };
};

const rowsOf = ({ above = [], columns, rows, totals = false }: Sheet): Row[] => {
  const row = (cells: readonly Cell[], style: Record<string, unknown> = {}): Row => {
    const height = heightOf(cells, columns);
    return columns.map((_, index) => written(cells[index] ?? null, { alignVertical: 'top', wrap: true, height, ...border, ...style }));
  };
  const titles = columns.map(({ title }) => title);
  return [
    ...above.map(
      (text, index): Row => [{ value: text.normalize('NFC'), type: String, ...(index === 0 ? { fontWeight: 'bold' as const } : {}) }],
    ),
    row(titles, {
      fontWeight: 'bold',
      align: 'center',
      alignVertical: 'center',
      backgroundColor: '#E6E6E6',
      height: heightOf(titles, columns) + 6,
    }),
    ...rows.map((cells, index) => row(cells, totals && index === rows.length - 1 ? { fontWeight: 'bold' } : {})),
  ];
};

const letterOf = (column: number): string =>
  column < 26 ? String.fromCharCode(65 + column) : letterOf(Math.floor(column / 26) - 1) + letterOf(column % 26);

/** What the writer has no option for: fit to the page's width, a filter, the head on every page, page numbers. */
// `any`: it looks at no content of files
const printing = (sheets: readonly Sheet[]): Feature<any> => {
  const headRow = ({ above = [] }: Sheet): number => above.length + 1;
  const filterOf = (sheet: Sheet): string => {
    const last = headRow(sheet) + sheet.rows.length - (sheet.totals ? 1 : 0);
    return `$A$${headRow(sheet)}:$${letterOf(sheet.columns.length - 1)}$${last}`;
  };
  const quoted = (name: string): string => sanitizeTextContent(`'${name.replaceAll("'", "''")}'`);
  const names = sheets.flatMap((sheet, index) => [
    `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${quoted(sheet.name)}!${filterOf(sheet)}</definedName>`,
    `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${quoted(sheet.name)}!$${headRow(sheet)}:$${headRow(sheet)}</definedName>`,
  ]);
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transformElementAttributes: (tag, attributes) =>
            tag === 'pageSetup' ? { ...attributes, fitToWidth: 1, fitToHeight: 0 } : attributes,
          transform: (xml, _options, { sheetIndex }) => {
            const sheet = sheets[sheetIndex] as Sheet;
            return xml
              .replace(/<worksheet [^>]*>/, (tag) => `${tag}<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`)
              .replace('</sheetData>', `</sheetData><autoFilter ref="${filterOf(sheet).replaceAll('$', '')}"/>`)
              .replace(/<pageSetup [^>]*\/>/, (tag) => `${tag}<headerFooter><oddFooter>&amp;C&amp;P/&amp;N</oddFooter></headerFooter>`);
          },
        },
        'xl/workbook.xml': {
          transform: (xml) => xml.replace('<definedNames/>', `<definedNames>${names.join('')}</definedNames>`),
        },
      },
    },
  };
};

/** Archives know no zone either, and no year before this one. */
const FIRST_OF_ARCHIVES = new Date(1980, 0, 1);

/**
 * A workbook for A4 on its side: each sheet as wide as a page, its head on every page and above a filter, times and
 * days as such, all other text as text. The same sheets give the same bytes.
 */
export const workbook = async (sheets: readonly Sheet[]): Promise<Uint8Array> => {
  const bytes = await writeXlsx(
    sheets.map((sheet) => ({
      sheet: sheet.name,
      data: rowsOf(sheet),
      columns: sheet.columns.map(({ width }) => ({ width })),
      orientation: 'landscape' as const,
      stickyRowsCount: (sheet.above?.length ?? 0) + 1,
    })),
    { ...FONT, features: [printing(sheets)] },
  ).toBuffer();
  // the writer stamps its files with the time of writing
  return zipSync(unzipSync(bytes), { mtime: FIRST_OF_ARCHIVES });
};
