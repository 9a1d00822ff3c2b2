import { expect, it } from 'vitest';
import { z } from 'zod';
import { categories } from '#events/all.ts';
import { personal, personalSchemas, publicTexts, published, Sealed } from '#events/store/personal.ts';

/** Whether people write into it what they like: a string without a pattern or a format. */
const isFree = (schema: z.ZodString): boolean =>
  schema.format === null && !(schema.def.checks ?? []).some((check) => check._zod.def.check === 'string_format');

/** Paths of the free text in a schema that is neither personal nor declared public. */
const undecided = (schema: z.core.$ZodType, path: string): string[] => {
  if (personalSchemas.get(schema as z.ZodType) !== undefined || publicTexts.get(schema as z.ZodType) !== undefined) return [];
  if (schema === Sealed) return [];
  if (schema instanceof z.ZodString) return isFree(schema) ? [path] : [];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly)
    return undecided(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return undecided(schema.element, `${path}[]`);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option: z.core.$ZodType) => undecided(option, path));
  if (schema instanceof z.ZodTuple) return schema.def.items.flatMap((item, index) => undecided(item, `${path}[${index}]`));
  if (schema instanceof z.ZodRecord) return undecided(schema.valueType, `${path}{}`);
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape as Record<string, z.core.$ZodType>).flatMap(([name, field]) => undecided(field, `${path}.${name}`));
  return [];
};

it('every free text of every event says whether it is personal (`personal(Text)`) or public (`PublicText`, `published(…)`)', () => {
  const all = categories.flatMap(({ schemas }) => Object.entries(schemas).flatMap(([type, schema]) => undecided(schema, type)));
  expect(all).toEqual([]);
});

it('a free text that says neither is found wherever it stands', () => {
  const text = z.string().trim().min(1);
  const kinds = z.discriminatedUnion('kind', [z.object({ kind: z.literal('a'), note: text }), z.object({ kind: z.literal('b') })]);
  const schema = z.object({
    bare: text,
    list: z.array(text.optional()),
    deep: z.object({ kinds, map: z.record(z.string(), text) }).nullable(),
    day: z.iso.date(),
    code: z.string().regex(/^\d{5}$/),
    said: published(text).describe('Said.').optional(),
    sealed: z.array(personal(text).describe('Sealed.')),
  });
  expect(undecided(schema, 'Event')).toEqual(['Event.bare', 'Event.list[]', 'Event.deep.kinds.note', 'Event.deep.map{}']);
});
