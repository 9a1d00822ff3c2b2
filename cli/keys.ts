import { connectKeysDatabase } from '#events/store/keys/database.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { rotateKeys } from '#events/store/keys/rotate.ts';
import { prepareEnvironment } from './environment.ts';
import { helpIfAsked } from './help.ts';

const help = `npm run -s keys -- new      prints a fresh master key, to be kept as MASTER_KEY
npm run -s keys -- rotate   wraps all keys of personal data under MASTER_KEY, while Motcua goes on working

To rotate: 1. give every process the new key in MASTER_KEYS_PREVIOUS, beside the old ones (id:base64, comma-separated); restart.
2. Make the new key MASTER_KEY and put the old one in MASTER_KEYS_PREVIOUS; restart. 3. Run rotate. 4. Take the old key away and destroy it.`;

const rotate = async () => {
  await using prepared = await prepareEnvironment(process.env, { share: true });
  const { KEYS_DATABASE_URL = '', MASTER_KEY = '', MASTER_KEYS_PREVIOUS } = prepared.env;
  const masterKeys = parseMasterKeys(MASTER_KEY, MASTER_KEYS_PREVIOUS);
  const db = connectKeysDatabase(KEYS_DATABASE_URL, { connections: 1, timeoutMs: 10_000 });
  try {
    let wrapped = 0;
    for await (const { done, total } of rotateKeys(db, masterKeys)) {
      wrapped = done;
      console.log(`${done} of ${total} keys`);
    }
    console.log(`Every key is under "${masterKeys.current}" now; ${wrapped} changed.`);
  } finally {
    await db.close();
  }
};

helpIfAsked(help);
try {
  const [command] = process.argv.slice(2);
  if (command === 'new') console.log(newMasterKey(Temporal.Now.plainDateISO().toString()));
  else if (command === 'rotate') await rotate();
  else {
    console.error(help);
    process.exitCode = 2;
  }
} catch (error) {
  const reasons = [];
  for (let reason = error; reason instanceof Error; reason = reason.cause) reasons.push(reason.message);
  console.error(reasons.join(': '));
  process.exitCode = 1;
}
