import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { newSigningKey } from '#verifier/signing.js';

const Secrets = z.strictObject({
  /** Password of each database role of the embedded server. */
  passwords: z.strictObject({
    postgres: z.string(),
    motcua_log: z.string(),
    motcua_projector: z.string(),
    motcua_reader: z.string(),
    motcua_keys: z.string(),
    motcua_seal: z.string(),
    motcua_seal_reader: z.string(),
  }),
  /** `id:base64`, 32 bytes: wraps the keys of personal data. */
  masterKey: z.string(),
  /** Signing key of the embedded issuer (ES256). */
  issuerPrivateJwk: z.record(z.string(), z.unknown()),
  /** Signs checkpoints of the log; its name says which installation this is. */
  sealSigningKey: z.string(),
});
export type Secrets = z.infer<typeof Secrets>;

const password = () => randomBytes(24).toString('base64url');

const generate = (): Secrets => ({
  passwords: {
    postgres: password(),
    motcua_log: password(),
    motcua_projector: password(),
    motcua_reader: password(),
    motcua_keys: password(),
    motcua_seal: password(),
    motcua_seal_reader: password(),
  },
  masterKey: `local-1:${randomBytes(32).toString('base64')}`,
  issuerPrivateJwk: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as Record<string, unknown>,
  sealSigningKey: newSigningKey(`localhost/motcua-${randomBytes(4).toString('hex')}`).secret,
});

const fileIn = (dataDir: string) => path.join(dataDir, 'secrets.json');

/** The secrets of the embedded default, or `undefined` before the first start. */
export const loadSecrets = (dataDir: string): Secrets | undefined => {
  const file = fileIn(dataDir);
  return existsSync(file) ? Secrets.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
};

/** Those of an older build, with what it did not know yet; `undefined` where nothing is missing. */
const completed = (dataDir: string): Secrets | undefined => {
  const old = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Partial<Secrets>;
  if (Secrets.safeParse(old).success) return undefined;
  const fresh = generate();
  return Secrets.parse({ ...fresh, ...old, passwords: { ...fresh.passwords, ...old.passwords } });
};

/**
 * Returns the secrets of the embedded default. The first start makes them and keeps them in `DATA_DIR/secrets.json`,
 * readable by the owner only; what an older build did not know is added.
 * Two first starts at once agree on one file; a crash leaves either none or a whole one.
 */
export const ensureSecrets = (dataDir: string): Secrets => {
  mkdirSync(dataDir, { recursive: true });
  const file = fileIn(dataDir);
  const secrets = existsSync(file) ? completed(dataDir) : generate();
  if (secrets !== undefined) {
    const draft = path.join(dataDir, `secrets.${process.pid}.tmp`);
    writeFileSync(draft, JSON.stringify(secrets, null, 2), { mode: 0o600 });
    try {
      if (existsSync(file)) renameSync(draft, file);
      else linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return Secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
};
