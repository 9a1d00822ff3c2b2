import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { allQueries } from '#http/all.ts';
import { createWorld, home, type World } from './fuzz/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
}, 120_000);
afterAll(() => world?.close());

/** Days and instants at the ends of what can be named, and one that is just beyond the log. */
const days = ['1000-01-01', '1000-01-30', '9999-12-31', '9999-12-02'];
const instants = ['1000-01-01T00:00:00Z', '1000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '0'];
const months = ['1000-01', '9999-12'];
const timed = /^(from|to|on|day|asOf|month|.*(From|To|Before|After))$/;

const pathOf = (path: string, day: string): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const known: Record<string, string | undefined> = { unit: home, day, dossierId: world.known.dossier[0], year: day.slice(0, 4) };
    return known[name] ?? 'x';
  });

/** Every question about time, with each of its times at an end alone, and all of them. */
const questions = allQueries.flatMap(({ name, path, query }) => {
  const names = Object.keys((query as z.ZodObject | undefined)?.shape ?? {}).filter((one) => timed.test(one));
  return names.length > 0 || path.includes(':day') || path.includes(':year') ? [{ name, path, names }] : [];
});

describe.each(questions)('$name', ({ path, names }) => {
  it('has an answer at the ends of time', async () => {
    const authorizations = world.people.filter(({ grant }) => ['supervisor', 'auditor', 'administrator'].includes(grant.roles[0] ?? ''));
    const failed: string[] = [];
    const ask = async (url: string): Promise<void> => {
      for (const { authorization } of authorizations) {
        const { status } = await fetch(`${world.url}/v1${url}`, { headers: { authorization } });
        if (status >= 500) failed.push(`${status} ${url}`);
        if (status !== 403) break;
      }
    };
    for (const [index, day] of days.entries()) {
      const values = [day, instants[index], months[index % 2]];
      for (const one of values)
        for (const set of [...names.map((name) => [name]), names])
          await ask(`${pathOf(path, day)}?${set.map((name) => `${name}=${encodeURIComponent(one ?? '')}`).join('&')}`);
    }
    expect(failed).toEqual([]);
  });
});

it.each(['dossiersADay=0.0001', 'residents=0.0001', 'areaSquareKm=0.0000001', 'dossiersADay=1000&residents=500000&points=10&counters=60'])(
  'the need for counters has an answer for %s',
  async (query) => {
    const authorization = world.people.find(({ grant }) => grant.roles[0] === 'supervisor')?.authorization ?? '';
    const answer = await fetch(`${world.url}/v1/centers/${home}/counter-need?${query}`, { headers: { authorization } });
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toMatch(/NaN|Infinity/);
  },
);

it('what was decided for next to nobody, and what came of it, has an answer', async () => {
  const authorization = world.people.find(({ grant }) => grant.roles[0] === 'center-head')?.authorization ?? '';
  const headers = { authorization, 'content-type': 'application/json' };
  const act = { number: '03/QĐ-UBND', date: '2025-08-01', signer: 'Chủ tịch UBND phường' };
  const body = { act, effectiveOn: '2025-08-01', points: [{ name: 'P', counters: 3 }], dossiersADay: 0.001 };
  const fixed = await fetch(`${world.url}/v1/centers/${home}/fix-points`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(fixed.status).toBe(200);
  const { position } = (await fixed.json()) as { position: number };
  const outcome = await fetch(`${world.url}/v1/centers/${home}/counter-need/outcome?after=${position}`, { headers });
  expect(outcome.status).toBe(200);
  expect(await outcome.json()).toMatchObject({ expectedBy: 'decision', waiting: { expected: { arrivalsADay: 0, meanWaitMinutes: 0 } } });
});
