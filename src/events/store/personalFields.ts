import { z } from 'zod';
import { type PersonalOptions, personalSchemas, Sealed } from './personal.ts';

/** Where the personal fields of a schema are; a schema without any has no such node. */
export type PersonalFields =
  | { kind: 'personal'; options: PersonalOptions }
  | { kind: 'object'; fields: readonly (readonly [string, PersonalFields])[] }
  | { kind: 'array'; element: PersonalFields };

/** Kinds that hold no other schema. Whatever is neither here nor below may not be stored: defaults and transforms belong in upcasters. */
const leaves = new Set(['string', 'number', 'int', 'boolean', 'literal', 'enum', 'null', 'unknown', 'any']);

/**
 * The personal fields of an event's schema. Throws for a schema that changes values while it reads them, and for a personal field
 * inside a union, tuple or record, where its place would depend on the value.
 */
export const personalFieldsOf = (schema: z.core.$ZodType): PersonalFields | undefined => {
  const options = personalSchemas.get(schema as z.ZodType);
  if (options) return { kind: 'personal', options };
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly)
    return personalFieldsOf(schema.unwrap());
  if (schema instanceof z.ZodArray) {
    const element = personalFieldsOf(schema.element);
    return element && { kind: 'array', element };
  }
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape as Record<string, z.core.$ZodType>).flatMap(([name, field]) => {
      const found = personalFieldsOf(field);
      return found ? [[name, found] as const] : [];
    });
    return fields.length > 0 ? { kind: 'object', fields } : undefined;
  }
  const parts = variants(schema);
  if (parts.some((part) => personalFieldsOf(part))) throw new TypeError(`A personal field may not stand inside a ${schema._zod.def.type}.`);
  return undefined;
};

const variants = (schema: z.core.$ZodType): readonly z.core.$ZodType[] => {
  if (schema instanceof z.ZodUnion) {
    if (schema.options.includes(Sealed)) throw new TypeError('A union with Sealed is not marked personal: it would be stored in clear.');
    return schema.options;
  }
  if (schema instanceof z.ZodTuple) return schema.def.items;
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  if (leaves.has(schema._zod.def.type)) return [];
  throw new TypeError(`A schema of kind ${schema._zod.def.type} may not be stored.`);
};

/** A copy of the value with every personal field that is present replaced; `field` is its dotted path, with the index in arrays. */
export const mapPersonalFields = (
  fields: PersonalFields,
  value: unknown,
  replace: (value: unknown, field: string, options: PersonalOptions) => unknown,
  path = '',
): unknown => {
  if (value === undefined || value === null) return value;
  if (fields.kind === 'personal') return replace(value, path, fields.options);
  if (fields.kind === 'array') {
    if (!Array.isArray(value)) return value;
    return value.map((element, index) => mapPersonalFields(fields.element, element, replace, `${path}.${index}`));
  }
  if (typeof value !== 'object') return value;
  const copy: Record<string, unknown> = { ...value };
  for (const [name, field] of fields.fields)
    if (copy[name] !== undefined) copy[name] = mapPersonalFields(field, copy[name], replace, path === '' ? name : `${path}.${name}`);
  return copy;
};
