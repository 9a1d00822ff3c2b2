import type { Random } from './random.ts';

const families = [
  ['Nguyễn', 38],
  ['Trần', 11],
  ['Lê', 10],
  ['Phạm', 7],
  ['Huỳnh', 6],
  ['Võ', 5],
  ['Phan', 5],
  ['Vũ', 4],
  ['Đặng', 3],
  ['Bùi', 3],
  ['Đỗ', 2],
  ['Hồ', 2],
  ['Ngô', 2],
  ['Dương', 1],
  ['Lý', 1],
] as const;
const middles = ['Văn', 'Thị', 'Hữu', 'Ngọc', 'Minh', 'Thanh', 'Quốc', 'Kim', 'Đức', 'Thu', 'Hoàng', 'Mỹ'];
const givens = [
  'An',
  'Bình',
  'Châu',
  'Dung',
  'Giang',
  'Hà',
  'Hạnh',
  'Hùng',
  'Khánh',
  'Lan',
  'Linh',
  'Long',
  'Mai',
  'Nam',
  'Nga',
  'Phúc',
  'Quân',
  'Sơn',
  'Tâm',
  'Thảo',
  'Trang',
  'Tuấn',
  'Vy',
  'Yến',
];
const streets = [
  'Lê Lợi',
  'Nguyễn Huệ',
  'Trần Hưng Đạo',
  'Hai Bà Trưng',
  'Lý Thường Kiệt',
  'Phan Đình Phùng',
  'Cách Mạng Tháng Tám',
  'Nguyễn Trãi',
  'Hùng Vương',
  'Quang Trung',
  'Điện Biên Phủ',
  'Võ Thị Sáu',
];

const digits = (random: Random, count: number): string => Array.from({ length: count }, () => random.int(0, 9)).join('');

export const fullName = (random: Random): string => `${random.weighted(families)} ${random.pick(middles)} ${random.pick(givens)}`;
export const streetAddress = (random: Random, unitName: string): string => `${random.int(1, 480)} ${random.pick(streets)}, ${unitName}`;
/** Twelve digits that no person has: real numbers begin with a province code from 001 to 096. */
export const identityNumber = (random: Random): string => `000${digits(random, 9)}`;
/** A number outside the numbering plan. */
export const phoneNumber = (random: Random): string => `0000${digits(random, 6)}`;
