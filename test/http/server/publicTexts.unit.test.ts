import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commands } from '#commands/all.ts';
import { published } from '#events/store/personal.ts';
import { PublicText } from '#events/terms.ts';
import { checked } from '#http/server/faults.ts';
import { inVietnamese } from '#http/server/texts/inVietnamese.ts';

const Input = z.strictObject({
  reason: PublicText.describe('Why.').optional(),
  request: z.string().optional(),
  act: z.strictObject({ number: PublicText, title: PublicText }).optional(),
  items: z.array(z.strictObject({ name: published(z.string().max(100)) })).optional(),
  either: z
    .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('a'), note: PublicText }), z.strictObject({ kind: z.literal('b') })])
    .optional(),
});
const faultsIn = (input: z.input<typeof Input>) =>
  checked(Input, input).error?.issues.map(({ path, message }) => [path.join('/'), message]) ?? [];
const refusal = 'may not hold an identity number: every reader sees this text, and no erasure reaches it';

describe('an identity number', () => {
  it('is refused by name in every text that is public for ever, wherever it stands', () => {
    expect(faultsIn({ reason: 'bà Ước 079190000017', items: [{ name: 'Lệ phí' }, { name: 'Lệ phí 079190000017' }] })).toEqual([
      ['reason', refusal],
      ['items/1/name', refusal],
    ]);
    expect(faultsIn({ either: { kind: 'a', note: '079190000017' } })).toEqual([['either/note', refusal]]);
    expect(inVietnamese(refusal)).toBe('không được chứa số định danh: ai cũng đọc được nội dung này và không xóa được');
  });

  it('is taken in what is kept personal, and digits in the number of a document', () => {
    expect(faultsIn({ request: 'của bà Ước 079190000017', act: { number: '123456789', title: 'Quyết định 12/QĐ-UBND' } })).toEqual([]);
    expect(checked(Input, { either: { kind: 'b' } })).toEqual({ data: { either: { kind: 'b' } } });
  });

  it.each([
    ['ReceiveDossier', { lateEntryReason: 'bà Ước 079190000017' }, 'lateEntryReason'],
    ['ReceiveDossier', { agreed: { at: '2025-07-04T10:00:00.000Z', reason: '079190000017' } }, 'agreed/reason'],
    ['RequestFee', { items: [{ kind: 'charge', name: 'bà Ước 079190000017', dong: 1000 }] }, 'items/0/name'],
    ['UrgeDossier', { text: 'Hồ sơ của 079190000017' }, 'text'],
  ])('%s %o', (name, given, place) => {
    const { input } = commands.find((one) => one.name === name) ?? expect.unreachable();
    const parts = Object.keys(given).map((field) => [field, input.shape[field] as z.ZodType]);
    const { error } = checked(z.object(Object.fromEntries(parts)), given);
    expect(error?.issues.map((issue) => [issue.path.join('/'), issue.message])).toEqual([[place, refusal]]);
  });
});
