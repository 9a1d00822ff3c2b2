import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, expect, it } from 'vitest';
import { ensureSecrets } from '#cli/secrets.ts';
import { createEmbeddedIssuer } from '#http/server/issuers.ts';

const dataDir = mkdtempSync(path.join(tmpdir(), 'motcua-token-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, ['cli/token.ts', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, ...env },
  });

it('says what to do when nothing was started yet', () => {
  const { status, stdout, stderr } = run(['--role', 'officer']);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('npm start');
});

it('prints a token that the running service accepts, and nothing else', async () => {
  const { issuerPrivateJwk } = ensureSecrets(dataDir);
  const { status, stdout, stderr } = run(['--role', 'officer', '--unit', '25747', '--official', 'o-1', '--personal', '--ttl', '1h']);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const { verify } = await createEmbeddedIssuer({ privateJwk: issuerPrivateJwk });
  expect(await verify(stdout.trim())).toMatchObject({ roles: ['officer'], units: ['25747'], official: 'o-1', personal: true });
});

it('refuses when a real issuer is configured', () => {
  const { status, stdout, stderr } = run(['--role', 'officer'], { OIDC_ISSUER: 'https://id.example' });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('OIDC_ISSUER');
});

it.each([[[]], [['--role', 'system']], [['--nosuch']]])('refuses %j and says why', (args) => {
  const { status, stdout, stderr } = run(args);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr.length).toBeGreaterThan(10);
});
