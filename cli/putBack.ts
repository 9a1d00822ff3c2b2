import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { START } from '#events/store/event.ts';
import { openConnection } from '#events/store/postgres/pool.ts';

/** What was found, in words, and which projections and processes have seen what the log no longer holds. */
export type PutBack = { sentence: string; ahead: { name: string; kind: 'projection' | 'process' }[] };

/** Which files the cluster consists of: a copy consists of others, also one that was put in the place of the first. */
const filesOf = (dataDir: string): string => {
  const { ino, birthtimeNs } = statSync(path.join(dataDir, 'pg', 'PG_VERSION'), { bigint: true });
  return `${ino} of ${birthtimeNs}`;
};

const asking = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = await openConnection({ url, name: 'put back', timeoutMs: 10_000, patient: true });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/**
 * Notices that the embedded log is not the one that was there before: its files were copied (a backup of the data folder
 * was put back, or the folder was copied and both go on), the read models have seen more than it holds, or the operator
 * says so (`told`), since a snapshot of a whole disk leaves no trace. Then a new epoch begins, so that no cursor of the
 * former history is taken for one of this. Read models that have seen no more than the log holds go on where they stand.
 * `url`: superuser's, by database. Undefined where nothing happened. Repeated by every start, it changes nothing.
 */
export const noticePutBack = async (
  dataDir: string,
  url: (database: 'motcua_log' | 'motcua_read') => string,
  told = false,
): Promise<PutBack | undefined> => {
  const mark = path.join(dataDir, 'files.json');
  const files = filesOf(dataDir);
  const before = existsSync(mark) ? (JSON.parse(readFileSync(mark, 'utf8')).pg as string) : files;
  const log = await asking(url('motcua_log'), async (client) => {
    const { rows } = await client.query<{ epoch: string; head: number }>(
      `select store_id || '.' || epoch as epoch, (select coalesce(max(position), ${START}) from es.events)::float8 as head from es.store`,
    );
    return rows[0] ?? { epoch: '', head: START };
  });
  const ahead = await asking(url('motcua_read'), async (client) => {
    const which = 'select name, kind from daemon.projections where epoch = $1 and position > $2 group by name, kind order by name';
    return (await client.query<PutBack['ahead'][number]>(which, [log.epoch, log.head])).rows;
  });
  const found = before !== files || ahead.length > 0 || told;
  if (found && log.head !== START) {
    const epoch = await asking(url('motcua_log'), async (client) => {
      await client.query('select es.begin_epoch()');
      return (await client.query<{ epoch: string }>(`select store_id || '.' || epoch as epoch from es.store`)).rows[0]?.epoch;
    });
    await asking(url('motcua_read'), (client) =>
      client.query('update daemon.projections set epoch = $1 where epoch = $2 and position <= $3', [epoch, log.epoch, log.head]),
    );
  }
  if (found || !existsSync(mark)) writeFileSync(mark, JSON.stringify({ pg: files }));
  if (!found || log.head === START) return undefined;
  return {
    sentence:
      `The data in ${dataDir} ${ahead.length > 0 ? 'were put back: the read models have seen more than the log holds' : 'were put back, or are a copy'}. ` +
      `The log ends at position ${log.head}; what was recorded after that copy was made is not in it. ` +
      'A new epoch of the log has begun: cursors of before are answered with 410, and their readers begin anew.',
    ahead,
  };
};
