import { z } from 'zod';
import { categories } from '#events/all.ts';
import { currentVersion, type EventDefinitions } from '#events/store/defineEvents.ts';
import { personalSchemas, publicTexts } from '#events/store/personal.ts';

type Json = z.core.JSONSchema.JSONSchema & { personal?: 'yes' | 'yes, findable' | 'public' };
type Row = { field: string; type: string; personal: string; description: string };

/** docs/events.md: every event of every category with its fields, made from the schemas that check them. */
export const eventsDocument = (): string => {
  const shared = new Map<string, Json>();
  const sections = categories.map((category) => categorySection(category, shared));
  const types = [...shared].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, schema]) => sharedSection(name, schema));
  return `${[introduction, contents, ...sections, '## Shared types', ...types].join('\n\n')}\n`;
};

const introduction = `# Events

Generated from the schemas in \`src/events\` (\`npm run generate\`); do not edit.

Every act is an event in a stream \`<category>-<id>\`. This page lists the bodies (\`data\`). A field marked with a question mark may be absent.
A personal field is stored encrypted, as \`{ "sealed": "…" }\`. A reader gets the plain value if their token may see it and a purpose was given,
\`{ "masked": true }\` if it may not, and \`{ "forgotten": true }\` once its key has been deleted. "Public" free text is seen by every reader and never erased: it may hold no personal data. "Findable" means that a stream can be found by the value, through a keyed hash.
Events stored in an older version are brought to the version given here before anybody sees them.`;

const contents = categories
  .map(({ category, schemas }) => `- [\`${category}\`](#${category.toLowerCase()}): ${Object.keys(schemas).map(linked).join(', ')}`)
  .join('\n');

function linked(name: string): string {
  return `[${name}](#${name.toLowerCase()})`;
}

const categorySection = (category: EventDefinitions, shared: Map<string, Json>): string => {
  const events = Object.entries(category.schemas).map(([type, schema]) => {
    const json = jsonSchemaOf(schema);
    for (const [name, definition] of Object.entries(json.$defs ?? {})) shared.set(name, definition as Json);
    return [`### ${type}`, `${json.description ?? ''} Version ${currentVersion(category, type)}.`, tableOf(json)].join('\n\n');
  });
  return [`## ${category.category}`, `Streams \`${category.category}-<id>\`.`, ...events].join('\n\n');
};

const sharedSection = (name: string, schema: Json): string => {
  const examples = schema.examples?.map((example) => `\`${JSON.stringify(example)}\``).join(', ');
  const parts = [
    `### ${name}`,
    [schema.description, examples && `Example: ${examples}.`].filter(Boolean).join(' '),
    schema.properties
      ? tableOf(schema)
      : schema.oneOf
        ? schema.oneOf.map((variant) => tableOf(variant as Json)).join('\n\n')
        : typeOf(schema),
  ];
  return parts.filter(Boolean).join('\n\n');
};

const jsonSchemaOf = (schema: z.ZodType): Json =>
  z.toJSONSchema(schema, {
    override: ({ zodSchema, jsonSchema }) => {
      if (publicTexts.get(zodSchema) !== undefined) Object.assign(jsonSchema, { personal: 'public' });
      const personal = personalSchemas.get(zodSchema);
      const [plain] = jsonSchema.anyOf ?? [];
      if (!personal || !plain) return;
      delete jsonSchema.anyOf;
      Object.assign(jsonSchema, plain, { personal: personal.lookup === undefined ? 'yes' : 'yes, findable' });
    },
  }) as Json;

const tableOf = (schema: Json): string => {
  const rows = rowsOf(schema, '');
  if (rows.length === 0) return 'No fields.';
  const line = (...cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    line('field', 'type', 'personal', 'description'),
    '|---|---|---|---|',
    ...rows.map(({ field, type, personal, description }) => line(field, type, personal, description)),
  ].join('\n');
};

/** One row per field; those of nested objects follow with their path, `[]` standing for each element of an array. */
const rowsOf = (schema: Json, prefix: string): Row[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const json = property as Json;
    const path = `${prefix}${name}`;
    const item = (json.type === 'array' ? json.items : undefined) as Json | undefined;
    const row = {
      field: `\`${path}\`${schema.required?.includes(name) ? '' : ' ?'}`,
      type: typeOf(json),
      personal: json.personal ?? item?.personal ?? (isSealed(json) ? 'yes' : ''),
      description: json.description ?? '',
    };
    return [row, ...(item ? rowsOf(item, `${path}[].`) : rowsOf(json, `${path}.`))];
  });

/** A value that was personal before and is copied as it is stored. */
const isSealed = (schema: Json): boolean =>
  [schema, ...(schema.anyOf ?? [])].some((variant) => (variant as Json).$ref === '#/$defs/Sealed');

const formats: Record<string, string> = { 'date-time': 'time', date: 'date', uuid: 'UUID', email: 'e-mail', uri: 'URL' };

const typeOf = (schema: Json): string => {
  if (schema.$ref) return linked(schema.$ref.replace('#/$defs/', ''));
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' | ');
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return variants.map((variant) => typeOf(variant as Json)).join(' | ');
  if (schema.type === 'array') return `list of ${typeOf((schema.items ?? {}) as Json)}`;
  if (schema.type === 'object' && schema.additionalProperties && typeof schema.additionalProperties === 'object')
    return `map to ${typeOf(schema.additionalProperties as Json)}`;
  return (schema.format && formats[schema.format]) ?? String(schema.type ?? 'anything');
};
