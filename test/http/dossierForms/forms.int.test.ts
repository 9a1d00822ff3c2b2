import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Paper } from '#http/documents/paper.ts';
import { attachmentsOf, qrCodesOn, readPdf } from '#test/support/documents.ts';
import {
  assigned,
  calendarPublished,
  catalogued,
  dossierIdOf,
  established,
  extended,
  feePaid,
  feeRequested,
  handedOver,
  headquartersDesignated,
  linkedParts,
  officialRegistered,
  partSettled,
  pointOpened,
  received,
  refused,
  reopened,
  returned,
  settled,
  stopped,
  submitted,
  supplementGiven,
  supplementRequested,
  unit,
  versionPublished,
  withdrawn,
} from '#test/support/events.ts';
import { toHex } from '#verifier/bytes.js';
import { leafHash } from '#verifier/merkle.js';
import { parseProof } from '#verifier/proof.js';
import { verifyProofText } from '#verifier/verify.js';
import { createPaperWorld, july, type PaperWorld } from './world.ts';

const owner = {
  kind: 'citizen' as const,
  // typed with marks of their own, as some keyboards do
  name: 'Nguyễn Thị Ánh Tuyết'.normalize('NFD'),
  identityNumber: '079185001234',
  address: '12 Đường số 5',
  phone: '0903000111',
};
const request = 'Chứng thực bằng tốt nghiệp';
const components = [
  { name: 'Bằng tốt nghiệp', originals: 1, photocopies: 2, pages: 4, paperCopies: 3, electronicCopies: 1 },
  { name: 'Học bạ', originals: 1, pages: 12, paperCopies: 2 },
];
const [whole = '', refusedOne = '', stoppedOne = '', civil = '', withdrawnOne = '', inParts = '', linked = '', reopenedOne = ''] = [
  1, 2, 3, 4, 5, 6, 7, 8,
].map(dossierIdOf);
const inPart = (receiptNumber: string) => ({ dossierId: inParts, receiptSeries: 'AA/25P', receiptNumber, unit });
const code = 'H29.25747-250701-0001';
const by = { official: 'official-1' };

let world: PaperWorld;
let officer: string;
beforeAll(async () => {
  world = await createPaperWorld();
  await world.record(
    { ...calendarPublished({ days: [] }), at: july('01', '06:00') },
    established(),
    pointOpened(),
    headquartersDesignated({ address: '1 Quang Trung' }),
    officialRegistered({ name: 'Trần Văn Bình', phone: '0274 3822 111' }),
    assigned(),
    officialRegistered({ officialId: 'official-2', name: 'Lê Thị Cúc' }),
    catalogued({ name: 'Chứng thực bản sao từ bản chính' }),
    versionPublished(),
    catalogued({ code: '1.001193', name: 'Đăng ký khai sinh', field: 'Hộ tịch' }),
    {
      ...received({ owner, request, components, pointId: 'p1', sets: 1, delivery: { means: 'post' } }),
      at: july('01', '09:00'),
      actor: by,
      unit,
    },
    { ...handedOver(), at: july('01', '10:00') },
    { ...supplementRequested({ contactOfficial: 'official-2' }), at: july('01', '15:00'), actor: { official: 'official-2' }, unit },
    { ...supplementGiven(), at: july('02', '09:00') },
    { ...feeRequested({ items: [{ name: 'Phí chứng thực', kind: 'fee', dong: 15_005 }], totalDong: 15_005 }), at: july('03', '08:30') },
    { ...feePaid({ totalDong: 15_005 }), at: july('03', '09:00'), actor: by, unit },
    { ...extended({ reason: 'Nhiều bản', apology: 'Trung tâm thành thật xin lỗi.' }), at: july('04', '09:00'), unit },
    {
      ...settled({ result: { number: '10/CT', date: '2025-07-07', abstract: 'Bản sao bằng tốt nghiệp', signer: 'Phó Chủ tịch' } }),
      at: july('07', '10:00'),
    },
    { ...returned({ receivedBy: 'Nguyễn Văn Nam' }), at: july('08', '09:00'), actor: by },
    { ...submitted({ dossierId: refusedOne, owner, request }), at: july('01', '09:30') },
    { ...refused({ dossierId: refusedOne, reason: 'Không thuộc thẩm quyền', legalGround: 'Điều 17' }), at: july('01', '09:40'), unit },
    { ...received({ dossierId: stoppedOne, owner, request, code: 'H29.25747-250701-0002' }), at: july('01', '10:30') },
    { ...stopped({ dossierId: stoppedOne, refundDong: 10_000 }), at: july('02', '10:30'), unit },
    { ...received({ dossierId: reopenedOne, owner, request, code: 'H29.25747-250701-0007' }), at: july('01', '10:40') },
    { ...stopped({ dossierId: reopenedOne, reason: 'Giấy tờ không hợp lệ' }), at: july('02', '10:40'), unit },
    { ...reopened({ dossierId: reopenedOne, ground: 'Khiếu nại đúng', earlier: 'stopped' }), at: july('03', '10:40'), unit },
    {
      ...received({
        dossierId: civil,
        procedure: '1.001193',
        owner,
        request: 'Đăng ký khai sinh',
        components,
        code: 'H29.25747-250701-0003',
      }),
      at: july('01', '11:00'),
    },
    {
      ...received({
        dossierId: withdrawnOne,
        owner: { ...owner, email: 'anh@example.vn' },
        submitter: { name: 'Lê Văn Thay', relation: 'chồng', phone: '0901' },
        request,
        code: 'H29.25747-250701-0004',
      }),
      at: july('01', '11:10'),
    },
    { ...withdrawn({ dossierId: withdrawnOne }), at: july('01', '11:20') },
    { ...received({ dossierId: linked, owner, request, code: 'H29.25747-250701-0006', parts: linkedParts }), at: july('01', '14:00') },
    {
      ...partSettled({
        dossierId: linked,
        result: { number: '12/KS', date: '2025-07-01', abstract: 'Giấy khai sinh', signer: 'Chủ tịch UBND' },
      }),
      at: july('01', '16:00'),
    },
    { ...received({ dossierId: inParts, owner, request, code: 'H29.25747-250701-0005' }), at: july('01', '13:00') },
    { ...feeRequested({ dossierId: inParts }), at: july('01', '13:10') },
    { ...feePaid({ ...inPart('000123'), totalDong: 6_000, outstandingDong: 4_000 }), at: july('01', '13:20') },
    { ...feePaid({ ...inPart('000124'), totalDong: 4_000 }), at: july('01', '13:30') },
  );
  officer = await world.app.token({ roles: ['officer'], units: [unit], personal: true });
});
afterAll(() => world?.close());

const purpose = { 'x-purpose': 'in bieu mau' };
const paper = async (dossierId: string, form: string, query = ''): Promise<Paper> => {
  const { status, json } = await world.app.get(`/v1/dossiers/${dossierId}/forms/${form}${query}`, officer, purpose);
  expect(status).toBe(200);
  return json;
};
const pdf = async (dossierId: string, form: string, query = '') => {
  const { status, bytes, headers } = await world.file(`/dossiers/${dossierId}/forms/${form}?format=pdf${query}`, officer, purpose);
  expect(status).toBe(200);
  const pages = await readPdf(bytes);
  return { bytes, headers, pages: pages.length, text: pages.join(' ') };
};
const tableIn = ({ blocks }: Paper) => blocks.find((block) => block.kind === 'table');
const valueIn = ({ blocks }: Paper, label: string) => blocks.find((block) => block.kind === 'field' && block.label === label);

describe('form 01', () => {
  it('says who brought what, when it is due, and where to ask', async () => {
    const { text, pages, headers } = await pdf(whole, '01');
    for (const phrase of [
      'ỦY BAN NHÂN DÂN PHƯỜNG THỦ DẦU MỘT',
      'TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG',
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc',
      `Số: ${code}/GTN`,
      'Thủ Dầu Một, ngày 01 tháng 7 năm 2025',
      'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ',
      `Mã hồ sơ: ${code}`,
      'Điểm 1, 1 Đường A',
      'Tiếp nhận hồ sơ của: Nguyễn Thị Ánh Tuyết',
      'Hình thức nộp: Trực tiếp',
      'Địa chỉ: 12 Đường số 5',
      'Số điện thoại: 0903000111',
      'Số định danh: 079185001234',
      `Nội dung yêu cầu giải quyết: ${request}`,
      'Thủ tục hành chính: Chứng thực bản sao từ bản chính (2.000815)',
      'Thành phần hồ sơ nộp gồm: TT',
      'Số lượng hồ sơ: 1 (bộ)',
      'Thời hạn giải quyết theo quy định: 3 ngày làm việc',
      'Thời gian nhận hồ sơ: 09:00 ngày 01/07/2025',
      'Thời gian trả kết quả giải quyết hồ sơ: 17:00 ngày 04/07/2025',
      'điện thoại 1022',
      'Đăng ký nhận kết quả tại: Qua dịch vụ bưu chính công ích',
      'NGƯỜI NỘP HỒ SƠ',
      'Trần Văn Bình',
    ])
      expect(text).toContain(phrase);
    expect(pages, 'a slip of usual length is one sheet').toBe(1);
    expect(headers['content-disposition']).toBe(`attachment; filename="giay-tiep-nhan-hen-tra_25747_2025-07-01_${code}.pdf"`);
  });

  it('says of who handed it in only what is that person’s own', async () => {
    const slip = await paper(withdrawnOne, '01');
    expect(valueIn(slip, 'Tiếp nhận hồ sơ của')).toMatchObject({ value: 'Lê Văn Thay (chồng)' });
    expect(valueIn(slip, 'Số điện thoại')).toMatchObject({ value: '0901' });
    expect(valueIn(slip, 'Địa chỉ')).toMatchObject({ value: '……………………' });
    expect(valueIn(slip, 'Email')).toMatchObject({ value: '……………………' });
    expect(valueIn(slip, 'Địa chỉ chủ hồ sơ')).toMatchObject({ value: '12 Đường số 5' });
  });

  it('counts pages and copies where certification is asked for, and else what was handed in', async () => {
    const certified = tableIn(await paper(whole, '01'));
    expect(certified?.columns.map(({ title }) => title)).toEqual([
      'TT',
      'Tên giấy tờ, văn bản',
      'Bản chính',
      'Bản chụp',
      'Số trang',
      'Bản sao giấy',
      'Bản sao điện tử ký số',
    ]);
    expect(certified?.rows).toEqual([
      ['1', 'Bằng tốt nghiệp', 1, 2, 4, 3, 1],
      ['2', 'Học bạ', 1, null, 12, 2, null],
    ]);
    expect(tableIn(await paper(civil, '01'))?.rows[0]).toEqual(['1', 'Bằng tốt nghiệp', 1, null, 2, null]);
  });

  it('bears two codes that a camera reads: the slip, and where a citizen looks up', async () => {
    const { bytes } = await pdf(whole, '01');
    const [slip = '', lookUp] = await qrCodesOn(bytes);
    expect(slip).toMatch(new RegExp(`^${code} ${whole} [0-9a-f]{64}$`));
    expect(lookUp).toBe(`https://tracuu.example.vn/?ma=${code}`);
  });

  it('is told from an invented one by the fingerprint of its code', async () => {
    const [, , fingerprint = ''] = (await paper(whole, '01')).codes[0]?.text.split(' ') ?? [];
    const verify = async (print: string) => (await world.app.get(`/v1/slips/${whole}/${print}`, officer)).json;
    expect(await verify(fingerprint)).toEqual({
      genuine: true,
      code,
      receivedAt: july('01', '09:00'),
      appointedAt: july('04', '17:00'),
      placeOfReceipt: unit,
      competentUnit: unit,
    });
    // as it stood on slips before the log was sealed
    const [event] = await world.app.store.readStream(`dossier-${whole}`);
    if (event === undefined) throw new Error('the dossier is not there');
    const older = [event.id, code, event.occurredAt, july('04', '17:00')].join('|');
    expect(await verify(createHash('sha256').update(older).digest('hex').slice(0, 32))).toMatchObject({ genuine: true });
    const nothing = { genuine: false, code: null, receivedAt: null, appointedAt: null, placeOfReceipt: null, competentUnit: null };
    expect(await verify('0'.repeat(64))).toEqual(nothing);
    expect(await verify('0'.repeat(32))).toEqual(nothing);
    expect((await world.app.get(`/v1/slips/${dossierIdOf(99)}/${fingerprint}`, officer)).json).toEqual(nothing);
  });
});

describe('the proof of the reception', () => {
  it('is attached to form 01, and shows without Motcua that it was recorded', async () => {
    const { proof, codes } = await paper(whole, '01');
    const report = await verifyProofText(proof ?? '', { policy: world.policy });
    expect(report).toMatchObject({ verdict: 'intact', first: { type: 'DossierReceived', stream: `dossier-${whole}` } });
    const [, , hash] = codes[0]?.text.split(' ') ?? [];
    expect(toHex(leafHash(parseProof(proof ?? '').entry))).toBe(hash);
    const { bytes, headers } = await pdf(whole, '01');
    const [attached, ...others] = await attachmentsOf(bytes);
    expect(others).toEqual([]);
    expect(attached?.text).toBe(proof);
    expect(`attachment; filename="${attached?.name.replace('.tlog-proof', '.pdf')}"`).toBe(headers['content-disposition']);
  });

  it('is on no other paper', async () => {
    expect((await paper(whole, '06')).proof).toBeNull();
    expect(await attachmentsOf((await pdf(whole, '06')).bytes)).toEqual([]);
  });
});

describe('what is drawn', () => {
  it('is composed whatever was typed', async () => {
    const { text } = await pdf(whole, '01');
    expect(text).toBe(text.normalize('NFC'));
    expect(text).toContain('Nguyễn Thị Ánh Tuyết');
  });

  it('is the same bytes for the same state', async () => {
    for (const form of ['01', '06', 'fee-receipt']) expect((await pdf(whole, form)).bytes).toEqual((await pdf(whole, form)).bytes);
  });

  it('says that it is a reprint, and of when', async () => {
    const asOf = encodeURIComponent(july('01', '12:00'));
    expect((await pdf(whole, '01', `&asOf=${asOf}`)).text).toContain('Bản in lại, theo hồ sơ lưu đến 12:00 ngày 01/07/2025');
    // something has happened since
    expect((await pdf(whole, '01')).text).toContain('Bản in lại, theo hồ sơ lưu đến 09:00 ngày 08/07/2025');
    // nothing has: this may be the first time
    expect((await paper(civil, '01')).asOf).toBeNull();
  });
});

describe('letters', () => {
  it('02 says what to bring, why, and whom to ask', async () => {
    const { text } = await pdf(whole, '02');
    for (const phrase of [
      'PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ',
      'Kính gửi: Nguyễn Thị Ánh Tuyết',
      'Giấy chứng sinh',
      'Lý do: Thiếu giấy',
      'Căn cứ pháp lý: Điều 17',
      'Giai đoạn: Giải quyết hồ sơ',
      'Cán bộ liên hệ: Lê Thị Cúc',
      'Nơi nhận:',
    ])
      expect(text).toContain(phrase);
  });

  it('03 gives the legal ground of a refusal', async () => {
    const { text } = await pdf(refusedOne, '03');
    for (const phrase of [
      'PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ',
      'Lý do: Không thuộc thẩm quyền',
      'Căn cứ pháp lý: Điều 17',
      '1 Quang Trung',
    ])
      expect(text).toContain(phrase);
  });

  it('04 apologises, and gives the time before and the new one', async () => {
    const { text } = await pdf(whole, '04');
    for (const phrase of [
      'VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT',
      'Thời gian hẹn trả kết quả: 17:00 ngày 04/07/2025',
      'Lý do: Nhiều bản',
      'Trung tâm thành thật xin lỗi.',
      'đề nghị gia hạn đến: 17:00 ngày 08/07/2025',
      'GIÁM ĐỐC',
    ])
      expect(text).toContain(phrase);
  });

  it('05 says why processing stops, and what is paid back', async () => {
    const { text } = await pdf(stoppedOne, '05');
    for (const phrase of ['THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ', 'Căn cứ: Điều 20', 'Lý do: Chủ hồ sơ mất', 'Số tiền hoàn trả: 10.000 đồng'])
      expect(text).toContain(phrase);
    expect((await pdf(withdrawnOne, '05')).text).toContain('Căn cứ: Đề nghị rút hồ sơ của người nộp');
  });

  it('tells of the earlier course also after the dossier was taken up again', async () => {
    const { text } = await pdf(reopenedOne, '05');
    expect(text).toContain('Giấy tờ không hợp lệ');
  });
});

it('06 lists every hand-over, with how its step kept to its hours', async () => {
  const sheet = await paper(whole, '06');
  expect(tableIn(sheet)?.rows).toEqual([
    ['1', 'Người nộp hồ sơ', 'Trần Văn Bình, Phường Thủ Dầu Một', { at: july('01', '09:00') }, 'Tiếp nhận', 'Trước hạn', '', null],
    [
      '2',
      'Trần Văn Bình, Phường Thủ Dầu Một',
      'Lê Thị Cúc, Phường Thủ Dầu Một',
      { at: july('01', '10:00') },
      'Thẩm định',
      'Quá hạn',
      '',
      null,
    ],
  ]);
  expect(sheet.asOf).toBeNull();
  expect((await pdf(whole, '06')).text).toContain('PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ');
});

it('the receipt of the result says which paper was taken home by whom', async () => {
  const { text } = await pdf(whole, 'result-receipt');
  for (const phrase of [
    'Số kết quả: 10/CT',
    'Ngày kết quả: 07/07/2025',
    'Trích yếu: Bản sao bằng tốt nghiệp',
    'Người nhận kết quả: Nguyễn Văn Nam',
    'Số điện thoại người nhận: 0903000111',
    'Số điện thoại liên hệ của nơi trả: 0274 3822 111',
  ])
    expect(text).toContain(phrase);
});

it('the fee receipt has a page for each copy, the split, and the amount in words', async () => {
  const { bytes } = await pdf(whole, 'fee-receipt');
  const pages = await readPdf(bytes);
  expect(pages).toHaveLength(2);
  for (const [index, copy] of ['Liên 1: Lưu', 'Liên 2: Giao người nộp tiền'].entries())
    for (const phrase of [copy, 'Mẫu số: 01BLP', 'Số: BL-1', `Mã hồ sơ: ${code}`, 'Cộng phí 15.005', 'Cộng lệ phí 0'])
      expect(pages[index]).toContain(phrase);
  expect(valueIn(await paper(whole, 'fee-receipt'), 'Số tiền viết bằng chữ')).toMatchObject({
    value: 'Mười lăm nghìn không trăm lẻ năm đồng',
  });
});

it('the fee receipt is that of each payment, with its series', async () => {
  const asOfPayment = (receipt: string) => paper(inParts, 'fee-receipt', `?receipt=${receipt}`);
  const [first, second] = [await asOfPayment('000123'), await paper(inParts, 'fee-receipt')];
  for (const [given, number, words] of [
    [first, '000123', 'Sáu nghìn đồng'],
    [second, '000124', 'Bốn nghìn đồng'],
  ] as const)
    expect(['Ký hiệu', 'Số', 'Số tiền viết bằng chữ'].map((label) => valueIn(given, label))).toMatchObject([
      { value: 'AA/25P' },
      { value: number },
      { value: words },
    ]);
  expect((await world.app.get(`/v1/dossiers/${inParts}/forms/fee-receipt?receipt=9`, officer, purpose)).status).toBe(404);
});

it('of linked procedures the slip says each part’s time, and the receipt each part’s result', async () => {
  const slip = await pdf(linked, '01');
  for (const phrase of ['Đăng ký khai sinh Ủy ban nhân dân Phường Thủ Dầu Một 17:00 ngày 01/07/2025', 'Công an 17:00 ngày 04/07/2025'])
    expect(slip.text).toContain(phrase);
  const receipt = await paper(linked, 'result-receipt');
  expect(tableIn(receipt)?.rows).toEqual([['Đăng ký khai sinh', '12/KS', { on: '2025-07-01' }, 'Giấy khai sinh']]);
});

describe('a paper that there is not', () => {
  const ask = async (dossierId: string, form: string, query = '') =>
    world.app.get(`/v1/dossiers/${dossierId}/forms/${form}${query}`, officer, purpose);

  it('is refused with what is missing', async () => {
    const { status, json } = await ask(whole, '03');
    expect([status, json.type, json.detail]).toEqual([404, '/problems/form-not-due', expect.stringContaining('was not refused')]);
    expect((await ask(refusedOne, '01')).status).toBe(404);
    expect((await ask(refusedOne, '06')).status).toBe(404);
  });

  it('was not there before its act either', async () => {
    const asOf = encodeURIComponent(july('01', '12:00'));
    expect((await ask(whole, '02', `?asOf=${asOf}`)).json.type).toBe('/problems/form-not-due');
    expect((await ask(whole, '01', `?asOf=${encodeURIComponent(july('01', '08:59'))}`)).json.type).toBe('/problems/not-found');
  });

  it('is listed with what it waits for', async () => {
    const { json } = await world.app.get(`/v1/dossiers/${refusedOne}/forms`, officer);
    expect(json.items.map(({ form, missing }: { form: string; missing: string | null }) => [form, missing === null])).toEqual([
      ['01', false],
      ['02', false],
      ['03', true],
      ['04', false],
      ['05', false],
      ['06', false],
      ['fee-receipt', false],
      ['result-receipt', false],
    ]);
  });

  it('is not there for another unit, nor are its kinds', async () => {
    const other = await world.app.token({ roles: ['officer'], units: ['25760'], personal: true });
    for (const path of ['forms/01', 'forms'])
      expect((await world.app.get(`/v1/dossiers/${whole}/${path}`, other, purpose)).status).toBe(404);
  });
});

it('papers are there for the department of the procedure’s sector, and for no other', async () => {
  const ask = async (department: string) => {
    const token = await world.app.token({ roles: ['department'], units: [department] });
    return (await world.app.get(`/v1/dossiers/${whole}/forms/01`, token)).status;
  };
  expect([await ask('justice'), await ask('science-and-technology')]).toEqual([200, 404]);
});

describe('personal data in papers', () => {
  it('is masked without a purpose or without the right', async () => {
    const plain = await world.app.token({ roles: ['officer'], units: [unit] });
    for (const [token, headers] of [
      [officer, {}],
      [plain, purpose],
    ] as const) {
      const { status, body, json } = await world.app.get(`/v1/dossiers/${whole}/forms/01`, token, headers);
      expect(status).toBe(200);
      expect(valueIn(json, 'Tiếp nhận hồ sơ của')).toMatchObject({ value: '(đã che)' });
      for (const secret of [owner.phone, owner.address, owner.identityNumber, 'Trần Văn Bình']) expect(body).not.toContain(secret);
    }
  });

  it('leaves the capacity of who signs, not a masked word, under Form 04', async () => {
    const { json } = await world.app.get(`/v1/dossiers/${whole}/forms/04`, officer);
    expect(valueIn(json, 'Lý do')).toMatchObject({ value: '(đã che)' });
    expect(json.signatures).toEqual([{ capacity: 'Giám đốc Trung tâm', hint: '(Ký, ghi rõ họ tên và đóng dấu)', name: null }]);
  });

  it('reads as erased once its key is deleted', async () => {
    await world.app.personalData.erase(`dossier-${withdrawnOne}`);
    expect(valueIn(await paper(withdrawnOne, '05'), 'Kính gửi')).toMatchObject({ value: '(đã xóa)' });
  });

  it('is read on record, and no more of it than the paper shows', async () => {
    const readings = async (subject: string) => (await world.app.store.readStream(`access-${subject}`)).map(({ data }) => data);
    const before = (await readings(`dossier-${whole}`)).length;
    await paper(whole, '06');
    // who handed it to whom: nothing of the citizen
    expect(await readings(`dossier-${whole}`)).toHaveLength(before);
    await paper(whole, '02');
    expect((await readings(`dossier-${whole}`)).at(-1)).toMatchObject({
      purpose: 'in bieu mau',
      fields: expect.arrayContaining(['owner.name', 'owner.phone', 'request']),
    });
    expect((await readings('official-official-2')).at(-1)).toMatchObject({ purpose: 'in bieu mau', fields: ['name'] });
  });
});
