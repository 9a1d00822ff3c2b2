import { Readable } from 'node:stream';
import readXlsx from 'read-excel-file/node';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { directiveProgressQueries } from '#http/directiveProgress/directiveProgressQueries.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import { centerReadiness } from '#projections/centerReadiness/projection.ts';
import { duties } from '#projections/duties/projection.ts';
import { workingCalendar } from '#projections/workingCalendar/projection.ts';
import { otherUnit, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';
import { directiveId, june, local, pilot } from './june.ts';

let models: ReadModels;
let app: TestServer;
let supervisor: string;
beforeAll(async () => {
  models = await createReadModels([auditTrail, centerReadiness, duties, workingCalendar]);
  await models.feed(...june);
  app = await startTestServer({
    commands: [],
    queries: directiveProgressQueries,
    options: { db: models.db, clock: () => local('07-10', '08:00') },
  });
  supervisor = await app.token({ roles: ['supervisor'], units: [] });
});
afterAll(async () => {
  await app?.close();
  await models?.drop();
});

const ask = (query = '', token = supervisor) => app.get(`/v1/directives/${directiveId}/report${query}`, token);
/** The same as a file, byte by byte. */
const file = async (query: string, token = supervisor) => {
  const response = await app.server.inject({
    url: `/v1/directives/${directiveId}/report?${query}`,
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.statusCode).toBe(200);
  return { bytes: response.rawPayload, headers: response.headers };
};

it('counts what happened in the period and how it stood at its end', async () => {
  const { json } = await ask('?from=2025-06-26&to=2025-07-02');
  expect(json).toMatchObject({
    from: '2025-06-26',
    to: '2025-07-02',
    moment: '2025-07-02T16:59:59.999Z',
    counts: { total: 5, fulfilled: 2, fulfilledLate: 1, overdue: 3, open: 0, reopened: 0 },
    inPeriod: { fulfilled: 2, fellOverdue: 2, reopened: 1, urged: 1 },
  });
  expect(json.progress.map(({ day }: { day: string }) => day)).toHaveLength(7);
  expect(json.tasks.map(({ taskId, counts }: { taskId: string; counts: { overdue: number } }) => [taskId, counts.overdue])).toEqual([
    ['decision', 1],
    ['staff', 2],
    ['pilot', 0],
  ]);
  expect(json.late.map(({ party }: { party: string }) => party)).toEqual([otherUnit, unit]);
});

it('ends with its last day or as of a moment, not both, and not in the future', async () => {
  expect((await ask('?to=2025-07-10')).json.moment).toBe(local('07-10', '08:00'));
  for (const query of ['?to=2025-07-11', '?to=2025-07-01&asOf=2025-07-01T00:00Z']) expect((await ask(query)).status).toBe(400);
});

it('is of the own duties only for a head', async () => {
  const { json } = await ask('', await app.token({ roles: ['center-head'], units: [unit] }));
  expect(json.counts.total).toBe(2);
  expect(json.duties.every(({ party }: { party: string }) => party === unit)).toBe(true);
});

it('as CSV has one line for each duty', async () => {
  const { bytes, headers } = await file('format=csv&asOf=2025-06-25T17:00Z');
  expect(headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="GetDirectiveReport.csv"',
  });
  const [head = '', ...lines] = bytes.toString('utf8').trimEnd().split('\r\n');
  expect(head.startsWith('\uFEFFdutyId,taskId,party,name')).toBe(true);
  expect(lines).toHaveLength(5);
  expect(lines.find((line) => line.includes(`.pilot.${pilot}`))).toContain('Minh chứng bị trả lại: Thiếu số liệu');
});

it('as XLSX has figures, the late, progress and duties, each on its sheet', async () => {
  const { bytes, headers } = await file('format=xlsx&to=2025-07-02');
  expect(headers['content-type']).toContain('spreadsheetml');
  const sheets = Object.fromEntries((await readXlsx(Readable.from([bytes]))).map(({ sheet, data }) => [sheet, data]));
  expect(Object.keys(sheets)).toEqual(['Tổng hợp', 'Quá hạn', 'Tiến độ', 'Nhiệm vụ']);
  expect(sheets['Tổng hợp']?.at(-1)).toEqual(['Tổng cộng', null, 5, 2, 1, 3, 0, 0]);
  expect(sheets['Quá hạn']?.[1]).toEqual([
    1,
    'Phường Phú Lợi',
    2,
    4,
    '17:00 ngày 30/06/2025',
    1,
    expect.stringContaining('Chưa có cán bộ tiếp nhận ngày 02/07/2025'),
  ]);
  expect(sheets['Tiến độ']?.at(-1)).toEqual(['02/07/2025', 2, 3, 0, 0]);
  expect(sheets['Nhiệm vụ']).toHaveLength(6);
});

const textOf = async (bytes: Uint8Array) => {
  const { totalPages, text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)));
  return { totalPages, pages: text.map((page) => page.replaceAll(/\s+/g, ' ')) };
};

it('as PDF reads in Vietnamese: title, period, figures, the late with their causes, page numbers', async () => {
  const { bytes, headers } = await file('format=pdf&from=2025-06-10&to=2025-07-02');
  expect(headers['content-type']).toBe('application/pdf');
  const { totalPages, pages } = await textOf(bytes);
  const text = pages.join(' ');
  for (const phrase of [
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'BÁO CÁO Tình hình thực hiện các nhiệm vụ được giao',
    'Chỉ thị về Trung tâm phục vụ hành chính công cấp xã',
    '01/CT-UBND ngày 10/06/2025, Chủ tịch UBND Thành phố',
    'Từ ngày 10/06/2025 đến ngày 02/07/2025',
    'Số liệu tính đến 23:59 ngày 02/07/2025',
    'Tổng số 5 nhiệm vụ: đã hoàn thành 2 (40%), trong đó sau hạn 1; quá hạn 3 (60%) tại 2 đơn vị',
    'Tiến độ theo ngày',
    'Phường Phú Lợi',
    'Chưa có quyết định về chức năng, nhiệm vụ, quyền hạn có hiệu lực ngày 02/07/2025',
  ])
    expect(text).toContain(phrase);
  expect(pages.map((page, index) => page.includes(`Trang ${index + 1}/${totalPages}`))).toEqual(pages.map(() => true));
});

it('as PDF is the same whenever it is asked for, as long as the past is the same', async () => {
  const query = 'format=pdf&to=2025-07-02';
  expect((await file(query)).bytes.equals((await file(query)).bytes)).toBe(true);
});
