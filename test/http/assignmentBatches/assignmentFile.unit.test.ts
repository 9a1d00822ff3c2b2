import { describe, expect, it } from 'vitest';
import { BATCH_LINES } from '#events/batch/events.ts';
import { readAssignmentFile } from '#http/assignmentBatches/assignmentFile.ts';
import { readCsv } from '#http/server/csvReader.ts';
import { translated } from '#http/server/texts/inVietnamese.ts';
import { testSettings } from '#test/support/settings.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const header = 'officialId,unit,position,basis,from,until';
const good = 'o-1,25747,receiving-officer,QĐ 12,2025-07-01,';
/** The file as a reader of Vietnamese is told of it: every sentence is one of the catalogue. */
const readBytes = (file: Uint8Array) => {
  const { faults, ...read } = readAssignmentFile(file, testSettings.units);
  return { ...read, faults: faults.map((fault) => ({ ...fault, detail: translated(fault.detail) ?? `untold: ${fault.detail}` })) };
};
const read = (...lines: string[]) => readBytes(bytes(lines.join('\n')));
const faults = (...lines: string[]) => read(...lines).faults.map(({ line, detail }) => [line, detail]);
const first = {
  line: 2,
  officialId: 'o-1',
  unit: '25747',
  position: 'receiving-officer',
  basis: 'QĐ 12',
  from: '2025-07-01',
};

describe('a CSV file', () => {
  const lines = (text: string | Uint8Array) =>
    [...readCsv(typeof text === 'string' ? bytes(text) : text)].map((line) =>
      'fault' in line ? { ...line, fault: translated(line.fault) ?? line.fault } : line,
    );
  it.each([
    ['line feeds', 'a,b\nc,d'],
    ['carriage returns and line feeds, also at the end', 'a,b\r\nc,d\r\n'],
    ['a byte order mark', '\uFEFFa,b\nc,d'],
    ['semicolons', 'a;b\nc;d'],
    ['quotation marks', '"a","b"\n"c","d"'],
    ['empty lines', '\n\na,b\n   \nc,d\n\n'],
    ['lines without any value', ',\na,b\n , \nc,d\n"",""\n'],
    ['tabulators', 'a\tb\nc\td'],
    ['its separator said', 'sep=;\r\na;b\r\nc;d'],
    ['the separator that the first line has most of', 'a;b\nc;d'],
  ])('is read with %s', (_, text) =>
    expect(lines(text).map((line) => 'fields' in line && line.fields)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]),
  );
  it('keeps separators and doubled quotation marks inside quoted fields, and empty fields', () =>
    expect(lines('"x, ""y""",,"",z')).toEqual([{ line: 1, fields: ['x, "y"', '', '', 'z'] }]));
  it('counts lines as an editor does', () => expect(lines('a\n\nb').map(({ line }) => line)).toEqual([1, 3]));
  it.each([
    ['an open quotation mark', 'a,"b\nc,d', 'Cột 2: dấu ngoặc kép không được đóng trên dòng này.'],
    ['text after a closing one', '"a"b,c\nc,d', 'Cột 1: còn chữ sau dấu ngoặc kép đóng.'],
    ['one inside a field that is not quoted', 'a,b"c\nc,d', 'Cột 2: dấu ngoặc kép ở giữa một giá trị không đặt trong ngoặc kép.'],
    ['NUL', 'a,\u0000b\nc,d', 'Dòng này có ký tự điều khiển (như NUL).'],
    ['a lonely carriage return', 'a\rb,c\nc,d', 'Dòng này có ký tự điều khiển (như NUL).'],
  ])('%s is a fault of its line only', (_, text, fault) =>
    expect(lines(text)).toEqual([
      { line: 1, fault },
      { line: 2, fields: ['c', 'd'] },
    ]),
  );
  it('bytes that are no UTF-8 are a fault of their line only', () =>
    expect(lines(Buffer.concat([bytes('a,b\n'), Buffer.from([0xc3, 0x28, 0x0a]), bytes('c,d')]))).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fault: expect.stringContaining('không phải UTF-8') },
      { line: 3, fields: ['c', 'd'] },
    ]));
  it.each(['utf-16le', 'utf-16be'])('is read in %s with its byte order mark', (encoding) => {
    const file = Buffer.from('\uFEFFSố,Đến\nc,d', 'utf16le');
    expect(lines(encoding === 'utf-16le' ? file : file.swap16())).toEqual([
      { line: 1, fields: ['Số', 'Đến'] },
      { line: 2, fields: ['c', 'd'] },
    ]);
  });
  it.each([
    ['an Excel workbook', [0x50, 0x4b, 0x03, 0x04, 0x14], '.xlsx'],
    ['an old Excel workbook', [0xd0, 0xcf, 0x11, 0xe0, 0xa1], '.xls'],
    ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d], 'PDF'],
    ['half of UTF-16', [0xff, 0xfe, 0x00], 'UTF-16'],
  ])('is named where it is %s, with what to do', (_, signature, name) =>
    expect(lines(Buffer.from(signature))).toEqual([{ line: 1, fault: expect.stringMatching(`${name}.*CSV UTF-8`) }]),
  );
  it('is read in time that grows with its length, also when every line is wrong', () => {
    const wrong = '"a\n'.repeat(100_000);
    expect(lines(wrong)).toHaveLength(100_000);
  });
});

describe('a file of assignments', () => {
  it('is read line by line', () => {
    const file = read(header, good, 'o-2,25747,clerk,"QĐ 12, Điều 2",2025-07-01,2025-12-31');
    expect(file).toEqual({
      faults: [],
      assignments: [first, { ...first, line: 3, officialId: 'o-2', position: 'clerk', basis: 'QĐ 12, Điều 2', until: '2025-12-31' }],
    });
  });
  it('has its columns in any order, and `until` not at all', () =>
    expect(read('from,basis,position,unit,official', '2025-07-01,QĐ 12,receiving-officer,25747,o-1').assignments).toEqual([first]));
  it('may be in Vietnamese: columns, positions and days', () =>
    expect(
      read(
        '\uFEFFMã cán bộ;Mã đơn vị;Vị trí;Căn cứ;Từ ngày;Đến ngày',
        'o-1;25747;Cán bộ  tiếp nhận;QĐ 12;1/7/2025;31/12/2025',
        // accents apart from their letters, as some systems write them
        'o-2;25747;Giám đốc;QĐ 12;01/07/2025;'.normalize('NFD'),
      ),
    ).toMatchObject({
      faults: [],
      assignments: [
        { ...first, until: '2025-12-31' },
        { officialId: 'o-2', position: 'director', from: '2025-07-01' },
      ],
    }));

  it('may come from a spreadsheet: a title, numbers of columns, lists’ own columns, empty rows and columns', () =>
    expect(
      read(
        '\uFEFFDANH SÁCH PHÂN CÔNG, năm 2026;;;;;;;;;',
        ';;;;;;;;;',
        'STT;Họ tên;MA CAN BO;Đơn vị;Chức vụ;Quyết định;Từ ngày;Đến ngày;Ghi chú;',
        '(1);(2);(3);(4);(5);(6);(7);(8);(9);',
        '1;Nguyễn Văn A;o-1;P. Thủ Dầu Một;CAN BO TIEP NHAN;QĐ 12;01/07/2025 00:00:00;;;',
        ';;;;;;;;;',
        '2;Lê Thị B;o-2;phường phú lợi;Lãnh đạo;QĐ 12;1-7-2025;31.12.2025;;',
        ';;;;;;;;;',
      ),
    ).toMatchObject({
      faults: [],
      assignments: [
        { ...first, line: 5 },
        { line: 7, officialId: 'o-2', unit: '25750', position: 'leader', from: '2025-07-01', until: '2025-12-31' },
      ],
    }));
  it('may be what Excel calls Unicode text: tabulators in UTF-16', () => {
    const text = `\uFEFF${header}\r\n${good}\r\n`.replaceAll(',', '\t');
    expect(readBytes(Buffer.from(text, 'utf16le'))).toMatchObject({ faults: [], assignments: [first] });
  });
  it('has no value in a column without a heading', () =>
    expect(faults(`${header},,`, `${good},,x`, `${good.replace('o-1', 'o-2')},,`)).toEqual([
      [2, 'Cột 8 có giá trị nhưng không có tiêu đề.'],
    ]));
  it('says the unit by its code where it has both code and name', () =>
    expect(read('Đơn vị,Mã đơn vị,Chức vụ,Vị trí,Mã CB,Căn cứ,Từ ngày', 'x,25747,Phó Chủ tịch,văn thư,o-1,QĐ 12,1/7/2025')).toMatchObject({
      faults: [],
      assignments: [{ unit: '25747', position: 'clerk' }],
    }));

  it.each([
    ['nothing', '', [[1, 'Tệp không có gì.']]],
    ['a header alone', header, [[1, 'Tệp không có dòng phân công nào.']]],
    ['a column twice', `${header},unit\n${good},`, [[1, 'Cột “Mã đơn vị” có hai lần.']]],
    ['a column missing', 'officialId,unit,position,from\no,25747,clerk,2025-07-01', [[1, 'Thiếu cột “Căn cứ”.']]],
    ['a header that cannot be read', `"${header}\n${good}`, [[1, 'Cột 1: dấu ngoặc kép không được đóng trên dòng này.']]],
  ])('with %s is refused', (_, text, expected) => expect(faults(text)).toEqual(expected));
  it('with an unknown column is refused, and told which there are', () =>
    expect(faults(`${header},lương`, `${good},`)).toEqual([
      [1, expect.stringMatching(/^Cột 7 “lương” không nhận ra\. Các cột: Mã cán bộ, Mã đơn vị, .*STT, Họ tên/)],
    ]));

  it.each([
    ['too many columns', `${good},x`, expect.stringMatching(/^Dòng có 7 cột, dòng tiêu đề có 6/)],
    ['an unbalanced quotation mark', '"o-1,25747,clerk,QĐ,2025-07-01,', 'Cột 1: dấu ngoặc kép không được đóng trên dòng này.'],
    ['NUL', good.replace('QĐ', '\u0000'), 'Dòng này có ký tự điều khiển (như NUL).'],
    ['no official', good.replace('o-1', ''), 'Mã cán bộ: chưa ghi.'],
    ['an official of two words', good.replace('o-1', 'o 1'), 'Mã cán bộ: không được có khoảng trắng.'],
    ['an official of too many letters', good.replace('o-1', 'o'.repeat(65)), 'Mã cán bộ: dài quá 64 ký tự.'],
    [
      'a unit that is no code',
      good.replace('25747', '2574'),
      'Mã đơn vị: “2574” không phải mã 5 chữ số hay tên của một đơn vị. Có lẽ là “Phường Thủ Dầu Một (25747)”.',
    ],
    [
      'a unit of several names',
      good.replace('25747', 'phường'),
      expect.stringMatching(/^Mã đơn vị: .*“Phường Thủ Dầu Một \(25747\)” hoặc “/),
    ],
    [
      'an unknown position',
      good.replace('receiving-officer', 'bảo vệ'),
      expect.stringMatching(/^Vị trí: “bảo vệ” không có\. Ghi một trong: giám đốc, .*văn thư\.$/),
    ],
    ['no basis', good.replace('QĐ 12', ' '), 'Căn cứ: chưa ghi.'],
    ['a basis that is too long', good.replace('QĐ 12', 'x'.repeat(201)), 'Căn cứ: dài quá 200 ký tự.'],
    ['no first day', good.replace('2025-07-01', ''), 'Từ ngày: chưa ghi.'],
    ['a day that does not exist', good.replace('2025-07-01', '2025-02-30'), 'Từ ngày: “2025-02-30”: tháng 2/2025 chỉ có 28 ngày.'],
    [
      'a Vietnamese day that does not exist',
      good.replace('2025-07-01', '31/11/2026'),
      'Từ ngày: “31/11/2026”: tháng 11/2026 chỉ có 30 ngày.',
    ],
    [
      'an American day',
      good.replace('2025-07-01', '07/13/2025'),
      'Từ ngày: “07/13/2025”: không có tháng 13. Ghi ngày trước, tháng sau: 13/07/2025.',
    ],
    ['a year of two digits', good.replace('2025-07-01', '01/12/26'), 'Từ ngày: “01/12/26”: ghi đủ bốn chữ số của năm, ví dụ 01/12/2026.'],
    ['a spreadsheet’s number of a day', good.replace('2025-07-01', '46357'), expect.stringContaining('có lẽ 01/12/2026')],
    ['a day in words', `${good}cuối năm`, 'Đến ngày: “cuối năm” không phải là ngày. Ghi như 01/12/2026 hoặc 2026-12-01.'],
    ['a day long ago', good.replace('2025', '0025'), 'Từ ngày: “0025-07-01”: năm 25 không hợp lý.'],
  ])('a line with %s is named, the others are read', (_, line, detail) => {
    const file = read(header, line, good);
    expect(file.faults).toEqual([{ line: 2, code: 'line-unreadable', detail }]);
    expect(file.assignments).toEqual([{ ...first, line: 3 }]);
  });
  it('every fault of a line is named', () =>
    expect(faults(header, ',x,clerk,QĐ,2025-13-01,').map(([, detail]) => String(detail).split(':')[0])).toEqual([
      'Mã cán bộ',
      'Mã đơn vị',
      'Từ ngày',
    ]));
  it('a line that ends early lacks its last columns', () =>
    expect(faults(header, 'o-1,25747,clerk', good.slice(0, -1))).toEqual([
      [2, 'Căn cứ: chưa ghi.'],
      [2, 'Từ ngày: chưa ghi.'],
    ]));
  it('a line that repeats another is named with the other', () =>
    expect(read(header, good, good)).toMatchObject({
      assignments: [first],
      faults: [{ line: 3, code: 'line-repeated', detail: 'Dòng này trùng với dòng 2.' }],
    }));

  const many = (count: number) => Array.from({ length: count }, (_, n) => good.replace('o-1', `o-${n}`));
  it(`of ${BATCH_LINES.toLocaleString('en')} lines is read`, () =>
    expect(read(header, ...many(BATCH_LINES))).toMatchObject({ faults: [], assignments: { length: BATCH_LINES } }));
  it('of one line more is refused at that line, and not read on', () =>
    expect(faults(header, ...many(BATCH_LINES + 50))).toEqual([[BATCH_LINES + 2, expect.stringContaining('nhiều nhất 10000 dòng')]]));
});
