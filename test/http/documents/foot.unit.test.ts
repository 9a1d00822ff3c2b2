import { expect, it } from 'vitest';
import type { Paper } from '#http/documents/paper.ts';
import { paperPdf } from '#http/documents/paperPdf.ts';
import { readPdf } from '#test/support/documents.ts';

const paper = (blocks: Paper['blocks']): Paper =>
  ({
    form: '01',
    name: 'Giấy',
    dossierId: null,
    head: { superior: null, issuer: 'Trung tâm', number: null, symbol: null, place: 'Thủ Dầu Một', date: '2025-07-01' },
    title: 'GIẤY',
    subtitle: null,
    codes: [],
    blocks,
    recipients: [],
    signatures: [{ capacity: 'Người nộp', hint: '(Ký)', name: 'Lê Văn Thay' }],
    copies: [],
    landscape: false,
    moment: '2025-07-01T02:00:00.000Z',
    asOf: null,
    proof: null,
    fileName: 'giay',
  }) as unknown as Paper;
const columns = [{ title: 'TT', width: 1 }];

it.each([
  [
    'field',
    (index: number): Paper['blocks'] => Array.from({ length: index }, (_, at) => ({ kind: 'field', label: `Dòng ${at + 1}`, value: 'x' })),
  ],
  [
    'table',
    (index: number): Paper['blocks'] => [{ kind: 'table', columns, rows: Array.from({ length: index }, (_, at) => [`Dòng ${at + 1}`]) }],
  ],
])('the last %s stands on the page of the signatures, however long the paper is', async (_, blocks) => {
  for (let length = 24; length <= 42; length += 1) {
    const pages = await readPdf(await paperPdf(paper(blocks(length))));
    expect(pages.at(-1), `${length} lines`).toContain(`Dòng ${length}`);
    expect(pages.at(-1)).toContain('Lê Văn Thay');
  }
});
