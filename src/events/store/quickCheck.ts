import { _, Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';

/** Formats that JSON Schema only names and code has to check. */
const formats: Record<string, (text: string) => boolean> = { uri: (text) => text === text.trim() && URL.canParse(text) };
const ajv = new Ajv2020({ strict: false, logger: false, formats });
// `isStorableText`, written into the compiled check: calling it costs more than all else there
ajv.addKeyword({
  keyword: 'storable',
  type: 'string',
  schemaType: 'boolean',
  code: (context) => context.fail(_`!${context.data}.isWellFormed() || ${context.data}.includes("\\0")`),
});

/** Whether JSON Schema expresses the whole schema: no check is code, each format is one of ours or has a pattern. */
const isExpressible = (schema: z.core.$ZodType, { format, pattern, allOf }: z.core.JSONSchema.BaseSchema): boolean =>
  !schema._zod.def.checks?.some((check) => check._zod.def.check === 'custom') &&
  (format === undefined || format in formats || pattern !== undefined || allOf !== undefined);

/** Whether a schema trims text: the only way in which our schemas change a value. */
const trims = (schema: z.core.$ZodType): boolean => schema._zod.def.checks?.some((check) => check._zod.def.check === 'overwrite') ?? false;

const compile = (schema: z.ZodObject): ((value: unknown) => boolean) => {
  let complete = true;
  const override = ({ zodSchema, jsonSchema: said }: { zodSchema: z.core.$ZodType; jsonSchema: z.core.JSONSchema.BaseSchema }) => {
    complete &&= isExpressible(zodSchema, said);
    // one of a few known words can always be stored
    if (said.type === 'string' && said.enum === undefined && said.const === undefined) said['storable'] = true;
    if (trims(zodSchema)) said.allOf = [...(said.allOf ?? []), { not: { pattern: '^\\s|\\s$' } }];
  };
  const jsonSchema = z.toJSONSchema(schema, { io: 'output', override });
  return complete ? ajv.compile(jsonSchema) : () => false;
};

/**
 * A check by JSON Schema, several times faster than the schema's own, for schemas that may be stored. True: the schema
 * accepts the value and gives it back unchanged, and every text in it can be stored. False: ask the schema itself, which
 * also says what is wrong.
 */
export const quickCheck = (schema: z.ZodObject): ((value: unknown) => boolean) => {
  let check: ((value: unknown) => boolean) | undefined;
  return (value) => (check ??= compile(schema))(value);
};
