import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Settings } from '#domain/settings.ts';
import { localDay } from '#domain/time/localDay.ts';
import type { AnyEvent } from '#events/all.ts';
import type { Recorded, RecordedEvent } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import type { Language } from './languages.ts';
import { type CursorKey, isAfter, type ListPage, type Order } from './paging.ts';
import { type AsOf, type Standpoint, standpointOf, standpointProjections } from './parameters.ts';
import type { FindByPersonal } from './personalReading.ts';

/** An e-mail in the local mailbox. */
export type Mail = { noticeId: string; dueAt: string; from: string; to: string; subject: string; text: string; messageId: string };

/** What every request works with, whatever it asks. `db` is read-only and sees the views of schema `read`. */
export type RequestTools = {
  // `any`: each queries.ts states its own tables
  db: Kysely<any>;
  settings: Settings;
  now: string;
  /** Language in which sentences are told, as `Accept-Language` asks. */
  language: Language;
  /** Whether a role of the token is granted something else too, by its name in the access table. */
  granted: (name: string) => boolean;
  /** Units the actor may ask about; `all` for city scope. Every list must respect it. */
  units: readonly string[] | 'all';
  /** Sectors (lĩnh vực) the actor may ask about. Every query that the access table grants by sector must respect it. */
  sectors: readonly string[] | 'all';
  /**
   * Opens personal values of one subject (stream) and records that this actor read them, with the purpose of the
   * request. Without a purpose, or without the right, values stay masked.
   */
  open: (subject: string, unit: string | undefined, values: Record<string, unknown>) => Promise<Record<string, unknown>>;
  /** Every event of a stream in order, personal values sealed; none where there is no such stream. */
  readEvents: (stream: string) => Promise<readonly Recorded<AnyEvent>[]>;
  /** An event as the log stores it. */
  stored: (stream: string, revision: number) => Promise<RecordedEvent | undefined>;
  /** The `.tlog-proof` of an event; undefined where the log is not sealed, or not yet. */
  proofOf: (event: RecordedEvent) => Promise<string | undefined>;
  /** Positions of the log that are no events, from a position on, each with the proof. */
  gaps: EventStore['gaps'];
  /** Who bears this personal value; 403 without the right, 400 without a purpose, and on record. */
  findByPersonal: FindByPersonal;
  /** The e-mails that stayed here instead of being sent, newest first; absent where there is no such mailbox. */
  mailbox?: () => Promise<readonly Mail[]>;
};

/** What a query works with. */
export type QueryTools = RequestTools & {
  /** Units the question is about: the one it names, otherwise all that the actor may ask about. */
  unitsAsked: readonly string[] | 'all';
  /** Day the question is about (Asia/Ho_Chi_Minh): its `on`, otherwise the day of its `asOf`, otherwise today. */
  day: string;
};
/** What a query that takes `asOf` works with: where in the past it stands, or now. */
export type PastTools = QueryTools & { standpoint: Standpoint };
type ToolsFor<Q extends z.ZodObject> = Q['shape'] extends { asOf: typeof AsOf } ? PastTools : QueryTools;

/** A form of an answer other than JSON: what `?format=` calls it is its key, and the ending of the file. */
export type Form<A = any> = { type: string; write: (answer: A, language: Language) => Promise<string | Uint8Array> };

type Asked<P extends z.ZodObject, Q extends z.ZodObject> = z.output<P> & z.output<Q>;
type Question<P extends z.ZodObject, Q extends z.ZodObject, A extends z.ZodType> = {
  /** PascalCase, unique in the system: its row in the authorisation table. */
  name: string;
  summary: string;
  /** Under `/v1`, Fastify style: `/dossiers/:dossierId`. */
  path: string;
  /** The first part of the path when absent. */
  tag?: string;
  params?: P;
  /** With `asOf: AsOf`, `run` gets a standpoint in the past. Before the first event: 404, or an empty list. */
  query?: Q;
  answer: A;
  /** Projections the answer comes from: what `?after=` waits for. The one behind `asOf` is added. */
  projections: readonly string[];
  /** Name of its files, without ending; by default the path asked for, with unit and day. */
  fileName?: (answer: any) => string;
  /** Unit asked about, by default the parameter `unit`; `undefined`: several, respect `tools.units`. */
  unit?: ((input: Asked<P, Q>) => string | undefined) | undefined;
};

type Single<P extends z.ZodObject, Q extends z.ZodObject, A extends z.ZodType> = Question<P, Q, A> & {
  /** Further forms of the answer. */
  forms?: Readonly<Record<string, Form<z.output<A>>>>;
  /** Answers, or `undefined` for 404. */
  run: (tools: ToolsFor<Q>, input: Asked<P, Q>) => Promise<z.input<A> | undefined>;
};

/** How a list is divided into pages. */
type Paging<T, K extends CursorKey, A, Tools, Input> = {
  /** What the cursor holds: where its item stands in the order of the list. */
  key: z.ZodType<K>;
  keyOf: (item: T) => Readonly<K>;
  /** The whole list comes from `run`, and pages are cut from it: what follows the cursor in this order of the keys. */
  whole?: Order;
  /** Turns a page's items into answers. Opens personal values here, not in `run`: only the page's are read. */
  present?: (tools: Tools, items: readonly T[], input: Input) => Promise<A[]>;
};

type List<P extends z.ZodObject, Q extends z.ZodObject, A extends z.ZodObject, K extends CursorKey, T> = Question<P, Q, A> &
  Paging<T, K, z.input<A>, ToolsFor<Q>, Asked<P, Q>> & {
    /** Gives items after `cursor` in order, at most `limit` (a page and one more), or all; `undefined`: 404. */
    run: (tools: ToolsFor<Q>, input: Asked<P, Q> & { limit: number; cursor: K | undefined }) => Promise<readonly T[] | undefined>;
  };

/** A query as the server mounts it: a GET route, its OpenAPI entry and authorisation; of lists, cursor and CSV. */
// `any`: lists hold queries of every shape
export type Query = Omit<Single<any, any, any>, 'run'> & {
  tag: string;
  list?: Paging<any, CursorKey, unknown, any, any>;
  run: (tools: any, input: any) => Promise<any>;
};

const frameOf = <Q extends Pick<Question<any, any, any>, 'path' | 'params' | 'query' | 'projections'>>(question: Q) => ({
  tag: question.path.split('/')[1] ?? '',
  unit: 'unit' in { ...question.params?.shape, ...question.query?.shape } ? ({ unit }: { unit?: string }) => unit : undefined,
  ...question,
  projections: question.query?.shape['asOf'] === undefined ? question.projections : [...question.projections, ...standpointProjections],
});

/** A query with one answer. */
export const defineQuery = <P extends z.ZodObject = z.ZodObject, Q extends z.ZodObject = z.ZodObject, A extends z.ZodType = z.ZodType>(
  query: Single<P, Q, A>,
): Query => frameOf(query);

/** A query that lists: `answer` is one item's schema, wrapped as `{ items, next, position }`; CSV exports all. */
export const defineList = <
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  A extends z.ZodObject = z.ZodObject,
  K extends CursorKey = CursorKey,
  T = z.input<A>,
>({
  key,
  keyOf,
  whole,
  present,
  ...query
}: List<P, Q, A, K, T>): Query => ({
  ...frameOf(query),
  list: { key, keyOf, ...(whole && { whole }), ...(present && { present }) },
});

/** The part of a list whose `run` gives all its items, in ascending order of these fields. */
export const sortedBy = <A extends z.ZodObject, F extends keyof z.input<A> & string>(answer: A, ...fields: F[]) => ({
  answer,
  key: z.tuple(fields.map((field) => answer.shape[field]) as [z.ZodType<string | number>]) as z.ZodType<CursorKey>,
  keyOf: (item: z.input<A>) => fields.map((field) => item[field]) as CursorKey,
  whole: 'ascending' as const,
});

/** Whether an item has those of these values that were asked for. */
export const having =
  <A extends Record<string, unknown>>(asked: A) =>
  (item: { readonly [F in keyof A]: unknown }): boolean =>
    Object.keys(asked).every((field) => asked[field] === undefined || item[field] === asked[field]);

type Filters = { asOf?: AsOf; on?: string } & Record<string, unknown>;

/** What a query works with where it stands; undefined before the first event. */
const toolsAt = async ({ unit }: Query, request: RequestTools, filters: Filters) => {
  const standpoint = await standpointOf(request, filters.asOf);
  if (standpoint === undefined) return undefined;
  const one = unit?.(filters);
  const day = filters.on ?? localDay(standpoint.moment);
  return { ...request, standpoint, day, unitsAsked: one === undefined ? request.units : [one] };
};

/** Where a list is asked from, and how many items a page has. */
type PageAsked = { limit?: number | undefined; cursor?: CursorKey | undefined };

/**
 * The pages of a list after a cursor, each computed when it is asked for. What a list gives whole is asked once for all
 * of them. None at all: there is no such list (404). `input-invalid`: `asOf` to come.
 */
export async function* pagesOf(
  query: Query & { list: NonNullable<Query['list']> },
  request: RequestTools,
  filters: Filters,
  { limit = 50, cursor }: PageAsked = {},
): AsyncGenerator<ListPage<unknown>, undefined> {
  const { keyOf, whole, present } = query.list;
  const tools = await toolsAt(query, request, filters);
  if (tools === undefined) {
    yield { items: [] };
    return;
  }
  let after = cursor;
  let rest: readonly unknown[] | undefined;
  for (;;) {
    if (rest === undefined) {
      const found: readonly unknown[] | undefined = await query.run(tools, { ...filters, limit: limit + 1, cursor: after });
      if (found === undefined) return;
      const place = after;
      rest = whole && place ? found.filter((item) => isAfter(keyOf(item), place, whole)) : found;
    }
    const kept = rest.slice(0, limit);
    const items = present ? await present(tools, kept, filters) : [...kept];
    if (rest.length <= limit) {
      yield { items };
      return;
    }
    after = keyOf(kept.at(-1));
    yield { items, next: after };
    rest = whole && rest.slice(limit);
  }
}

const isList = (query: Query): query is Query & { list: NonNullable<Query['list']> } => query.list !== undefined;

/** Asks a query from its standpoint, a list for one page. `undefined`: nothing. `input-invalid`: `asOf` to come. */
export const ask = async (query: Query, request: RequestTools, filters: Filters, page: PageAsked = {}): Promise<unknown> => {
  if (isList(query)) return (await pagesOf(query, request, filters, page).next()).value;
  const tools = await toolsAt(query, request, filters);
  return tools && query.run(tools, filters);
};
