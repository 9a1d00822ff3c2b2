import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { referenceDir } from '#app/settings.ts';
import { excerpt } from '#domain/excerpt.ts';
import { PortalEntry } from '#events/procedure/events.ts';
import { unstorableIn } from '#events/store/storable.ts';
import { ProcedureCode } from '#events/terms.ts';

const Format = z.strictObject({
  provenance: z.string(),
  channels: z.record(z.string(), PortalEntry.shape.limits.element.shape.channel),
  published: z.array(z.number()),
  units: z.record(z.string(), PortalEntry.shape.limits.element.shape.unit),
});

const number = z.coerce.number();
const text = z.coerce.string();
const some = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

/** One procedure as LayThuTuc answers it; fields that are not compared are left alone. */
const Answer = z.object({
  MATTHC: text,
  TENTTHC: text,
  TRANGTHAI: number.optional(),
  LINHVUCTHUCHIEN: some(z.object({ MALINHVUC: text, TENLINHVUC: text })),
  CACHTHUCTHUCHIEN: some(
    z.object({
      KENH: text,
      THOIGIAN: some(z.object({ THOIGIANGIAIQUYET: number.nullish(), DONVITINH: text.nullish(), MOTA: text.nullish() })),
    }),
  ),
  THANHPHANHOSO: some(z.object({ GIAYTO: some(z.object({ MAGIAYTO: text.nullish(), TENGIAYTO: text })) })),
});

/** The procedure's national code; a local one (2.000815.000.00.00.H29) begins with it. */
const nationalCode = (code: string): string => code.trim().slice(0, 8);

const readFormat = (dir: string) => Format.parse(JSON.parse(readFileSync(path.join(dir, 'portal-catalogue.json'), 'utf8')));

const entryOf = (answer: z.output<typeof Answer>, { channels, published, units }: z.infer<typeof Format>): PortalEntry => {
  const [field] = answer.LINHVUCTHUCHIEN;
  const components = answer.THANHPHANHOSO.flatMap(({ GIAYTO }) => GIAYTO).map(({ MAGIAYTO, TENGIAYTO }) => ({
    ...(MAGIAYTO && { code: MAGIAYTO.trim() }),
    name: TENGIAYTO.trim(),
  }));
  return PortalEntry.parse({
    name: answer.TENTTHC,
    ...(field && { field: { code: field.MALINHVUC, name: field.TENLINHVUC } }),
    published: answer.TRANGTHAI === undefined || published.includes(answer.TRANGTHAI),
    limits: answer.CACHTHUCTHUCHIEN.flatMap(({ KENH, THOIGIAN }) =>
      THOIGIAN.flatMap(({ THOIGIANGIAIQUYET: value, DONVITINH, MOTA }) => {
        if (value === null || value === undefined) return [];
        const unit = (DONVITINH ?? '').trim();
        const note = (MOTA ?? '').trim();
        return [
          {
            channel: channels[KENH] ?? 'other',
            value,
            unit: units[unit.toLowerCase()] ?? 'other',
            text: excerpt(`${value} ${unit}${note === '' ? '' : ` (${note})`}`, 2000),
          },
        ];
      }),
    ),
    // several cases of one procedure list the same paper again
    components: [...new Map(components.map((one) => [`${one.code ?? ''} ${one.name}`, one])).values()],
  });
};

/**
 * Reads a file in the portal's own format: an answer of its service LayThuTuc, or a list of them.
 * Throws an `Error` that names every fault of the file; nothing of such a file is used.
 */
export const readPortalCatalogue = (content: string, dir: string = referenceDir): { code: string; entry: PortalEntry }[] => {
  let file: unknown;
  try {
    file = JSON.parse(content);
  } catch (error) {
    throw new Error(`The file is not JSON: ${(error as Error).message}`);
  }
  const answers = (Array.isArray(file) ? file : [file]).flatMap((one: unknown) => {
    const result = (one as { result?: unknown } | null)?.result;
    return Array.isArray(result) ? result : [one];
  });
  const format = readFormat(dir);
  const faults: string[] = [];
  const seen = new Set<string>();
  const entries = answers.flatMap((answer: unknown, index) => {
    try {
      const parsed = Answer.parse(answer);
      const code = ProcedureCode.parse(nationalCode(parsed.MATTHC));
      if (seen.has(code)) faults.push(`procedure ${index + 1} (${code}): is there twice`);
      seen.add(code);
      const unstorable = unstorableIn(parsed);
      if (unstorable !== undefined) faults.push(`procedure ${index + 1} (${code}): ${unstorable}: holds NUL or half a character`);
      return [{ code, entry: entryOf(parsed, format) }];
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      faults.push(...error.issues.map(({ path: at, message }) => `procedure ${index + 1}: ${at.join('.') || 'MATTHC'}: ${message}`));
      return [];
    }
  });
  if (faults.length > 0) throw new Error(`The file is not in the portal’s format:\n${faults.join('\n')}`);
  return entries;
};
