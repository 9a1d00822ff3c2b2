import { dayInWords, instantInWords } from '#domain/time/wording.ts';
import { drawFoot, drawHead, footHeight } from './drawOfficial.ts';
import { type Block, type Cell, type Paper, type PaperTable } from './paper.ts';
import { Pdf } from './pdf.ts';
import { drawQr } from './qr.ts';
import { drawTable } from './table.ts';

const QR_SIDE = 68;
/** Points of what is between head and foot: a slip of usual length fits on a page. */
const SIZE = 12;

/** A cell as paper has it. */
export const cellText = (cell: Cell): string => {
  if (cell === null) return '';
  if (typeof cell === 'object') return 'at' in cell ? instantInWords(cell.at) : dayInWords(cell.on);
  return typeof cell === 'number' ? cell.toLocaleString('vi-VN') : cell;
};

/** "In lại" and of when: what was on record at that moment. */
export const reprintText = (asOf: string): string => `Bản in lại, theo hồ sơ lưu đến ${instantInWords(asOf)}`;

const drawCodes = (pdf: Pdf, codes: Paper['codes']): void => {
  if (codes.length === 0) return;
  const top = pdf.y;
  const step = pdf.width / codes.length;
  let end = top;
  for (const [index, { caption, text }] of codes.entries()) {
    const left = pdf.left + index * step;
    drawQr(pdf, text, { x: left + (step - QR_SIDE) / 2, y: top + 2, side: QR_SIDE });
    pdf
      .fillColor('#000000')
      .face('regular', 10)
      .text(caption, left, top + QR_SIDE + 10, { width: step, align: 'center' });
    end = Math.max(end, pdf.y);
  }
  pdf.x = pdf.left;
  pdf.y = end + 6;
};

const drawPaperTable = (pdf: Pdf, { columns, rows }: PaperTable, size: number, below: number): void => {
  const isNumber = (index: number) => rows.length > 0 && rows.every((row) => typeof row[index] === 'number' || row[index] === null);
  pdf.y += 4;
  drawTable(
    pdf,
    columns.map((column, index) => ({ ...column, align: isNumber(index) ? 'right' : 'left' })),
    rows.map((row) => row.map(cellText)),
    { size, below: below === 0 ? 0 : below + 6 },
  );
  pdf.y += 6;
};

/** Draws a block with so much height `below` it on its page: a foot never stands on a page alone. */
const drawBlock = (pdf: Pdf, block: Block, below: number): void => {
  switch (block.kind) {
    case 'field':
      pdf.face('bold', SIZE).room(pdf.heightOfString(`${block.label}: ${block.value}`, { width: pdf.width }) + 2 + below);
      pdf.face('regular', SIZE).paragraph(`${block.label}: `, { continued: true });
      pdf.face('bold', SIZE).text(block.value, { continued: false });
      pdf.y += 2;
      return;
    case 'text':
      pdf.face('regular', SIZE).room(Math.min(pdf.heightOfString(block.text, { width: pdf.width }), 4 * SIZE) + 3 + below);
      pdf.face('regular', SIZE).paragraph(block.text, { align: 'justify' });
      pdf.y += 3;
      return;
    case 'table':
      drawPaperTable(pdf, block, pdf.page.width > pdf.page.height ? 10 : 11, below);
  }
};

const drawCopy = (
  pdf: Pdf,
  { head, title, subtitle, asOf, codes, blocks, recipients, signatures }: Paper,
  copy: string | undefined,
): void => {
  const above = [...(copy === undefined ? [] : [copy]), ...(asOf === null ? [] : [reprintText(asOf)])];
  for (const text of above) pdf.face('italic', 11).paragraph(text, { align: 'right' });
  if (above.length > 0) pdf.y += 4;
  drawHead(pdf, head);
  drawCodes(pdf, codes);
  pdf.face('bold', 14).paragraph(title, { align: 'center' });
  if (subtitle !== null) pdf.face('bold', 13).paragraph(subtitle, { align: 'center' });
  pdf.y += 8;
  const foot = footHeight({ recipients, signatures });
  for (const [index, block] of blocks.entries()) drawBlock(pdf, block, index === blocks.length - 1 ? foot : 0);
  drawFoot(pdf, { recipients, signatures });
};

/** The paper on A4, one copy after the other; the same paper gives the same bytes. */
export const paperPdf = async (paper: Paper): Promise<Uint8Array> => {
  const pdf = new Pdf({ title: paper.title, moment: paper.moment, layout: paper.landscape ? 'landscape' : 'portrait' });
  const copies = paper.copies.length > 0 ? paper.copies : [undefined];
  for (const [index, copy] of copies.entries()) {
    if (index > 0) pdf.addPage();
    drawCopy(pdf, paper, copy);
  }
  if (paper.proof !== null) pdf.attach(`${paper.fileName}.tlog-proof`, paper.proof, paper.moment);
  return pdf.finished();
};
