import type { IdentityKind } from '#events/dossier/identity.ts';
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
/** Papers by which owners are known; no person and no firm has such a number: real ones begin with a place from 01 on. */
const numbers: Record<IdentityKind, (random: Random) => string> = {
  'citizen-card': (random) => `000${digits(random, 9)}`,
  'old-identity-card': (random) => `00${digits(random, 7)}`,
  passport: (random) => `ZZ0${digits(random, 6)}`,
  'tax-code': (random) => `00${digits(random, 8)}${random.chance(0.3) ? '-001' : ''}`,
  'household-business': (random) => `00-HKD-${digits(random, 6)}`,
  'foreigner-paper': (random) => `00-NN-${digits(random, 6)}`,
};
const foreigners = ['Kim Min-jun', 'Tanaka Yuki', 'John Miller', 'Li Wei', 'Marie Dubois'];

/** Who an owner is by his paper; `name` where the paper says that it is no Vietnamese citizen. */
export const identityOf = (identityKind: IdentityKind, random: Random) => {
  const identity = { identityKind, identityNumber: numbers[identityKind](random) };
  switch (identityKind) {
    case 'tax-code':
      return { kind: 'enterprise', ...identity, name: `Công ty TNHH ${random.pick(givens)} ${random.pick(givens)}` };
    case 'household-business':
      return { kind: 'other', ...identity, name: `Hộ kinh doanh ${fullName(random)}` };
    case 'passport':
    case 'foreigner-paper':
      return { kind: 'citizen', ...identity, name: random.pick(foreigners) };
    default:
      return { kind: 'citizen', ...identity, name: undefined };
  }
};
/** A number outside the numbering plan. */
export const phoneNumber = (random: Random): string => `0000${digits(random, 6)}`;
