import { randomUUID } from 'node:crypto';
import { BACKWARDS, END, ErrorType, jsonEvent, type KurrentDBClient, NO_STREAM } from '@kurrent/kurrentdb-client';
import type { NewEvent } from '#events/store/event.ts';
import { type Appended, type EventStore, type ExpectedRevision, type StoreLog, StoreUnavailable } from '#events/store/eventStore.ts';
import { checkAppend } from '#events/store/storable.ts';
import { type Connection, codeOf, openConnection } from './connection.ts';
import { createMemory } from './memory.ts';
import { collect, createReader } from './reader.ts';
import { toServer } from './stored.ts';
import { createSubscriptions } from './subscription.ts';
import { createWriter } from './writer.ts';

/** The stream whose last event names the log's history. It is in no category, so that no reader of the log gets it. */
export const EPOCH_STREAM = 'motcua-epoch';

/** An event whose id is the name of a new history (epoch). */
export const epochBegun = () => jsonEvent({ id: randomUUID(), type: 'EpochBegun', data: {} });

const lastEpoch = async (client: KurrentDBClient, { asUser }: Connection): Promise<string | undefined> => {
  const last = { direction: BACKWARDS, fromRevision: END, maxCount: 1, requiresLeader: true, ...asUser } as const;
  try {
    return (await collect(client.readStream(EPOCH_STREAM, last)))[0]?.id;
  } catch (error) {
    if (codeOf(error) === ErrorType.STREAM_NOT_FOUND) return undefined;
    throw error;
  }
};

/** The name of the log's present history; begins one where there is none. */
export const readEpoch = (connection: Connection): Promise<string> =>
  connection.read(async (client, ms) => {
    const epoch = await lastEpoch(client, connection);
    if (epoch !== undefined) return epoch;
    // Reading again shows which event came first, whatever the outcome of this append.
    await connection.append(EPOCH_STREAM, [epochBegun()], NO_STREAM, ms).catch((error) => {
      if (codeOf(error) !== ErrorType.WRONG_EXPECTED_VERSION) throw error;
    });
    const begun = await lastEpoch(client, connection);
    if (begun === undefined) throw new Error('the epoch is not there yet');
    return begun;
  });

export type KurrentdbStoreOptions = {
  /** kurrentdb://user:password@host:2113, several hosts, or kurrentdb+discover://; TLS unless `?tls=false`. */
  url: string;
  /** What precedes the first dash of our streams' names; all other streams of the server are ignored. */
  categories: readonly string[];
  /** How long an append, or a read, is tried before `StoreUnavailable`; 10 000 ms by default. */
  appendTimeoutMs?: number;
  log?: StoreLog | undefined;
};

/**
 * Opens the log in KurrentDB or EventStoreDB. Throws `StoreUnavailable` when the server cannot be reached within the
 * time-out, and an Error when the URL is wrong or the server refuses; none of them holds the URL.
 */
export const connectKurrentdbStore = async (options: KurrentdbStoreOptions): Promise<EventStore> => {
  const { url, categories, appendTimeoutMs = 10_000, log } = options;
  const connection = openConnection(url, appendTimeoutMs);
  const memory = createMemory();
  const reader = createReader({ connection, memory, categories });
  const write = createWriter({ connection, reader, memory });
  const underWay = new Set<Promise<unknown>>();
  let closing = false;

  const append = async (stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> => {
    checkAppend(events);
    if (closing) throw new StoreUnavailable('the store is closed');
    const token = randomUUID();
    const writing = write({ stream, expected, append: token, events: events.map((event) => toServer(event, { append: token })) });
    underWay.add(writing);
    try {
      return await writing;
    } finally {
      underWay.delete(writing);
    }
  };

  const store: EventStore = {
    home: 'kurrentdb',
    epoch: () => readEpoch(connection),
    append,
    readStream: reader.readStream,
    readAll: reader.readAll,
    subscribe: createSubscriptions({ connection, reader, categories, log }),
    head: reader.head,
    end: reader.end,
    // positions are places in bytes here
    gaps: async () => [],
    close: async () => {
      closing = true;
      await Promise.allSettled(underWay);
      await connection.close();
    },
  };
  try {
    await store.epoch();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
};
