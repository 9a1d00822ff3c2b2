import { z } from 'zod';
import { claimNames } from '#http/server/principal.ts';

/** Parts of a text between commas. */
const parts = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);
const PostgresUrl = z.url({ protocol: /^postgres(ql)?$/ });
const MasterKey = z.string().regex(/^[\w.-]+:[A-Za-z0-9+/]{43}=$/, 'expected <id>:<32 bytes in base64>');

const Environment = z.object({
  EVENTSTORE_URL: z
    .union([
      PostgresUrl,
      // Several hosts make no URL; the home reads it in full.
      z.string().regex(/^(kurrentdb|kurrent|kdb|esdb)(\+discover)?:\/\/\S+$/),
    ])
    .describe('The log: postgres://… or kurrentdb://…'),
  DATABASE_URL: PostgresUrl.describe('Read models, role motcua_projector.'),
  DATABASE_READER_URL: PostgresUrl.optional().describe('Read models, role motcua_reader; DATABASE_URL when absent.'),
  KEYS_DATABASE_URL: PostgresUrl.describe('Keys of personal data, role motcua_keys; another database than the log.'),
  MASTER_KEY: MasterKey.describe('Wraps the keys of personal data.'),
  MASTER_KEYS_PREVIOUS: parts.pipe(z.array(MasterKey)).default([]).describe('Former master keys, comma-separated, until rotation is over.'),
  SEAL_DATABASE_URL: PostgresUrl.optional().describe('The seal of the log, role motcua_seal. The log is not sealed without it.'),
  SEAL_DATABASE_READER_URL: PostgresUrl.optional().describe(
    'The seal, role motcua_seal_reader, for processes that only read it; SEAL_DATABASE_URL when absent.',
  ),
  SEAL_SIGNING_KEY: z
    .string()
    .optional()
    .describe(
      'Signs checkpoints, with the role `sealing`: PRIVATE+KEY+<name>+<id>+<key>, as `npm run -s seal -- key <name>` prints it. The name is the installation’s.',
    ),
  SEAL_SIGNING_KEYS_PREVIOUS: parts
    .default([])
    .describe('Former signing keys of the same name, comma-separated, that sign as well until every verifier has the new one.'),
  SEAL_POLICY_FILE: z
    .string()
    .optional()
    .describe('Which witnesses cosign, by which addresses, and how many are enough (c2sp.org/tlog-policy).'),
  SEAL_EVERY_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(10)
    .default(5)
    .describe('How long an event waits at most for others to be sealed with it.'),
  SEAL_STAMP_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Time stamping authority (RFC 3161) that stamps checkpoints, with the role `sealing`.'),
  SEAL_STAMP_MINUTES: z.coerce.number().min(1).max(1440).default(60).describe('Minutes between two time stamps.'),
  SEAL_VERIFY_HOURS: z.coerce
    .number()
    .min(0.01)
    .max(744)
    .default(24)
    .describe('Hours between two looks at the whole log, with the role `sealing`.'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on; 0.0.0.0 behind a proxy or in a container.'),
  ROLES: parts
    .pipe(z.array(z.enum(['http', 'projections', 'processes', 'sealing'])).min(1))
    .default(['http', 'projections', 'processes', 'sealing'])
    .describe('What this process does.'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  EVENT_SOURCE: z.url().default('urn:motcua').describe('Names this installation: `source` of every event in the feeds.'),
  PUBLIC_URL: z.url().optional().describe('Address under which clients reach the service; http://localhost:PORT when absent.'),
  OIDC_ISSUER: z.url().optional().describe('A real issuer of access tokens; the embedded one then does not exist.'),
  OIDC_AUDIENCE: z.string().default('motcua'),
  OIDC_CLAIMS: parts
    .transform((pairs, context) =>
      Object.fromEntries(
        pairs.map((pair) => {
          const [, name = '', place = ''] = /^(\w+)=(\S+)$/.exec(pair) ?? [];
          if (!claimNames.some((one) => one === name))
            context.addIssue(`expected <claim>=<where it stands>, claims: ${claimNames.join(', ')}`);
          return [name, place];
        }),
      ),
    )
    .default({})
    .describe('Where the claims of access tokens stand, for example roles=realm_access.roles.'),
  ISSUER_PRIVATE_JWK: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as Record<string, unknown>;
      } catch {
        // the parser's own message quotes the key
        context.addIssue('expected JSON');
        return z.NEVER;
      }
    })
    .optional()
    .describe('Signing key of the embedded issuer; set by `npm start`.'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('Mail server that notices go out by: smtp://user:password@host:587 or smtps://…'),
  SMTP_FROM: z.string().optional().describe('Sender of notices, with SMTP_URL.'),
  MAILBOX_DIR: z
    .string()
    .optional()
    .describe('Keeps notices by e-mail in this folder instead; set by `npm start`, never together with SMTP_URL.'),
  CONTACTS_FILE: z.string().optional().describe('E-mail addresses and webhooks of units and departments, JSON; holds secrets.'),
  WEBHOOK_NETWORKS: parts
    .pipe(z.array(z.union([z.cidrv4(), z.cidrv6()])))
    .default([])
    .describe('Networks that are not public and that webhooks may reach, comma-separated, for example 10.20.0.0/16.'),
  SETTINGS_FILE: z.string().optional().describe('Replaces reference/settings.json.'),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(6000).describe('Requests a minute per token or address.'),
  EXPORTS_PER_SUBJECT: z.coerce
    .number()
    .int()
    .min(1)
    .default(4)
    .describe('Files (CSV, XLSX, PDF) that one subject of tokens is sent at a time.'),
  TRUST_PROXY: z.stringbool().default(false).describe('Whether X-Forwarded-* headers come from a proxy of ours.'),
});
export type Config = Readonly<z.output<typeof Environment>>;

/** Every environment variable with its description; docs/configuration.md and `.env.example` are checked against it. */
export const variables = Object.entries(Environment.shape).map(([name, schema]) => ({ name, description: schema.description ?? '' }));

type Variables = Record<string, string | undefined>;
const given = (env: Variables) => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

/** Everything that is wrong, a line each: what is missing with what it is for, never a value. */
const faultsOf = ({ issues }: z.ZodError, env: Variables): string =>
  issues
    .map(({ path, message }) => {
      const name = String(path[0]);
      const { description } = variables.find((variable) => variable.name === name) ?? {};
      return env[name] ? `✖ ${name}: ${message}` : `✖ ${name} is not set${description ? ` (${description})` : ''}`;
    })
    .join('\n');

/** Checks the values given before stores are started. Throws an Error that lists everything wrong, never a value. */
export const checkValues = (env: Variables): void => {
  const { error } = Environment.partial().safeParse(given(env));
  if (error) throw new Error(`The environment is not right:\n${faultsOf(error, env)}`);
};

/** Parses the environment once. Throws an Error whose message lists everything that is wrong, never a value. */
export const parseConfig = (env: Variables): Config => {
  const parsed = Environment.safeParse(given(env));
  if (!parsed.success) throw new Error(`The environment is not complete:\n${faultsOf(parsed.error, env)}`);
  if (!parsed.data.OIDC_ISSUER && !parsed.data.ISSUER_PRIVATE_JWK && parsed.data.ROLES.includes('http')) {
    throw new Error('The environment is not complete:\n✖ Set OIDC_ISSUER (a real issuer of access tokens).');
  }
  if (parsed.data.SMTP_URL && parsed.data.MAILBOX_DIR) throw new Error('SMTP_URL and MAILBOX_DIR exclude each other.');
  if (parsed.data.SMTP_URL && !parsed.data.SMTP_FROM) throw new Error('SMTP_URL needs SMTP_FROM.');
  if (parsed.data.OIDC_ISSUER && parsed.data.ISSUER_PRIVATE_JWK) throw new Error('OIDC_ISSUER and ISSUER_PRIVATE_JWK exclude each other.');
  return Object.freeze(parsed.data);
};
