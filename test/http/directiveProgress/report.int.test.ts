import { Readable } from 'node:stream';
import { strFromU8, unzipSync } from 'fflate';
import readXlsx from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directiveProgressQueries } from '#http/directiveProgress/directiveProgressQueries.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import { centerReadiness } from '#projections/centerReadiness/projection.ts';
import { duties } from '#projections/duties/projection.ts';
import { workingCalendar } from '#projections/workingCalendar/projection.ts';
import { readPdf } from '#test/support/documents.ts';
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
    'content-disposition': `attachment; filename="bao-cao_${directiveId}_2025-06-26.csv"`,
  });
  const [head = '', ...lines] = bytes.toString('utf8').trimEnd().split('\r\n');
  expect(head.startsWith('\uFEFFdutyId,taskId,party,name')).toBe(true);
  expect(lines).toHaveLength(5);
  expect(lines.find((line) => line.includes(`.pilot.${pilot}`))).toContain('Minh chứng bị trả lại: Thiếu số liệu');
});

// fractions of a day, as spreadsheets keep times, are not exact to the millisecond
const toSecond = (cell: unknown) => (cell instanceof Date ? new Date(Math.round(cell.getTime() / 1000) * 1000) : cell);
const sheetsOf = async (bytes: Uint8Array) =>
  Object.fromEntries((await readXlsx(Readable.from([bytes]))).map(({ sheet, data }) => [sheet, data.map((row) => row.map(toSecond))]));
/** A time of the wall clock in Vietnam, as spreadsheets keep it. */
const wallClock = (text: string) => new Date(`${text}Z`);

describe('as XLSX', () => {
  it('has figures, the late, causes, progress and duties, each on its sheet', async () => {
    const { bytes, headers } = await file('format=xlsx&to=2025-07-02');
    expect(headers).toMatchObject({
      'content-type': expect.stringContaining('spreadsheetml'),
      'content-disposition': `attachment; filename="bao-cao_${directiveId}_2025-07-02.xlsx"`,
    });
    const sheets = await sheetsOf(bytes);
    expect(Object.keys(sheets)).toEqual(['Tổng hợp', 'Quá hạn', 'Nguyên nhân', 'Tiến độ', 'Nhiệm vụ']);
    expect(sheets['Tổng hợp']?.at(-1)).toEqual(['Tổng cộng', null, 5, 2, 1, 3, 0, 0]);
    expect(sheets['Quá hạn']?.[1]).toEqual([1, otherUnit, 'Phường Phú Lợi', 2, 4, wallClock('2025-06-30T17:00'), 1]);
    expect(sheets['Tiến độ']?.at(-1)).toEqual([wallClock('2025-07-02'), 2, 3, 0, 0]);
    expect(sheets['Nhiệm vụ']).toHaveLength(6);
  });

  it('says a cause once, with the units it concerns, and their codes as text', async () => {
    const { 'Nguyên nhân': causes = [], 'Nhiệm vụ': duties = [] } = await sheetsOf((await file('format=xlsx&to=2025-07-02')).bytes);
    const lines = causes.slice(1).map(([, task, cause, units, names]) => [task, cause, units, names]);
    expect(lines[0]).toEqual([
      expect.any(String),
      'Chưa có Giám đốc đủ điều kiện ngày 02/07/2025',
      2,
      `Phường Thủ Dầu Một (${unit}), Phường Phú Lợi (${otherUnit})`,
    ]);
    expect(new Set(lines.map(([task, cause]) => JSON.stringify([task, cause]))).size).toBe(lines.length);
    expect(lines.length).toBeGreaterThan(2);
    expect(duties.slice(1).map(([party]) => typeof party)).toEqual(Array(5).fill('string'));
  });

  it('prints on A4 on its side, as wide as a page, the head on each page, and filters', async () => {
    const parts = unzipSync((await file('format=xlsx&to=2025-07-02')).bytes);
    const part = (name: string) => strFromU8(parts[name] as Uint8Array);
    for (const sheet of [1, 2, 3, 4, 5]) {
      const xml = part(`xl/worksheets/sheet${sheet}.xml`);
      expect(xml).toMatch(/<sheetPr><pageSetUpPr fitToPage="1"\/><\/sheetPr>/);
      expect(xml).toMatch(/<pageSetup [^>]*paperSize="9"[^>]*orientation="landscape"[^>]*fitToWidth="1"[^>]*fitToHeight="0"/);
      expect(xml).toMatch(/<\/sheetData><autoFilter ref="A\d+:[A-J]\d+"\/>/);
      // every row says its height: wrapped text would lie over the next one
      const rows = [...xml.matchAll(/<row [^>]*>/g)].map(([tag]) => tag);
      expect(rows.filter((tag) => !tag.includes('ht=')).length).toBeLessThanOrEqual(sheet === 1 ? 4 : 0);
    }
    expect(part('xl/workbook.xml').match(/_xlnm\.Print_Titles/g)).toHaveLength(5);
  });

  it('is the same whenever it is written', async () => {
    const query = 'format=xlsx&to=2025-07-02';
    const { bytes } = await file(query);
    const stamps = (archive: Uint8Array) => [archive[10], archive[11], archive[12], archive[13]];
    expect((await file(query)).bytes.equals(bytes)).toBe(true);
    // not by chance within the two seconds that archives tell apart
    expect(stamps(bytes)).toEqual([0, 0, 0x21, 0]);
  });
});

it('as PDF reads in Vietnamese: head, title, period, figures, the late, causes, recipients, who signs', async () => {
  const { bytes, headers } = await file('format=pdf&from=2025-06-10&to=2025-07-02');
  expect(headers['content-type']).toBe('application/pdf');
  const pages = await readPdf(bytes);
  const text = pages.join(' ');
  for (const phrase of [
    'ỦY BAN NHÂN DÂN THÀNH PHỐ VĂN PHÒNG ỦY BAN NHÂN DÂN THÀNH PHỐ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc',
    'Số: ……/BC-VP',
    'Thành phố Hồ Chí Minh, ngày 02 tháng 7 năm 2025',
    'Nơi nhận: - Chủ tịch Ủy ban nhân dân Thành phố (để báo cáo); - Lưu: VT.',
    'CHÁNH VĂN PHÒNG',
    'BÁO CÁO Tình hình thực hiện các nhiệm vụ được giao',
    'Chỉ thị về Trung tâm phục vụ hành chính công cấp xã',
    '01/CT-UBND ngày 10/06/2025, Chủ tịch Ủy ban nhân dân Thành phố',
    'Từ ngày 10/06/2025 đến ngày 02/07/2025',
    'Số liệu tính đến 23:59 ngày 02/07/2025',
    'Tổng số 5 nhiệm vụ: đã hoàn thành 2 (40%), trong đó sau hạn 1; quá hạn 3 (60%) tại 2 đơn vị',
    'Tiến độ theo ngày',
    'Phường Phú Lợi',
    'Chưa có quyết định về chức năng, nhiệm vụ, quyền hạn có hiệu lực ngày 02/07/2025',
  ])
    expect(text).toContain(phrase);
  // the first page bears no number (Decree 30/2020/NĐ-CP)
  expect(pages.slice(1).map((page) => Number(page.trim().split(' ').at(-1)))).toEqual(pages.slice(1).map((_, index) => index + 2));
});

it('as PDF is the same whenever it is asked for, as long as the past is the same', async () => {
  const query = 'format=pdf&to=2025-07-02';
  expect((await file(query)).bytes.equals((await file(query)).bytes)).toBe(true);
});

it('as PDF bears the number that the clerk gave it, and is the unit’s own where its head asks', async () => {
  const head = await app.token({ roles: ['center-head'], units: [unit] });
  const { bytes, headers } = await file(`format=pdf&to=2025-07-02&number=${encodeURIComponent('15')}`, head);
  const text = (await readPdf(bytes)).join(' ');
  for (const phrase of ['ỦY BAN NHÂN DÂN PHƯỜNG THỦ DẦU MỘT', 'Số: 15/BC', 'Thủ Dầu Một, ngày 02 tháng 7 năm 2025', 'THỦ TRƯỞNG ĐƠN VỊ'])
    expect(text).toContain(phrase);
  expect(headers['content-disposition']).toBe(`attachment; filename="bao-cao_${directiveId}_${unit}_2025-07-02.pdf"`);
  expect((await ask('?number=a%20b')).status).toBe(400);
});
