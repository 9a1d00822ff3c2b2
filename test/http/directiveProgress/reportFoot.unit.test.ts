import { expect, it } from 'vitest';
import type { Report } from '#http/directiveProgress/directiveProgressAnswers.ts';
import { reportPdf } from '#http/directiveProgress/reportPdf.ts';
import { writtenOut } from '#http/documents/official.ts';
import { readPdf } from '#test/support/documents.ts';

const moment = '2025-07-02T16:59:59.999Z';
const counts = { total: 1, fulfilled: 0, fulfilledLate: 0, overdue: 1, reopened: 0, open: 0 };
const party = (index: number) => ({ party: `${25000 + index}`, name: `Đơn vị ${index}` });
const report = (late: number, causes: number): Report =>
  ({
    title: 'Chỉ thị',
    act: { number: '01/CT-UBND', date: '2025-06-10', signer: 'Chủ tịch UBND Thành phố' },
    head: { superior: 'UBND Thành phố', issuer: 'Văn phòng', number: null, symbol: 'BC-VP', place: 'Thành phố', date: '2025-07-02' },
    from: '2025-06-10',
    to: '2025-07-02',
    moment,
    counts,
    inPeriod: { fulfilled: 0, fellOverdue: 0, reopened: 0, urged: 0 },
    tasks: [],
    progress: [],
    duties: [],
    late: Array.from({ length: late }, (_, index) => ({
      rank: index + 1,
      ...party(index + 1),
      overdue: 1,
      workingDaysLate: 1,
      lateSince: moment,
      urged: 0,
    })),
    causes: Array.from({ length: causes }, (_, index) => ({ title: 'Việc', cause: `Nguyên nhân ${index + 1}.`, parties: [party(1)] })),
    recipients: ['Chủ tịch UBND Thành phố', 'Lưu: VT'],
    signatures: [{ capacity: 'Chánh Văn phòng', hint: '(Ký)', name: null }],
  }) as unknown as Report;

it.each([
  ['the late', 1, (length: number) => report(length, 0), (length: number) => `Đơn vị ${length}`],
  ['causes', 27, (length: number) => report(1, length), (length: number) => `Nguyên nhân ${length}.`],
])('the last of %s stands on the page of who signs, however many there are', async (_, first, reportOf, last) => {
  for (let length = first; length < first + 7; length += 1) {
    const pages = await readPdf(await reportPdf(reportOf(length)));
    const page = pages.findIndex((text) => text.includes('CHÁNH VĂN PHÒNG'));
    expect(pages[page], `${length} rows`).toContain(last(length));
    expect(page).toBe(pages.length - 1);
  }
});

it('papers write bodies and titles out, and leave numbers of documents as they are', () => {
  expect(writtenOut('Chủ tịch UBND Thành phố')).toBe('Chủ tịch Ủy ban nhân dân Thành phố');
  for (const number of ['12/QĐ-UBND', '12/UBND-VP', 'UBND-VP']) expect(writtenOut(number)).toBe(number);
});
