import { describe, expect, it } from 'vitest';
import { personalNumberIn } from '#domain/text/personalNumber.ts';

describe('a text holds a number of a person', () => {
  it.each([
    ['bà Ước 079190000017', 'an identity number'],
    ['CCCD079190000017.', 'an identity number'],
    ['số 079 190 000 017', 'an identity number'],
    ['079.190.000.017', 'an identity number'],
    ['CMND 024123456 cấp năm 2010', 'an identity number'],
    ['(024123456)', 'an identity number'],
    ['gọi anh Nam 0901234567', 'a phone number'],
    ['SĐT: 0901 234 567', 'a phone number'],
    ['điện thoại +84 901234567', 'a phone number'],
    ['tài khoản 0071000123456 Vietcombank', 'an account number'],
    ['STK 1023456789', 'an account number'],
  ])('%s', (text, kind) => expect(personalNumberIn(text)).toBe(kind));
});

describe('a text holds none', () => {
  it.each([
    '12/QĐ-UBND',
    'Nghị định 118/2025/NĐ-CP ngày 09/6/2025',
    'hồ sơ H29.25747-261130-0001',
    'mã 000.00.01.H29-250701-0001',
    'văn bản 123456789/UBND-VP',
    'mã BL-000123456, 202611301200/TB',
    'dossier 00000000-0000-4000-8000-000000000017',
    'kinh phí 100.000.000.000 đồng',
    'vốn 045.000.000.000 đồng',
    'mã số thuế 0301234567',
    'mã số thuế 0901234567-001',
    'đường dây nóng, điện thoại 02838291234',
    'mất điện 14:00–16:00 ngày 27/11/2026',
    'tài khoản thu 3511.0.1054321 tại Kho bạc',
    'tọa độ 10.762622123',
    '',
  ])('%s', (text) => expect(personalNumberIn(text)).toBeUndefined());
});
