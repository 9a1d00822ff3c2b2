import swagger from '@fastify/swagger';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { personalSchemas, publicTexts } from '#events/store/personal.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Override = NonNullable<z.core.ToJSONSchemaParams['override']>;

const PUBLIC = 'Public, and never erased: no personal data.';

/** Whether a schema, or what it makes optional, is text declared public. */
const isPublic = (schema: z.core.$ZodType): boolean => {
  if (publicTexts.get(schema as z.ZodType) !== undefined) return true;
  return (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) && isPublic(schema.unwrap());
};

/**
 * In the description of an input a personal field is its plain value: nobody may send a sealed one. Free text declared
 * public says so where it is typed. An instant has no pattern, because requests may have it in any form of RFC 3339.
 */
const override: Override = ({ zodSchema, jsonSchema }) => {
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  // of a query string, where a yes-or-no is a word; what is generated from the document takes and sends true or false
  if (jsonSchema.enum?.join() === 'true,false') {
    delete jsonSchema.enum;
    jsonSchema.type = 'boolean';
    if (typeof jsonSchema.default === 'string') jsonSchema.default = jsonSchema.default === 'true';
  }
  if (isPublic(zodSchema) && !jsonSchema.description?.endsWith(PUBLIC))
    jsonSchema.description = [jsonSchema.description, PUBLIC].filter((part) => part !== undefined && part !== '').join(' ');
  if (personalSchemas.get(zodSchema as unknown as z.ZodType) === undefined || !jsonSchema.anyOf?.[0]) return;
  const [plain] = jsonSchema.anyOf;
  delete jsonSchema.anyOf;
  Object.assign(jsonSchema, plain, { description: 'Personal: encrypted before it is stored.' });
};

const header = (description: string, schema: Json = { type: 'string' }): Json => ({ description, schema });
const everyAnswer = { 'X-Correlation-Id': header('Names this request in logs, events and problems.') };
const laterAnswer = { ...everyAnswer, 'Retry-After': header('Seconds after which to repeat the request.', { type: 'integer' }) };
const commandAnswer = {
  ...everyAnswer,
  ETag: header('Revision of the stream after the command.'),
  'Idempotent-Replayed': header('`true` when the Idempotency-Key had been answered before.'),
};
const queryAnswer = {
  ...everyAnswer,
  'Motcua-Position': header('The answer has seen the log up to here.', { type: 'integer' }),
  'Motcua-Stale': header('`true` when `after` was not reached in time.'),
};

const reference = /"\$ref":"#\/components\/schemas\/([^"]+)"/g;
const refsIn = (value: Json): string[] => [...JSON.stringify(value).matchAll(reference)].flatMap(([, name]) => name ?? []);
const renamed = <T extends Json>(value: T, names: ReadonlyMap<string, string>): T =>
  JSON.parse(JSON.stringify(value).replaceAll(reference, (_, name) => `"$ref":"#/components/schemas/${names.get(name) ?? name}"`));

/**
 * The provider describes every schema of the process twice, as input and as output. Kept is what a route refers to,
 * under one name unless the two differ, in alphabetical order so that the document depends on nothing but its content.
 */
const tidy = (document: { paths: Json; components: { schemas: Record<string, Json> } }) => {
  const all = document.components.schemas;
  const names = new Map(
    Object.keys(all)
      .filter((name) => name.endsWith('Input') && all[name.slice(0, -5)] !== undefined)
      .map((name) => [name, name.slice(0, -5)]),
  );
  for (let changed = true; changed; ) {
    changed = false;
    for (const [input, output] of names) {
      if (JSON.stringify(renamed(all[input] ?? null, names)) === JSON.stringify(all[output])) continue;
      names.delete(input);
      changed = true;
    }
  }
  const paths = renamed(document.paths, names);
  const schemas: Record<string, Json> = {};
  const waiting = refsIn(paths);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const schema = all[name];
    if (schema === undefined || schemas[name] !== undefined) continue;
    schemas[name] = renamed(schema, names);
    waiting.push(...refsIn(schemas[name] as Json));
  }
  return {
    ...document,
    paths,
    components: { ...document.components, schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))) },
  };
};

type Operations = Record<
  string,
  Record<string, { tags?: string[]; responses: Record<string, { description?: string; content?: Json; headers?: Json }> }>
>;

/** Anything may fail here, and what it then answers with is a problem as all others. */
const withInternalError = (paths: Operations): void => {
  for (const { responses } of Object.values(paths).flatMap((operations) => Object.values(operations))) {
    const { content } = responses['400'] ?? {};
    if (content !== undefined) responses['500'] ??= { description: 'internal-error', content };
  }
};

/** Every tag that operations bear, in order. */
const tagsOf = (paths: Operations): { name: string }[] =>
  [...new Set(Object.values(paths).flatMap((operations) => Object.values(operations).flatMap(({ tags = [] }) => tags)))]
    .sort()
    .map((name) => ({ name }));

/** Response headers: the provider carries none over. */
const withHeaders = (paths: Operations) => {
  for (const operations of Object.values(paths)) {
    for (const [method, { responses }] of Object.entries(operations)) {
      for (const [status, response] of Object.entries(responses)) {
        const succeeded = status.startsWith('2');
        const refused = status === '503' || status === '429' ? laterAnswer : everyAnswer;
        response.headers = succeeded ? (method === 'post' ? commandAnswer : queryAnswer) : refused;
      }
    }
  }
};

/** Collects the routes registered after it into an OpenAPI 3.1 document. */
export const describeApi = async (server: FastifyInstance): Promise<void> => {
  const transformObject = createJsonSchemaTransformObject({ zodToJsonConfig: { override } });
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Motcua',
        version: '1',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        contact: { name: 'Motcua', url: 'https://github.com/motcua/motcua' },
        description:
          'System of record of the commune-level Public Administrative Service Centers of Ho Chi Minh City. Commands answer with a receipt, queries from read models, feeds with events. Give the `position` of a receipt to a query as `after`, and the answer has seen the command.',
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'Access token with `roles` and `units`; `personal` to see personal data.',
          },
        },
      },
      security: [{ token: [] }],
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig: { override } }),
    transformObject: (document) => {
      // the provider's types know neither its own components nor each other's documents
      const described = transformObject(document) as unknown as Parameters<typeof tidy>[0] & {
        paths: Operations;
        tags?: { name: string }[];
      };
      withInternalError(described.paths);
      withHeaders(described.paths);
      described.tags = tagsOf(described.paths);
      return tidy(described) as unknown as ReturnType<typeof transformObject>;
    },
  });
};

const referencePolicy = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What browsers show beside the title: a counter with a person before it. */
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0B4F8A"/><circle cx="16" cy="10" r="4" fill="#fff"/><path d="M10 20a6 6 0 0 1 12 0zM5 21h22v3H5z" fill="#fff"/></svg>';

/** `/openapi.json` and the reference page `/docs/`, which needs nothing from the internet. */
export const referencePage = async (server: FastifyInstance): Promise<void> => {
  let document: unknown;
  server.get('/openapi.json', { schema: { hide: true } }, () => (document ??= server.swagger()));
  server.get('/', { schema: { hide: true } }, (_, reply) => reply.redirect('/docs/'));
  server.get('/favicon.ico', { schema: { hide: true } }, (_, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(icon),
  );
  let page: Promise<FastifyInstance> | undefined;
  const show = async (request: FastifyRequest, reply: FastifyReply) => {
    page ??= openReference();
    const answer = await (await page).inject({ url: request.url, headers: { host: request.host } });
    for (const name of ['content-type', 'location'] as const) {
      const value = answer.headers[name];
      if (value !== undefined) reply.header(name, value);
    }
    reply.header('content-security-policy', referencePolicy);
    if (request.url.endsWith('.js')) reply.header('cache-control', 'public, max-age=3600');
    return reply.code(answer.statusCode).send(answer.rawPayload);
  };
  for (const path of ['/docs', '/docs/js/scalar.js']) server.get(path, { schema: { hide: true } }, show);
};

/** The page by itself, made when it is first asked for: it takes 30 MB, and most processes are never asked. */
const openReference = async (): Promise<FastifyInstance> => {
  const { default: apiReference } = await import('@scalar/fastify-api-reference');
  const server = fastify({ routerOptions: { ignoreTrailingSlash: true } });
  await server.register(apiReference, {
    routePrefix: '/docs',
    configuration: {
      url: '/openapi.json',
      pageTitle: 'Motcua API',
      favicon: '/favicon.ico',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
  await server.ready();
  return server;
};

/** A name of a command or query as a title: `OpenCenter` → `Open center`. */
export const titleOf = (name: string): string =>
  name.charAt(0) + name.slice(1).replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** The OpenAPI document of a ready server: the same bytes for the same routes. */
export const openApiDocument = (server: FastifyInstance): string => `${JSON.stringify(server.swagger(), null, 2)}\n`;
