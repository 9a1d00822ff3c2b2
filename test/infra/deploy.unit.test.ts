import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parseConfig, variables } from '#app/config.ts';
import { newMasterKey } from '#events/store/keys/masterKeys.ts';
import {
  alertExpressions,
  composeVariables,
  interpolate,
  readsOf,
  type Service,
  servicesWith,
  textOf,
  yamlOf,
} from '#test/support/deployment.ts';

const masterKey = newMasterKey('2026-11-24');
/** A filled-in infra/.env: every secret its own. */
const filled = (): Record<string, string> => ({
  ...Object.fromEntries(Object.keys(parseEnv(textOf('infra/compose.env.example'))).map((name, index) => [name, `secret${index}x`])),
  PUBLIC_URL: 'https://motcua.example.vn',
  OIDC_ISSUER: 'https://id.example.vn/realms/city',
  MASTER_KEY: masterKey,
  MASTER_KEYS_PREVIOUS: '',
  EVENTSTORE_URL: '',
  SMTP_URL: 'smtp://motcua:secret@mail.example.vn',
  WEBHOOK_NETWORKS: '10.20.0.0/16',
  LOG_LEVEL: 'info',
  RATE_LIMIT_PER_MINUTE: '6000',
  OIDC_CLAIMS: 'roles=realm_access.roles',
  EVENT_SOURCE: 'urn:motcua:test',
  EXPORTS_PER_SUBJECT: '4',
  SEAL_EVERY_SECONDS: '5',
  SEAL_VERIFY_HOURS: '24',
  SEAL_STAMP_MINUTES: '60',
  SEAL_STAMP_URL: 'https://tsa.example.vn',
});
const services = servicesWith(filled());
const named = Object.entries(services);
const roles = ['http', 'projections', 'processes', 'sealing'] as const;
const isProduct = ({ image }: Service) => image.startsWith('motcua:');
const isOnce = ({ restart }: Service) => restart.startsWith('on-failure');
const service = (name: string): Service => {
  const found = services[name];
  if (!found) throw new Error(`there is no service ${name}`);
  return found;
};
/** What the image sets itself. */
const ofImage = { HOST: '0.0.0.0', PORT: '8080' };
const dockerfile = textOf('infra/image/Dockerfile');
const runs = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

describe('compose.yaml', () => {
  it('is a Compose file by the Compose specification', () => {
    const { $schema: _draft, ...schema } = JSON.parse(textOf('test/infra/compose-spec.json'));
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
    validate(yamlOf('infra/compose.yaml'));
    expect(validate.errors).toBeNull();
  });

  it('refuses by name to start without any one of its secrets', () => {
    const { required } = composeVariables();
    expect(required.length).toBeGreaterThan(10);
    for (const name of required) expect(() => servicesWith({ ...filled(), [name]: '' }), name).toThrow(`${name} is missing`);
  });

  it('reads exactly the variables that compose.env.example explains, none of which has a secret in it', () => {
    const example = parseEnv(textOf('infra/compose.env.example'));
    const { all, required } = composeVariables();
    expect(Object.keys(example).toSorted()).toEqual(all.filter((name) => name !== 'MOTCUA_VERSION'));
    expect(required.filter((name) => example[name] !== '')).toEqual([]);
  });

  it('can be given all its passwords by the lines of docs/operations.md', () => {
    const [, lines = ''] = /```sh secrets\n([^`]+)```/.exec(textOf('docs/operations.md')) ?? [];
    const dir = mkdtempSync(path.join(tmpdir(), 'motcua-env-'));
    try {
      execFileSync('mkdir', [path.join(dir, 'infra')]);
      writeFileSync(path.join(dir, 'infra/compose.env.example'), textOf('infra/compose.env.example'));
      execFileSync('bash', ['-euc', lines], { cwd: dir });
      const made = parseEnv(execFileSync('cat', [path.join(dir, 'infra/.env')], { encoding: 'utf8' }));
      const passwords = Object.entries(made).filter(([name]) => name.endsWith('PASSWORD'));
      expect(passwords.length).toBeGreaterThan(10);
      expect(new Set(passwords.map(([, value]) => value)).size).toBe(passwords.length);
      for (const [name, value] of passwords) expect(value, name).toMatch(/^[0-9a-f]{48}$/);
      const { MASTER_KEY, SEAL_SIGNING_KEY, OIDC_ISSUER, PUBLIC_URL } = filled();
      expect(() => servicesWith({ ...made, MASTER_KEY, SEAL_SIGNING_KEY, OIDC_ISSUER, PUBLIC_URL })).not.toThrow();
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it.each(roles)('gives %s an environment that the program accepts, and nothing that it does not know', (role) => {
    const environment = service(role).environment ?? {};
    expect(parseConfig({ ...ofImage, ...environment })).toMatchObject({ ROLES: [role], HOST: '0.0.0.0' });
    const known = new Set(variables.map(({ name }) => name));
    expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
  });

  it('lets the log move to a KurrentDB, and then needs no password of a log in PostgreSQL', () => {
    const EVENTSTORE_URL = 'kurrentdb+discover://motcua:secret@kurrentdb-1:2113,kurrentdb-2:2113,kurrentdb-3:2113?tls=true';
    const { http, migrate } = servicesWith({ ...filled(), EVENTSTORE_URL, LOG_PASSWORD: '' });
    expect([http?.environment?.EVENTSTORE_URL, migrate?.environment?.EVENTSTORE_URL]).toEqual([EVENTSTORE_URL, EVENTSTORE_URL]);
  });

  it('leaves out only what the embedded default or the image sets', () => {
    const given = new Set(roles.flatMap((role) => Object.keys(service(role).environment ?? {})));
    const absent = variables.map(({ name }) => name).filter((name) => !given.has(name));
    expect(absent.toSorted()).toEqual(['HOST', 'ISSUER_PRIVATE_JWK', 'MAILBOX_DIR', 'PORT', 'SETTINGS_FILE']);
  });

  it('tells a secret only to those who need it', () => {
    const all = [...roles, 'reference'];
    const nodes = ['kurrentdb', 'kurrentdb-1', 'kurrentdb-2', 'kurrentdb-3'];
    const known: Record<string, string[]> = {
      POSTGRES_PASSWORD: ['postgres'],
      POSTGRES_KEYS_PASSWORD: ['postgres-keys'],
      OWNER_PASSWORD: ['migrate', 'postgres'],
      KEYS_OWNER_PASSWORD: ['migrate', 'postgres-keys'],
      LOG_PASSWORD: ['migrate', ...all],
      PROJECTOR_PASSWORD: ['migrate', ...all],
      READER_PASSWORD: ['migrate', ...all],
      KEYS_PASSWORD: ['migrate', ...all],
      SEAL_OWNER_PASSWORD: ['migrate', 'postgres-keys'],
      SEAL_PASSWORD: ['migrate', 'sealing'],
      SEAL_READER_PASSWORD: ['migrate', ...all],
      SEAL_SIGNING_KEY: ['sealing'],
      MASTER_KEY: all,
      GRAFANA_PASSWORD: ['grafana'],
      KURRENTDB_ADMIN_PASSWORD: [...nodes, 'kurrentdb-certificates', 'kurrentdb-user', 'kurrentdb-rights'],
      KURRENTDB_OPS_PASSWORD: [...nodes, 'kurrentdb-certificates'],
      KURRENTDB_PASSWORD: ['kurrentdb-certificates', 'kurrentdb-user'],
    };
    expect(Object.keys(known).toSorted()).toEqual(composeVariables().all.filter((name) => /PASSWORD|MASTER_KEY$|SIGNING_KEY$/.test(name)));
    const env = filled();
    for (const [secret, whose] of Object.entries(known)) {
      const found = named.filter(([, one]) => JSON.stringify(one).includes(`${env[secret]}`)).map(([name]) => name);
      expect(found.toSorted(), secret).toEqual(whose.toSorted());
    }
  });

  it('holds no secret itself', () => {
    const raw = yamlOf('infra/compose.yaml').services as Record<string, Service>;
    for (const [name, { environment = {} }] of Object.entries(raw))
      for (const [variable, value] of Object.entries(environment)) {
        if (/PASSWORD|MASTER_KEY|SIGNING_KEY/.test(variable))
          expect(String(value), `${name} ${variable}`).toMatch(/^\$\{\w+(:\?[^}]+|:-)\}$/);
        expect(String(value).replaceAll(/\$\{[^}]*\}/g, ''), `${name} ${variable}`).not.toMatch(/:\/\/\w+:\w+@/);
      }
  });

  it('asks every lasting service for its health', () => {
    for (const [name, one] of named.filter(([, candidate]) => !isOnce(candidate)))
      expect(isProduct(one) ? dockerfile : JSON.stringify(one), name).toMatch(/HEALTHCHECK|healthcheck/);
  });

  it('starts the program only after the databases are migrated and loaded, and those only after the servers are healthy', () => {
    expect(service('migrate').depends_on).toMatchObject({
      postgres: { condition: 'service_healthy' },
      'postgres-keys': { condition: 'service_healthy' },
    });
    for (const name of [...roles, 'reference']) {
      const before = service(name).depends_on ?? {};
      expect(before.migrate, name).toEqual({ condition: 'service_completed_successfully' });
      for (const [other, { required }] of Object.entries(before))
        expect(required !== false || services[other]?.profiles, other).toBeTruthy();
    }
    expect(service('proxy').depends_on).toMatchObject({ http: { condition: 'service_healthy' } });
  });

  it('runs several of each role, each confined', () => {
    const raw = yamlOf('infra/compose.yaml').services;
    for (const role of roles) {
      expect(Number(interpolate(raw[role].deploy.replicas, {}))).toBeGreaterThan(1);
      expect(raw[role]).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    }
  });

  it('opens the proxy to the world, the dashboards to this host, and nothing else to anybody', () => {
    expect(Object.fromEntries(named.filter(([, { ports }]) => ports).map(([name, { ports }]) => [name, ports]))).toEqual({
      proxy: ['80:80', '443:443'],
      grafana: ['127.0.0.1:3000:3000'],
    });
    expect(yamlOf('infra/compose.yaml').networks.data).toEqual({ internal: true });
    for (const [name, { networks }] of named.filter(([candidate]) => /postgres|kurrentdb(-\d)?$|prometheus|node-exporter/.test(candidate)))
      expect(networks, name).toEqual(['data']);
  });

  it('names files that are there, volumes that it declares, and images by their version', () => {
    const { volumes: declared } = yamlOf('infra/compose.yaml');
    for (const [name, { image, build, volumes = [] }] of named) {
      expect(image, name).toMatch(isProduct(service(name)) ? /^motcua:local$/ : /:v?\d+\.\d+/);
      if (build) expect(existsSync(path.join('infra', build.context, build.dockerfile)), name).toBe(true);
      const program = isProduct(service(name)) ? service(name).command?.[1] : undefined;
      expect(program === undefined || existsSync(program), name).toBe(true);
      for (const volume of volumes) {
        const [source = ''] = volume.split(':');
        // the disks themselves, for whom tells how full they are
        if (source === '/') continue;
        expect(source.startsWith('./') ? existsSync(path.join('infra', source)) : source in declared, `${name} ${volume}`).toBe(true);
      }
    }
  });

  it('starts no KurrentDB with passwords that everybody knows', () => {
    const passwords = ['KURRENTDB_ADMIN_PASSWORD', 'KURRENTDB_OPS_PASSWORD', 'KURRENTDB_PASSWORD'];
    const given = Object.fromEntries(passwords.map((name) => [name, 'x']));
    for (const missing of passwords) {
      const made = spawnSync('sh', ['infra/kurrentdb/make-certificates.sh'], { env: { ...given, [missing]: '' }, encoding: 'utf8' });
      expect([made.status === 0, made.stderr]).toEqual([false, expect.stringContaining(`${missing} is missing`)]);
    }
    for (const [name, { depends_on }] of named.filter(([candidate]) => /^kurrentdb(-\d)?$/.test(candidate)))
      expect(depends_on, name).toEqual({ 'kurrentdb-certificates': { condition: 'service_completed_successfully' } });
  });

  it.skipIf(!runs('docker', 'compose', 'version'))('is accepted by Docker Compose [skipped where there is no docker compose]', () => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...filled() };
    const args = ['compose', '-f', 'infra/compose.yaml', '--profile', '*', 'config', '--format', 'json'];
    const config = JSON.parse(execFileSync('docker', args, { env, encoding: 'utf8' }));
    for (const role of roles) expect(config.services[role].environment).toEqual(service(role).environment);
  });
});

describe('the image', () => {
  const final = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

  it('runs main.ts as nobody in particular, is asked whether it lives, and stops when told', () => {
    expect(final).toMatch(/^USER node$/m);
    expect(final).toMatch(/^HEALTHCHECK .*\/livez/m);
    expect(final).toMatch(/^CMD \["node", .*"src\/main.ts"\]$/m);
    expect(final).toMatch(/^STOPSIGNAL SIGTERM$/m);
    expect(final.indexOf('USER node')).toBeGreaterThan(final.lastIndexOf('COPY'));
    for (const [name, value] of Object.entries(ofImage)) expect(final).toContain(`${name}=${value}`);
  });

  it('has the Node of the project', () => {
    const { node } = JSON.parse(textOf('package.json')).dependencies;
    expect([...dockerfile.matchAll(/^FROM node:([\d.]+)-/gm)].map(([, version]) => version)).toEqual([node, node]);
  });
});

describe('the alerts', () => {
  const rules: { alert: string; expr: string; labels: object; annotations: { summary: string; action: string } }[] =
    yamlOf('infra/prometheus/rules.yaml').groups[0].rules;

  it('each say what is wrong and what to do, and are explained in docs/operations.md', () => {
    const explained = [...textOf('docs/operations.md').matchAll(/^### (\w+)$/gm)].map(([, name]) => String(name));
    expect(rules.map(({ alert }) => alert).toSorted()).toEqual(explained.toSorted());
    for (const { alert, labels, annotations } of rules) {
      expect(labels, alert).toEqual({ severity: expect.stringMatching(/^(warning|critical)$/) });
      expect(
        [annotations.summary.length, annotations.action.length].every((length) => length > 15),
        alert,
      ).toBe(true);
    }
  });

  it('are evaluated over the services of compose.yaml', () => {
    const [{ dns_sd_configs: found }, ...others] = yamlOf('infra/prometheus/prometheus.yaml').scrape_configs;
    expect(found[0]).toMatchObject({ names: [...roles], port: Number(ofImage.PORT) });
    expect(yamlOf('infra/grafana/provisioning/datasources/prometheus.yaml').datasources[0].url).toBe('http://prometheus:9090');
    const asked = alertExpressions().flatMap(({ expression }) => [...expression.matchAll(/role="(\w+)"/g)].map(([, role]) => role));
    expect(asked).toEqual([...roles]);
    const targets: string[] = others.flatMap(({ static_configs: [{ targets: own }] }: { static_configs: [{ targets: string[] }] }) => own);
    expect(targets).toEqual(['localhost:9090', 'node-exporter:9100']);
  });

  it('see the host’s disks, read only, and what was written of backups', () => {
    const { volumes, command } = service('node-exporter');
    expect(volumes).toEqual(['/:/host:ro,rslave', './backups:/backups:ro']);
    expect(command).toEqual(expect.arrayContaining(['--path.rootfs=/host', '--collector.textfile.directory=/backups']));
    const record = path.resolve('infra/backups/record.sh');
    const dir = mkdtempSync(path.join(tmpdir(), 'motcua-backups-'));
    try {
      for (const of of ['log', 'keys', 'log']) execFileSync('sh', [record, of, dir]);
      const written = readdirSync(dir).toSorted();
      expect(written).toEqual(['motcua-backup-keys.prom', 'motcua-backup-log.prom']);
      const texts = written.map((file) => readFileSync(path.join(dir, file), 'utf8'));
      for (const [index, of] of ['keys', 'log'].entries()) {
        const [, at] = new RegExp(`^motcua_backup_completed_timestamp_seconds\\{of="${of}"\\} (\\d+)$`, 'm').exec(texts[index] ?? '') ?? [];
        expect(Math.abs(Number(at) - Date.now() / 1000)).toBeLessThan(60);
      }
      expect(spawnSync('sh', [record, 'everything', dir]).status).toBe(2);
      expect(readdirSync(dir)).toHaveLength(2);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it.skipIf(!runs('promtool', '--version'))('fire when they should, by Prometheus itself [skipped where there is no promtool]', () => {
    const check = spawnSync('promtool', ['check', 'config', 'infra/prometheus/prometheus.yaml'], { encoding: 'utf8' });
    expect(check.status, check.stderr + check.stdout).toBe(0);
    const tests = spawnSync('promtool', ['test', 'rules', 'test/infra/alerts.test.yaml', 'test/infra/backupAlerts.test.yaml'], {
      encoding: 'utf8',
    });
    expect(tests.status, tests.stderr + tests.stdout).toBe(0);
  });
});

describe('reading PromQL', () => {
  it('finds the metrics and labels of an expression, and nothing else', () => {
    expect(
      readsOf(
        'histogram_quantile(0.99, sum by (le, route) (rate(a_bucket{x=~"b|c{d}", y!="e"}[5m]))) / max(f) > 2 unless on (z) absent(g{x="1"})',
      ),
    ).toEqual({
      metrics: ['a_bucket', 'f', 'g'],
      labels: [
        { label: 'x', of: ['a_bucket'] },
        { label: 'y', of: ['a_bucket'] },
        { label: 'x', of: ['g'] },
        ...['le', 'route', 'z'].map((label) => ({ label, of: ['a_bucket', 'f', 'g'] })),
      ],
    });
  });
});

describe('interpolation as Compose does it', () => {
  it('puts in values, defaults and nested defaults, and refuses with the message', () => {
    expect(interpolate('a ${B} ${C:-c${D:-d}c} $${E}', { B: 'b' })).toBe('a b cdc ${E}');
    expect(interpolate('${C:-${D:?no D}}', { C: 'c' })).toBe('c');
    expect(() => interpolate('${C:-x${D:?no D}}', { D: '' })).toThrow('no D');
  });
});
