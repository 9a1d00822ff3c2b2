import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Prepared, prepareEnvironment } from '#cli/environment.ts';
import { derivedId } from '#commands/handling/ids.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { foldBatch, foldedTables } from '#projections/daemon/fold.ts';
import type { Row } from '#projections/daemon/rows.ts';
import { canonicalTypes } from '#projections/daemon/statements.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { decode } from '#test/projections/daemon/decode.ts';
import { type Caller, callerOf } from '#test/support/caller.ts';
import { databaseUrl, discard, newDataDir, type Program, runProgram, secretsOf } from '#test/support/motcua.ts';
import { handedIn, happened, openCenter } from './city.ts';

// Officers hand in and readers ask all the time, while the list of dossiers is built anew beside the one in service.

const unit = '25747';
const day = '2025-09-10';
/** Dossiers on record before: a rebuild writes more than once. */
const PAST = 25_000;
const dataDir = newDataDir();
const release = mkdtempSync(path.join(tmpdir(), 'motcua-release-'));
const programs: Program[] = [];
let prepared: Prepared;
let reading: pg.Client;
let url: string;
/** Dossiers received so far. */
let received = 0;
let projecting: Program;

const start = async (roles: string, main = 'src/main.ts') => {
  const program = runProgram([main], { ...prepared.env, ROLES: roles, PORT: '0', LOG_LEVEL: 'info' });
  programs.push(program);
  const [line] = await program.said(/^\{.*"msg":"started"\}$/m);
  return { program, url: JSON.parse(line).url as string };
};
const as = (grant: Parameters<typeof callerOf>[2]): Promise<Caller> => callerOf(url, secretsOf(dataDir).issuerPrivateJwk, grant);

/** Copies of one dossier's reception, as if so many had been received. */
const recordPast = async (officer: Caller) => {
  const { stream } = await officer.order('/v1/dossiers', handedIn(unit, happened('2025-09-09T09:00:00+07:00')));
  const store = await connectPostgresStore({ url: prepared.env.EVENTSTORE_URL ?? '' });
  try {
    const [reception] = await store.readStream(stream);
    if (reception === undefined) throw new Error('nothing was received');
    const { stream: _, revision: __, position: ___, recordedAt: ____, ...event } = reception;
    const numbers = Array.from({ length: PAST }, (_, n) => n);
    await Promise.all(
      numbers.map((n) => {
        const dossierId = derivedId('past', n);
        const data = { ...(event.data as object), dossierId, code: `H29.${unit}-250909-${n + 2}` };
        return store.append(`dossier-${dossierId}`, 'none', [{ ...event, id: derivedId('past event', n), data }]);
      }),
    );
    received = PAST + 1;
  } finally {
    await store.close();
  }
};

beforeAll(async () => {
  prepared = await prepareEnvironment({ PATH: process.env.PATH, DATA_DIR: dataDir });
  reading = new pg.Client({ connectionString: databaseUrl(dataDir, 'read'), options: '-c TimeZone=UTC -c DateStyle=ISO' });
  await reading.connect();
  await runProgram(['cli/reference.ts'], prepared.env).said(/^\d+ acts recorded/m);
  ({ url } = await start('http'));
  ({ program: projecting } = await start('projections'));
  await openCenter({ as }, unit);
  await recordPast(await as({ roles: ['officer'], units: [unit], official: `${unit}-reception` }));
});
afterAll(async () => {
  await Promise.all(programs.map((program) => program.kill('SIGKILL')));
  await reading?.end();
  await prepared?.[Symbol.asyncDispose]();
  await discard(dataDir);
  rmSync(release, { recursive: true, force: true });
});

type Line = { name: string; version: number; generation: number; serving: boolean; state: string; position: number; lagPositions: number };
const lines = (): Promise<Line[]> =>
  vi.waitFor(
    async () => {
      const answer = await fetch(`${url}/health/projections`);
      expect(answer.status).toBe(200);
      const { projections } = (await answer.json()) as { projections: Line[] };
      return projections.filter(({ name }) => name === 'dossier-list');
    },
    { timeout: 30_000, interval: 100 },
  );
const inService = (expected: Partial<Line>) =>
  vi.waitFor(async () => expect(await lines()).toEqual([expect.objectContaining({ serving: true, state: 'running', ...expected })]), {
    timeout: 120_000,
    interval: 100,
  });

/** Hands dossiers in, and asks for the list after each and all the time, until told to stop; answers what was seen. */
const busyDay = async () => {
  const officer = await as({ roles: ['officer'], units: [unit], official: `${unit}-reception` });
  const supervisor = await as({ roles: ['supervisor'], units: [] });
  const seen = { asked: 0, wrong: [] as unknown[] };
  let stopped = false;
  const receivedOf = (json: any) => json.items[0]?.received ?? 0;
  const question = `/v1/workload?groupBy=unit&unit=${unit}&from=2025-09-01&to=2025-09-30`;

  const handIn = async () => {
    while (!stopped) {
      const { position } = await officer.order('/v1/dossiers', handedIn(unit, happened(`${day}T09:00:00+07:00`)));
      received += 1;
      const answer = await supervisor.get(`${question}&after=${position}`);
      if (answer.status !== 200) seen.wrong.push(answer);
      else if (answer.headers['motcua-stale'] === undefined && receivedOf(answer.json) !== received)
        seen.wrong.push({ received, answered: receivedOf(answer.json) });
    }
  };
  const ask = async () => {
    let least = 0;
    while (!stopped) {
      const answer = await supervisor.get(question);
      seen.asked += 1;
      if (answer.status !== 200) seen.wrong.push(answer);
      else if (receivedOf(answer.json) < least) seen.wrong.push({ least, answered: receivedOf(answer.json) });
      else least = receivedOf(answer.json);
    }
  };
  const working = Promise.all([handIn(), ask()]);
  return async () => {
    stopped = true;
    await working;
    return seen;
  };
};
let stop: Awaited<ReturnType<typeof busyDay>>;
afterEach(() => stop?.());

/** The rows of the list and its counts, as its tables hold them and as one fold of the whole log gives them. */
const expectEqualToReplay = async () => {
  await vi.waitFor(async () => expect(await lines()).toEqual([expect.objectContaining({ lagPositions: 0 })]), { timeout: 30_000 });
  const store = await connectPostgresStore({ url: prepared.env.EVENTSTORE_URL ?? '' });
  try {
    const { events } = await store.readAll({ after: -1, limit: 100_000 });
    const writes = await foldBatch(foldedTables(dossierList), events.map(decode), () => Promise.resolve([]));
    for (const { table, upserts } of writes) {
      const { rows } = await reading.query<Row>({ text: `select * from read.${table.name}`, types: canonicalTypes });
      const byKey = (list: readonly Row[]) =>
        new Map(list.map((row) => [table.form.keyOf(table.form.primaryKey.map(({ name }) => row[name] as string)), row]));
      expect(byKey(rows)).toEqual(byKey(upserts));
      expect(rows.length).toBeGreaterThan(table.name === 'dossier_list' ? PAST : 0);
    }
  } finally {
    await store.close();
  }
};

/** Holds the generation that is being built at a checkpoint of its own, in the middle; to be let go by the returned function. */
const holdInTheMiddle = async (generation: number) => {
  const holder = new pg.Client({ connectionString: databaseUrl(dataDir, 'read') });
  await holder.connect();
  const held = async (): Promise<number> => {
    await holder.query('begin');
    const { rows } = await holder.query<{ position: string }>(
      `select position from daemon.projections where name = 'dossier-list' and generation = $1 and owner is not null for update`,
      [generation],
    );
    const position = Number(rows[0]?.position ?? -1);
    if (position < 0) await holder.query('rollback');
    return position;
  };
  const position = await vi.waitFor(
    async () => {
      const at = await held();
      expect(at).toBeGreaterThan(-1);
      return at;
    },
    { timeout: 60_000, interval: 1 },
  );
  return {
    position,
    release: () => holder.end(),
  };
};

describe('a rebuild that an operator asked for', () => {
  it('and that is killed in the middle goes on from its checkpoint; meanwhile every query is answered from whole rows', async () => {
    // What was recorded in one go is still being written otherwise, and the two generations would stand side by side.
    await inService({ generation: 1, lagPositions: 0 });
    stop = await busyDay();
    const before = received;
    const rebuild = runProgram(['cli/projections.ts', 'rebuild', 'dossier-list', '--reason', 'thử'], prepared.env);
    const { position, release } = await holdInTheMiddle(2);
    expect(await rebuild.ended).toEqual({ code: 0, signal: null });
    const [serving] = await lines();
    expect(position).toBeLessThan((serving?.position ?? 0) - PAST / 4);
    await projecting.kill('SIGKILL');
    await release();

    ({ program: projecting } = await start('projections'));
    const [taken] = await projecting.said(/^\{.*"projection":"dossier-list","version":\d+,"generation":2,.*"msg":"Lease taken"\}$/m);
    expect(JSON.parse(taken).position).toBe(position);
    await inService({ generation: 2 });
    const { asked, wrong } = await stop();
    expect(wrong).toEqual([]);
    expect([received > before + 5, asked > 20]).toEqual([true, true]);
    await expectEqualToReplay();
  });
});

describe('a release with a new version of a projection', () => {
  it('builds it beside the old one, which serves until the new one has caught up; then the old process lets go', async () => {
    for (const part of ['src', 'verifier', 'reference', 'package.json'])
      cpSync(path.join(import.meta.dirname, '..', '..', part), path.join(release, part), { recursive: true });
    symlinkSync(path.join(import.meta.dirname, '..', '..', 'node_modules'), path.join(release, 'node_modules'));
    const file = path.join(release, 'src/projections/dossierList/projection.ts');
    const source = readFileSync(file, 'utf8');
    const raised = source.replace(`name: 'dossier-list',\n  version: ${dossierList.version},`, `name: 'dossier-list',\n  version: 99,`);
    expect(raised).not.toBe(source);
    writeFileSync(file, raised);

    stop = await busyDay();
    const { program: next } = await start('projections', path.join(release, 'src/main.ts'));
    await inService({ version: 99 });
    expect(await projecting.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    await next.said(/"projection":"staffing".*"msg":"Lease taken"/);
    const before = received;
    await vi.waitFor(() => expect(received).toBeGreaterThan(before + 3), { timeout: 60_000 });
    const { asked, wrong } = await stop();
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(20);
    await expectEqualToReplay();
    const { rows } = await reading.query(`select nspname from pg_namespace where nspname like 'dossier_list_v%'`);
    expect(rows).toEqual([{ nspname: 'dossier_list_v99_g3' }]);
  });
});
