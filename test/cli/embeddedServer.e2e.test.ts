import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '#cli/embedded.ts';
import { killNow, processesOn } from '#test/support/motcua.ts';

const password = 'only for this test';
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'motcua-embedded-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const ask = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

/** A process that starts the server on the folder, says so, and then lives until it is killed. */
const startElsewhere = async () => {
  const program = `import { startEmbeddedPostgres } from '#cli/embedded.ts';
import { killNow, processesOn } from '#test/support/motcua.ts';
    await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, password: ${JSON.stringify(password)} });
    process.stdout.write('running\\n');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  return {
    kill: () =>
      new Promise<void>((resolve) => {
        child.removeAllListeners('exit');
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
};

describe('the embedded PostgreSQL', () => {
  it('finds its data again at the second start', async () => {
    {
      await using server = await startEmbeddedPostgres({ dataDir, password });
      await ask(server.url('postgres'), 'create table kept as select 42 as answer');
    }
    await using server = await startEmbeddedPostgres({ dataDir, password });
    expect(await ask(server.url('postgres'), 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('refuses a folder that a living Motcua uses, and shares it when asked to', async () => {
    await using _server = await startEmbeddedPostgres({ dataDir, password });
    await expect(startEmbeddedPostgres({ dataDir, password })).rejects.toThrow(/Another Motcua is running/);
    const shared = await startEmbeddedPostgres({ dataDir, password, share: true });
    await shared.stop();
    expect(await ask(_server.url('postgres'), 'select 1 as alive')).toEqual([{ alive: 1 }]);
  });

  it('takes over the server that a killed Motcua left running', async () => {
    const other = await startElsewhere();
    const left = readFileSync(path.join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0];
    await other.kill();
    const server = await startEmbeddedPostgres({ dataDir, password });
    expect(readFileSync(path.join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0]).toBe(left);
    await server.stop();
    expect(existsSync(path.join(dataDir, 'pg/postmaster.pid'))).toBe(false);
  });

  it('is started again on its port when it was killed, and stopped for good when told to', async () => {
    const server = await startEmbeddedPostgres({ dataDir, password });
    await ask(server.url('postgres'), 'create table kept as select 42 as answer');
    for (let turn = 0; turn < 2; turn++) {
      const killed = processesOn(dataDir);
      expect(killed.length).toBeGreaterThan(1);
      killNow(dataDir);
      await expect
        .poll(() => ask(server.url('postgres'), 'select answer from kept').catch(() => 'down'), { timeout: 20_000 })
        .toEqual([{ answer: 42 }]);
      expect(processesOn(dataDir)).not.toEqual(expect.arrayContaining([killed[0]]));
    }
    await server.stop();
    expect(processesOn(dataDir)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('is not started again while a process of the killed one lives on and might write', async () => {
    await using server = await startEmbeddedPostgres({ dataDir, password });
    const client = new pg.Client({ connectionString: server.url('postgres') });
    client.on('error', () => {});
    await client.connect();
    const orphan = (await client.query('select pg_backend_pid() as pid')).rows[0].pid;
    const postmaster = Number(readFileSync(path.join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(orphan, 'SIGSTOP');
    process.kill(postmaster, 'SIGKILL');
    await expect
      .poll(() => readFileSync(path.join(dataDir, 'postgres.log'), 'utf8'), { timeout: 20_000 })
      .toMatch(/FATAL:\s+pre-existing shared memory block .* is still in use/);
    process.kill(orphan, 'SIGKILL');
    await expect
      .poll(() => ask(server.url('postgres'), 'select 1 as alive').catch(() => 'down'), { timeout: 20_000 })
      .toEqual([{ alive: 1 }]);
    await client.end().catch(() => {});
  });

  it('is started again by its owner for those who share it', async () => {
    const owner = await startElsewhere();
    const shared = await startEmbeddedPostgres({ dataDir, password, share: true });
    killNow(path.join(dataDir, 'pg'));
    await expect
      .poll(() => ask(shared.url('postgres'), 'select 1 as alive').catch(() => 'down'), { timeout: 20_000 })
      .toEqual([{ alive: 1 }]);
    await shared.stop();
    await owner.kill();
    await using server = await startEmbeddedPostgres({ dataDir, password });
    expect(server.port).toBe(shared.port);
  });

  it('is not blocked by a stale PID file, even when the number now belongs to another process', async () => {
    await (await startEmbeddedPostgres({ dataDir, password })).stop();
    writeFileSync(path.join(dataDir, 'pg/postmaster.pid'), `${process.pid}\n${dataDir}/pg\n0\n1\n\n127.0.0.1\n`);
    await using server = await startEmbeddedPostgres({ dataDir, password });
    expect(await ask(server.url('postgres'), 'select 1 as alive')).toEqual([{ alive: 1 }]);
  });

  it('is not blocked by a data folder that a crash left half-made', async () => {
    mkdirSync(path.join(dataDir, 'pg.new-1'));
    writeFileSync(path.join(dataDir, 'pg.new-1/PG_VERSION'), '18');
    await using server = await startEmbeddedPostgres({ dataDir, password });
    expect(await ask(server.url('postgres'), 'select 1 as alive')).toEqual([{ alive: 1 }]);
    expect(existsSync(path.join(dataDir, 'pg.new-1'))).toBe(false);
  });

  it('says what went wrong when the server cannot start', async () => {
    await expect(startEmbeddedPostgres({ dataDir, password, settings: { shared_buffers: 'nonsense' } })).rejects.toThrow(/shared_buffers/);
  });

  const isRoot = process.getuid?.() === 0;
  const hasSetpriv = spawnSync('setpriv', ['--version']).status === 0;
  it.skipIf(!isRoot || !hasSetpriv)(
    'runs for root under a folder that only root may read, as another user than root [needs root and setpriv]',
    async () => {
      chmodSync(dataDir, 0o700);
      const place = path.join(dataDir, 'private/data');
      mkdirSync(place, { recursive: true });
      chmodSync(path.join(dataDir, 'private'), 0o700);
      await using server = await startEmbeddedPostgres({ dataDir: place, password });
      expect(await ask(server.url('postgres'), 'select 1 as alive')).toEqual([{ alive: 1 }]);
      expect(statSync(path.join(place, 'pg')).uid).not.toBe(0);
      expect(statSync(path.join(dataDir, 'private')).mode & 0o777).toBe(0o700);
    },
  );
});
