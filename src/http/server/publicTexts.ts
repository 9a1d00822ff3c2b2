import { z } from 'zod';
import { personalNumberIn } from '#domain/text/personalNumber.ts';
import { publicTexts } from '#events/store/personal.ts';

type Issue = { path: PropertyKey[]; message: string };
type Find = (value: any, path: PropertyKey[]) => Issue[];

/** Fields that hold numbers and codes of documents and systems: digits are what they are for. */
const ofNumbers = /(number|code|codes|series|references?|id|stream|pointer|type|file)$/i;

const inText: Find = (value, path) => {
  const found = typeof value === 'string' ? personalNumberIn(value) : undefined;
  return found === undefined ? [] : [{ path, message: `may not hold ${found}: every reader sees this text, and no erasure reaches it` }];
};

const made = new WeakMap<z.core.$ZodType, Find | null>();
/** What finds numbers of persons in the public texts that a schema declares; null where it declares none. */
const finderOf = (schema: z.core.$ZodType, within: readonly z.core.$ZodType[] = []): Find | null => {
  const known = made.get(schema);
  if (known !== undefined) return known;
  if (within.includes(schema)) return null;
  const find = newFinder(schema, [...within, schema]);
  made.set(schema, find);
  return find;
};
const newFinder = (schema: z.core.$ZodType, within: readonly z.core.$ZodType[]): Find | null => {
  if (publicTexts.get(schema as z.ZodType)) return inText;
  if (schema instanceof z.ZodArray) {
    const find = finderOf(schema.element, within);
    return find && ((value, path) => (Array.isArray(value) ? value.flatMap((one, index) => find(one, [...path, index])) : []));
  }
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape as Record<string, z.core.$ZodType>).flatMap(([name, field]) => {
      const find = ofNumbers.test(name) ? null : finderOf(field, within);
      return find === null ? [] : [[name, find] as const];
    });
    if (fields.length === 0) return null;
    return (value, path) =>
      value !== null && typeof value === 'object' ? fields.flatMap(([name, find]) => find(value[name], [...path, name])) : [];
  }
  const inner = schema instanceof z.ZodUnion ? schema.options : 'innerType' in schema._zod.def ? [schema._zod.def.innerType] : [];
  const finders = (inner as z.core.$ZodType[]).map((one) => finderOf(one, within)).filter((one) => one !== null);
  if (finders.length === 0) return null;
  // of a union, what one form calls public may stand in another's place only
  return (value, path) => finders.map((find) => find(value, path)).find(({ length }) => length > 0) ?? [];
};

/** The public texts of an input that hold a number of a person, as issues of it: nothing erases what they would say. */
export const personalNumbersIn = (schema: z.core.$ZodType, input: unknown): Issue[] => finderOf(schema)?.(input, []) ?? [];
