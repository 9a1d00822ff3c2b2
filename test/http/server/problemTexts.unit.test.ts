import { expect, it } from 'vitest';
import { z } from 'zod';
import { commands } from '#commands/all.ts';
import { allQueries } from '#http/all.ts';
import { checked, sentenceOf } from '#http/server/faults.ts';
import { languages } from '#http/server/languages.ts';
import { type ProblemCode, problemKinds } from '#http/server/problemKinds.ts';
import { inVietnamese, translated } from '#http/server/texts/inVietnamese.ts';
import { problemText } from '#http/server/texts/problemTexts.ts';

const vietnamese = /[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]/i;

it('every problem has a title and advice in each language', () => {
  for (const code of Object.keys(problemKinds) as ProblemCode[]) {
    for (const language of languages) {
      const { title, advice } = problemText(code, language);
      expect([code, title.length > 5, advice.length > 5]).toEqual([code, true, true]);
      expect([code, vietnamese.test(title), vietnamese.test(advice)]).toEqual([code, language === 'vi', language === 'vi']);
    }
  }
});

it('figures, names and times of a sentence are kept, times as Vietnam writes them', () => {
  expect(inVietnamese('Dossier 0197 was due at 2025-07-04T10:00:00.000Z.')).toBe('Hồ sơ 0197 đến hạn lúc 17:00 ngày 04/07/2025.');
  expect(inVietnamese('Dossier 0197 has ended: withdrawn.')).toBe('Hồ sơ 0197 đã kết thúc: đã rút.');
  expect(inVietnamese('No director serves on 2025-07-01. Still needed: 2 × máy quét.')).toBe(
    'Không có giám đốc làm việc vào ngày 01/07/2025. Còn thiếu: 2 × máy quét.',
  );
  expect(inVietnamese('500000 đồng are owed, 50000 đồng were paid.')).toBe('Phải nộp 500.000 đồng, đã nộp 50.000 đồng.');
  expect(inVietnamese('The month 2026-11 is not over; close it afterwards.')).toBe('Tháng 11/2026 chưa kết thúc; hãy chốt sau đó.');
  expect(inVietnamese('Evidence 7 was returned before.')).toBe('Minh chứng 7 đã được xử lý: đã trả lại.');
  expect(inVietnamese('There is no sector “a. b received”. Perhaps “Hộ tịch” or “Đất đai” is meant.')).toBe(
    'Không có lĩnh vực “a. b received”. Có thể là “Hộ tịch” hoặc “Đất đai”.',
  );
  expect(inVietnamese('Nobody translated this one.')).toBe('Nobody translated this one.');
});

type Check = { _zod: { def: { check?: string; format?: string; error?: (issue: unknown) => string } } };
/** Every schema of an input, with the schemas in it. */
const schemasIn = (schema: z.core.$ZodType, seen = new Set<z.core.$ZodType>()): Set<z.core.$ZodType> => {
  if (seen.has(schema)) return seen;
  seen.add(schema);
  for (const part of Object.values(schema._zod.def).flatMap((value) => [
    value,
    ...(typeof value === 'object' ? Object.values(value ?? {}) : []),
  ]))
    if (part instanceof z.core.$ZodType) schemasIn(part, seen);
  return seen;
};
const inputs = [...commands.map(({ input }) => input), ...allQueries.flatMap(({ params, query }) => [params, query])].filter(
  (one) => one !== undefined,
);

it('what an input has to be is said in words of ours in both languages, never as a pattern', () => {
  const patterns = inputs
    .flatMap((input) => [...schemasIn(input)])
    .flatMap((schema) => [schema, ...((schema._zod.def as unknown as { checks?: Check[] }).checks ?? [])] as Check[])
    .filter(({ _zod: { def } }) => def.format === 'regex' || (def.check === 'custom' && def.error !== undefined))
    .map(({ _zod: { def } }) => def.error?.({}) ?? `no words: ${JSON.stringify(def)}`);
  expect(patterns.length).toBeGreaterThan(20);
  expect([...new Set(patterns)].filter((words) => translated(words) === undefined)).toEqual([]);
});

it.each([
  [z.string(), 7],
  [z.string(), undefined],
  [z.number(), 'x'],
  [z.int(), 1.5],
  [z.boolean(), 'x'],
  [z.array(z.string()), 'x'],
  [z.object({}), 'x'],
  [z.strictObject({}), { surname: 1 }],
  [z.date(), 'x'],
  [z.enum(['a', 'b']), 'c'],
  [z.literal('a'), 'b'],
  [z.string().min(1), ''],
  [z.string().min(3), ''],
  [z.string().max(1), 'abc'],
  [z.array(z.int()).min(2), []],
  [z.array(z.int()).max(1), [1, 2]],
  [z.number().min(2), 1],
  [z.number().positive(), 0],
  [z.number().max(2), 3],
  [z.number().lt(2), 2],
  [z.number().multipleOf(5), 3],
  [z.uuid(), 'x'],
  [z.iso.date(), '2025-02-30'],
  [z.iso.datetime(), 'x'],
  [z.string().regex(/^x$/), 'y'],
  [z.union([z.string(), z.int()]), []],
  [z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') })]), { kind: 'b' }],
  [z.record(z.string().regex(/^x$/), z.string()), { y: 'z' }],
])('a fault of %o is told without patterns, values sent and words of a library', (schema, input) => {
  const messages =
    checked(schema, input).error?.issues.map((issue) => ('keys' in issue ? 'Unknown fields: surname.' : issue.message)) ?? [];
  expect(messages.length).toBeGreaterThan(0);
  for (const message of messages) {
    expect(message).not.toMatch(/invalid|expected|pattern|\/\^/i);
    expect(translated(message)).toMatch(vietnamese);
  }
});

it('what no schema is known to say has words too', () => {
  expect(sentenceOf({ code: 'custom', input: 1 } as never)).toBe('has not the form that is taken here');
});
