import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commands } from '#commands/all.ts';
import { catalogueProcedure } from '#commands/procedure/procedure.ts';
import { OfficialId, PartyId, ProcedureCode, UnitCode } from '#events/terms.ts';
import { allQueries } from '#http/all.ts';
import { namedBy, rangesIn } from '#http/server/references.ts';
import { by } from '#test/commands/handling/process.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let app: TestServer;
let token: string;
beforeAll(async () => {
  app = await startTestServer({ commands, queries: allQueries });
  const roles = ['auditor', 'supervisor', 'administrator', 'officer', 'center-head'] as const;
  token = await app.token({ sub: 'everything', roles: [...roles], units: ['*'], personal: true });
  const entry = { code: '2.000815', name: 'Chứng thực', nameEn: 'Certification', field: 'Chứng thực', provenance: 'test' };
  await app.execute(catalogueProcedure, entry, by());
});
afterAll(() => app?.close());

/** Well formed, and of nothing. */
const nothing = {
  unit: '99999',
  party: 'office-of-nobody',
  procedure: '9.999999',
  official: 'nobody',
  duty: 'no-duty',
  directive: 'no-directive',
} as const;
/** Something for each parameter in a path that is not what a case is about. */
const some: Record<string, string> = { unit: '25747', party: '25747', procedure: '2.000815', day: '2025-07-01', year: '2025' };

const cases = allQueries.flatMap((query) => {
  const params = Object.entries((query.params?.shape ?? {}) as Record<string, z.ZodType>);
  const filters = Object.entries((query.query?.shape ?? {}) as Record<string, z.ZodType>);
  const path = (over: Record<string, string> = {}) =>
    query.path.replace(
      /:(\w+)/g,
      (_: string, name: string) =>
        over[name] ?? some[name] ?? some[namedBy(params.find(([one]) => one === name)?.[1] ?? z.any()) ?? ''] ?? 'x',
    );
  const needed = filters.flatMap(([filter, schema]) => (schema.safeParse(undefined).success ? [] : [`&${filter}=x`])).join('');
  return { name: query.name, params, filters, path, needed };
});
const named = (fields: [string, z.ZodType][]) =>
  fields.flatMap(([field, schema]) => [namedBy(schema) ?? []].flat().map((kind) => ({ field, kind })));

describe('what a query names and does not exist', () => {
  const inFilters = cases.flatMap((one) => named(one.filters).map(({ field, kind }) => ({ ...one, field, kind })));
  it('is asked of every list that can be narrowed by it', () => {
    const asked = new Set(inFilters.map(({ name, field }) => `${name} ${field}`));
    for (const expected of [
      'ListDossiers holderOfficial',
      'ListDossiers procedure',
      'ListWorkload unit',
      'ListAuditTrail unit',
      'ListOfficialLoad officialId',
      'GetCalendar closuresOf',
      'ListNotices duty',
      'ListDuties directiveId',
    ])
      expect(asked).toContain(expected);
  });
  it.each(inFilters)('$name?$field is refused by its name', async ({ path, field, kind, needed }) => {
    const { status, json } = await app.get(`/v1${path()}?${field}=${nothing[kind]}${needed}`, token);
    expect({ status, errors: json.errors }).toEqual({
      status: 400,
      errors: [{ in: 'query', pointer: `/${field}`, detail: expect.stringContaining(nothing[kind]) }],
    });
  });
  const inPaths = cases.flatMap((one) => named(one.params).map(({ field, kind }) => ({ ...one, field, kind })));
  it.each(inPaths)('$name of $field is not found', async ({ path, field, kind }) => {
    const { status, json } = await app.get(`/v1${path({ [field]: nothing[kind] })}`, token);
    expect({ status, detail: json.detail }).toEqual({ status: 404, detail: expect.stringContaining(nothing[kind]) });
  });
  it('is told from what a scope does not cover', async () => {
    const officer = await app.token({ sub: 'officer', roles: ['officer'], units: ['25747'], personal: false });
    expect((await app.get('/v1/dossiers?unit=25750', officer)).status).toBe(403);
  });
  it.each(['/v1/events?unit=99999', '/v1/events?unit=25747&unit=office-of-nobody'])('%s is refused in the feed too', async (url) => {
    const { status, json } = await app.get(url, token);
    expect({ status, pointer: json.errors?.[0]?.pointer }).toEqual({ status: 400, pointer: '/unit' });
  });
});

describe('a beginning after its end', () => {
  const ends: Record<string, [string, string]> = {
    from: ['2025-07-02', '2025-07-01'],
    dueFrom: ['2025-07-02T00:00:00.000Z', '2025-07-01T00:00:00.000Z'],
    receivedFrom: ['2025-07-02', '2025-07-01'],
    occurredFrom: ['2025-07-02T00:00:00.000Z', '2025-07-01T00:00:00.000Z'],
    recordedFrom: ['2025-07-02T00:00:00.000Z', '2025-07-01T00:00:00.000Z'],
  };
  const ranges = cases.flatMap((one) => rangesIn(one.filters.map(([field]) => field)).map(([from, to]) => ({ ...one, from, to })));
  it('is known in every query that has both', () =>
    expect(ranges.map(({ name, from }) => `${name} ${from}`)).toEqual(
      expect.arrayContaining([
        'ListWorkload from',
        'ListDossiers dueFrom',
        'ListDossiers receivedFrom',
        'GetDirectiveReport from',
        'ListAuditTrail occurredFrom',
      ]),
    ));
  it.each(ranges)('of $name ($from, $to) is refused', async ({ name, path, from, to }) => {
    const [first, last] = name === 'GetModelRegulationChanges' ? ['3', '2'] : (ends[to === 'before' ? 'occurredFrom' : from] ?? []);
    const { status, json } = await app.get(`/v1${path()}?${from}=${first}&${to}=${last}`, token);
    expect({ status, errors: json.errors }).toEqual({
      status: 400,
      errors: [{ in: 'query', pointer: `/${from}`, detail: expect.stringContaining(to) }],
    });
  });
  it('is refused where the end is left out too', async () => {
    const { status, json } = await app.get('/v1/workload?from=2999-01-01', token);
    expect({ status, pointer: json.errors?.[0]?.pointer }).toEqual({ status: 400, pointer: '/from' });
  });
});

describe('which schema names what', () => {
  it.each([
    [UnitCode, 'unit'],
    [UnitCode.optional().describe('x'), 'unit'],
    [PartyId.describe('x').optional(), 'party'],
    [ProcedureCode.optional(), 'procedure'],
    [OfficialId.nullable().optional(), 'official'],
    [z.string().optional(), undefined],
  ])('%#', (schema, kind) => expect(namedBy(schema)).toBe(kind));
});
