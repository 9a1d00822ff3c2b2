import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Role } from '#events/store/event.ts';
import { createEmbeddedIssuer } from '#http/server/issuers.ts';
import { helpIfAsked } from './help.ts';
import { loadSecrets } from './secrets.ts';

const usage = `npm run -s token -- --role ROLE [--role …] [--unit CODE …] [--official ID] [--subject ID] [--personal] [--ttl 12h]

Prints an access token of the embedded issuer of DATA_DIR, and nothing else.
  --role      officer, center-head, supervisor, auditor, integrator, administrator or department; may be repeated
  --unit      five digits, the key of a department, or * for all; may be repeated
  --official  the official whom the token stands for
  --subject   who it says acts; the official, or the role, when absent
  --personal  may see personal data, when a purpose is stated
  --ttl       how long it holds: a number and s, m, h or d`;

const Options = z.object({
  role: z.array(Role.exclude(['system'])).min(1, 'name at least one role'),
  unit: z.array(z.string().regex(/^(\d{5}|[a-z][a-z0-9-]+|\*)$/, 'five digits, the key of a department, or * for all units')).default([]),
  official: z.string().optional(),
  subject: z.string().optional(),
  personal: z.boolean().default(false),
  ttl: z
    .string()
    .regex(/^\d+ ?[smhd]$/, 'a number and s, m, h or d')
    .default('12h'),
});

const main = async (): Promise<string> => {
  const { values } = parseArgs({
    options: {
      role: { type: 'string', multiple: true, default: [] },
      unit: { type: 'string', multiple: true },
      official: { type: 'string' },
      subject: { type: 'string' },
      personal: { type: 'boolean' },
      ttl: { type: 'string' },
    },
  });
  const parsed = Options.safeParse(values);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const { role, unit, official, subject, personal, ttl } = parsed.data;

  const secrets = loadSecrets(path.resolve(process.env['DATA_DIR'] ?? 'data'));
  const configuredIssuer = process.env['OIDC_ISSUER'];
  if (!secrets && !configuredIssuer) throw new Error('Nothing was started here yet: run `npm start` first, or set DATA_DIR.');
  const issuer = await createEmbeddedIssuer({ privateJwk: secrets?.issuerPrivateJwk ?? {}, configuredIssuer });
  return issuer.issue({
    roles: role,
    units: unit,
    personal,
    ttl,
    ...(official === undefined ? {} : { official }),
    ...(subject === undefined ? {} : { sub: subject }),
  });
};

helpIfAsked(usage);
try {
  process.stdout.write(`${await main()}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
