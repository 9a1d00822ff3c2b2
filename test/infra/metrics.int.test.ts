import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer } from 'node:tls';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type App, startApp } from '#app/app.ts';
import { parseConfig } from '#app/config.ts';
import { newMasterKey } from '#events/store/keys/masterKeys.ts';
import { callerOf } from '#test/support/caller.ts';
import { selfSigned } from '#test/support/certificate.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { alertExpressions, dashboardExpressions, readsOf } from '#test/support/deployment.ts';
import { createTestSeal, type TestSeal } from '#test/support/seal.ts';
import { COSIGNATURE } from '#verifier/note.js';
import { newSigningKey } from '#verifier/signing.js';

// What the alerts and the dashboard ask for, the program must say: an expression over a metric that is misspelt or gone is silent for ever.

/** What Prometheus itself adds, and what is told of machines by the node exporter and by infra/backups/record.sh. */
const ofOthers = {
  metrics: ['up', 'ALERTS', 'node_filesystem_avail_bytes', 'node_filesystem_size_bytes', 'motcua_backup_completed_timestamp_seconds'],
  labels: ['job', 'instance', 'role', 'alertstate', 'mountpoint', 'fstype', 'of'],
};

const tls = createServer(selfSigned());
let dbs: Awaited<ReturnType<typeof createTestDatabases>>;
let kept: TestSeal;
const key = newSigningKey('motcua.example/log');
const policyFile = path.join(tmpdir(), `motcua-policy-${process.pid}.txt`);
let app: App;
let text: string;

/** Samples by metric, as Prometheus names them. */
const samples = (): Map<string, Set<string>> => {
  const labelsOf = new Map<string, Set<string>>();
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/gm)) {
    const known = labelsOf.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    labelsOf.set(name, known);
  }
  return labelsOf;
};

/** A port that nobody listened on a moment ago: the address that is published is another one here. */
const freePort = async (): Promise<number> => {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
};

beforeAll(async () => {
  await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
  const { port: tlsPort } = tls.address() as { port: number };
  const port = await freePort();
  [dbs, kept] = await Promise.all([createTestDatabases(), createTestSeal()]);
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const config = parseConfig({
    EVENTSTORE_URL: dbs.log.appUrl,
    DATABASE_URL: dbs.read.projectorUrl,
    DATABASE_READER_URL: dbs.read.readerUrl,
    KEYS_DATABASE_URL: dbs.keys.appUrl,
    MASTER_KEY: newMasterKey('2026-11-24'),
    // its certificate is looked at
    PUBLIC_URL: `https://localhost:${tlsPort}`,
    ISSUER_PRIVATE_JWK: JSON.stringify(jwk),
    SEAL_DATABASE_URL: kept.appUrl,
    SEAL_SIGNING_KEY: key.secret,
    SEAL_POLICY_FILE: policyFile,
    PORT: String(port),
  });
  writeFileSync(
    policyFile,
    `log ${key.verifier}\nwitness one ${newSigningKey('w.example', COSIGNATURE).verifier} http://127.0.0.1:1/\nquorum one\n`,
  );
  app = await startApp(config, pino({ level: 'silent' }));
  const url = `http://localhost:${port}`;
  const administrator = await callerOf(url, jwk, { roles: ['administrator'], units: ['*'] });
  const act = { number: '01/QĐ-UBND', date: '2025-06-20', signer: 'Chủ tịch UBND phường' };
  const decision = { act, effectiveOn: '2025-07-01', functions: ['f'], tasks: ['t'], powers: ['p'] };
  await administrator.order('/v1/centers', { unit: '25747', decision });
  await administrator.post('/v1/centers', { unit: '99999', decision });
  // somebody holds every lease, and so says every line
  await vi.waitFor(
    async () => {
      text = await (await fetch(`${url}/metrics`)).text();
      if (!text.includes('motcua_leases_held{') || /^motcua_projection_held\{.+\} 0/m.test(text))
        throw new Error('not every lease is held');
      // asked of a read model, which answers when it has caught up, and of a server
      if (!text.includes('motcua_notices_undelivered{') || !text.includes('motcua_certificate_expires_timestamp_seconds{'))
        throw new Error('notices or certificates are not known');
    },
    { timeout: 20_000, interval: 50 },
  );
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await dbs?.drop();
  await kept?.drop();
  rmSync(policyFile, { force: true });
  tls.close();
});

it.each([
  ['alert rules', alertExpressions],
  ['dashboard', dashboardExpressions],
])('says everything that the %s ask for', (_, expressions) => {
  const told = samples();
  expect(expressions().length).toBeGreaterThan(10);
  for (const { where, expression } of expressions()) {
    const { metrics, labels } = readsOf(expression);
    expect(metrics.length, where).toBeGreaterThan(0);
    const own = metrics.filter((name) => !ofOthers.metrics.includes(name));
    expect(
      own.filter((name) => !told.has(name)),
      where,
    ).toEqual([]);
    for (const { label, of } of labels)
      expect(ofOthers.labels.includes(label) || of.some((name) => told.get(name)?.has(label)), `${where}: label ${label}`).toBe(true);
  }
});

it('counts what was done and refused, in groups that were committed, over pools that are known', () => {
  expect(text).toContain('motcua_commands_total{command="EstablishCenter",outcome="recorded"} 1');
  expect(text).toContain('motcua_commands_total{command="EstablishCenter",outcome="unit-unknown"} 1');
  expect(text).toMatch(/^motcua_append_group_size_count [1-9]/m);
  expect(text).toMatch(/^motcua_append_duration_seconds_count\{outcome="appended"\} [1-9]/m);
  expect(text).toMatch(/^motcua_append_oldest_unsettled_seconds 0$/m);
  for (const pool of ['read-models-write', 'read-models-read', 'log-appends', 'log-reads'])
    expect(text).toContain(`motcua_pool_connections{pool="${pool}",state="used"}`);
});

it('names counters, and nothing else, as totals, and explains every metric', () => {
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }));
  expect(types.length).toBeGreaterThan(20);
  expect(types.filter(({ name, type }) => name.endsWith('_total') !== (type === 'counter'))).toEqual([]);
  const explained = new Set([...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name));
  expect(types.filter(({ name }) => !explained.has(name))).toEqual([]);
});

it('tells which version runs, and no trouble with notices where there are none', () => {
  expect(text).toMatch(/^motcua_build_info\{version="\d+\.\d+\.\d+",node="\d+\.\d+\.\d+"\} 1$/m);
  expect(text).toMatch(/^motcua_notices_undelivered\{state="failed"\} 0$/m);
  expect(text).toMatch(/^motcua_notices_undelivered\{state="uncertain"\} 0$/m);
});

it.skipIf(spawnSync('promtool', ['--version']).status !== 0)('satisfies promtool [skipped where there is none]', () => {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  expect([status, stdout, stderr]).toEqual([0, '', '']);
});
