import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const Secrets = z.strictObject({
  /** Password of each database role of the embedded server. */
  passwords: z.strictObject({
    postgres: z.string(),
    motcua_log: z.string(),
    motcua_projector: z.string(),
    motcua_reader: z.string(),
    motcua_keys: z.string(),
  }),
  /** `id:base64`, 32 bytes: wraps the keys of personal data. */
  masterKey: z.string(),
  /** Signing key of the embedded issuer (ES256). */
  issuerPrivateJwk: z.record(z.string(), z.unknown()),
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
  },
  masterKey: `local-1:${randomBytes(32).toString('base64')}`,
  issuerPrivateJwk: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as Record<string, unknown>,
});

const fileIn = (dataDir: string) => path.join(dataDir, 'secrets.json');

/** The secrets of the embedded default, or `undefined` before the first start. */
export const loadSecrets = (dataDir: string): Secrets | undefined => {
  const file = fileIn(dataDir);
  return existsSync(file) ? Secrets.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
};

/**
 * Returns the secrets of the embedded default. The first start makes them and keeps them in `DATA_DIR/secrets.json`,
 * readable by the owner only.
 * Two first starts at once agree on one file; a crash leaves either none or a whole one.
 */
export const ensureSecrets = (dataDir: string): Secrets => {
  mkdirSync(dataDir, { recursive: true });
  const existing = loadSecrets(dataDir);
  if (existing) return existing;
  const draft = path.join(dataDir, `secrets.${process.pid}.tmp`);
  writeFileSync(draft, JSON.stringify(generate(), null, 2), { mode: 0o600 });
  try {
    linkSync(draft, fileIn(dataDir));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return Secrets.parse(JSON.parse(readFileSync(fileIn(dataDir), 'utf8')));
};
