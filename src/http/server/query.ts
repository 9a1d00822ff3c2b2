import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { Settings } from '#domain/settings.ts';
import type { Actor } from '#events/store/event.ts';

/** An e-mail in the local mailbox. */
export type Mail = { noticeId: string; dueAt: string; from: string; to: string; subject: string; text: string; messageId: string };

/** What a query works with. `db` is read-only and sees the views of schema `read`. */
export type QueryTools = {
  // `any`: each queries.ts states its own tables
  db: Kysely<any>;
  settings: Settings;
  actor: Actor;
  now: string;
  /** Units the actor may ask about; `all` for city scope. Every list must respect it. */
  units: readonly string[] | 'all';
  /** Opens personal values of one subject (stream) and records that this actor read them, with the purpose of the request; without a purpose, or without the right, values stay masked. */
  open: (subject: string, unit: string | undefined, values: Record<string, unknown>) => Promise<Record<string, unknown>>;
  /** Subjects (streams) whose personal data bears this value, by keyed hash. */
  findByPersonal: (kind: string, value: string) => Promise<readonly string[]>;
  /** The e-mails that stayed here instead of being sent, newest first; absent where there is no such mailbox. */
  mailbox?: () => Promise<readonly Mail[]>;
};

/** A form of an answer other than JSON: what `?format=` calls it is its key, and the ending of the file. */
export type Form<A = any> = { type: string; write: (answer: A) => Promise<string | Uint8Array> };

/**
 * A query: one GET route, its OpenAPI entry, its authorisation and, when it lists, its cursor and its CSV.
 * `answer` of a list is the schema of one item; the mount wraps it as `{ items, next, position }`.
 */
export type Query<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  A extends z.ZodType = z.ZodType,
  K extends CursorKey = CursorKey,
> = {
  /** PascalCase, unique in the system: its row in the authorisation table. */
  name: string;
  summary: string;
  /** Under `/v1`, Fastify style: `/dossiers/:dossierId`. */
  path: string;
  tag: string;
  params?: P;
  query?: Q;
  answer: A;
  /** True: `answer` is one item of a list; `run` gets `limit` and `cursor` and gives `{ items, next }`; `?format=csv` exports all pages. */
  list: boolean;
  /** Further forms of an answer that is no list. */
  forms?: Readonly<Record<string, Form<z.output<A>>>>;
  /** What the cursor of a list holds: where its item stands in the order of the list. */
  key?: z.ZodType<K>;
  /** Projections the answer comes from: what `?after=` waits for. */
  projections: readonly string[];
  /** Unit the question is about; `undefined`: several, `tools.units` must be respected. */
  unit?: (input: z.output<P> & z.output<Q>) => string | undefined;
  /** Answers, or `undefined` for 404. */
  run: (tools: QueryTools, input: z.output<P> & z.output<Q> & { limit: number; cursor: K | undefined }) => Promise<unknown>;
};

/** The place of an item in the order of its list. */
export type CursorKey = readonly (string | number)[];
/** One page of a list; `next` is the key to go on after, absent on the last page. */
export type ListPage<T> = { items: T[]; next?: CursorKey | undefined };

export const defineQuery = <
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  A extends z.ZodType = z.ZodType,
  K extends CursorKey = CursorKey,
>(
  query: Query<P, Q, A, K>,
  // `any`: lists hold queries of every shape
): Query<any, any, any, any> => query;
