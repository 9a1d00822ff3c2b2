import { parseArgs } from 'node:util';
import { ANY, type JSONEventType, jsonEvent, SETTINGS_STREAM } from '@kurrent/kurrentdb-client';
import { openConnection } from '#events/store/kurrentdb/connection.ts';
import { EPOCH_STREAM, epochBegun } from '#events/store/kurrentdb/store.ts';
import { openConnection as openPostgres } from '#events/store/postgres/pool.ts';
import { helpIfAsked } from './help.ts';

const usage = `npm run eventstore -- protect --user <name>
npm run eventstore -- begin-epoch

What an administrator of the log does for Motcua, as the user of EVENTSTORE_ADMIN_URL.
protect      in a KurrentDB or EventStoreDB: the user may read all streams and append to them, and nobody but administrators may delete, truncate or change a stream's rights
begin-epoch  in any home, after the log was restored from a backup: cursors given out before are told apart from now on`;

const TIMEOUT_MS = 10_000;
const ADMINISTRATORS = '$admins';

type Append = (stream: string, event: ReturnType<typeof jsonEvent>) => Promise<void>;

/** The rights of all streams that have none of their own, and the right to read the log as a whole. */
const protect = async (append: Append, user: string): Promise<void> => {
  const administrators = { $r: ADMINISTRATORS, $w: ADMINISTRATORS, $d: ADMINISTRATORS, $mr: ADMINISTRATORS, $mw: ADMINISTRATORS };
  const rights = { $userStreamAcl: { ...administrators, $r: user, $w: user }, $systemStreamAcl: administrators };
  await append(SETTINGS_STREAM, jsonEvent<JSONEventType>({ type: 'update-default-acl', data: rights }));
  await append('$$$all', jsonEvent<JSONEventType>({ type: '$metadata', data: { $acl: { $r: [ADMINISTRATORS, user] } } }));
  console.log(`${user} may read all streams and append to them; deleting and truncating is left to administrators.`);
};

const beginEpochInPostgres = async (url: string): Promise<void> => {
  const client = await openPostgres({ url, name: 'begin epoch', timeoutMs: TIMEOUT_MS });
  try {
    const { rows } = await client.query<{ epoch: number }>('select es.begin_epoch() as epoch');
    console.log(`Epoch ${rows[0]?.epoch} has begun. Restart every process.`);
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    throw new Error('Only the owner of the log’s database may begin an epoch: EVENTSTORE_ADMIN_URL names another role.');
  } finally {
    await client.end();
  }
};

const beginEpoch = async (append: Append): Promise<void> => {
  const begun = epochBegun();
  await append(EPOCH_STREAM, begun);
  console.log(`Epoch ${begun.id} has begun. Restart every process.`);
};

helpIfAsked(usage);
try {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { user: { type: 'string' } } });
  const [act] = positionals;
  if (positionals.length !== 1 || (act !== 'begin-epoch' && !(act === 'protect' && values.user))) {
    console.error(usage);
    process.exitCode = 2;
  } else {
    const url = process.env.EVENTSTORE_ADMIN_URL;
    if (!url) throw new Error('Set EVENTSTORE_ADMIN_URL to the connection string of an administrator.');
    if (/^postgres(ql)?:/.test(url)) {
      if (act !== 'begin-epoch') throw new Error('The log is in PostgreSQL, where `npm run migrate` gives the rights: nothing to protect.');
      await beginEpochInPostgres(url);
    } else {
      const connection = openConnection(url, TIMEOUT_MS);
      const append: Append = async (stream, event) => void (await connection.append(stream, [event], ANY, TIMEOUT_MS));
      if (values.user && act === 'protect') await protect(append, values.user);
      else await beginEpoch(append);
      await connection.close();
    }
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
