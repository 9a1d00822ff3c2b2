#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { COSIGNATURE, ED25519, parseVerifierKey } from '../lib/note.js';
import { newSigningKey, parseSigningKey } from '../lib/signing.js';
import { createWitnessServer } from '../lib/witness.js';

const usage = `motcua-witness --key <file> --log <verifier key> [--log …] [--state witness] [--host 127.0.0.1] [--port 8090]
motcua-witness --new <name>

Remembers the newest checkpoint of each log, and cosigns only one that begins with it (c2sp.org/tlog-witness).
Run it where those who run the log have no access, and give its verifier key to whoever verifies.

--new    prints a fresh key for a witness of this name, best its address without scheme: keep the secret in a file, mode 600
--key    that file
--log    verifier key of a log; two while its keys change
--state  folder of what was cosigned; it must never be put back to an older state`;

const WRONG = 2;

const main = () => {
  const text = /** @type {const} */ ({ type: 'string' });
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: text,
      new: text,
      log: { type: 'string', multiple: true },
      state: { type: 'string', default: 'witness' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '8090' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  if (values.new !== undefined) {
    const { secret, verifier } = newSigningKey(values.new, COSIGNATURE);
    console.log(`secret    ${secret}\nverifier  ${verifier}`);
    return;
  }
  if (values.key === undefined || values.log === undefined || positionals.length > 0) {
    console.error(usage);
    process.exitCode = WRONG;
    return;
  }
  const key = parseSigningKey(readFileSync(values.key, 'utf8').trim(), COSIGNATURE);
  const logs = values.log.map(parseVerifierKey);
  if (logs.some(({ type }) => type !== ED25519)) throw new Error('--log is the verifier key of a log, not of a witness.');
  const server = createWitnessServer({ folder: values.state, key, logs }, (request) => console.log(JSON.stringify(request)));
  server.listen(Number(values.port), values.host, () => {
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : values.port;
    console.log(`Witness ${key.verifier}\nat http://${values.host}:${port}/, of ${logs.map(({ name }) => name).join(', ')}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close(() => process.exit(0)).closeAllConnections());
};

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : 'The witness could not start.');
  process.exitCode = WRONG;
}
