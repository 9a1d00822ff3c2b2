import { type Face, type Pdf, rule } from './pdf.ts';

/** Widths are shares of the page's. */
export type Column = { title: string; width: number; align?: 'left' | 'right' | 'center' | undefined };

const PAD = 3;

/** As much of a text as fits into a height, broken between words where that is possible, and the rest. */
const divided = (pdf: Pdf, text: string, width: number, height: number): [fits: string, rest: string] => {
  const fits = (part: string) => pdf.heightOfString(part, { width }) <= height;
  if (fits(text)) return [text, ''];
  const words = text.split(/(?<=\s)/);
  const pieces = fits(words[0] ?? '') ? words : Array.from(text);
  let [some, all] = [0, pieces.length];
  while (some + 1 < all) {
    const half = Math.floor((some + all) / 2);
    if (fits(pieces.slice(0, half).join('').trimEnd())) some = half;
    else all = half;
  }
  return [pieces.slice(0, some).join('').trimEnd(), pieces.slice(some).join('')];
};

/**
 * Draws a table whose head is repeated on every page. A row goes to the next page whole where it fits on one, and is
 * continued there where it does not. The last row has so much height `below` it on its page.
 */
export const drawTable = (
  pdf: Pdf,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { size = 11, faceOf = () => 'regular', below = 0 }: { size?: number; faceOf?: (row: number) => Face; below?: number } = {},
): void => {
  const shares = columns.reduce((sum, { width }) => sum + width, 0);
  const widths = columns.map(({ width }) => (width / shares) * pdf.width);
  const inner = (index: number): number => (widths[index] ?? 0) - 2 * PAD;
  const heightOf = (cells: readonly string[], face: Face): number => {
    pdf.face(face, size);
    return Math.max(...cells.map((cell, index) => pdf.heightOfString(cell === '' ? ' ' : cell, { width: inner(index) }))) + 2 * PAD;
  };
  type Look = { face: Face; height: number; alignOf: (index: number) => Column['align']; fill?: string };
  const draw = (cells: readonly string[], { face, height, alignOf, fill }: Look): void => {
    const top = pdf.y;
    pdf.face(face, size);
    let left = pdf.left;
    for (const [index, cell] of cells.entries()) {
      const width = widths[index] ?? 0;
      pdf.rect(left, top, width, height).lineWidth(0.5);
      if (fill) pdf.fillAndStroke(fill, rule);
      else pdf.stroke(rule);
      pdf.fillColor('#000000').text(cell, left + PAD, top + PAD, { width: inner(index), align: alignOf(index) ?? 'left' });
      left += width;
    }
    pdf.x = pdf.left;
    pdf.y = top + height;
  };
  const titles = columns.map(({ title }) => title);
  const headHeight = heightOf(titles, 'bold');
  const head = () => draw(titles, { face: 'bold', height: headHeight, alignOf: () => 'center', fill: '#EFEFEF' });
  const nextPage = () => {
    pdf.addPage();
    head();
  };
  const wholePage = pdf.bottom - pdf.page.margins.top - headHeight;

  const first = heightOf(rows[0] ?? [' '], faceOf(0));
  pdf.room(headHeight + (first > wholePage ? 4 * size : first));
  head();
  for (const [index, cells] of rows.entries()) {
    const face = faceOf(index);
    const alignOf = (column: number) => columns[column]?.align;
    let rest = cells;
    let height = index === 0 ? first : heightOf(rest, face);
    while (height > wholePage) {
      if (pdf.y + 4 * size > pdf.bottom) nextPage();
      const left = pdf.bottom - pdf.y;
      const parts = rest.map((cell, column) => divided(pdf.face(face, size), cell, inner(column), left - 2 * PAD));
      draw(
        parts.map(([fits]) => fits),
        { face, height: left, alignOf },
      );
      rest = parts.map(([, more]) => more);
      height = heightOf(rest, face);
      nextPage();
    }
    const kept = index === rows.length - 1 && height + below <= wholePage ? below : 0;
    if (pdf.y + height + kept > pdf.bottom) nextPage();
    draw(rest, { face, height, alignOf });
  }
};
