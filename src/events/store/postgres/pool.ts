import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import pg from 'pg';

export type ConnectionOptions = {
  url: string;
  /** Shown by the server after the program's: `motcua <name>`. */
  name: string;
  /**
   * Milliseconds: for opening a connection, for the wait for its turn in a pool, and for a statement by the server's clock. A server that has not
   * answered 500 ms after that is taken for silent, and the connection is destroyed.
   */
  timeoutMs: number;
  /** The same for opening alone; `timeoutMs` when absent. */
  connectMs?: number;
  /** For statements that may rightly take longer than that: before giving up, another connection asks about them. */
  patient?: boolean;
  /** Settings of the session beside those of every connection. */
  settings?: Readonly<Record<string, string>>;
  /** How the driver reads values; as its own defaults when absent. */
  types?: pg.CustomTypesConfig;
};

export type PoolOptions = ConnectionOptions & {
  max: number;
  /** Milliseconds for the wait for a connection while others use all of them; `timeoutMs` when absent. */
  turnMs?: number;
  /** Milliseconds after which a connection that nobody uses is closed; 0: never. */
  idleMs?: number;
  /** Told of a connection that was lost while nobody used it. */
  onLost?: (error: Error) => void;
};

/** How much longer than the server's own limit its answer is waited for. */
const MARGIN_MS = 500;
/** How long a server may take to hang up when it is asked to. */
const FAREWELL_MS = 1_000;
/** How long a look at a server from another connection may take, for each of its two steps. */
const LOOK_MS = 1_200;
/** How long a statement is waited for that no look can find. */
const UNSEEN_MS = 60_000;

// COPY counts as active while it waits for rows; whether rows still come, only their number tells.
const look = `
  select pg_backend_pid() as own, a.state = 'active' as active, a.wait_event is not distinct from 'ClientRead' as reading,
         c.bytes_processed::float8 as bytes
  from (values ($1::int)) asked (pid) left join pg_stat_activity a using (pid) left join pg_stat_progress_copy c using (pid)`;

/**
 * Settings of every session. All go by the one parameter `options`, and times are in UTC. The server, too, gives up
 * clients that vanished: their connections count against its `max_connections`.
 */
export const settingsOf = ({
  timeoutMs,
  patient = false,
  settings = {},
}: Pick<ConnectionOptions, 'timeoutMs' | 'patient' | 'settings'>): Record<string, string> => ({
  timezone: 'UTC',
  datestyle: 'ISO',
  statement_timeout: patient ? '0' : String(timeoutMs),
  lock_timeout: String(timeoutMs),
  idle_in_transaction_session_timeout: String(timeoutMs),
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
  ...settings,
});

const sessionOf = (options: ConnectionOptions): string =>
  Object.entries(settingsOf(options))
    .map(([setting, value]) => `-c ${setting}=${value.replaceAll(' ', '\\ ')}`)
    .join(' ');

type Config = pg.ClientConfig & {
  connectMs: number;
  silenceMs: number;
  patient: boolean;
  onSilence?: ((since: number) => void) | undefined;
};

const configOf = (options: ConnectionOptions): Config => ({
  connectionString: options.url,
  application_name: `motcua ${options.name}`,
  connectMs: options.connectMs ?? options.timeoutMs,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  options: sessionOf(options),
  ...(options.types && { types: options.types }),
  silenceMs: options.timeoutMs + MARGIN_MS,
  patient: options.patient ?? false,
});

/** What another connection saw of a server that has not answered yet. */
type Look = { since: number; copied: number | undefined };

/**
 * A connection that breaks ends nothing but itself: the driver reports a break as an event as well, which would end the
 * process where nobody listens. One that does not answer is destroyed; the driver's own `query_timeout` leaves it open,
 * and whoever got it next from a pool would wait behind the statement that was given up.
 */
class Connection extends pg.Client {
  readonly #config: Config;
  #timer: NodeJS.Timeout | undefined;
  /** When the server was last known to answer. */
  answeredAt: number = performance.now();

  constructor(config: Config) {
    super({ ...config, connectionTimeoutMillis: config.connectMs });
    this.#config = config;
    this.on('error', () => {});
    // All that was asked is answered.
    this.on('drain', () => this.#answered());
    this.on('end', () => this.#answered());
  }

  // The driver's overloads, all of which are passed on.
  override query(...question: any[]): any {
    if (this.#timer === undefined) this.#awaitAnswer(this.#config.silenceMs, { since: performance.now(), copied: undefined });
    return (super.query as (...question: any[]) => unknown).apply(this, question);
  }

  // A silent server does not hang up, and an open socket keeps the process alive.
  override end(...callback: any[]): any {
    const timer = setTimeout(() => this.#socket.destroy(), FAREWELL_MS).unref();
    this.once('end', () => clearTimeout(timer));
    return (super.end as (...callback: any[]) => unknown).apply(this, callback);
  }

  #answered(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.answeredAt = performance.now();
  }

  #awaitAnswer(ms: number, last: Look): void {
    this.#timer = setTimeout(() => void this.#doubt(last), ms).unref();
  }

  async #doubt(last: Look): Promise<void> {
    const { patient, silenceMs, onSilence } = this.#config;
    const asked = this.#timer;
    // Where this process itself stood still, the answer lies in the socket, and is read before this goes on.
    await new Promise(setImmediate);
    const look = patient && this.#timer === asked ? await this.#lookFromOutside(last) : undefined;
    // Answered meanwhile.
    if (this.#timer !== asked) return;
    if (look !== undefined) return this.#awaitAnswer(silenceMs / 2, look);
    onSilence?.(last.since);
    this.#socket.destroy(Object.assign(new Error(`The database did not answer within ${silenceMs} ms`), { code: 'ETIMEDOUT' }));
  }

  /**
   * Asks on another connection whether the server is at work on the statement, or goes on taking rows from it;
   * undefined when it is not, or does not answer there either.
   */
  async #lookFromOutside({ since, copied }: Look): Promise<Look | undefined> {
    const limits = { connectMs: LOOK_MS, silenceMs: LOOK_MS, patient: false, onSilence: undefined };
    const other = new Connection({ ...this.#config, ...limits });
    try {
      await other.connect();
      const { rows } = await other.query(look, [pidOf(this)]);
      const { own, active, reading, bytes } = rows[0];
      // A pooler hands out numbers of its own, which the server does not know.
      if (own !== pidOf(other)) return performance.now() - since < UNSEEN_MS ? { since, copied } : undefined;
      return active && (!reading || (bytes !== null && bytes !== copied)) ? { since, copied: bytes ?? undefined } : undefined;
    } catch {
      return undefined;
    } finally {
      void other.end();
    }
  }

  /** The driver's types do not show it. */
  get #socket(): Socket {
    return (this as unknown as { connection: { stream: Socket } }).connection.stream;
  }
}

/** The number by which whoever answers knows a connection: the server's process, or what a pooler made up. */
export const pidOf = (connection: pg.ClientBase): number => (connection as unknown as { processID: number }).processID;

/** Opens one connection. Throws the driver's error, or one with code `ETIMEDOUT`, when the server does not answer. */
export const openConnection = async (options: ConnectionOptions): Promise<pg.Client> => {
  const connection = new Connection(configOf(options));
  try {
    await connection.connect();
    return connection;
  } catch (error) {
    void connection.end();
    throw error;
  }
};

/**
 * A pool whose connections may break or fall silent at any moment, lent out or not: whoever waits for an answer gets an
 * error for which `isTransient` holds, and the next one another connection.
 */
export const openPool = ({ max, turnMs, idleMs = 0, onLost, ...options }: PoolOptions): pg.Pool => {
  let suspectBefore = 0;
  const config = {
    ...configOf(options),
    max,
    // The pool's own: it is over all steps, where the connection's is for opening one.
    connectionTimeoutMillis: turnMs ?? options.timeoutMs,
    idleTimeoutMillis: idleMs,
    Client: Connection,
    onSilence: (since: number) => {
      suspectBefore = Math.max(suspectBefore, since);
    },
  };
  const pool = new pg.Pool(config as unknown as pg.PoolConfig);
  pool.on('error', (error) => onLost?.(error));

  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient & Pick<Connection, 'answeredAt'>>;
  /** What made one connection silent took others with it: those that have not answered since are not lent any more. */
  const connectTrusted = async (): Promise<pg.PoolClient> => {
    for (;;) {
      const client = await connect();
      if (client.answeredAt >= suspectBefore) return client;
      client.release(true);
    }
  };
  type Callback = (error: Error | undefined, client: pg.PoolClient | undefined, release: (destroy?: Error | boolean) => void) => void;
  /** As the driver's own `query` asks for one. */
  const hand = async (callback: Callback): Promise<void> => {
    const lent = await connectTrusted().catch((error: Error) => error);
    if (lent instanceof Error) callback(lent, undefined, () => {});
    else callback(undefined, lent, (destroy) => lent.release(destroy));
  };
  const lend = (callback?: Callback): Promise<pg.PoolClient> | void => {
    if (suspectBefore === 0) return (connect as (callback?: Callback) => Promise<pg.PoolClient>)(callback);
    if (callback === undefined) return connectTrusted();
    void hand(callback);
  };
  pool.connect = lend as typeof pool.connect;
  return pool;
};
