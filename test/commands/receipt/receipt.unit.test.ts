import { describe, expect, it } from 'vitest';
import { takeReceiptNumber } from '#commands/receipt/receipt.ts';
import { specOf } from '#test/support/spec.ts';

const taken = { unit: '25747', series: 'AA/25P', number: 'ＢＬ–001', dossierId: '0197c000-0000-7000-8000-000000000001' };
const other = { ...taken, dossierId: '0197c000-0000-7000-8000-000000000002' };
const { given } = specOf(takeReceiptNumber);

describe('a receipt number', () => {
  it('is one however it is typed', () => {
    expect(takeReceiptNumber.id(taken)).toBe('25747/AA%2F25P/BL-001');
    given({ type: 'ReceiptNumberTaken', data: taken }).when(other, { facts: {} }).isRejected('receipt-number-used');
    given({ type: 'ReceiptNumberTaken', data: taken }).when(taken, { facts: {} }).yieldsNothing();
  });
  it('is found where an older log kept it as it was typed', async () => {
    const asked: string[] = [];
    const fold = async (stream: string) => {
      asked.push(stream);
      return { dossierId: taken.dossierId };
    };
    const facts: any = await takeReceiptNumber.prepare?.(other, {}, {} as never, { fold } as never);
    expect(asked).toEqual([`receipt-25747/AA%2F25P/${encodeURIComponent('ＢＬ–001')}`]);
    given().when(other, { facts }).isRejected('receipt-number-used');
    given().when(taken, { facts }).yields({ type: 'ReceiptNumberTaken', data: taken });
  });
  it('that is kept in one form only is looked for once', async () => {
    const plain = { ...taken, number: 'bl 001' };
    const fold = () => Promise.reject(new Error('asked in vain'));
    expect(await takeReceiptNumber.prepare?.(plain, {}, {} as never, { fold } as never)).toEqual({});
  });
});
