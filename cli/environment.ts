import path from 'node:path';
import { startEmbeddedPostgres } from './embedded.ts';
import { type Database, ensureDatabase, migrate } from './migrate.ts';
import { EmbeddedPostgresError } from './postgresPrograms.ts';
import { noticePutBack, type PutBack } from './putBack.ts';
import { ensureSecrets } from './secrets.ts';

const ownStores = ['EVENTSTORE_URL', 'DATABASE_URL', 'KEYS_DATABASE_URL', 'MASTER_KEY'] as const;
const databases: readonly Database[] = ['log', 'read', 'keys', 'seal'];

/** Where the embedded default keeps its data, absolute. */
export const dataDirOf = (env: NodeJS.ProcessEnv): string => path.resolve(env.DATA_DIR || 'data');

/**
 * An environment in which `parseConfig` finds everything, and whatever had to be started for it. `putBack`: the embedded
 * log is not the one that was there before, and a new epoch of it has begun.
 */
export type Prepared = AsyncDisposable & { env: NodeJS.ProcessEnv; embedded: boolean; dataDir: string; putBack?: PutBack | undefined };

/**
 * Returns `env` unchanged when it names all stores. When it names none, starts the embedded default: a PostgreSQL under
 * DATA_DIR, migrated, with secrets made on the first start.
 * Where EVENTSTORE_URL alone is given and names a KurrentDB, the embedded PostgreSQL holds everything but the log.
 * `share` lets a command-line program run beside a running Motcua. `putBack`: the operator says that the data folder was
 * put back. Throws with a sentence that says what to do.
 */
export const prepareEnvironment = async (
  env: NodeJS.ProcessEnv,
  { putBack: told, ...options }: { share?: boolean; putBack?: boolean } = {},
): Promise<Prepared> => {
  const dataDir = dataDirOf(env);
  const given = ownStores.filter((name) => env[name]);
  if (given.length === ownStores.length) return { env, embedded: false, dataDir, [Symbol.asyncDispose]: async () => {} };
  const logElsewhere = given.join() === 'EVENTSTORE_URL' && !env.EVENTSTORE_URL?.startsWith('postgres');
  if (given.length > 0 && !logElsewhere) {
    const missing = ownStores.filter((name) => !env[name]);
    throw new EmbeddedPostgresError(
      `${given.join(', ')} set, but not ${missing.join(', ')}. Set all of them for stores of your own, or none for the embedded default.`,
    );
  }

  const secrets = ensureSecrets(dataDir);
  const server = await startEmbeddedPostgres({ dataDir, password: secrets.passwords.postgres, ...options });
  let putBack: PutBack | undefined;
  try {
    for (const database of databases) {
      if (database === 'log' && logElsewhere) continue;
      await ensureDatabase(server.url('postgres'), `motcua_${database}`);
      await migrate(server.url(`motcua_${database}`), database, secrets.passwords);
    }
    if (!logElsewhere) putBack = await noticePutBack(dataDir, server.url, told);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const url = (role: keyof typeof secrets.passwords, database: Database) =>
    `postgres://${role}:${secrets.passwords[role]}@127.0.0.1:${server.port}/motcua_${database}`;
  return {
    embedded: true,
    dataDir,
    putBack,
    env: {
      ...env,
      EVENTSTORE_URL: logElsewhere ? env.EVENTSTORE_URL : url('motcua_log', 'log'),
      DATABASE_URL: url('motcua_projector', 'read'),
      DATABASE_READER_URL: url('motcua_reader', 'read'),
      KEYS_DATABASE_URL: url('motcua_keys', 'keys'),
      MASTER_KEY: secrets.masterKey,
      SEAL_DATABASE_URL: url('motcua_seal', 'seal'),
      SEAL_DATABASE_READER_URL: url('motcua_seal_reader', 'seal'),
      SEAL_SIGNING_KEY: env.SEAL_SIGNING_KEY || secrets.sealSigningKey,
      ...(env.SMTP_URL ? {} : { MAILBOX_DIR: env.MAILBOX_DIR || path.join(dataDir, 'mailbox') }),
      ...(env.OIDC_ISSUER ? {} : { ISSUER_PRIVATE_JWK: JSON.stringify(secrets.issuerPrivateJwk) }),
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
};
