import pg from 'pg';
import type { CopyTarget } from '#events/store/logCopy.ts';
import { jsonArray, textArray } from './binaryArray.ts';
import { storedForm } from './committer.ts';
import { durableConnection } from './connections.ts';
import { openConnection } from './pool.ts';
import { examinePooler, lendingOf } from './pooler.ts';
import { asNumber } from './reader.ts';

/** Time limit of a page; of a lock a fifth of it. */
const timeoutMs = 15_000;

const state = `select has_table_privilege('es.events', 'insert') as owner, coalesce(max(position), 0) as last from es.events`;
const call = 'select es.take_over($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as last';

const refusal = (error: unknown): unknown => {
  if (!(error instanceof pg.DatabaseError)) return error;
  const { code, message } = error;
  if (code === '55P03') return new Error('Somebody else copies into this log or appends to it.', { cause: error });
  return new Error(`The log refused to take events over: ${code === '55006' || code === '22000' ? message : `SQLSTATE ${code}`}`, {
    cause: error,
  });
};

/**
 * Opens a log in PostgreSQL as target of a copy. `url` is that of a migrated database, as its owner. Throws when the
 * role is not the owner, and, after three seconds, when another program copies into this log.
 */
export const openPostgresCopyTarget = async (url: string): Promise<CopyTarget> => {
  const options = durableConnection(url, 'copy', timeoutMs);
  await examinePooler(() => lendingOf(options), { part: 'the log that is copied into (--to)', session: true, options });
  const client = await openConnection(options);
  const close = () => client.end();
  try {
    // Held until the connection ends, so that a killed copy whose last page is still being written keeps it too.
    await client.query('select pg_advisory_lock(20250701, 2)');
    const { rows } = await client.query(state);
    if (!rows[0]?.owner) throw new Error('Only the owner of the log’s database may copy into it: give the URL it is migrated with.');
    let last = asNumber(rows[0]?.last);

    return {
      async copy(events) {
        const stored = events.map(storedForm);
        const parameters = [
          last,
          textArray(events.map(({ stream }) => stream)),
          events.map(({ revision }) => revision),
          events.map(({ id }) => id),
          textArray(events.map(({ type }) => type)),
          events.map(({ schemaVersion }) => schemaVersion),
          events.map(({ occurredAt }) => occurredAt),
          events.map(({ recordedAt }) => recordedAt),
          jsonArray(stored.map(({ data }) => data)),
          jsonArray(stored.map(({ meta }) => meta)),
        ];
        const { rows } = await client
          .query({ name: 'take over', text: call, values: parameters })
          .catch((error: unknown) => Promise.reject(refusal(error)));
        last = asNumber(rows[0]?.last);
      },
      close,
    };
  } catch (error) {
    await close();
    throw refusal(error);
  }
};
