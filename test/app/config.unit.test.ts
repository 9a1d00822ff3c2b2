import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { checkValues, parseConfig, variables } from '#app/config.ts';

const example = () => parseEnv(readFileSync('.env.example', 'utf8'));

describe('the configuration', () => {
  it('accepts .env.example', () => {
    expect(parseConfig(example())).toMatchObject({
      PORT: 8080,
      ROLES: ['http', 'projections', 'processes', 'sealing'],
      TRUST_PROXY: false,
    });
  });

  it('knows every variable of .env.example, and .env.example every variable', () => {
    expect(Object.keys(example()).sort()).toEqual(variables.map(({ name }) => name).sort());
  });

  it('is explained in docs/configuration.md, variable by variable', () => {
    const page = readFileSync('docs/configuration.md', 'utf8');
    expect(variables.filter(({ name }) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('lists everything that is wrong at once, and never a value', () => {
    const wrong = () => parseConfig({ ...example(), PORT: 'eighty', MASTER_KEY: 'my-secret', ROLES: 'http,kitchen' });
    expect(wrong).toThrow(/PORT/);
    expect(wrong).toThrow(/MASTER_KEY/);
    expect(wrong).toThrow(/ROLES/);
    expect(wrong).not.toThrow(/my-secret/);
  });

  it('can be checked before there are stores', () => {
    expect(() => checkValues({ PORT: '8081', ROLES: '' })).not.toThrow();
    expect(() => checkValues({ PORT: '99999' })).toThrow(/PORT/);
    expect(() => checkValues({ ROLES: 'http,kitchen', LOG_LEVEL: 'loud' })).toThrow(/LOG_LEVEL[\s\S]*ROLES|ROLES[\s\S]*LOG_LEVEL/);
  });

  it('takes places of claims by name, and says which names there are', () => {
    const claims = (OIDC_CLAIMS: string) => parseConfig({ ...example(), OIDC_CLAIMS }).OIDC_CLAIMS;
    expect(claims('roles=realm_access.roles, units=https://example.vn/units')).toEqual({
      roles: 'realm_access.roles',
      units: 'https://example.vn/units',
    });
    expect(claims('')).toEqual({});
    expect(() => claims('groups=x')).toThrow('roles, units, official, personal');
    expect(() => claims('roles')).toThrow('roles, units, official, personal');
  });

  it('names what is not set, and says what it is for', () => {
    const { MASTER_KEY: _, ...without } = example();
    expect(() => parseConfig(without)).toThrow(/MASTER_KEY is not set \(Wraps the keys of personal data\.\)/);
    expect(() => parseConfig(without)).not.toThrow(/undefined/);
  });

  it('does not repeat a signing key that it cannot read', () => {
    const wrong = () => parseConfig({ ...example(), OIDC_ISSUER: '', ISSUER_PRIVATE_JWK: 'my-secret' });
    expect(wrong).toThrow(/ISSUER_PRIVATE_JWK/);
    expect(wrong).not.toThrow(/my-secr/);
  });

  it('sends e-mail or keeps it, not both, and not without a sender', () => {
    expect(() => parseConfig({ ...example(), MAILBOX_DIR: 'data/mailbox' })).toThrow(/exclude each other/);
    expect(() => parseConfig({ ...example(), SMTP_FROM: '' })).toThrow(/SMTP_FROM/);
    expect(parseConfig({ ...example(), SMTP_URL: '', MAILBOX_DIR: 'data/mailbox' }).MAILBOX_DIR).toBe('data/mailbox');
  });

  it('reads the networks that webhooks may reach', () => {
    expect(parseConfig({ ...example(), WEBHOOK_NETWORKS: '10.0.0.0/8, fd00::/8' }).WEBHOOK_NETWORKS).toEqual(['10.0.0.0/8', 'fd00::/8']);
    expect(() => parseConfig({ ...example(), WEBHOOK_NETWORKS: '10.0.0.0' })).toThrow(/WEBHOOK_NETWORKS/);
  });

  it('refuses two issuers at once, and http without any', () => {
    expect(() => parseConfig({ ...example(), ISSUER_PRIVATE_JWK: '{}' })).toThrow(/exclude each other/);
    expect(() => parseConfig({ ...example(), OIDC_ISSUER: '' })).toThrow(/OIDC_ISSUER/);
    expect(parseConfig({ ...example(), OIDC_ISSUER: '', ROLES: 'projections' }).ROLES).toEqual(['projections']);
  });
});
