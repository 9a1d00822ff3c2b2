import { describe, expect, it } from 'vitest';
import { Pdf } from '#http/documents/pdf.ts';
import { drawTable } from '#http/documents/table.ts';
import { readPdf } from '#test/support/documents.ts';

const columns = [
  { title: 'Tên', width: 1 },
  { title: 'Nội dung', width: 1 },
];
const drawn = async (rows: readonly (readonly string[])[]) => {
  const pdf = new Pdf({ title: 'Bảng', moment: '2025-07-01T00:00:00.000Z' });
  drawTable(pdf, columns, rows);
  return readPdf(await pdf.finished());
};
const words = (count: number) => Array.from({ length: count }, (_, index) => `từ${index}`).join(' ');

describe('a table', () => {
  it('repeats its head on every page, and loses no row', async () => {
    const pages = await drawn(Array.from({ length: 120 }, (_, row) => [`Dòng ${row}.`, 'x']));
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) expect(page).toContain('Tên Nội dung');
    for (let row = 0; row < 120; row += 1) expect(pages.join(' ')).toContain(`Dòng ${row}. `);
  });

  it('continues a row that is higher than a page, and loses no word', async () => {
    const pages = await drawn([
      ['trước', 'x'],
      ['dài', words(3000)],
      ['sau', 'y'],
    ]);
    expect(pages.length).toBeGreaterThan(3);
    const text = pages.join(' ').split(' ');
    for (let word = 0; word < 3000; word += 1) expect(text).toContain(`từ${word}`);
    expect(pages[0]).toContain('từ0');
    expect(pages.at(-1)).toContain('sau y');
  });

  it('continues even a word that is higher than a page', async () => {
    const pages = await drawn([['một', 'm'.repeat(6000)]]);
    expect(pages.join('').replaceAll(/[^m]/g, '').length).toBeGreaterThanOrEqual(6000);
  });

  it('without rows is its head', async () => expect(await drawn([])).toEqual([expect.stringContaining('Tên Nội dung')]));
});
