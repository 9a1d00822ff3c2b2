import { sql } from 'kysely';
import { z } from 'zod';
import type { Sealed } from '#events/store/personal.ts';
import { AsOf } from '#http/server/parameters.ts';
import { defineList, defineQuery } from '#http/server/query.ts';

const numbers = Array.from({ length: 7 }, (_, index) => index + 1);

/** Seven rows in pages, with text that a spreadsheet would take for a formula. */
export const listNumbers = defineList({
  name: 'ListDossiers',
  summary: 'Numbers.',
  path: '/numbers',
  tag: 'numbers',
  query: z.object({ unit: z.string().optional(), least: z.coerce.number().optional() }),
  answer: z.object({ number: z.int(), text: z.string().nullable(), nested: z.object({ unit: z.string() }) }),
  key: z.tuple([z.int()]),
  keyOf: ({ number }) => [Math.abs(number)],
  projections: ['numbers'],
  unit: ({ unit }) => unit,
  run: async ({ units }, { limit, cursor, least = 1 }) => {
    const rest = numbers.filter((number) => number >= least && number > (cursor?.[0] ?? 0));
    return rest.slice(0, limit).map((number) => ({
      number: number === 7 ? -7 : number,
      text: ['=1+1', 'Nguyễn, "A"', 'two\nlines', null, '-x', '@y', 'z'][number - 1] ?? null,
      nested: { unit: String(units) },
    }));
  },
});

/** One row, from the read database. */
export const getNumber = defineQuery({
  name: 'GetDossier',
  summary: 'A number.',
  path: '/numbers/:number',
  tag: 'numbers',
  params: z.object({ number: z.coerce.number().int() }),
  answer: z.object({ number: z.int() }),
  projections: ['numbers', 'others'],
  run: async ({ db }, { number }) => {
    if (number > 7) return undefined;
    const { rows } = await sql<{ number: number }>`select ${sql.lit(number)}::int as number`.execute(db);
    return rows[0];
  },
});

/** What is asked for, whatever the schema says. */
export const getWrong = (answer: () => Promise<unknown>) =>
  defineQuery({
    name: 'GetDirective',
    summary: 'Something else than its schema says.',
    path: '/wrong',
    tag: 'numbers',
    answer: z.object({ number: z.int(), value: z.unknown().optional() }),
    projections: [],
    run: async () => (await answer()) as { number: number },
  });

/** A number as it was. */
export const getPastNumber = defineQuery({
  name: 'GetCenter',
  summary: 'A number, at any time.',
  path: '/numbers/past',
  tag: 'numbers',
  query: z.object({ asOf: AsOf }),
  answer: z.object({ number: z.int() }),
  projections: ['numbers'],
  run: async () => ({ number: 1 }),
});

/** The personal values of one official, as the log has them. */
export const getPersonal = (values: () => Promise<{ name: Sealed }>) =>
  defineQuery({
    name: 'GetOfficial',
    summary: 'An official.',
    path: '/officials/:officialId',
    tag: 'officials',
    params: z.object({ officialId: z.string() }),
    answer: z.object({ name: z.unknown() }),
    projections: [],
    run: async ({ open }, { officialId }) => {
      const { name } = await open(`official-${officialId}`, '25747', await values());
      return { name };
    },
  });
