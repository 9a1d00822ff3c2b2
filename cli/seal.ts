import { parseArgs } from 'node:util';
import { newSigningKey, parseSigningKey } from '#verifier/signing.js';
import { prepareEnvironment } from './environment.ts';
import { helpIfAsked } from './help.ts';

const usage = `npm run -s seal -- key <name>           prints a fresh signing key for SEAL_SIGNING_KEY, and the verifier key that belongs to it
npm run -s seal -- verifier             prints the verifier key of SEAL_SIGNING_KEY, or of the embedded default

The name says which installation, or which witness, and is never used for another: best an address without its scheme, such as
motcua.example.vn/log. Give the verifier key to whoever verifies by another way than this program's own answers.
To change keys: give the new one in SEAL_SIGNING_KEY and the old one in SEAL_SIGNING_KEYS_PREVIOUS, both of one name; restart; give
out the new verifier key; take the old one away when everybody has it.`;

const show = ({ secret, verifier }: { secret: string; verifier: string }): void => {
  console.log(`secret    ${secret}`);
  console.log(`verifier  ${verifier}`);
};

helpIfAsked(usage);
try {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [command, name, ...others] = positionals;
  if (command === 'key' && name !== undefined && others.length === 0) show(newSigningKey(name));
  else if (command === 'verifier' && name === undefined) {
    await using prepared = await prepareEnvironment(process.env, { share: true });
    const { SEAL_SIGNING_KEY } = prepared.env;
    if (!SEAL_SIGNING_KEY) throw new Error('SEAL_SIGNING_KEY is not set.');
    console.log(parseSigningKey(SEAL_SIGNING_KEY).verifier);
  } else {
    console.error(usage);
    process.exitCode = 2;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
