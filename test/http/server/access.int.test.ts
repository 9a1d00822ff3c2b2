import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commands } from '#commands/all.ts';
import type { AnyCommand } from '#commands/handling/command.ts';
import { access, feedNames, sealNames } from '#http/access.ts';
import { plurals, allQueries as queries } from '#http/all.ts';
import type { Scope } from '#http/server/authentication.ts';
import { commandPath } from '#http/server/commandRoutes.ts';
import type { TokenRole } from '#http/server/principal.ts';
import type { Query, QueryTools } from '#http/server/query.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

const roles: readonly TokenRole[] = ['officer', 'center-head', 'supervisor', 'auditor', 'integrator', 'administrator', 'department'];
const OWN = '25747';
const OTHER = '25750';
/** What the act or question is about: a unit of the token, another one, or no one unit. */
const abouts = { own: OWN, other: OTHER, none: 'none' };
/** What the token covers. */
const tokens = { unit: [OWN], city: ['*'], nothing: [] as string[] };

it('has a row for every command, every query and every feed, and no row for anything else', () => {
  const names = [...commands.map(({ name }) => name), ...queries.map(({ name }) => name), ...feedNames, ...sealNames];
  expect(Object.keys(access).sort()).toEqual([...new Set(names)].sort());
  expect(names.length).toBe(new Set(names).size);
});

// The routes, names and grants are the real ones; only what lies behind them is replaced, so that each cell can be asked about each unit.
const unitOf = (about: string): string | undefined => (about === abouts.none ? undefined : about);
const asking = (command: AnyCommand): AnyCommand => ({
  ...command,
  input: z.strictObject({ [command.idField]: z.string().optional(), about: z.string() }),
});
const answering = ({ name, summary, path, tag, unit }: Query): Query => ({
  name,
  summary,
  path,
  tag,
  query: z.object({ about: z.string() }),
  answer: z.object({}),
  projections: [],
  ...(unit ? { unit: ({ about }) => unitOf(about as string) } : {}),
  run: async ({ units }: QueryTools, { about }: { about: string }) =>
    units === 'all' || about === abouts.none || units.includes(about) ? {} : undefined,
});
const pathOf = (path: string): string => path.replace(/:\w+/g, 'x');

let app: TestServer;
beforeAll(async () => {
  app = await startTestServer({
    commands: commands.map(asking),
    queries: queries.map(answering),
    options: {
      execute: async (_command, input, { permit }) => {
        permit(unitOf((input as { about: string }).about));
        return { stream: 'x-1', revision: 0, position: 0, events: [], repeated: false };
      },
    },
  });
});
afterAll(() => app.close());

const issued = new Map<string, Promise<string>>();
const tokenOf = (role: TokenRole, covered: keyof typeof tokens): Promise<string> => {
  const key = `${role} ${covered}`;
  const token = issued.get(key) ?? app.token({ roles: [role], units: tokens[covered] });
  issued.set(key, token);
  return token;
};
const ask = async (name: string, token: string, about: string): Promise<number> => {
  const command = commands.find((one) => one.name === name);
  if (command) return (await app.post(`/v1${pathOf(commandPath(command, plurals))}`, token, { about })).status;
  const query = queries.find((one) => one.name === name);
  if (query) return (await app.get(`/v1${pathOf(query.path)}?about=${about}`, token)).status;
  const unit = unitOf(about) === undefined ? '' : `unit=${about}&`;
  return (await app.get(`/v1/events?${unit}category=${name === 'ReadAccessEvents' ? 'access' : 'center'}`, token)).status;
};

// a name without any role has no route: its address is unknown, or known for reading only
const unmounted = [404, 405];
const refused = [403, ...unmounted];

/**
 * Whether a cell of the table permits it: nobody without the cell; by city or sector whatever the token covers (by sector
 * something, though); by unit what the token covers, and what is no one unit's only where it covers all. A question
 * that names no unit is answered with the part that the token covers.
 */
const permits = (name: string, cell: Scope | undefined, covered: keyof typeof tokens, about: keyof typeof abouts): boolean => {
  if (cell === undefined) return false;
  if (cell === 'city') return true;
  if (covered === 'nothing') return false;
  if (cell === 'sector' || covered === 'city' || about === 'own') return true;
  return about === 'none' && !commands.some((command) => command.name === name);
};

const sealPaths: Record<(typeof sealNames)[number], string> = {
  GetEventProof: '/v1/events/0197bf3e-1c00-7a10-8b00-000000000000/proof',
  ReadLogEntries: '/log/tile/entries/000',
  ExportLog: '/v1/audit/export',
};
describe.each(sealNames)('%s', (name) => {
  const row: Partial<Record<TokenRole, Scope>> = access[name] ?? {};
  it.each(roles)('as %s, where nothing is sealed, finds nothing or is refused', async (role) => {
    for (const covered of Object.keys(tokens) as (keyof typeof tokens)[]) {
      const { status } = await app.get(sealPaths[name], await tokenOf(role, covered));
      const granted = row[role] === 'city' || (row[role] === 'unit' && covered !== 'nothing');
      expect([covered, status]).toEqual([covered, granted ? 404 : 403]);
    }
  });
  it('asks for a token', async () => {
    expect((await app.get(sealPaths[name])).status).toBe(401);
  });
});

const others = new Set<string>(['ReadAccessEvents', ...sealNames]);
describe.each(Object.keys(access).filter((name) => !others.has(name)))('%s', (name) => {
  const row: Partial<Record<TokenRole, Scope>> = access[name] ?? {};
  describe.each(roles)('as %s', (role) => {
    const cell = row[role];
    it.each(Object.keys(tokens) as (keyof typeof tokens)[])('whose token covers %s', async (covered) => {
      const token = await tokenOf(role, covered);
      const [own, other, none] = [await ask(name, token, OWN), await ask(name, token, OTHER), await ask(name, token, abouts.none)];
      const expected = (about: keyof typeof abouts) => permits(name, cell, covered, about);
      expect({ own: !refused.includes(own), other: !refused.includes(other), none: none < 300 }).toEqual({
        own: expected('own'),
        other: expected('other'),
        none: expected('none'),
      });
      for (const [about, status] of [
        ['own', own],
        ['other', other],
      ] as const)
        if (expected(about)) expect(status).toBeLessThan(300);
    });
  });
  it('asks for a token', async () => {
    const command = commands.find((one) => one.name === name);
    const query = queries.find((one) => one.name === name);
    const answer = command
      ? await app.post(`/v1${pathOf(commandPath(command, plurals))}`, undefined, {})
      : await app.get(query ? `/v1${pathOf(query.path)}` : '/v1/events');
    expect(Object.keys(row).length === 0 ? unmounted : [401]).toContain(answer.status);
  });
});

it('acts in the first role of the token that permits it, and in the next one where the first does not reach', async () => {
  const roleFor = async (given: TokenRole[], about: string) => {
    const token = await app.token({ roles: given, units: [OWN] });
    return (await app.post('/v1/centers/x/amend-center-decision', token, { about })).status;
  };
  expect(await roleFor(['center-head', 'administrator'], OTHER)).toBe(200);
  expect(await roleFor(['center-head', 'officer'], OTHER)).toBe(403);
});

it('gives the role system to nobody', async () => {
  const token = await app.token({ roles: ['system' as TokenRole], units: ['*'] });
  expect((await app.get('/v1/events', token)).status).toBe(403);
});
