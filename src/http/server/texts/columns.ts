import { z } from 'zod';
import { dayInWords, instantInCells } from '#domain/time/wording.ts';
import { sentences } from '#events/store/sentences.ts';
import type { Column } from '#http/server/csv.ts';
import type { Language } from '#http/server/languages.ts';
import { commandsVi } from './commandNamesVi.ts';
import { headingsVi } from './headingsVi.ts';
import { inVietnamese } from './inVietnamese.ts';
import { eventsVi, rolesVi } from './recordNamesVi.ts';
import { wordsVi } from './wordsVi.ts';

type Tell = (value: any) => unknown;

/** The Vietnamese heading of a field in answers of a query; undefined: it has none yet. */
export const headingOf = (query: string, field: string): string | undefined => headingsVi[`${query}.${field}`] ?? headingsVi[field];

/** The kinds of words that have each of these, those with the fewest words. */
export const kindsOf = (values: readonly string[]): string[] => {
  const kinds = Object.entries<Readonly<Record<string, string>>>(wordsVi).filter(([, words]) => values.every((value) => value in words));
  const fewest = Math.min(...kinds.map(([, words]) => Object.keys(words).length));
  return kinds.flatMap(([kind, words]) => (Object.keys(words).length === fewest ? [kind] : []));
};

/** What stands for a personal value that is not shown; undefined for any other. */
const unseen = (value: unknown, words: { masked: string; forgotten: string }): string | undefined => {
  if (value === null || typeof value !== 'object') return undefined;
  if ('masked' in value && value.masked === true) return words.masked;
  return 'forgotten' in value && value.forgotten === true ? words.forgotten : undefined;
};

const english: Tell = (value) => {
  const word = unseen(value, { masked: '(masked)', forgotten: '(forgotten)' });
  if (word !== undefined || value === null || typeof value !== 'object') return word ?? value;
  if (Array.isArray(value)) return value.map(english);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, english(one)]));
};

const asText = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));
const named = (fields: readonly (readonly [heading: string, value: unknown])[]): string =>
  fields.flatMap(([heading, value]) => (value === null || value === undefined ? [] : [`${heading}: ${asText(value)}`])).join(', ');
const inWords = (words: Readonly<Record<string, string>>): Tell => {
  return (value) => words[value] ?? value;
};

const objectInVietnamese = (query: string, shape: z.ZodRawShape, within: readonly z.ZodType[]): Tell => {
  const fields = Object.entries(shape).map(
    ([name, field]) => [name, headingOf(query, name) ?? name, fieldInVietnamese(query, name, field as z.ZodType, within)] as const,
  );
  return (value) => named(fields.map(([name, heading, tell]) => [heading, tell(value?.[name])] as const));
};

/** Names that the record keeps as texts, by the field that holds them: an old log may have some that are told no more. */
const recordNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'ListAuditTrail.type': eventsVi,
  'ListDuties.type': eventsVi,
  lastEvent: eventsVi,
  'ListLateEntries.act': eventsVi,
  'ListCoverage.role': wordsVi.position,
  command: commandsVi,
  role: rolesVi,
  actorRole: rolesVi,
  readerRole: rolesVi,
};
/** The names that a field of plain text holds, in words; undefined: it holds none. */
const namesIn = (query: string, field: string, schema: z.ZodType): Tell | undefined => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return namesIn(query, field, schema.unwrap() as z.ZodType);
  const names = schema instanceof z.ZodString ? (recordNames[`${query}.${field}`] ?? recordNames[field]) : undefined;
  return names && inWords(names);
};
const fieldInVietnamese = (query: string, field: string, schema: z.ZodType, within: readonly z.ZodType[]): Tell => {
  const tell = namesIn(query, field, schema) ?? vietnamese(query, schema, within);
  return (value) => (value === null || value === undefined ? value : tell(value));
};

/** What tells a value of a schema as people write it in a cell: in words, several after one another. */
const vietnamese = (query: string, schema: z.ZodType, outer: readonly z.ZodType[] = []): Tell => {
  // what holds itself is given as it is
  if (outer.includes(schema)) return (value) => value;
  const within = [...outer, schema];
  const inner = (one: unknown): Tell => vietnamese(query, one as z.ZodType, within);
  const told = ((): Tell => {
    if (sentences.get(schema)) return (value) => (typeof value === 'string' ? inVietnamese(value) : value);
    if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) return inner(schema.unwrap());
    if (schema instanceof z.ZodBoolean) return (value) => (value ? 'có' : 'không');
    if (schema instanceof z.ZodEnum) return inWords(wordsVi[kindsOf(schema.options.map(String))[0] as keyof typeof wordsVi] ?? {});
    if (schema instanceof z.ZodLiteral) return inWords(wordsVi.form);
    const { format } = schema.def as { format?: string };
    if (format === 'date') return dayInWords;
    if (format === 'datetime') return instantInCells;
    if (schema instanceof z.ZodArray) {
      const tell = inner(schema.element);
      return (values: readonly unknown[]) => values.map((value) => asText(tell(value))).join('; ');
    }
    if (schema instanceof z.ZodRecord) {
      const tell = inner(schema.valueType);
      return (value) => named(Object.entries(value).map(([name, one]) => [headingOf(query, name) ?? name, tell(one)] as const));
    }
    if (schema instanceof z.ZodObject) return objectInVietnamese(query, schema.shape, within);
    if (!(schema instanceof z.ZodUnion)) return (value) => value;
    const options = schema.options.map((option) => [option as z.ZodType, inner(option)] as const);
    return (value) => options.find(([option]) => option.safeParse(value).success)?.[1](value) ?? value;
  })();
  return (value) =>
    value === null || value === undefined ? value : (unseen(value, { masked: '(đã che)', forgotten: '(đã xóa)' }) ?? told(value));
};

/**
 * The columns of a file of what a query lists. In Vietnamese with Vietnamese headings, days and times as people write
 * them in Vietnam, words for what has some, and sentences told; else with the names of the fields, and values as in
 * JSON. A personal value that is not shown is a word in both.
 */
export const columnsOf = (query: string, item: z.ZodType, language: Language): Column[] =>
  item instanceof z.ZodObject
    ? Object.entries<z.ZodType>(item.shape).map(([field, schema]) =>
        language === 'en'
          ? { field, tell: english }
          : { field, heading: headingOf(query, field) ?? field, tell: fieldInVietnamese(query, field, schema, []) },
      )
    : [];
