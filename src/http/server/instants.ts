import type { z } from 'zod';

/** RFC 3339, where seconds may be left out; of a query's plus sign that was not escaped a space is left. */
export const instantPattern = /^[1-9]\d{3}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+\- ]\d\d:\d\d)$/;

/** The instant in the log's form, UTC with milliseconds; undefined when it is none, or none that the calendar has. */
export const utcOf = (text: string): string | undefined => {
  if (!instantPattern.test(text)) return undefined;
  try {
    const at = Temporal.Instant.from(text.replace(' ', '+')).toString({ smallestUnit: 'millisecond' });
    return /^[1-9]\d{3}-/.test(at) ? at : undefined;
  } catch {
    return undefined;
  }
};

type Def = {
  type: string;
  format?: string;
  shape?: Record<string, z.core.$ZodType>;
  element?: z.core.$ZodType;
  innerType?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
  in?: z.core.$ZodType;
  options?: readonly z.core.$ZodType[];
  items?: readonly z.core.$ZodType[];
};
const defOf = (schema: z.core.$ZodType): Def => schema._zod.def as unknown as Def;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const partsOf = ({ shape, element, innerType, valueType, in: input, options, items }: Def): z.core.$ZodType[] =>
  [...Object.values(shape ?? {}), element, innerType, valueType, input, ...(options ?? []), ...(items ?? [])].filter(
    (part) => part !== undefined,
  );
const holding = new WeakMap<z.core.$ZodType, boolean>();
/** Whether some part of a schema is an instant. */
const holdsInstant = (schema: z.core.$ZodType): boolean => {
  const known = holding.get(schema);
  if (known !== undefined) return known;
  holding.set(schema, false);
  const def = defOf(schema);
  const holds = def.format === 'datetime' || partsOf(def).some(holdsInstant);
  holding.set(schema, holds);
  return holds;
};

/**
 * An input in which every instant that its schema has is written as the log writes it: people and programs may write
 * any form of RFC 3339. What is no instant stays, for the schema to refuse.
 */
export const withInstantsInUtc = (schema: z.core.$ZodType, input: unknown): unknown => {
  if (!holdsInstant(schema)) return input;
  const def = defOf(schema);
  if (def.format === 'datetime') return typeof input === 'string' ? (utcOf(input) ?? input) : input;
  const inner = def.innerType ?? def.in;
  if (inner) return withInstantsInUtc(inner, input);
  if (def.options) return def.options.reduce((value: unknown, option) => withInstantsInUtc(option, value), input);
  if (Array.isArray(input))
    return input.map((one, index) => {
      const part = def.element ?? def.items?.[index];
      return part ? withInstantsInUtc(part, one) : one;
    });
  if (!isRecord(input)) return input;
  const copy: Record<string, unknown> = { ...input };
  for (const [name, value] of Object.entries(input)) {
    const part = def.shape && Object.hasOwn(def.shape, name) ? def.shape[name] : def.valueType;
    if (part && holdsInstant(part)) copy[name] = withInstantsInUtc(part, value);
  }
  return copy;
};
