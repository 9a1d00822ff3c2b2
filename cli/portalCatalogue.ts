import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { referenceDir } from '#app/settings.ts';
import { excerpt } from '#domain/excerpt.ts';
import { keyForm } from '#domain/text/searchForm.ts';
import { PortalEntry } from '#events/procedure/events.ts';
import { unstorableIn } from '#events/store/storable.ts';
import { ProcedureCode } from '#events/terms.ts';

const Format = z.strictObject({
  provenance: z.string(),
  channels: z.record(z.string(), PortalEntry.shape.limits.element.shape.channel),
  published: z.array(z.number()),
  units: z.record(z.string(), PortalEntry.shape.limits.element.shape.unit),
});

const isNothing = (value: unknown): boolean => value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
const inWords = z.union([z.string(), z.number()], 'must be text').transform((value) => String(value).trim());
/** Text that has to be there. */
const text = z
  .unknown()
  .transform((value, context) => {
    if (!isNothing(value)) return value;
    context.addIssue({ code: 'custom', message: 'is missing' });
    return z.NEVER;
  })
  .pipe(inWords);
const maybe = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (isNothing(value) ? undefined : value), schema.optional());
const maybeText = maybe(inWords);
const maybeNumber = maybe(z.coerce.number());
const some = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

/** One procedure as LayThuTuc answers it; fields that are not compared are left alone. */
const Answer = z.object({
  MATTHC: text,
  TENTTHC: text,
  TRANGTHAI: maybeNumber,
  LINHVUCTHUCHIEN: some(z.object({ MALINHVUC: text, TENLINHVUC: text })),
  CACHTHUCTHUCHIEN: some(
    z.object({
      KENH: text,
      THOIGIAN: some(z.object({ THOIGIANGIAIQUYET: maybeNumber, DONVITINH: maybeText, MOTA: maybeText })),
    }),
  ),
  THANHPHANHOSO: some(z.object({ GIAYTO: some(z.object({ MAGIAYTO: maybeText, TENGIAYTO: text })) })),
});

/** What has to be looked up as people type it, by its key form. */
const byKeyForm = <T>(record: Readonly<Record<string, T>>): ReadonlyMap<string, T> =>
  new Map(Object.entries(record).map(([name, value]) => [keyForm(name), value]));

/** The procedure's national code; a local one (2.000815.000.00.00.H29) begins with it. */
const nationalCode = (code: string): string => code.trim().slice(0, 8);

const readFormat = (dir: string) => Format.parse(JSON.parse(readFileSync(path.join(dir, 'portal-catalogue.json'), 'utf8')));

const entryOf = (answer: z.output<typeof Answer>, { channels, published, units }: z.infer<typeof Format>): PortalEntry => {
  const unitOf = byKeyForm(units);
  const [field] = answer.LINHVUCTHUCHIEN;
  const components = answer.THANHPHANHOSO.flatMap(({ GIAYTO }) => GIAYTO).map(({ MAGIAYTO, TENGIAYTO }) => ({
    ...(MAGIAYTO && { code: MAGIAYTO }),
    name: TENGIAYTO,
  }));
  return PortalEntry.parse({
    name: answer.TENTTHC,
    ...(field && { field: { code: field.MALINHVUC, name: field.TENLINHVUC } }),
    published: answer.TRANGTHAI === undefined || published.includes(answer.TRANGTHAI),
    limits: answer.CACHTHUCTHUCHIEN.flatMap(({ KENH, THOIGIAN }) =>
      THOIGIAN.flatMap(({ THOIGIANGIAIQUYET: value, DONVITINH, MOTA }) => {
        if (value === undefined) return [];
        const [unit, note] = [DONVITINH ?? '', MOTA ?? ''];
        return [
          {
            channel: channels[KENH] ?? 'other',
            value,
            unit: unitOf.get(keyForm(unit)) ?? 'other',
            text: excerpt(`${value} ${unit}${note === '' ? '' : ` (${note})`}`, 2000),
          },
        ];
      }),
    ),
    // several cases of one procedure list the same paper again
    components: [...new Map(components.map((one) => [`${one.code ?? ''} ${one.name}`, one])).values()],
  });
};

export type CatalogueEntry = { code: string; entry: PortalEntry };
/** What could be read of a file, and what is wrong with each entry that could not be. */
export type PortalFile = { entries: CatalogueEntry[]; faults: string[] };

/** How an entry is called where it is named: its place in the file, with code and name as far as they are there. */
const calledIn = (answer: unknown, index: number): string => {
  const { MATTHC, TENTTHC } = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>;
  const known = [MATTHC, TENTTHC].filter((part) => typeof part === 'string' && part.trim() !== '').join(' ');
  return `procedure ${index + 1}${known === '' ? '' : ` (${excerpt(known, 100)})`}`;
};

/**
 * Reads a file in the portal's own format: an answer of its service LayThuTuc, or a list of them. An entry that is not
 * in the format is named with every place that is wrong, and left out; so are entries of one code that differ.
 * Throws an `Error` when the file is not JSON or no entry can be read.
 */
export const readPortalCatalogue = (content: string, dir: string = referenceDir): PortalFile => {
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
  const read = answers.flatMap((answer: unknown, index) => {
    try {
      const parsed = Answer.parse(answer);
      const unstorable = unstorableIn(parsed);
      if (unstorable !== undefined) {
        faults.push(`${calledIn(answer, index)}: ${unstorable} holds NUL or half a character`);
        return [];
      }
      return [{ index, code: ProcedureCode.parse(nationalCode(parsed.MATTHC)), entry: entryOf(parsed, format) }];
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      const wrong = error.issues.map(({ path: at, message }) => `${at.join('.') || 'MATTHC'} ${message}`);
      faults.push(`${calledIn(answer, index)}: ${wrong.join('; ')}`);
      return [];
    }
  });
  const entries = [...Map.groupBy(read, ({ code }) => code)].flatMap(([code, some]): CatalogueEntry[] => {
    const [first] = some;
    if (first !== undefined && some.every(({ entry }) => isDeepStrictEqual(entry, first.entry))) return [{ code, entry: first.entry }];
    faults.push(`procedures ${some.map(({ index }) => index + 1).join(', ')} (${code}): are of one code and differ`);
    return [];
  });
  if (entries.length === 0) throw new Error(['No entry of the file is in the portal’s format.', ...faults].join('\n'));
  return { entries, faults };
};
