import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import pTimeout from 'p-timeout';
import { z } from 'zod';
import { sectorsOf } from '#domain/review/sectors.ts';
import type { AnyEvent } from '#events/all.ts';
import { type Position, type Recorded, START } from '#events/store/event.ts';
import { answerOf, keepAnswers, sendAnswer } from './answers.ts';
import { authorize, forbidden, grantsOf, isGranted } from './authentication.ts';
import { csvOf, limitOpenExports } from './exports.ts';
import { fileNameOf, plainName } from './fileNames.ts';
import { languageOf } from './languages.ts';
import { titleOf } from './openApi.ts';
import { defaultLimits, type ServerOptions, type WaitForPosition } from './options.ts';
import { decodeCursor, encodeCursor, type ListPage } from './paging.ts';
import { positionAsked } from './parameters.ts';
import { personalReader, personalSearch, purposeOf } from './personalReading.ts';
import { actorOf, covers } from './principal.ts';
import { loggable } from './problemAnswers.ts';
import { inputProblem, Problem, problemResponses } from './problems.ts';
import { ask, type Form, pagesOf, type Query, type RequestTools } from './query.ts';
import { parameterChecks } from './references.ts';
import { columnsOf } from './texts/columns.ts';

const EXPORT_PAGE = 500;

const Headers = z.object({
  'if-none-match': z.string().optional().describe('`ETag` of an answer that is known: 304 while it holds.'),
  'x-purpose': z
    .string()
    .optional()
    .describe(
      'Why personal data is read or searched; it goes on record, where auditors read it: no names, no identity numbers. Without it personal values are masked.',
    ),
});
const After = {
  after: z.coerce.number().int().min(-1).optional().describe('Wait (2 s at most) until the answer has seen this position of the log.'),
};
const Paging = {
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('Items per page.'),
  cursor: z.string().max(2_000).optional().describe('`next` of the page before.'),
  format: z
    .enum(['json', 'csv'])
    .optional()
    .describe('csv: every page in one file (also by `Accept: text/csv`), for people to read with `Accept-Language: vi`.'),
};

/** What all queries of a server share. */
type Shared = { openExport: ReturnType<typeof limitOpenExports>; answered: ReturnType<typeof keepAnswers> };

/** One GET route for each query that any role may ask. */
export const queryRoutes = (server: FastifyInstance, options: ServerOptions): void => {
  const checksOf = parameterChecks(options);
  const openExport = limitOpenExports(options.limits?.exportsPerSubject ?? defaultLimits.exportsPerSubject);
  const shared: Shared = { openExport, answered: keepAnswers() };
  for (const query of options.queries)
    if (isGranted(options.access, query.name)) {
      const check = checksOf({ params: shapeOf(query, 'params'), query: shapeOf(query, 'query') });
      mount(server, query, options, { ...shared, check });
    }
};

const shapeOf = (query: Query, part: 'params' | 'query'): z.ZodRawShape => {
  const schema = query[part];
  // zod drops the refinements of an object to which fields are added, as is done here
  if (schema?.def.checks?.length) throw new Error(`${query.name}: ${part} may not carry refinements; check in run.`);
  return schema?.shape ?? {};
};

const formatOf = (forms: Readonly<Record<string, Form>>): z.ZodRawShape => {
  const names = ['json', ...Object.keys(forms)];
  return names.length === 1 ? {} : { format: z.enum(names).optional().describe('json when absent; the others as a file.') };
};

/** Content types of an answer, each with what it holds. */
const contentOf = ({ list, forms = {} }: Query, answer: z.ZodType) => {
  const text = [...(list ? ['text/csv'] : []), ...Object.values(forms).map(({ type }) => type.split(';')[0] ?? type)];
  return { 'application/json': { schema: answer }, ...Object.fromEntries(text.map((type) => [type, { schema: z.string() }])) };
};

/** Events read of a stream at a time. */
const AT_A_TIME = 1000;

const eventsOf = async ({ store, decode }: Pick<ServerOptions, 'store' | 'decode'>, stream: string): Promise<Recorded<AnyEvent>[]> => {
  const events: Recorded<AnyEvent>[] = [];
  for (;;) {
    const page = await store.readStream(stream, { from: events.length, limit: AT_A_TIME });
    events.push(...page.map(decode));
    if (page.length < AT_A_TIME) return events;
  }
};

/**
 * What an answer has seen that needs no read model: all there is. Where the log does not answer in time it is told as
 * having seen nothing, because reference data does not need the log.
 */
const seenWithoutReadModels = async (store: ServerOptions['store'], awaited: Position, waitMs: number): ReturnType<WaitForPosition> => {
  const position = await pTimeout(store.head(), { milliseconds: waitMs }).catch(() => START);
  return { position, reached: position >= awaited };
};

const attached = (fileName: string): string => `attachment; filename="${fileName}"`;

const wantsCsv = (request: FastifyRequest): boolean => {
  const { format } = request.query as { format?: string };
  return format === 'csv' || (format === undefined && (request.headers.accept ?? '').startsWith('text/csv'));
};

const mount = (
  server: FastifyInstance,
  query: Query,
  options: ServerOptions,
  { check, openExport, answered }: Shared & { check: (given: Record<string, unknown>) => Promise<void> },
): void => {
  const { name, list, projections, forms = {} } = query;
  const waitMs = options.limits?.waitMs ?? defaultLimits.waitMs;
  const answer = list
    ? z.object({
        items: z.array(query.answer),
        next: z.string().optional().describe('Cursor of the next page; absent on the last one.'),
        position: z.int().describe('The answer has seen the log up to here.'),
      })
    : query.answer;

  const toolsFor = (request: FastifyRequest, filters: Record<string, unknown>) => {
    const { caller, grants } = authorize(request, name);
    const unit = query.unit?.(filters);
    const city = grants.find(({ scope }) => scope === 'city');
    // several roles: the widest one decides what a list shows
    const grant = city ?? grants.find(({ scope }) => scope === 'sector' || unit === undefined || covers(caller.units, unit));
    if (grant === undefined) throw forbidden(`The token does not cover unit ${unit}.`);
    const actor = actorOf(caller, grant.role);
    const purpose = purposeOf(request);
    /** Whether the answer comes from read models alone, and so lasts as long as they stay. */
    let lasts = projections.length > 0;
    const fresh =
      <A extends unknown[], R>(ask: (...args: A) => R) =>
      (...args: A): R => {
        lasts = false;
        return ask(...args);
      };
    const tools: RequestTools = {
      db: options.db,
      settings: options.settings,
      now: options.clock(),
      language: languageOf(request.headers['accept-language']),
      granted: (other) => grantsOf(server.access, caller.roles, other).length > 0,
      units: grant.scope === 'unit' ? caller.units : 'all',
      sectors: grant.scope === 'sector' ? sectorsOf(caller.units, options.settings.procedureReview) : 'all',
      open: personalReader(options)(caller, actor, purpose, request.id),
      readEvents: fresh((stream) => eventsOf(options, stream)),
      stored: fresh(async (stream, revision) => (await options.store.readStream(stream, { from: revision, limit: 1 }))[0]),
      proofOf: fresh(async (event) => options.proofOf?.(event)),
      gaps: fresh((range) => options.store.gaps(range)),
      findByPersonal: personalSearch(options)(caller, actor, purpose, request.id),
      ...(options.mailbox && { mailbox: fresh(options.mailbox) }),
    };
    const { language, units, sectors } = tools;
    return { tools, actor, purpose, lasts: () => lasts, asker: [caller.roles, units, sectors, language] };
  };

  server.get(
    `/v1${query.path}`,
    {
      preParsing: async (request) => void authorize(request, name),
      schema: {
        operationId: name,
        summary: titleOf(query.name),
        description: query.summary,
        tags: [query.tag],
        headers: Headers,
        querystring: z.strictObject({ ...shapeOf(query, 'query'), ...After, ...(list ? Paging : formatOf(forms)) }),
        ...(query.params ? { params: z.strictObject(shapeOf(query, 'params')) } : {}),
        response: {
          200: {
            description:
              'The answer; `Motcua-Position` says how far it has seen the log, `Motcua-Stale: true` that `after` was not reached in time.',
            content: contentOf(query, answer),
          },
          ...problemResponses(400, 401, 403, 404, 429, 500, 503),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { after, limit, cursor, format, ...own } = request.query as Record<string, unknown> & {
        after?: number;
        limit?: number;
        cursor?: string;
        format?: string;
      };
      const filters = { ...own, ...(request.params as Record<string, unknown>) };
      const { tools, actor, purpose, lasts, asker } = toolsFor(request, filters);
      await check(filters);
      const byPath = () => fileNameOf(query.path, filters, tools.now);
      const asCsv = list && wantsCsv(request);
      const key = list && cursor !== undefined ? decodeCursor(name, filters, list.key, cursor) : undefined;

      // how far the models are is asked before they are read: the answer has seen at least that
      const asked = positionAsked(filters);
      if (asked !== undefined && !(await options.waitForPosition(projections, asked, 0)).reached && asked > (await options.store.end()))
        throw inputProblem([{ in: 'query', pointer: '/asOf', detail: 'has not come yet' }]);
      const awaited = after ?? asked;
      const seen =
        projections.length === 0
          ? await seenWithoutReadModels(options.store, awaited ?? START, waitMs)
          : await options.waitForPosition(projections, awaited ?? START, awaited === undefined ? 0 : waitMs);
      reply.header('motcua-position', seen.position);
      if (!seen.reached) reply.header('motcua-stale', 'true');

      const form = list || format === undefined ? undefined : forms[format];
      if (asCsv || form) openExport(actor.id, reply);
      if (list && asCsv) {
        const pages = pagesOf({ ...query, list }, tools, filters, { limit: EXPORT_PAGE, cursor: key });
        const { value: first } = await pages.next();
        if (first === undefined) throw new Problem('not-found');
        const rows = csvOf(columnsOf(name, query.answer, tools.language), [first, pages], (error) =>
          request.log.error({ query: name, error: loggable(error) }, 'an export broke off'),
        );
        return reply
          .type('text/csv; charset=utf-8')
          .headers({ 'content-language': tools.language, vary: 'Accept-Language' })
          .header('content-disposition', attached(`${byPath()}.csv`))
          .send(Readable.from(rows));
      }
      const found = async () => {
        const result = await ask(query, tools, filters, { limit, cursor: key });
        if (result === undefined) throw new Problem('not-found');
        return result as Record<string, unknown>;
      };
      if (form) {
        const result = await found();
        return reply
          .type(form.type)
          .header('content-disposition', attached(`${query.fileName ? plainName(query.fileName(result)) : byPath()}.${format}`))
          .send(await form.write(result, tools.language));
      }
      const whole = async () => {
        const result = await found();
        if (!list) return result;
        const page = result as ListPage<unknown>;
        const next = page.next === undefined ? {} : { next: encodeCursor(name, filters, page.next) };
        return { items: page.items, ...next, position: seen.position };
      };
      // what is opened for a purpose is given once, and on record
      if (purpose !== undefined) return reply.type('application/json').send(await whole());
      const compute = async () => {
        const text = String(reply.serializeInput(await whole(), '200', 'application/json'));
        return { text, lasts: lasts() };
      };
      // where it stands is not known: nothing to go by
      if (seen.positions === undefined) return sendAnswer(request, reply, answerOf((await compute()).text));
      const question = { of: [name, filters, limit, cursor, asker], positions: seen.positions, now: tools.now };
      return sendAnswer(request, reply, await answered(question, compute));
    },
  );
};
