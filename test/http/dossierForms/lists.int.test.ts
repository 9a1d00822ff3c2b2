import { Readable } from 'node:stream';
import readXlsx from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Paper } from '#http/documents/paper.ts';
import { readPdf } from '#test/support/documents.ts';
import { catalogued, dossierIdOf, numberTaken, numberUnused, otherUnit, received, returned, settled, unit } from '#test/support/events.ts';
import { createPaperWorld, july, type PaperWorld } from './world.ts';

const elsewhere = dossierIdOf(2);
const code = (number: number) => `H29.25747-250701-000${number}`;
const owner = (name: string) => ({ kind: 'citizen' as const, name, address: '12 Đường số 5', phone: '0903000111' });

let world: PaperWorld;
let officer: string;
beforeAll(async () => {
  world = await createPaperWorld();
  const result = { number: '10/CT', date: '2025-07-03', abstract: 'Bản sao', signer: 'Phó Chủ tịch' };
  await world.record(
    catalogued({ name: 'Chứng thực bản sao từ bản chính' }),
    { ...numberTaken(), at: july('01', '08:00') },
    { ...received({ owner: owner('Nguyễn Thị An'), request: 'Chứng thực bằng', delivery: { means: 'post' } }), at: july('01', '08:00') },
    { ...numberTaken({ number: 2, code: code(2), dossierId: elsewhere }), at: july('01', '08:10') },
    {
      ...received({ dossierId: elsewhere, owner: owner('Lê Văn Bảy'), request: 'Chứng thực', code: code(2), placeOfReceipt: otherUnit }),
      at: july('01', '08:10'),
    },
    { ...numberTaken({ number: 3, code: code(3), dossierId: dossierIdOf(3) }), at: july('01', '08:20') },
    { ...numberUnused({ number: 3, code: code(3), dossierId: dossierIdOf(3), reason: 'Mất điện' }), at: july('01', '08:30') },
    { ...settled({ result }), at: july('03', '10:00') },
    { ...settled({ dossierId: elsewhere, result: { ...result, number: '11/CT' } }), at: july('03', '11:00') },
    { ...returned({ receivedBy: 'Nguyễn Thị An' }), at: july('04', '09:00') },
  );
  officer = await world.app.token({ roles: ['officer'], units: [unit], personal: true });
});
afterAll(() => world?.close());

const purpose = { 'x-purpose': 'in so' };
const rowsOf = async (path: string) => {
  const { status, json } = await world.app.get(`/v1/registers/${unit}/${path}`, officer, purpose);
  expect(status).toBe(200);
  return (json as Paper).blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []));
};
const file = async (path: string) => {
  const { status, bytes, headers } = await world.file(`/registers/${unit}/${path}`, officer, purpose);
  expect(status).toBe(200);
  return { bytes, name: String(headers['content-disposition']) };
};

describe('the register book of a day', () => {
  const procedure = 'Chứng thực bản sao từ bản chính (2.000815)';

  it('has a line for every number, with its dossier or why it has none', async () => {
    expect(await rowsOf('2025-07-01/book')).toEqual([
      [
        1,
        code(1),
        'Nguyễn Thị An',
        procedure,
        { at: july('01', '08:00') },
        { at: july('04', '17:00') },
        { at: july('03', '10:00') },
        { at: july('04', '09:00') },
        null,
        '',
      ],
      [
        2,
        code(2),
        'Lê Văn Bảy',
        procedure,
        { at: july('01', '08:10') },
        { at: july('04', '17:00') },
        { at: july('03', '11:00') },
        null,
        null,
        '',
      ],
      [3, code(3), null, null, null, null, null, null, null, 'Số không sử dụng: Mất điện'],
    ]);
  });

  it('was what it was at a moment', async () => {
    const rows = await rowsOf(`2025-07-01/book?asOf=${encodeURIComponent(july('01', '08:25'))}`);
    expect(rows.map((row) => [row[0], row[6], row[9]])).toEqual([
      [1, null, ''],
      [2, null, ''],
      [3, null, 'Số chưa gắn với hồ sơ'],
    ]);
    expect(await rowsOf(`2025-07-01/book?asOf=${encodeURIComponent(july('01', '07:00'))}`)).toEqual([]);
  });

  it('is a page on its side, with a column to sign in', async () => {
    const { bytes, name } = await file('2025-07-01/book?format=pdf');
    const text = (await readPdf(bytes)).join(' ');
    for (const phrase of ['SỔ THEO DÕI HỒ SƠ Ngày 01/07/2025', 'Ký nhận', 'Nguyễn Thị An', '17:00 ngày 04/07/2025', 'Mất điện'])
      expect(text).toContain(phrase);
    expect(name).toBe('attachment; filename="so-theo-doi-ho-so_25747_2025-07-01.pdf"');
  });

  it('is a workbook with codes as text and times as times, the same each time', async () => {
    const { bytes, name } = await file('2025-07-01/book?format=xlsx');
    const [sheet] = await readXlsx(Readable.from([bytes]));
    const rows = sheet?.data ?? [];
    const head = rows.findIndex(([first]) => first === 'TT');
    expect(rows[head]).toEqual(expect.arrayContaining(['Tên thủ tục hành chính', 'Ký nhận']));
    expect(rows[head + 1]?.slice(1, 4)).toEqual([code(1), 'Nguyễn Thị An', procedure]);
    expect(rows[head + 1]?.[4]).toBeInstanceOf(Date);
    expect(name).toContain('so-theo-doi-ho-so_25747_2025-07-01.xlsx');
    expect((await file('2025-07-01/book?format=xlsx')).bytes.equals(bytes)).toBe(true);
  });

  it('of a day without numbers says so', async () => {
    const { bytes } = await file('2025-07-02/book?format=pdf');
    expect((await readPdf(bytes)).join(' ')).toContain('Không có số hồ sơ nào được cấp.');
    expect((await file('2025-07-02/book?format=xlsx')).bytes.length).toBeGreaterThan(0);
  });

  it('opens names with a purpose only, each on record, and nothing else of the owner', async () => {
    const { body } = await world.app.get(`/v1/registers/${unit}/2025-07-01/book`, officer);
    expect(body).toContain('(đã che)');
    expect(body).not.toContain('Nguyễn Thị An');
    await rowsOf('2025-07-01/book');
    const readings = await world.app.store.readStream(`access-dossier-${elsewhere}`);
    expect(readings.at(-1)?.data).toMatchObject({ purpose: 'in so', fields: ['owner.name'] });
  });

  it('is not for another unit', async () => {
    const other = await world.app.token({ roles: ['officer'], units: ['25760'], personal: true });
    for (const list of ['book', 'results'])
      expect((await world.app.get(`/v1/registers/${unit}/2025-07-01/${list}`, other, purpose)).status).toBe(403);
  });
});

describe('the list of results to hand over', () => {
  it('has what the unit settled on the day, to whom it goes, with fee and post marked', async () => {
    expect(await rowsOf('2025-07-03/results')).toEqual([
      [1, code(1), 'Chứng thực bằng', '10/CT', 'Nguyễn Thị An', '12 Đường số 5', null, null, null],
      [2, code(2), 'Chứng thực', '11/CT', 'Lê Văn Bảy', '12 Đường số 5', null, null, null],
    ]);
    const { bytes, name } = await file('2025-07-03/results?format=pdf');
    const text = (await readPdf(bytes)).join(' ');
    for (const phrase of ['DANH SÁCH BÀN GIAO KẾT QUẢ GIẢI QUYẾT HỒ SƠ', 'BÊN GIAO', 'BÊN NHẬN']) expect(text).toContain(phrase);
    expect(name).toContain('danh-sach-ban-giao-ket-qua_25747_2025-07-03.pdf');
  });

  it('marked the post as long as it had not been fetched at the counter after all', async () => {
    const [first] = await rowsOf(`2025-07-03/results?asOf=${encodeURIComponent(july('03', '12:00'))}`);
    expect(first?.[7]).toBe('X');
  });

  it('may be of those only that go back to one Center', async () => {
    expect((await rowsOf(`2025-07-03/results?placeOfReceipt=${otherUnit}`)).map(([, of]) => of)).toEqual([code(2)]);
  });
});
