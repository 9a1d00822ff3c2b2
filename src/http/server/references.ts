import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Settings } from '#domain/settings.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { Key, OfficialId, PartyId, ProcedureCode, UnitCode } from '#events/terms.ts';
import { type Fault, inputProblem, Problem } from './problems.ts';

/** The id of a duty that has to exist. */
export const DutyKey = Key.describe('Id of a duty.');

/** The id of a directive that has to exist. */
export const DirectiveKey = Key.describe('Id of a directive.');

/** What a parameter may name that has to exist, by the schema it is declared with. */
const named = new Map<z.core.$ZodType, 'unit' | 'party' | 'procedure' | 'official' | 'duty' | 'directive'>([
  [DutyKey, 'duty'],
  [DirectiveKey, 'directive'],
  [UnitCode, 'unit'],
  [PartyId, 'party'],
  [ProcedureCode, 'procedure'],
  [OfficialId, 'official'],
]);
type Named = NonNullable<ReturnType<(typeof named)['get']>>;

/** What a parameter names; a described or optional copy of a schema names the same. */
export const namedBy = (schema: z.core.$ZodType): Named | undefined => {
  const kind = named.get(schema);
  if (kind !== undefined) return kind;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) return namedBy(schema.unwrap());
  const { parent } = schema._zod;
  return parent && namedBy(parent);
};

/** Pairs of parameters of which the first may not come after the second: `from` and `to`, `dueFrom` and `dueBefore`. */
export const rangesIn = (names: readonly string[]): (readonly [from: string, to: string])[] =>
  names.flatMap((from) => {
    const [, stem] = /^(.*?)[Ff]rom$/.exec(from) ?? [];
    if (stem === undefined) return [];
    const ends = stem === '' ? ['to', 'before'] : [`${stem}To`, `${stem}Before`];
    return ends.filter((end) => names.includes(end)).map((end) => [from, end] as const);
  });

const outOfOrder = (from: string, to: string, last: unknown): Fault => ({
  in: 'query',
  pointer: `/${from}`,
  detail: typeof last === 'string' ? `comes after ${to} (${last})` : `comes after ${to}`,
});

/** Refuses, naming it, a first day after the last one that follows where none was given. */
export const requireInOrder = (from: string, to: string): void => {
  if (from > to) throw inputProblem([outOfOrder('from', 'to', to)]);
};

type Parts = { settings: Settings; store: Pick<EventStore, 'readStream'> };

/** Whether units, parties, procedures and officials exist; the log is asked, which no reader can be ahead of. */
const existing = ({ settings, store }: Parts) => {
  const units = new Set(settings.units.map(({ code }) => code));
  const parties = new Set([...units, ...settings.parties.map(({ key }) => key)]);
  // what is once on record stays there
  const seen = new LRUCache<string, true>({ max: 10_000 });
  const onRecord = async (stream: string): Promise<boolean> => {
    if (seen.has(stream)) return true;
    const exists = (await store.readStream(stream, { limit: 1 })).length > 0;
    if (exists) seen.set(stream, true);
    return exists;
  };
  const checks: Record<Named, (value: string) => boolean | Promise<boolean>> = {
    unit: (code) => units.has(code),
    party: (key) => parties.has(key),
    procedure: (code) => onRecord(`procedure-${code}`),
    official: (id) => onRecord(`official-${id}`),
    duty: (id) => onRecord(`duty-${id}`),
    directive: (id) => onRecord(`directive-${id}`),
  };
  return async (kind: Named, value: string): Promise<boolean> => checks[kind](value);
};

type Shapes = { params: z.ZodRawShape; query: z.ZodRawShape };

/**
 * Makes the check of a query's parameters beyond their form: what they name exists, and what begins does not begin after
 * its end. A filter that names nothing is refused (400) instead of answered with an empty list; a path that does is 404.
 */
export const parameterChecks = (parts: Parts) => {
  const exists = existing(parts);
  return ({ params, query }: Shapes) => {
    const references = (shape: z.ZodRawShape) =>
      Object.entries(shape).flatMap(([name, schema]) => {
        const kind = namedBy(schema);
        return kind === undefined ? [] : [{ name, kind }];
      });
    const inPath = references(params);
    const inQuery = references(query);
    const ranges = rangesIn(Object.keys(query));

    return async (given: Record<string, unknown>): Promise<void> => {
      const unknown = async (of: readonly { name: string; kind: Named }[]) => {
        const found = await Promise.all(
          of.map(async ({ name, kind }) => {
            const value = given[name];
            return typeof value !== 'string' || (await exists(kind, value)) ? [] : [{ name, kind, value }];
          }),
        );
        return found.flat();
      };
      const [missing] = await unknown(inPath);
      if (missing !== undefined) throw new Problem('not-found', `${missing.name}: there is no ${missing.kind} ${missing.value}.`);
      const faults: Fault[] = (await unknown(inQuery)).map(({ name, kind, value }) => ({
        in: 'query',
        pointer: `/${name}`,
        detail: `there is no ${kind} ${value}`,
      }));
      for (const [from, to] of ranges) {
        const [first, last] = [given[from], given[to]] as (string | number | undefined)[];
        if (first !== undefined && last !== undefined && first > last) faults.push(outOfOrder(from, to, last));
      }
      if (faults.length > 0) throw inputProblem(faults);
    };
  };
};
