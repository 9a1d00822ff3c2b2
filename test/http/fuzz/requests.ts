import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { access } from '#http/access.ts';
import { grantsOf } from '#http/server/authentication.ts';
import { encodeCursor } from '#http/server/paging.ts';
import type { Operation, Schema } from './document.ts';
import type { World } from './world.ts';

/** Stands in whatever is wrong: no fault may repeat it. */
export const planted = 'Nguyễn Thị Bí Mật 079299999999';
/** Stands in personal fields, and nowhere else. */
export const secret = 'Lê Văn Kín Đáo';

export type Request = {
  /** What the path was made for; what is sent may be something else. */
  operation: Operation;
  method: string;
  path: string;
  query: readonly (readonly [name: string, value: string])[];
  headers: readonly (readonly [name: string, value: string])[];
  body?: unknown;
  /** Bytes of the body; absent: none. */
  encode?: (json: string) => Buffer;
  chunked?: boolean;
};

const DEEP = 50_000;
/** Stand in a value for what JSON.stringify cannot write. */
const raw: Record<string, string> = {
  '@deep-array@': '['.repeat(DEEP) + ']'.repeat(DEEP),
  '@deep-object@': '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP),
  '@infinite@': '1e400',
  '@precise@': '12345678901234567890.123456789',
  '@twice@': '{"a":1,"a":2}',
};
/** JSON with everything in it that JSON allows, lone surrogates and `__proto__` included. */
export const jsonOf = (body: unknown): string =>
  JSON.stringify(body)?.replace(/"(@[a-z-]+@)"/g, (text, name: string) => raw[name] ?? text) ?? '';

const hostileTexts = [
  '',
  ' ',
  planted,
  'a\u0000b',
  '\u0000',
  '\ud800',
  'x\udc00\ud800',
  '\uFEFFx',
  'x'.repeat(3_000),
  '../../etc/passwd',
  "'; drop table read.dossier_list; --",
  '2025-02-30',
  '0000-01-01',
  '0001-01-01',
  '9999-12-31',
  '-000001-01-01',
  '2025-06-31T00:00:00.000Z',
  '2025-07-01T25:00:00Z',
  '0000-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '2025-07-01T00:00:00.12345678901234Z',
  '2025-07-01T00:00:00+23:59',
  '__proto__',
  'constructor',
  'toString',
  'null',
  '1e3',
  '0x10',
  '-1',
  '9007199254740993',
  '99999999999999999999',
  '٣٤',
  '25747 ',
  '25747\n',
  '\u202e\u2066',
  '=1+1',
  '<script>alert(1)</script>',
  '%00',
  'a,b',
  '*',
];
const hostileText = fc.oneof(
  { arbitrary: fc.constantFrom(...hostileTexts), weight: 4 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 30 }), weight: 1 },
  // what compresses badly: indexes have a longest entry
  {
    arbitrary: fc
      .integer({ min: 1, max: 64 })
      .map((n) => Array.from({ length: n * 40 }, (_, i) => String.fromCodePoint(0x21 + ((i * i * 31 + n * 7) % 5_000))).join('')),
    weight: 1,
  },
);
const polluting: unknown[] = ['{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}'].map((text) =>
  JSON.parse(text),
);
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: hostileText, weight: 8 },
  {
    arbitrary: fc.constantFrom<unknown[]>(
      null,
      true,
      -1,
      0,
      -0,
      0.5,
      1e-9,
      2 ** 31,
      Number.MAX_SAFE_INTEGER,
      2 ** 53,
      1e308,
      [],
      {},
      [[]],
      [null],
      ...Object.keys(raw),
      { sealed: 'x' },
      { sealed: 'x', stream: 'dossier-x', eventId: 'x', field: 'owner.name' },
      { $ne: null },
      ...polluting,
    ),
    weight: 6,
  },
  {
    arbitrary: fc
      .constantFrom<(() => unknown)[]>(
        () => 'ệ'.repeat(200_000),
        () => Array.from({ length: 30_000 }, () => 1),
        () => Array.from({ length: 300 }, () => planted),
        () => Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`${planted} ${n}`, n])),
      )
      .map((make) => make()),
    weight: 1,
  },
  { arbitrary: fc.jsonValue({ maxDepth: 3 }), weight: 1 },
);

/** Valid values, drawn from what exists where the name of the field says so. */
const values = ({ known }: World) => {
  const ago = fc
    .oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 600 * 24 * 60 }))
    .map((minutes) => new Date(Date.now() - minutes * 60_000).toISOString());
  const day = fc.oneof(
    fc.integer({ min: 0, max: 500 }).map((days) => new Date(Date.UTC(2025, 5, 1 + days)).toISOString().slice(0, 10)),
    fc.constantFrom('1954-10-10', '2024-02-29', '9999-12-31'),
  );
  const named: [RegExp, readonly (string | number)[]][] = [
    [/^unit$|Unit$|^placeOf|^sentTo$|^closuresOf$/, known.unit],
    [/dossierId/i, known.dossier],
    [/^(official(Id)?|substituteFor|contactOfficial|holderOfficial)$/, known.official],
    [/^pointId$/, known.point],
    [/^assignmentId$/, known.assignment],
    [/^(procedure|code|successors)$/, known.procedure],
    [/^year$/, known.year],
    [
      /^stream$|^subject$/,
      [...known.dossier.slice(0, 20).map((id) => `dossier-${id}`), `center-${known.unit[0]}`, `official-${known.official[0]}`],
    ],
  ];
  const text = ({ minLength = 0, maxLength = 2_000, description = '' }: Schema) =>
    description.startsWith('Personal')
      ? fc.constant(secret.slice(0, maxLength))
      : fc.oneof(
          fc.constantFrom('Căn cứ', '=1+1', ' a ', '𠮷野家').map((one) => one.slice(0, maxLength).padEnd(minLength, 'x')),
          fc.constantFrom(minLength, maxLength).map((length) => 'ậ'.repeat(length)),
        );
  const number = ({ minimum, maximum, exclusiveMinimum, type }: Schema) => {
    const least = minimum ?? (exclusiveMinimum === undefined ? -5 : type === 'integer' ? exclusiveMinimum + 1 : exclusiveMinimum + 0.25);
    const most = maximum ?? 1e9;
    return fc.oneof(
      fc.constantFrom(least, most),
      fc.integer({ min: Math.ceil(least), max: Math.min(Math.ceil(least) + 20, Math.floor(most)) }),
    );
  };
  const formats: Record<string, fc.Arbitrary<string>> = {
    date: day,
    'date-time': ago,
    uuid: fc.uuid(),
    email: fc.constantFrom('a@example.org'),
    uri: fc.constantFrom('https://example.org/a?b=c', 'http://[::1]/'),
  };
  const of = (schema: Schema, name = ''): fc.Arbitrary<any> => {
    const existing = named.find(([pattern]) => pattern.test(name))?.[1];
    const plain = byType(schema, name);
    const fits = existing?.filter((value) => typeof value === (schema.type === 'integer' ? 'number' : schema.type)) ?? [];
    if (fits.length === 0 || schema.enum) return plain;
    return fc.oneof({ arbitrary: fc.constantFrom(...fits), weight: 12 }, { arbitrary: plain, weight: 1 });
  };
  const byType = (schema: Schema, name: string): fc.Arbitrary<any> => {
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const variants: Schema[] | undefined = schema.oneOf ?? schema.anyOf;
    if (variants) return fc.oneof(...variants.map((variant) => of(variant, name)));
    switch (schema.type) {
      case 'object': {
        const fields = Object.entries<Schema>(schema.properties ?? {}).map(([field, inner]) => [field, of(inner, field)] as const);
        const all = fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [], noNullPrototype: true });
        // most acts are entered as they happen
        return fc
          .tuple(all, fc.nat({ max: 4 }))
          .map(([{ occurredAt, ...others }, late]) => (late > 0 ? others : { ...others, occurredAt }));
      }
      case 'array': {
        const least: number = schema.minItems ?? 0;
        return fc.array(of(schema.items, name), {
          minLength: least,
          maxLength: Math.min(schema.maxItems ?? least + 3, least + 3),
          size: 'max',
        });
      }
      case 'boolean':
        return fc.boolean();
      case 'integer':
      case 'number':
        return number(schema);
      case 'string': {
        const format = formats[schema.format];
        if (format) return format;
        return schema.pattern ? fc.stringMatching(new RegExp(schema.pattern)) : text(schema);
      }
      default:
        return fc.jsonValue();
    }
  };
  /** The id in the path, by the resource. */
  const inPath = (path: string, name: string, schema: Schema): fc.Arbitrary<string | number> => {
    // without this part it would be another path
    if (name !== 'id') return of(schema, name).filter((value: unknown) => value !== '');
    const ids: Record<string, readonly (string | number)[]> = {
      centers: known.unit,
      calendars: known.year,
      dossiers: known.dossier,
      officials: known.official,
      procedures: known.retiring,
      projections: known.projection,
      registers: [`${known.unit[0]}-${known.today}`],
    };
    return fc.constantFrom(...(ids[path.split('/')[2] ?? ''] ?? ['x']));
  };
  return { of, inPath };
};

/** What the table of grants calls operations that are neither a command nor a query. */
const grantedAs: Record<string, string> = { StreamEvents: 'ReadEvents', UploadAssignmentFile: 'AcceptAssignmentBatch' };

/** A request that the document would take, of somebody who mostly may. */
const validRequest = (world: World, operation: Operation): fc.Arbitrary<Request> => {
  const { of, inPath } = values(world);
  const { operationId, method, path, parameters, body } = operation;
  const may = world.people.filter(({ grant }) => grantsOf(access, grant.roles, grantedAs[operationId] ?? operationId).length > 0);
  const authorization = fc.oneof(
    // what is for anyone has no row
    { arbitrary: fc.constantFrom(...(may.length > 0 ? may : world.people)), weight: 8 },
    { arbitrary: fc.constantFrom(...world.people), weight: 1 },
  );
  const ofKind = (kind: string) =>
    parameters.filter((parameter) => parameter.in === kind && parameter.name !== 'after' && parameter.name !== 'cursor');
  return fc
    .record({
      who: authorization,
      inPath: fc.record(Object.fromEntries(ofKind('path').map(({ name, schema }) => [name, inPath(path, name, schema)]))),
      query: fc.record(Object.fromEntries(ofKind('query').map(({ name, schema }) => [name, of(schema, name)])), { requiredKeys: [] }),
      few: fc.nat({ max: 3 }),
      body: body === undefined ? fc.constant(undefined) : of(body),
      chunked: fc.boolean(),
      purpose: fc.boolean(),
      key: fc.nat({ max: 200 }),
    })
    .map(({ who, inPath: ids, query, few, body: given, chunked, purpose, key }) => ({
      operation,
      method,
      path: path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(ids[name]))),
      query: Object.entries(query)
        .slice(0, few)
        .map(([name, value]) => [name, String(value)] as const),
      headers: [
        ['authorization', who.authorization],
        ...(body === undefined ? [] : [['content-type', 'application/json'] as const]),
        ...(purpose ? [['x-purpose', 'tra cứu'.replace(/[^\x20-\x7e]/g, encodeURIComponent)] as const] : []),
        ...(key > 30 || body === undefined ? [] : [['idempotency-key', `key-${key}`] as const]),
      ],
      ...(body === undefined ? {} : { body: given, encode: (json: string) => Buffer.from(json), chunked }),
    }));
};

type Place = readonly (string | number)[];
const placesIn = (value: unknown, at: Place = []): Place[] =>
  typeof value === 'object' && value !== null
    ? [at, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...at, Array.isArray(value) ? Number(name) : name]))]
    : [at];
const replacedAt = (value: any, [first, ...rest]: Place, change: (old: unknown) => unknown): unknown => {
  if (first === undefined) return change(value);
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[first] = replacedAt(value[first], rest, change);
  return copy;
};

const inBody = ({ body }: Request): fc.Arbitrary<Partial<Request>> =>
  fc.constantFrom(...placesIn(body)).chain((place) =>
    fc.oneof(
      { arbitrary: hostileValue.map((value) => ({ body: replacedAt(body, place, () => value) })), weight: 6 },
      { arbitrary: fc.constant({ body: replacedAt(body, place, () => undefined) }), weight: 1 },
      { arbitrary: fc.constant({ body: replacedAt(body, place, (old) => [old, old]) }), weight: 1 },
      {
        arbitrary: fc.tuple(hostileText, hostileValue).map(([name, value]) => ({
          body: replacedAt(body, place, (old) =>
            typeof old === 'object' ? { ...old, ...Object.fromEntries([[name, value]]), ...(polluting[0] as object) } : value,
          ),
        })),
        weight: 1,
      },
    ),
  );

const inEncoding = (): fc.Arbitrary<Partial<Request>> =>
  fc.oneof(
    fc
      .constantFrom<Request['encode'][]>(
        (json) => Buffer.from(json.slice(0, -1)),
        (json) => Buffer.from(`\uFEFF${json}`),
        (json) => Buffer.from(json, 'utf16le'),
        (json) => Buffer.from(json, 'latin1'),
        (json) => Buffer.from(json.replace(/"([^"]*)"/g, '"$1\xff"'), 'latin1'),
        (json) => Buffer.from(`${json}${json}`),
        (json) => Buffer.concat([Buffer.from(json), Buffer.from([0])]),
        (json) => Buffer.from(`${json}${' '.repeat(1_100_000)}`),
        (json) => gzipSync(json + ' '.repeat(5_000_000)),
        () => Buffer.from(''),
        () => Buffer.from('[[[['.repeat(100_000)),
        () => Buffer.from(`[${'1,'.repeat(400_000)}1]`),
        () => Buffer.from(`{${Array.from({ length: 50_000 }, (_, n) => `"k${n}":1`).join()}}`),
        () => Buffer.from('"text"'),
        () => Buffer.from('null'),
        () => Buffer.from('nul'),
      )
      .map((encode) => ({ encode })),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ encode: () => Buffer.from(bytes) })),
  ) as fc.Arbitrary<Partial<Request>>;

const asHeader = (text: string): string => text.replace(/[\r\n]/g, ' ').replace(/\0/g, '%00');
const inHeaders = ({ headers, operation }: Request, world: World): fc.Arbitrary<Partial<Request>> => {
  const withHeader = (name: string, value: fc.Arbitrary<string>) =>
    value.map((text) => ({ headers: [...headers.filter(([other]) => other !== name), [name, asHeader(text)] as const] }));
  const some = fc.oneof(
    hostileText.map((text) => text.slice(0, 4_000)),
    hostileText.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 4_000)),
  );
  return fc.oneof(
    withHeader(
      'authorization',
      fc.oneof(
        fc.constantFrom(...world.strangers),
        fc.constantFrom('', 'Bearer', 'Bearer x', 'Bearer a.b.c', 'Basic YTpi', `Bearer ${'a'.repeat(10_000)}`),
        some,
      ),
    ),
    fc.constant({ headers: headers.filter(([name]) => name !== 'authorization') }),
    ...[
      'idempotency-key',
      'if-match',
      'last-event-id',
      'x-purpose',
      'accept',
      'x-correlation-id',
      'content-type',
      'content-encoding',
      'range',
      'if-none-match',
      'x-forwarded-for',
      'x-http-method-override',
      'accept-encoding',
      'expect',
      'origin',
    ].map((name) => withHeader(name, some)),
    withHeader('if-match', fc.constantFrom('"0"', '"3"', '*', '"999999999999999"', 'W/"0"', '"-1"', '"0", "1"')),
    withHeader(
      'content-type',
      fc.constantFrom(
        'text/plain',
        'application/json; charset=utf-16',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/problem+json',
        'application/json, text/plain',
        'APPLICATION/JSON',
      ),
    ),
    withHeader('accept', fc.constantFrom('text/csv', 'text/html', 'application/xml;q=0', '*/*')),
    fc.constant({ headers: [...headers, ...headers] }),
    fc.constant({ headers: [...headers, ['idempotency-key', operation.operationId] as const] }),
  );
};

const cursors = (operation: Operation, query: Request['query']): fc.Arbitrary<string> => {
  const filters = Object.fromEntries(query.filter(([name]) => !['limit', 'format', 'cursor'].includes(name)));
  return fc.oneof(
    hostileText,
    fc.constantFrom('latest', 'WyJ4Iixbe31dXQ', Buffer.from('x:1').toString('base64url')),
    // as this server makes them, but of a key that no page ever ended with
    fc
      .array(fc.oneof(hostileText, fc.constantFrom(0, -1, 0.5, 1e300, 2 ** 53)), { minLength: 1, maxLength: 5 })
      .map((key) => encodeCursor(operation.operationId, filters, key)),
  );
};
const inQuery = ({ query, operation }: Request): fc.Arbitrary<Partial<Request>> => {
  const names = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const name = fc.oneof({ arbitrary: fc.constantFrom(...names, 'limit'), weight: 6 }, { arbitrary: hostileText, weight: 1 });
  return fc.oneof(
    {
      arbitrary: fc.tuple(name, hostileText).map((pair) => ({ query: [...query.filter(([other]) => other !== pair[0]), pair] })),
      weight: 4,
    },
    { arbitrary: cursors(operation, query).map((cursor) => ({ query: [...query, ['cursor', cursor] as const] })), weight: 2 },
    { arbitrary: fc.constant({ query: [...query, ...query] }), weight: 1 },
    {
      arbitrary: fc
        .constantFrom('after', 'limit')
        .chain((one) =>
          fc.constantFrom('', '-1', '0', '1', '1e0', 'x', '-2', '1.5').map((value) => ({ query: [...query, [one, value] as const] })),
        ),
      weight: 1,
    },
    { arbitrary: fc.constant({ query: Array.from({ length: 2_000 }, (_, n) => [`a${n}`, ''] as const) }), weight: 1 },
  );
};

const inPath = ({ path }: Request): fc.Arbitrary<Partial<Request>> => {
  const parts = path.split('/');
  const part = fc.oneof(
    hostileText.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 3_000)),
    fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '..%2f..%2fetc%2fpasswd',
      '%',
      '%zz',
      '%c0%ae',
      '%ff',
      '%ed%a0%80',
      '',
      '%00',
      ';a=b',
      ':id',
      '*',
      'a%20b',
      '~',
    ),
  );
  return (
    fc
      .tuple(fc.integer({ min: 1, max: parts.length }), part)
      .map(([at, text]) => ({ path: parts.with(Math.min(at, parts.length - 1), text).join('/') }))
      // a slash at the end is passed over: it would be another operation
      .filter((changed) => !changed.path.endsWith('/'))
  );
};
const inMethod = (): fc.Arbitrary<Partial<Request>> =>
  fc
    .constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'M-SEARCH')
    .map((method) => ({ method }));

const mutated = (request: Request, world: World): fc.Arbitrary<Request> =>
  fc
    .oneof(
      ...(request.operation.body === undefined
        ? []
        : [
            { arbitrary: inBody(request), weight: 8 },
            { arbitrary: inEncoding(), weight: 2 },
          ]),
      { arbitrary: inHeaders(request, world), weight: 3 },
      { arbitrary: inQuery(request), weight: request.method === 'GET' ? 8 : 1 },
      { arbitrary: inPath(request), weight: request.path.includes('{') ? 3 : 2 },
      { arbitrary: inMethod(), weight: 1 },
    )
    .map((change) => ({ ...request, ...change }));

/** Any request: as the document wants it, or with one or two things wrong. */
export const anyRequest = (world: World, operations: readonly Operation[]): fc.Arbitrary<Request> =>
  fc
    .constantFrom(...operations)
    .chain((operation) => {
      const valid = validRequest(world, operation);
      const once = valid.chain((request) => mutated(request, world));
      const twice = once.chain((request) => mutated(request, world));
      return fc.oneof({ arbitrary: valid, weight: 4 }, { arbitrary: once, weight: 5 }, { arbitrary: twice, weight: 1 });
    })
    .map((request) => ({ ...request, [fc.toStringMethod]: () => bytesOf(request).toString('utf8').slice(0, 3_000) }));

/** Bytes of a request; the connection ends with its answer. */
export const bytesOf = ({ method, path, query, headers, body, encode, chunked = false }: Request): Buffer => {
  const asked = query
    .map(([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&');
  const payload = encode?.(jsonOf(body));
  const length = payload === undefined ? [] : chunked ? [['transfer-encoding', 'chunked']] : [['content-length', String(payload.length)]];
  const lines = [['host', 'motcua'], ['connection', 'close'], ...headers, ...length].map(([name, value]) => `${name}: ${value}`);
  const head = Buffer.from(`${method} ${path}${asked === '' ? '' : `?${asked}`} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  if (payload === undefined) return head;
  if (!chunked) return Buffer.concat([head, payload]);
  const chunk = payload.length === 0 ? [] : [Buffer.from(`${payload.length.toString(16)}\r\n`), payload, Buffer.from('\r\n')];
  return Buffer.concat([head, ...chunk, Buffer.from('0\r\n\r\n')]);
};
