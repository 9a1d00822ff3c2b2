import { z } from 'zod';

/**
 * An encrypted personal value: ciphertext and the place it is bound to. Folds and read models pass it on unchanged;
 * only `PersonalData.open` turns it into the value, or into `forgotten` once the key is deleted.
 */
export const Sealed = z
  .strictObject({ sealed: z.string(), stream: z.string(), eventId: z.string(), field: z.string() })
  .meta({ id: 'Sealed', description: 'An encrypted personal value, bound to stream, event id and field.' });
export type Sealed = z.infer<typeof Sealed>;

/** A personal field: the plain value before the event is stored, sealed afterwards. */
export type Personal<T> = T | Sealed;

/** What opening a sealed value gives once its key is deleted. */
export const forgotten = { forgotten: true } as const;
export type Forgotten = typeof forgotten;

type PersonalOptions = {
  /** Makes the value findable by keyed hashes of this kind (`identity-number`, `owner-name`), kept beside the key. */
  lookup?: string;
};

/** All schemas marked personal, with their options: the codec seals their values. */
export const personalSchemas = z.registry<PersonalOptions & { personal: true }>();

/** Marks a field of an event as personal: encrypted before it is stored, with the key of the event's stream. */
export const personal = <S extends z.ZodType>(schema: S, options: PersonalOptions = {}) => {
  const field = z.union([schema, Sealed]);
  // Never empty: a copy made by `describe` or `refine` inherits only options that are set.
  personalSchemas.add(field, { personal: true, ...options });
  return field;
};

/**
 * The schema of a copy of what stands in an earlier event of the stream: each personal value as it was sealed there. It
 * is opened like the original, and forgotten with it.
 */
export const asRecorded = <S extends z.ZodType>(schema: S): z.ZodType<z.output<S>> =>
  recordedForm(schema) as unknown as z.ZodType<z.output<S>>;

const recordedForm = (schema: z.ZodType): z.ZodType => {
  if (personalSchemas.get(schema)) return Sealed;
  if (schema instanceof z.ZodOptional) return recordedForm(schema.unwrap() as z.ZodType).optional();
  if (schema instanceof z.ZodNullable) return recordedForm(schema.unwrap() as z.ZodType).nullable();
  if (schema instanceof z.ZodArray) return z.array(recordedForm(schema.element as z.ZodType));
  if (!(schema instanceof z.ZodObject)) return schema;
  const fields = Object.entries(schema.shape as Record<string, z.ZodType>);
  return z.strictObject(Object.fromEntries(fields.map(([name, field]) => [name, recordedForm(field)])));
};

/** All schemas of text declared public: every reader sees it, and no erasure reaches it. */
export const publicTexts = z.registry<{ public: true }>();

/** Declares free text of an event public; the API reference tells whoever types it. The choice beside `personal`. */
export const published = <S extends z.ZodType>(schema: S): S => {
  const copy = schema.clone();
  publicTexts.add(copy, { public: true });
  return copy;
};

export const isSealed = (value: unknown): value is Sealed => typeof value === 'object' && value !== null && 'sealed' in value;

/** Tree of the personal fields of a schema; undefined for a schema without any. */
export type PersonalFields =
  | { kind: 'personal'; options: PersonalOptions }
  | { kind: 'object'; fields: readonly (readonly [string, PersonalFields])[] }
  | { kind: 'array'; element: PersonalFields };

/** The fields of a schema that hold copies made by `asRecorded`, in the form of `personalFieldsOf`. */
export const recordedFieldsOf = (schema: z.core.$ZodType): PersonalFields | undefined =>
  fieldsOf(schema, (one) => (one === Sealed ? {} : undefined));

/** Kinds that hold no other schema. All kinds handled nowhere may not be stored: upcasters set defaults. */
const leaves = new Set(['string', 'number', 'int', 'boolean', 'literal', 'enum', 'null', 'unknown', 'any']);

/**
 * The personal fields of an event's schema. Throws for a schema that changes values while it reads them, and for a
 * personal field inside a union, tuple or record, where its place would depend on the value.
 */
export const personalFieldsOf = (schema: z.core.$ZodType): PersonalFields | undefined =>
  fieldsOf(schema, (one) => personalSchemas.get(one as z.ZodType));

/** Whether values of this schema, optional or not, are personal as a whole. */
export const isPersonal = (schema: z.core.$ZodType): boolean =>
  personalSchemas.has(schema as z.ZodType) ||
  ((schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly) && isPersonal(schema.unwrap()));

const fieldsOf = (
  schema: z.core.$ZodType,
  optionsOf: (schema: z.core.$ZodType) => PersonalOptions | undefined,
): PersonalFields | undefined => {
  const options = optionsOf(schema);
  if (options) return { kind: 'personal', options };
  if (personalSchemas.get(schema as z.ZodType)) return undefined;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly)
    return fieldsOf(schema.unwrap(), optionsOf);
  if (schema instanceof z.ZodArray) {
    const element = fieldsOf(schema.element, optionsOf);
    return element && { kind: 'array', element };
  }
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape as Record<string, z.core.$ZodType>).flatMap(([name, field]) => {
      const found = fieldsOf(field, optionsOf);
      return found ? [[name, found] as const] : [];
    });
    return fields.length > 0 ? { kind: 'object', fields } : undefined;
  }
  const parts = variants(schema);
  if (parts.some((part) => fieldsOf(part, optionsOf)))
    throw new TypeError(`A personal field may not stand inside a ${schema._zod.def.type}.`);
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

/** What somebody is found by: the values of all personal fields with a lookup, by its kind; a kind without a value is empty. */
export const lookupsIn = (fields: PersonalFields, value: unknown): Map<string, string[]> => {
  const found = new Map(kindsIn(fields).map((kind) => [kind, [] as string[]]));
  mapPersonalFields(fields, value, (one, _, { lookup }) => {
    if (lookup !== undefined && typeof one === 'string') found.get(lookup)?.push(one);
    return one;
  });
  return found;
};

const kindsIn = (fields: PersonalFields): string[] => {
  if (fields.kind === 'personal') return fields.options.lookup === undefined ? [] : [fields.options.lookup];
  return fields.kind === 'array' ? kindsIn(fields.element) : fields.fields.flatMap(([, field]) => kindsIn(field));
};

/** A copy of the value with every personal field replaced; `field` is its dotted path, with the index in arrays. */
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
