import { type KeysDatabase, LOOKUP_KEY } from './database.ts';
import { type MasterKeys, unwrapKey, type WrappedKey, wrapKey } from './masterKeys.ts';

const BATCH = 500;

/**
 * Wraps every key again under the current master key, while other processes go on working; they must know both master
 * keys. May be stopped and started again at any time: each batch is a statement of its own. Yields how many keys are
 * done, of how many. Once it has ended, and no process has the old master key as its current one, that one may be
 * destroyed. Erased keys that backups, and rows not yet vacuumed, still hold become unreadable with it.
 */
export async function* rotateKeys(db: KeysDatabase, masterKeys: MasterKeys): AsyncGenerator<{ done: number; total: number }> {
  await rotateLookupKey(db, masterKeys);
  const [count] = await db.query<{ total: number }>(
    'rotate-count',
    'select count(*)::int as total from keys.subject_keys where master is not null and master <> $1',
    [masterKeys.current],
  );
  const total = count?.total ?? 0;
  let done = 0;
  let after = '';
  for (;;) {
    const rows = await db.query<WrappedKey & { stream: string }>(
      'rotate-read',
      `select stream, wrapped, master from keys.subject_keys where master is not null and master <> $1 and stream > $2 order by stream limit ${BATCH}`,
      [masterKeys.current, after],
    );
    const last = rows.at(-1)?.stream;
    if (last === undefined && after === '') return;
    // Another process may have made keys under the old master key meanwhile: the last pass is one that finds none.
    after = last ?? '';
    if (last === undefined) continue;
    const anew = rows.map((row) => wrapKey(masterKeys, row.stream, unwrapKey(masterKeys, row.stream, row)).wrapped);
    // Only where the row is unchanged: an erasure, or another rotation, since the read takes precedence. Locks in order
    // of stream, as in keys.take.
    const changed = await db.query(
      'rotate-write',
      `update keys.subject_keys k set wrapped = n.anew, master = $4
       from (select k.stream, r.anew from keys.subject_keys k join unnest($1::text[], $2::bytea[], $3::bytea[]) as r (stream, old, anew)
             on k.stream = r.stream and k.wrapped = r.old order by k.stream for update of k) n
       where k.stream = n.stream returning 1`,
      [rows.map(({ stream }) => stream), rows.map(({ wrapped }) => wrapped), anew, masterKeys.current],
    );
    done += changed.length;
    yield { done, total };
  }
}

const rotateLookupKey = async (db: KeysDatabase, masterKeys: MasterKeys): Promise<void> => {
  const read = 'select wrapped, master from keys.lookup_key where master <> $1';
  const [row] = await db.query<WrappedKey>('rotate-lookup-read', read, [masterKeys.current]);
  if (!row) return;
  const { wrapped, master } = wrapKey(masterKeys, LOOKUP_KEY, unwrapKey(masterKeys, LOOKUP_KEY, row));
  const write = 'update keys.lookup_key set wrapped = $1, master = $2 where wrapped = $3';
  await db.query('rotate-lookup-write', write, [wrapped, master, row.wrapped]);
};
