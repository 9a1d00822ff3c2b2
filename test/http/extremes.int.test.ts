import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { loadDirectives } from '#cli/reference.ts';
import { issueDirective } from '#commands/directive/directive.ts';
import type { ProjectionStatus } from '#domain/projectionStatus.ts';
import { allQueries } from '#http/all.ts';
import type { Query } from '#http/server/query.ts';
import { by } from '#test/commands/handling/process.ts';
import { createWorld, home, type World } from './fuzz/world.ts';

let world: World;
let directiveId: string;
beforeAll(async () => {
  world = await createWorld();
  // a thousand duties of every unit, as the city has them
  const [directive] = loadDirectives(world.app.settings.units.map(({ code }) => code));
  if (directive === undefined) throw new Error('there is no directive');
  ({ directiveId } = directive);
  const { issuedAt, ...input } = directive;
  await world.app.execute(
    issueDirective,
    input,
    by({ actor: { id: 'motcua', role: 'system' }, now: issuedAt, idempotencyKey: 'directive' }),
  );
  const duties = directive.tasks.flatMap(({ assignees }) => assignees).length;
  const assigned = async () => {
    const answer = await fetch(`${world.url}/v1/directives/${directiveId}/matrix`, { headers: { authorization: tokenOf('supervisor') } });
    return answer.status === 200 ? ((await answer.json()) as { counts: { total: number } }).counts.total : 0;
  };
  const all = async () => {
    if ((await assigned()) < duties) throw new Error('not every duty is assigned');
  };
  await vi.waitFor(all, { timeout: 120_000, interval: 500 });
  // what follows from them is done too
  const settled = async () => {
    const health = (await (await fetch(`${world.url}/health/projections`)).json()) as { projections: ProjectionStatus[] };
    const behind = health.projections.filter(({ lagPositions, delaySeconds }) => lagPositions > 0 && delaySeconds === undefined);
    if (behind.length > 0) throw new Error(`${behind.map(({ name }) => name).join(', ')} are behind`);
  };
  await vi.waitFor(settled, { timeout: 60_000, interval: 200 });
}, 240_000);
afterAll(async () => {
  const slowest = timings.toSorted((a, b) => b.ms - a.ms).slice(0, 10);
  const lines = slowest.map(
    ({ ms, others, url }) => `${Math.round(ms).toString().padStart(6)} ms, ${others} others answered: ${url.slice(0, 140)}`,
  );
  process.stdout.write(`The slowest of ${timings.length} questions with extreme parameters:\n${lines.join('\n')}\n`);
  await world?.close();
});

const tokenOf = (role: string): string => world.people.find(({ grant }) => grant.roles.some((one) => one === role))?.authorization ?? '';

type Values = readonly string[];
/** Ends of what can be named, by the kind of parameter; where the server refuses one (400), that is an answer too. */
const ends = {
  days: ['1000-01-01', '1000-01-30', '9999-12-31', '9999-12-02'],
  instants: ['1000-01-01T00:00:00Z', '1000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
  positions: ['0', '999999999999999'],
  months: ['1000-01', '9999-12'],
  numbers: ['0', '-1', '0.0000001', '1', '1e15', '999999999'],
  texts: ['x', '%', 'ừ'.repeat(100)],
} as const;

const innermost = (schema: z.core.$ZodType): z.core.$ZodType => {
  const { innerType } = schema._zod.def as { innerType?: z.core.$ZodType };
  return innerType === undefined ? schema : innermost(innerType);
};
const valuesFor = (name: string, schema: z.core.$ZodType): Values => {
  if (name === 'asOf') return [...ends.instants, ...ends.positions];
  if (name === 'month') return ends.months;
  if (/^(from|to|on|day|before|.*(From|To|Before))$/.test(name)) return [...ends.days, ...ends.instants.slice(1)];
  const inner = innermost(schema);
  if (inner instanceof z.ZodEnum) return inner.options.map(String);
  if (inner instanceof z.ZodNumber) return ends.numbers;
  if (inner instanceof z.ZodPipe) return ['true', 'false'];
  return ends.texts;
};

const shapeOf = (schema: unknown): [name: string, schema: z.core.$ZodType][] =>
  Object.entries((schema as z.ZodObject | undefined)?.shape ?? {});
const pathsOf = ({ path, params }: Query): string[] => {
  const known: Record<string, Values> = {
    unit: [home],
    dossierId: [world.known.dossier[0] ?? ''],
    officialId: [world.known.official[0] ?? ''],
    directiveId: [directiveId],
    day: ['1000-01-01', world.known.today, '9999-12-31'],
    year: ['1000', '9999'],
    party: [home],
  };
  return shapeOf(params).reduce<string[]>(
    (paths, [name, schema]) =>
      (known[name] ?? valuesFor(name, schema)).flatMap((value) => paths.map((one) => one.replace(`:${name}`, encodeURIComponent(value)))),
    [path],
  );
};
/** Each parameter at its ends alone; the widest period in every form, grouping and order; the largest page. */
const queriesOf = ({ query, list, forms = {} }: Query): string[] => {
  const shape = shapeOf(query);
  const names = shape.map(([name]) => name);
  const said = (pairs: [string, string][]) => pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  const alone = shape.flatMap(([name, schema]) => valuesFor(name, schema).map((value): [string, string][] => [[name, value]]));
  const widest = [
    ['from', '1000-01-01'],
    ['to', '9999-12-31'],
  ].filter(([name = '']) => names.includes(name)) as [string, string][];
  const formats = list ? ['csv'] : Object.keys(forms);
  const ways = shape
    .filter(([name]) => ['groupBy', 'figure', 'order'].includes(name))
    .flatMap(([name, schema]) => valuesFor(name, schema).map((value) => [name, value] as [string, string]));
  const wide = [...formats.map((format): [string, string][] => [...widest, ['format', format]]), ...ways.map((way) => [...widest, way])];
  const page = list ? [[...widest, ['limit', '500']] as [string, string][]] : [];
  return ['', ...[...alone, ...wide, ...page].map(said)];
};

const timings: { url: string; ms: number; others: number }[] = [];

/** Asks one question, and another one again and again until it is answered; how often that was. */
const askBeside = async (url: string, authorization: string) => {
  const began = performance.now();
  let open = true;
  const asked = fetch(`${world.url}/v1${url}`, { headers: { authorization, 'x-purpose': 'checking limits' } }).then(async (answer) => {
    const body = await answer.text();
    open = false;
    return { status: answer.status, body };
  });
  let others = 0;
  const probing = (async () => {
    while (open) {
      const { status } = await fetch(`${world.url}/livez`);
      if (status === 200 && open) others += 1;
      // most questions are answered before another one is due
      await pause(20);
    }
  })();
  const answer = await asked;
  const ms = performance.now() - began;
  await probing;
  timings.push({ url, ms, others });
  return { ...answer, ms, others };
};

/** A question that took longer was waited for, not computed, if others were answered so often. */
const LONG_MS = 2_000;
const OTHERS = 5;
/** A computation holds the others each time; a machine that is short of time does not. */
const TIMES = 3;

/** Asks as the first who may; what is wrong with the answer. */
const faultsOf = async (url: string, askers: readonly string[]): Promise<string[]> => {
  for (const asker of askers) {
    let answer = await askBeside(url, asker);
    if (answer.status === 403 && asker !== askers.at(-1)) continue;
    for (let times = 1; answer.ms > LONG_MS && answer.others < OTHERS && times < TIMES; times += 1) answer = await askBeside(url, asker);
    const { status, body, ms, others } = answer;
    const held = ms > LONG_MS && others < OTHERS ? [`${Math.round(ms)} ms, in which ${others} others were answered: ${url}`] : [];
    return [200, 400, 403, 404, 409].includes(status) && !/NaN|Infinity/.test(body) ? held : [`${status} ${url}`, ...held];
  }
  return [];
};

describe.each(allQueries.map((query) => ({ name: query.name, query })))('$name', ({ query }) => {
  it('answers at the ends of what can be asked, and others meanwhile', { timeout: 120_000 }, async () => {
    const wrong: string[] = [];
    const askers = ['auditor', 'supervisor', 'administrator', 'center-head'].map(tokenOf);
    for (const path of pathsOf(query))
      for (const parameters of queriesOf(query)) wrong.push(...(await faultsOf(`${path}?${parameters}`, askers)));
    expect(wrong).toEqual([]);
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
