import { excerpt } from '#domain/excerpt.ts';
import { searchForm } from '#domain/text/searchForm.ts';
import { Position } from '#events/terms.ts';
import type { CsvLine } from '#http/server/csvReader.ts';

export type Column = 'officialId' | 'unit' | 'position' | 'basis' | 'from' | 'until';

/** Headings that a column may have, that of the example first; letter case and marks make no difference. */
const headings: Readonly<Record<Column, readonly string[]>> = {
  officialId: [
    'Mã cán bộ',
    'mã số cán bộ',
    'mã CB',
    'mã công chức',
    'mã CBCC',
    'mã CBCCVC',
    'mã viên chức',
    'mã nhân viên',
    'mã số',
    'số hiệu cán bộ',
    'officialId',
    'official',
  ],
  unit: ['Mã đơn vị', 'mã ĐVHC', 'mã đơn vị hành chính', 'mã xã', 'mã phường', 'mã phường xã', 'unit', 'unit code'],
  position: ['Vị trí', 'vị trí việc làm', 'vị trí công việc', 'vị trí phân công', 'position'],
  basis: ['Căn cứ', 'căn cứ pháp lý', 'quyết định', 'số quyết định', 'văn bản', 'basis'],
  from: ['Từ ngày', 'ngày bắt đầu', 'bắt đầu', 'ngày hiệu lực', 'hiệu lực từ', 'hiệu lực từ ngày', 'from'],
  until: ['Đến ngày', 'đến hết ngày', 'ngày kết thúc', 'kết thúc', 'until', 'to'],
};
export const columns = Object.keys(headings) as Column[];
/** Headings that stand for a column only where nothing better does: beside it they say something else. */
const lesser: Readonly<Partial<Record<Column, readonly string[]>>> = {
  unit: ['đơn vị', 'phường xã', 'xã phường', 'phường', 'xã'],
  position: ['chức vụ', 'chức danh'],
};
/** Headings of columns that are passed over: lists of people have them. */
const passedOver = [
  'STT',
  'TT',
  'số TT',
  'số thứ tự',
  'no',
  'họ tên',
  'họ và tên',
  'họ tên cán bộ',
  'họ và tên cán bộ',
  'tên cán bộ',
  'tên',
  'name',
  'full name',
  'tên đơn vị',
  'tên phường xã',
  'đơn vị công tác',
  'ngày sinh',
  'năm sinh',
  'giới tính',
  'CCCD',
  'số CCCD',
  'số định danh',
  'điện thoại',
  'số điện thoại',
  'email',
  'ghi chú',
  'note',
  'notes',
].map(searchForm);

/** Columns by the search form of their headings. */
const byHeading = (of: Readonly<Partial<Record<Column, readonly string[]>>>): ReadonlyMap<string, Column> =>
  new Map(columns.flatMap((column) => (of[column] ?? []).map((name) => [searchForm(name), column] as const)));
const columnOf = byHeading(headings);
const lesserColumnOf = byHeading(lesser);

/** Whether a line can be the heading: at least two of its fields name columns. */
export const isHeading = (line: CsvLine): boolean =>
  'fields' in line && line.fields.filter((field) => columnOf.has(searchForm(field))).length >= 2;

/** Where each column stands in a line; columns without a heading, which must be empty. */
export type Heading = { places: ReadonlyMap<Column, number>; nameless: readonly number[]; width: number };

/** The columns by their headings, or everything that is wrong with them. Columns at the end without one are none. */
export const headingOf = (fields: readonly string[]): Heading | string[] => {
  const width = fields.findLastIndex((field) => field.trim() !== '') + 1;
  const places = new Map<Column, number>();
  const faults: string[] = [];
  const nameless: number[] = [];
  const rest: [place: number, heading: string, field: string][] = [];
  for (const [place, field] of fields.entries()) {
    const heading = searchForm(field);
    const column = columnOf.get(heading);
    if (heading === '') nameless.push(place);
    else if (column === undefined) rest.push([place, heading, field]);
    else if (places.has(column)) faults.push(`There are two columns “${column}”.`);
    else places.set(column, place);
  }
  for (const [place, heading, field] of rest) {
    const column = lesserColumnOf.get(heading);
    if (column !== undefined && !places.has(column)) places.set(column, place);
    else if (column === undefined && !passedOver.includes(heading))
      faults.push(
        `Column ${place + 1} “${excerpt(field.trim(), 60)}” is not known: columns are officialId, unit, position, basis, from and, where needed, until; columns such as STT, Họ tên, Tên đơn vị, Ghi chú are passed over.`,
      );
  }
  for (const column of columns) if (column !== 'until' && !places.has(column)) faults.push(`There is no column “${column}”.`);
  return faults.length > 0 ? faults : { places, nameless, width };
};

/** Positions in words, the usual one first. */
const positions: readonly (readonly [words: string, Position])[] = [
  ['giám đốc', 'director'],
  ['phó giám đốc', 'deputy-director'],
  ['cán bộ tiếp nhận', 'receiving-officer'],
  ['công chức tiếp nhận', 'receiving-officer'],
  ['chuyên viên', 'specialist'],
  ['công chức chuyên môn', 'specialist'],
  ['lãnh đạo', 'leader'],
  ['lãnh đạo ký', 'leader'],
  ['lãnh đạo ký duyệt', 'leader'],
  ['văn thư', 'clerk'],
];
const positionOf = new Map(positions.map(([words, position]) => [searchForm(words), position]));
/** The position that words say, in Vietnamese or by its name in requests; undefined when none. */
export const positionIn = (words: string): Position | undefined =>
  positionOf.get(searchForm(words)) ?? Position.safeParse(words.trim().toLowerCase()).data;
