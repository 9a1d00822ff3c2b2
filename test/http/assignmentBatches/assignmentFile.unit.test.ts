import { describe, expect, it } from 'vitest';
import { BATCH_LINES } from '#events/batch/events.ts';
import { readAssignmentFile } from '#http/assignmentBatches/assignmentFile.ts';
import { readCsv } from '#http/server/csvReader.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const header = 'officialId,unit,position,basis,from,until';
const good = 'o-1,25747,receiving-officer,QĐ 12,2025-07-01,';
const read = (...lines: string[]) => readAssignmentFile(bytes(lines.join('\n')));
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
  const lines = (text: string | Uint8Array) => [...readCsv(typeof text === 'string' ? bytes(text) : text)];
  it.each([
    ['line feeds', 'a,b\nc,d'],
    ['carriage returns and line feeds, also at the end', 'a,b\r\nc,d\r\n'],
    ['a byte order mark', '\uFEFFa,b\nc,d'],
    ['semicolons', 'a;b\nc;d'],
    ['quotation marks', '"a","b"\n"c","d"'],
    ['empty lines', '\n\na,b\n   \nc,d\n\n'],
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
    ['an open quotation mark', 'a,"b\nc,d', 'The quotation mark in column 2 is not closed on this line.'],
    ['text after a closing one', '"a"b,c\nc,d', 'There is text after the closing quotation mark in column 1.'],
    ['one inside a field that is not quoted', 'a,b"c\nc,d', 'There is a quotation mark inside column 2, which is not quoted.'],
    ['NUL', 'a,\u0000b\nc,d', 'The line holds a control character (such as NUL).'],
    ['a lonely carriage return', 'a\rb,c\nc,d', 'The line holds a control character (such as NUL).'],
  ])('%s is a fault of its line only', (_, text, fault) =>
    expect(lines(text)).toEqual([
      { line: 1, fault },
      { line: 2, fields: ['c', 'd'] },
    ]),
  );
  it('bytes that are no UTF-8 are a fault of their line only', () =>
    expect(lines(Buffer.concat([bytes('a,b\n'), Buffer.from([0xc3, 0x28, 0x0a]), bytes('c,d')]))).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fault: 'The line is not UTF-8.' },
      { line: 3, fields: ['c', 'd'] },
    ]));
  it('is read in time that grows with its length, also when every line is wrong', () => {
    const wrong = '"a\n'.repeat(100_000);
    expect(lines(wrong)).toHaveLength(100_000);
  });
});

describe('a file of assignments', () => {
  it('is read line by line, and is known by its bytes', () => {
    const file = read(header, good, 'o-2,25747,clerk,"QĐ 12, Điều 2",2025-07-01,2025-12-31');
    expect(file).toEqual({
      batchId: expect.stringMatching(/^[0-9a-f]{64}$/),
      faults: [],
      assignments: [first, { ...first, line: 3, officialId: 'o-2', position: 'clerk', basis: 'QĐ 12, Điều 2', until: '2025-12-31' }],
    });
    expect(read(header, good).batchId).not.toBe(file.batchId);
    expect(read(header, good).batchId).toBe(read(header, good).batchId);
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

  it.each([
    ['nothing', '', [[1, 'The file is empty.']]],
    ['a header alone', header, [[1, 'There is no assignment in the file.']]],
    ['a column twice', `${header},unit\n${good},`, [[1, 'The column unit is there twice.']]],
    ['a column missing', 'officialId,unit,position,from\no,25747,clerk,2025-07-01', [[1, 'The column basis (quyết định) is missing.']]],
    ['a header that cannot be read', `"${header}\n${good}`, [[1, 'The quotation mark in column 1 is not closed on this line.']]],
  ])('with %s is refused', (_, text, expected) => expect(faults(text)).toEqual(expected));
  it('with an unknown column is refused, and told which there are', () =>
    expect(faults(`${header},lương`, `${good},`)).toEqual([
      [1, expect.stringMatching(/^Column 7 is none that is known: officialId \(.*mã cán bộ/)],
    ]));

  it.each([
    ['too few columns', 'o-1,25747,clerk', 'The line has 3 columns, the first one 6.'],
    ['too many columns', `${good},x`, 'The line has 7 columns, the first one 6.'],
    ['an unbalanced quotation mark', '"o-1,25747,clerk,QĐ,2025-07-01,', 'The quotation mark in column 1 is not closed on this line.'],
    ['NUL', good.replace('QĐ', '\u0000'), 'The line holds a control character (such as NUL).'],
    ['no official', good.replace('o-1', ''), 'officialId: is missing'],
    ['an official of two words', good.replace('o-1', 'o 1'), expect.stringMatching(/^officialId: /)],
    ['a unit that is no code', good.replace('25747', '2574'), expect.stringMatching(/^unit: /)],
    ['an unknown position', good.replace('receiving-officer', 'bảo vệ'), expect.stringMatching(/^position: /)],
    ['no basis', good.replace('QĐ 12', ' '), 'basis: is missing'],
    ['a basis that is too long', good.replace('QĐ 12', 'x'.repeat(201)), expect.stringMatching(/^basis: .*200/)],
    ['no first day', good.replace('2025-07-01', ''), 'from: is missing'],
    ['a day that does not exist', good.replace('2025-07-01', '2025-02-30'), expect.stringMatching(/^from: /)],
    ['a Vietnamese day that does not exist', good.replace('2025-07-01', '31/6/2025'), expect.stringMatching(/^from: /)],
    ['an American day', good.replace('2025-07-01', '07/13/2025'), expect.stringMatching(/^from: /)],
    ['a day in words', `${good}cuối năm`, expect.stringMatching(/^until: /)],
    ['a day long ago', good.replace('2025', '0025'), expect.stringMatching(/^from: /)],
  ])('a line with %s is named, the others are read', (_, line, detail) => {
    const file = read(header, line, good);
    expect(file.faults).toEqual([{ line: 2, code: 'line-unreadable', detail }]);
    expect(file.assignments).toEqual([{ ...first, line: 3 }]);
  });
  it('every fault of a line is named', () =>
    expect(faults(header, ',x,clerk,QĐ,2025-13-01,').map(([, detail]) => String(detail).split(':')[0])).toEqual([
      'officialId',
      'unit',
      'from',
    ]));
  it('a line that repeats another is named with the other', () =>
    expect(read(header, good, good)).toMatchObject({
      assignments: [first],
      faults: [{ line: 3, code: 'line-repeated', detail: 'The line is the same as line 2.' }],
    }));

  const many = (count: number) => Array.from({ length: count }, (_, n) => good.replace('o-1', `o-${n}`));
  it(`of ${BATCH_LINES.toLocaleString('en')} lines is read`, () =>
    expect(read(header, ...many(BATCH_LINES))).toMatchObject({ faults: [], assignments: { length: BATCH_LINES } }));
  it('of one line more is refused at that line, and not read on', () =>
    expect(faults(header, ...many(BATCH_LINES + 50))).toEqual([
      [BATCH_LINES + 2, 'A file has 10000 assignments at most; from this line on nothing was read.'],
    ]));
});
