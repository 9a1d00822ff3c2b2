import type pg from 'pg';
import { type ConnectionOptions, openConnection, pidOf, settingsOf } from './pool.ts';

/** What stands between the program and a server makes answers wrong, or lets it wait for ever; the message says what to do. */
export class PoolerUnfit extends Error {
  override name = 'PoolerUnfit';
}

export type Behind = {
  /** What the server holds and which variable names it: `the log (EVENTSTORE_URL)`. */
  part: string;
  /** Whether a connection must stay with one session of the server: for notifications, and for locks that outlive a transaction. */
  session: boolean;
  /** With which settings connections are opened. */
  options: Pick<ConnectionOptions, 'timeoutMs' | 'patient' | 'settings'>;
};

/** A connection of which two are open at a time, and how it is given back. */
export type Lent = { client: pg.ClientBase; giveBack: () => void | Promise<void> };

/** Settings without which what is read or recorded would be another thing; the others are limits and advice for plans. */
const decisive = ['timezone', 'datestyle', 'synchronous_commit', 'default_transaction_isolation'];
/** A pooler whose connections are all in use makes the second of two wait: for so long, in milliseconds. */
const HOLD_MS = 300;
const ROUNDS = 3;

const named = { name: 'motcua-which-session', text: 'select pg_backend_pid() as pid, current_user as role' };
/** The statement is prepared in another session of the server, or in this one by somebody else. */
const astray = new Set(['26000', '42P05']);

/** In which session of the server a prepared statement ran; `astray` where it is not to be found. */
const sessionOf = async (client: pg.ClientBase): Promise<number | 'astray'> => {
  try {
    return (await client.query<{ pid: number }>(named)).rows[0]?.pid ?? 'astray';
  } catch (error) {
    if (astray.has((error as { code?: string }).code ?? '')) return 'astray';
    throw error;
  }
};

/** How a pooler lends sessions: two clients that use one in turn get it by the transaction. */
const examine = async (first: pg.ClientBase, second: pg.ClientBase): Promise<{ byTransaction: boolean; keepsPrepared: boolean }> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await sessionOf(first);
    await second.query('begin');
    const held = await sessionOf(second);
    const asking = sessionOf(first);
    // where the pooler has one session only, the answer comes after this
    const letGo = new Promise((resolve) => setTimeout(resolve, HOLD_MS)).then(() => second.query('rollback'));
    const after = await Promise.race([asking, letGo.then(() => asking)]);
    await letGo;
    const all = [before, held, after];
    if (all.includes('astray')) return { byTransaction: true, keepsPrepared: false };
    if (held === before || after !== before) return { byTransaction: true, keepsPrepared: true };
  }
  return { byTransaction: false, keepsPrepared: true };
};

const sameSetting = (wanted: string, found: string): boolean => found === wanted || found.startsWith(`${wanted},`);

/** Settings that are not in force in a session: a pooler may have left out what it was told to ignore. */
const missingSettings = async (client: pg.ClientBase, wanted: Record<string, string>) => {
  const { rows } = await client.query<{ name: string; setting: string }>(
    'select lower(name) as name, setting from pg_settings where lower(name) = any ($1)',
    [Object.keys(wanted)],
  );
  const found = new Map(rows.map(({ name, setting }) => [name, setting]));
  // over a socket of the file system there are no keepalives
  return Object.entries(wanted).flatMap(([name, value]) =>
    name.startsWith('tcp_') || sameSetting(value, found.get(name) ?? '') ? [] : [{ name, value, found: found.get(name) ?? '' }],
  );
};

const onRole = (role: string, settings: readonly { name: string; value: string }[]): string =>
  settings.map(({ name, value }) => `alter role ${role} set ${name} = '${value}'`).join('; ');

/** A pooler that knows no `options` at the start of a session says so by this error. */
const refusesOptions = (error: unknown): boolean =>
  (error as { code?: string }).code === '08P01' && /startup parameter/.test((error as Error).message);

/**
 * Looks whether a pooler (PgBouncer or the like) stands in front of a server, and whether the program works rightly
 * behind it. Undefined where it does; a sentence where only limits of its sessions are not in force. Throws
 * `PoolerUnfit`, and the driver's error where the server cannot be reached. `lend` opens a connection, or takes one of a
 * pool of two at least.
 */
export const examinePooler = async (lend: () => Promise<Lent>, { part, session, options }: Behind): Promise<string | undefined> => {
  const wanted = settingsOf(options);
  const lent: Lent[] = [];
  const borrow = async (): Promise<pg.ClientBase> => {
    const one = await lend();
    lent.push(one);
    return one.client;
  };
  try {
    const first = await borrow();
    const { rows } = await first.query<{ pid: number; role: string }>(named.text);
    const [{ pid, role } = { pid: 0, role: '' }] = rows;
    if (pid === pidOf(first)) return undefined;

    const { byTransaction, keepsPrepared } = await examine(first, await borrow());
    if (byTransaction && session)
      throw new PoolerUnfit(
        `In front of ${part} stands a pooler that lends its connections by the transaction: notifications and locks of a session get lost there. Name the server itself, or a pool with pool_mode = session.`,
      );
    if (!keepsPrepared)
      throw new PoolerUnfit(
        `In front of ${part} stands a pooler that lends its connections by the transaction and loses prepared statements. Use PgBouncer 1.21 or later with max_prepared_statements above 0, or pool_mode = session, or name the server itself.`,
      );
    const missing = await missingSettings(first, wanted);
    const wrong = missing.filter(({ name }) => decisive.includes(name));
    if (wrong.length > 0)
      throw new PoolerUnfit(
        `The pooler in front of ${part} leaves out settings of a session without which answers would be wrong: ${wrong.map(({ name, value, found }) => `${name} is ${found}, not ${value}`).join('; ')}. Set them on the server: ${onRole(role, wrong)}.`,
      );
    if (missing.length === 0) return undefined;
    return `The pooler in front of ${part} leaves out limits of a session, which then hold on this side only. To have them on the server too: ${onRole(role, missing)}.`;
  } catch (error) {
    if (!refusesOptions(error)) throw error;
    throw new PoolerUnfit(
      `In front of ${part} stands a pooler that refuses the settings of a session (${(error as Error).message}). Let it leave them out (PgBouncer: ignore_startup_parameters = options), or name the server itself.`,
    );
  } finally {
    for (const { giveBack } of lent) await giveBack();
  }
};

/** A connection of its own, for `examinePooler`. */
export const lendingOf = async (options: ConnectionOptions): Promise<Lent> => {
  const client = await openConnection(options);
  return { client, giveBack: () => client.end() };
};

/** The same for a pool. */
export const examinePoolerOf = (pool: pg.Pool, behind: Behind): Promise<string | undefined> =>
  examinePooler(async () => {
    const client = await pool.connect();
    return { client, giveBack: () => client.release() };
  }, behind);
