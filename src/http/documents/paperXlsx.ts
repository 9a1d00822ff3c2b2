import { numberText, writtenOut } from './official.ts';
import type { Paper } from './paper.ts';
import { reprintText } from './paperPdf.ts';
import { workbook } from './workbook.ts';

/** Characters for one share of the width, on a page that has a hundred of them. */
const CHARACTERS = 1.5;

/** The tables of a paper as a workbook, each on its sheet under what stands above it on paper. */
export const paperXlsx = ({ head, title, subtitle, asOf, blocks }: Paper): Promise<Uint8Array> => {
  const above = [
    title,
    ...(subtitle === null ? [] : [subtitle]),
    [head.superior, head.issuer].flatMap((name) => (name === null ? [] : [writtenOut(name)])).join(' - '),
    ...(head.symbol === null ? [] : [numberText(head)]),
    ...(asOf === null ? [] : [reprintText(asOf)]),
  ];
  const tables = blocks.filter((block) => block.kind === 'table');
  return workbook(
    tables.map(({ columns, rows }, index) => {
      const shares = columns.reduce((sum, { width }) => sum + width, 0);
      const sheetColumns = columns.map((column) => ({
        title: column.title,
        width: Math.max(6, (column.width / shares) * 100 * CHARACTERS),
      }));
      return { name: tables.length === 1 ? 'Danh sách' : `Danh sách ${index + 1}`, above, columns: sheetColumns, rows };
    }),
  );
};
