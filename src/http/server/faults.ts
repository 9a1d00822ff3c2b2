import { z } from 'zod';
import type { Fault } from './problems.ts';
import { personalNumbersIn } from './publicTexts.ts';

type RawIssue = z.core.$ZodRawIssue;

const types: Record<string, string> = {
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  tuple: 'must be a list',
  object: 'must be an object',
  record: 'must be an object',
};
const formats: Record<string, string> = {
  uuid: 'must be a UUID, such as 0197c3a1-7c1e-7000-8000-000000000001',
  date: 'must be a day that exists, such as 2025-07-31',
  datetime: 'must be an instant with its offset from UTC, such as 2025-07-31T17:00+07:00',
};
const counted = (origin: string, count: number | bigint, side: 'least' | 'most'): string =>
  origin === 'string' ? `must have at ${side} ${count} characters` : `must have at ${side} ${count} entries`;
const isSized = (origin: string): boolean => ['string', 'array', 'set', 'map'].includes(origin);

/** What is wrong, in a plain sentence of ours: neither a pattern nor a value that was sent. Words of a schema's own go before it. */
export const sentenceOf = (issue: RawIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is needed' : (types[issue.expected] ?? 'must be of another type');
    case 'invalid_value':
      if (issue.input === undefined) return 'is needed';
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (!isSized(issue.origin))
        return issue.inclusive === false ? `must be more than ${issue.minimum}` : `must be at least ${issue.minimum}`;
      return issue.minimum === 1 ? 'must not be empty' : counted(issue.origin, issue.minimum, 'least');
    case 'too_big':
      if (!isSized(issue.origin))
        return issue.inclusive === false ? `must be less than ${issue.maximum}` : `must be at most ${issue.maximum}`;
      return counted(issue.origin, issue.maximum, 'most');
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return formats[issue.format] ?? 'has not the form that is taken here';
    case 'invalid_key':
    case 'invalid_element':
      return 'has a name that is not taken here';
    case 'invalid_union':
      return issue.input === undefined ? 'is needed' : 'fits none of the forms that are taken here';
    default:
      return 'has not the form that is taken here';
  }
};

/** Input as its schema takes it, or its faults in our words; a number of a person in a public text is one. */
export const checked = <T extends z.ZodType>(schema: T, input: unknown): { data?: z.output<T>; error?: z.ZodError<any> } => {
  const parsed = schema.safeParse(input, { error: sentenceOf });
  if (!parsed.success) return { error: parsed.error };
  const found = personalNumbersIn(schema, parsed.data);
  if (found.length === 0) return { data: parsed.data };
  // the one that is an `Error`: the server waits for ever on what is none
  return { error: new z.ZodRealError(found.map((issue) => ({ ...issue, code: 'custom', input: undefined }))) };
};

/** Faults named in one answer. */
const NAMED = 50;
const nameOfField = /^[A-Za-z][\w-]{0,63}$/;
type Issue = { path: readonly PropertyKey[]; message: string; keys?: readonly string[] };

const escapePointer = (part: PropertyKey): string => String(part).replaceAll('~', '~0').replaceAll('/', '~1');
/** The message of an issue. Of what was sent it repeats unknown names only, and of those what looks like a field. */
const detailOf = ({ message, keys }: Pick<Issue, 'message' | 'keys'>): string => {
  if (keys === undefined) return message;
  const names = keys.filter((key) => nameOfField.test(key)).slice(0, 10);
  return `Unknown fields: ${[...names, ...(names.length < keys.length ? ['others'] : [])].join(', ')}.`;
};
/** zod's issues as faults, the first of them. */
export const faultsOf = (issues: readonly Issue[], where: Fault['in']): Fault[] =>
  issues.slice(0, NAMED).map((issue) => ({
    in: where,
    pointer: issue.path.map((part) => `/${escapePointer(part)}`).join(''),
    detail: detailOf(issue),
  }));
