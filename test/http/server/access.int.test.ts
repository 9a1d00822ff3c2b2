import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commands } from '#commands/all.ts';
import type { AnyCommand } from '#commands/handling/command.ts';
import { access, feedNames } from '#http/access.ts';
import { plurals, allQueries as queries } from '#http/all.ts';
import type { Scope } from '#http/server/authentication.ts';
import { commandPath } from '#http/server/commandRoutes.ts';
import type { TokenRole } from '#http/server/principal.ts';
import type { Query, QueryTools } from '#http/server/query.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

const roles: readonly TokenRole[] = ['officer', 'center-head', 'supervisor', 'auditor', 'integrator', 'administrator'];
const OWN = '25747';
const OTHER = '25750';

it('has a row for every command, every query and every feed, and no row for anything else', () => {
  const names = [...commands.map(({ name }) => name), ...queries.map(({ name }) => name), ...feedNames];
  expect(Object.keys(access).sort()).toEqual([...new Set(names)].sort());
  expect(names.length).toBe(new Set(names).size);
});

// The routes, names and grants are the real ones; only what lies behind them is replaced, so that each cell can be asked about each unit.
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
  ...(unit ? { unit: ({ about }) => about as string } : {}),
  run: async ({ units }: QueryTools, { about }: { about: string }) => (units === 'all' || units.includes(about) ? {} : undefined),
});
const pathOf = (path: string): string => path.replace(/:\w+/g, 'x');

let app: TestServer;
beforeAll(async () => {
  app = await startTestServer({
    commands: commands.map(asking),
    queries: queries.map(answering),
    options: {
      execute: async (_command, input, { permit }) => {
        permit((input as { about: string }).about);
        return { stream: 'x-1', revision: 0, position: 0, events: [], repeated: false };
      },
    },
  });
});
afterAll(() => app.close());

const ask = async (name: string, role: TokenRole, about: string): Promise<number> => {
  const token = await app.token({ roles: [role], units: [OWN] });
  const command = commands.find((one) => one.name === name);
  if (command) return (await app.post(`/v1${pathOf(commandPath(command, plurals))}`, token, { about })).status;
  const query = queries.find((one) => one.name === name);
  if (query) return (await app.get(`/v1${pathOf(query.path)}?about=${about}`, token)).status;
  return (await app.get(`/v1/events?unit=${about}&category=${name === 'ReadAccessEvents' ? 'access' : 'center'}`, token)).status;
};

// a name without any role has no route: its address is unknown, or known for reading only
const unmounted = [404, 405];
const refused = [403, ...unmounted];
describe.each(Object.keys(access).filter((name) => name !== 'ReadAccessEvents'))('%s', (name) => {
  const row: Partial<Record<TokenRole, Scope>> = access[name] ?? {};
  it.each(roles)('as %s', async (role) => {
    const [own, other] = [await ask(name, role, OWN), await ask(name, role, OTHER)];
    const cell = row[role];
    expect({ own: !refused.includes(own), other: !refused.includes(other) }).toEqual({
      own: cell !== undefined,
      other: cell === 'city',
    });
    if (cell !== undefined) expect(own).toBeLessThan(300);
    if (cell === 'city') expect(other).toBeLessThan(300);
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
