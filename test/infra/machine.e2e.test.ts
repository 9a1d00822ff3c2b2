import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '#app/config.ts';
import { freePort } from '#cli/embedded.ts';
import { createEmbeddedIssuer } from '#http/server/issuers.ts';
import { decision } from '#test/e2e/city.ts';
import { selfSigned } from '#test/support/certificate.ts';
import { textOf } from '#test/support/deployment.ts';
import { discard, type Motcua, newDataDir, secretsOf, startMotcua } from '#test/support/motcua.ts';

// A deployment without Docker: the units of systemd and the proxy, by those programs themselves where they are there.

const runs = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
const nginx = ['nginx', '/usr/sbin/nginx'].find((command) => runs(command, '-v'));
const folder = 'infra/systemd';
const files = readdirSync(folder);
const roles = files.filter((file) => file.endsWith('.env')).map((file) => file.replace('.env', ''));

describe('the units of systemd', () => {
  const environmentOf = (name: string) => parseEnv(textOf(`${folder}/${name}.env`));

  it('start one process of each role at least, each with what the program accepts, on ports of their own', () => {
    const wanted = /^Wants=(.+)$/m.exec(textOf(`${folder}/motcua.target`))?.[1]?.split(' ');
    expect(wanted?.toSorted()).toEqual(roles.map((name) => `motcua@${name}.service`).toSorted());
    const stores = {
      EVENTSTORE_URL: 'postgres://a/b',
      DATABASE_URL: 'postgres://a/b',
      KEYS_DATABASE_URL: 'postgres://a/b',
      MASTER_KEY: `k-1:${Buffer.alloc(32).toString('base64')}`,
      OIDC_ISSUER: 'https://login.example.vn/realms/city',
    };
    const configs = roles.map((name) => parseConfig({ ...stores, ...environmentOf(name) }));
    expect(new Set(configs.flatMap(({ ROLES }) => ROLES))).toEqual(new Set(['http', 'projections', 'processes', 'sealing']));
    expect(new Set(configs.map(({ PORT }) => PORT)).size).toBe(roles.length);
    // headers of the proxy are believed, so that nobody else may come near
    for (const { HOST } of configs) expect(HOST).toBe('127.0.0.1');
    for (const { ROLES, TRUST_PROXY } of configs) expect(TRUST_PROXY).toBe(ROLES.includes('http'));
  });

  it('give a stop the time that the program takes at most, and start again what ended, unless its configuration was refused', () => {
    const unit = textOf(`${folder}/motcua@.service`);
    const stopMs = Number(/STOP_MS = ([\d_]+)/.exec(textOf('src/app/stopping.ts'))?.[1]?.replaceAll('_', ''));
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]) * 1000).toBeGreaterThan(stopMs);
    expect(unit).toMatch(/^Restart=on-failure$/m);
    expect(unit).toMatch(/^RestartPreventExitStatus=2$/m);
  });

  it('start programs that are there, and know the owners of the databases in the migration alone', () => {
    for (const file of files.filter((one) => one.endsWith('.service'))) {
      const [, program = ''] =
        /^ExecStart=\/opt\/motcua\/node_modules\/node\/bin\/node .*?(\S+\.ts)$/m.exec(textOf(`${folder}/${file}`)) ?? [];
      expect(textOf(program).length, file).toBeGreaterThan(0);
      expect(textOf(`${folder}/${file}`).includes('EnvironmentFile=/etc/motcua/owners.env'), file).toBe(file === 'motcua-migrate.service');
    }
  });

  it.skipIf(!runs('systemd-analyze', '--version'))(
    'are accepted by systemd, and exposed to little [skipped where there is no systemd-analyze]',
    () => {
      const dir = mkdtempSync(path.join(tmpdir(), 'motcua-units-'));
      try {
        for (const file of files.filter((one) => !one.endsWith('.env'))) {
          const text = textOf(`${folder}/${file}`).replaceAll('/opt/motcua/node_modules/node/bin/node', process.execPath);
          writeFileSync(path.join(dir, file), text);
          if (file.includes('@')) for (const name of roles) writeFileSync(path.join(dir, file.replace('@', `@${name}`)), text);
        }
        const units = readdirSync(dir).filter((file) => !file.includes('@.'));
        const verified = spawnSync('systemd-analyze', ['verify', '--man=no', ...units.map((file) => path.join(dir, file))], {
          encoding: 'utf8',
        });
        expect([verified.status, verified.stderr.split('\n').filter((line) => line.includes(dir) || line.includes('motcua'))]).toEqual([
          0,
          [],
        ]);
        for (const unit of units.filter((file) => file.endsWith('.service'))) {
          const args = ['security', '--offline=true', '--threshold=20', path.join(dir, unit)];
          const exposed = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
          expect(exposed.status, exposed.stdout.split('\n').slice(-3).join('\n')).toBe(0);
        }
      } finally {
        rmSync(dir, { recursive: true });
      }
    },
  );
});

describe('the proxy', () => {
  const text = textOf('infra/nginx/motcua.conf');

  it('has the http processes that the units start behind it, and no other', () => {
    const ports = [...text.matchAll(/^\tserver 127\.0\.0\.1:(\d+) /gm)].map(([, port]) => port);
    const started = roles.filter((name) => name.startsWith('http')).map((name) => parseEnv(textOf(`${folder}/${name}.env`)).PORT);
    expect(new Set(ports)).toEqual(new Set(started));
  });

  describe.skipIf(!nginx)('as nginx runs it, in front of a Motcua [skipped where there is no nginx]', () => {
    const host = 'motcua.example.vn';
    const dataDir = newDataDir();
    const dir = mkdtempSync(path.join(tmpdir(), 'motcua-nginx-'));
    let motcua: Motcua;
    let port: number;
    let plain: number;
    let proxy: ReturnType<typeof spawn>;

    /** The file as it is but for what every machine changes: addresses, certificate, and where the log goes. */
    const configured = (): string => {
      const lines = text
        .replace('server 127.0.0.1:8080 ', `server ${new URL(motcua.url).host.replace('localhost', '127.0.0.1')} `)
        .replace(/^\tserver 127\.0\.0\.1:8090 .*\n/m, '')
        .replace('listen 80;', `listen 127.0.0.1:${plain};`)
        .replace('listen 443 ', `listen 127.0.0.1:${port} `)
        .replaceAll('/etc/motcua/tls', dir)
        .replaceAll('/var/log/nginx', dir);
      const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${dir}/${name};`);
      return `worker_processes 1; pid ${dir}/nginx.pid; error_log stderr; events { worker_connections 256; }\nhttp {\naccess_log ${dir}/access.log;\n${folders.join('\n')}\n${lines}\n}\n`;
    };

    beforeAll(async () => {
      motcua = await startMotcua(dataDir, { TRUST_PROXY: 'true', RATE_LIMIT_PER_MINUTE: '200' });
      [port, plain] = [await freePort(), await freePort()];
      const { key, cert } = selfSigned();
      writeFileSync(path.join(dir, 'privkey.pem'), key);
      writeFileSync(path.join(dir, 'fullchain.pem'), cert);
      writeFileSync(path.join(dir, 'nginx.conf'), configured());
      // the workers are another user where this is root
      chmodSync(dir, 0o755);
      const tested = spawnSync(nginx as string, ['-t', '-p', dir, '-c', path.join(dir, 'nginx.conf')], { encoding: 'utf8' });
      if (tested.status !== 0) throw new Error(tested.stderr);
      proxy = spawn(nginx as string, ['-p', dir, '-c', path.join(dir, 'nginx.conf'), '-g', 'daemon off;'], { stdio: 'ignore' });
      process.on('exit', () => proxy.kill('SIGKILL'));
      await vi.waitFor(
        async () => {
          const { status } = await ask('/livez');
          if (status !== 200) throw new Error(`/livez answered with ${status}`);
        },
        { timeout: 20_000, interval: 100 },
      );
    });
    afterAll(async () => {
      if (proxy?.exitCode === null) {
        proxy.kill('SIGTERM');
        await once(proxy, 'exit');
      }
      await motcua?.kill('SIGTERM');
      await discard(dataDir);
      rmSync(dir, { recursive: true, force: true });
    });

    type Answer = { status: number | undefined; headers: Record<string, unknown>; body: string };
    const options = (route: string, headers: Record<string, string>) => ({
      host: '127.0.0.1',
      port,
      path: route,
      headers: { host, ...headers },
      rejectUnauthorized: false,
    });
    const ask = (route: string, headers: Record<string, string> = {}): Promise<Answer> =>
      new Promise((resolve, reject) => {
        request(options(route, headers), (response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (part: string) => (body += part));
          response.once('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
        })
          .once('error', reject)
          .end();
      });

    it('leads to TLS, and tells the world nothing that is for the inside', async () => {
      const moved = await fetch(`http://127.0.0.1:${plain}/v1/units?limit=1`, { redirect: 'manual' });
      expect([moved.status, moved.headers.get('location')]).toEqual([308, 'https://127.0.0.1/v1/units?limit=1']);
      for (const inside of ['/metrics', '/readyz', '/health/projections', '//metrics', '/%6detrics'])
        expect([inside, (await ask(inside)).status]).toEqual([inside, 404]);
      expect((await ask('/v1/units')).status).toBe(401);
      expect((await ask('/docs/')).status).toBe(200);
    });

    it('says by which address it was asked, and does not let a client choose what he is taken for', async () => {
      const forged = { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'evil.example', 'x-forwarded-for': '203.0.113.1' };
      const { body } = await ask('/.well-known/openid-configuration', forged);
      expect(JSON.parse(body).jwks_uri).toBe(`https://${host}/.well-known/jwks.json`);
      const left = (answer: Answer) => Number(answer.headers['x-ratelimit-remaining']);
      const first = left(await ask('/v1/units', { 'x-forwarded-for': '203.0.113.7' }));
      expect(left(await ask('/v1/units', { 'x-forwarded-for': '203.0.113.8' }))).toBe(first - 1);
    });

    it('hands events of a stream on as they come', async () => {
      const administrator = await motcua.as({ roles: ['administrator'], units: ['*'] });
      const issuer = await createEmbeddedIssuer({ privateJwk: secretsOf(dataDir).issuerPrivateJwk });
      const token = await issuer.issue({ roles: ['auditor'], units: [] });
      const opened = Promise.withResolvers<void>();
      const arrived = Promise.withResolvers<string>();
      const stream = request(options('/v1/events/stream?type=CenterEstablished', { authorization: `Bearer ${token}` }), (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
          if (text.includes(': open')) opened.resolve();
          if (/^data: .*25747/m.test(text)) arrived.resolve(text);
        });
        response.on('error', () => {});
      });
      stream.on('error', () => {});
      stream.end();
      await opened.promise;
      await administrator.order('/v1/centers', { unit: '25747', decision });
      expect(await arrived.promise).toContain('CenterEstablished');
      stream.destroy();
    });

    it('keeps no query string in its log, where a name may stand', async () => {
      await ask('/v1/officials?search=Nguyen+Van+Thu');
      await vi.waitFor(() => expect(readFileSync(path.join(dir, 'motcua.log'), 'utf8')).toContain('GET /v1/officials 401'));
      expect(readFileSync(path.join(dir, 'motcua.log'), 'utf8')).not.toContain('Nguyen');
    });
  });
});
