import { randomUUID } from 'node:crypto';
import type { NewEvent } from '#events/store/event.ts';
import { type Appended, type EventStore, type ExpectedRevision, StoreUnavailable } from '#events/store/eventStore.ts';
import { openConnection, type StoreLog } from './connection.ts';
import { readEpoch } from './epoch.ts';
import { createMemory } from './memory.ts';
import { createReader } from './reader.ts';
import { toServer } from './stored.ts';
import { createSubscriptions } from './subscription.ts';
import { createWriter } from './writer.ts';

export type KurrentdbStoreOptions = {
  /** kurrentdb://user:password@host:2113, several hosts, or kurrentdb+discover://; TLS unless `?tls=false`. */
  url: string;
  /** What stands before the first dash of our streams; whatever else the server holds is not seen. */
  categories: readonly string[];
  /** How long an append, or a read, is tried before `StoreUnavailable`; 10 000 ms by default. */
  appendTimeoutMs?: number;
  log?: StoreLog | undefined;
};

/**
 * Opens the KurrentDB or EventStoreDB home of the log. Throws `StoreUnavailable` when it cannot be reached within the time-out, and an Error
 * when the URL is wrong or the server refuses; none of them holds the URL.
 */
export const connectKurrentdbStore = async ({
  url,
  categories,
  appendTimeoutMs = 10_000,
  log,
}: KurrentdbStoreOptions): Promise<EventStore> => {
  const connection = openConnection(url, appendTimeoutMs);
  const memory = createMemory();
  const reader = createReader({ connection, memory, categories });
  const write = createWriter({ connection, reader, memory });
  const underWay = new Set<Promise<unknown>>();
  let closing = false;

  const append = async (stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> => {
    if (events.length < 1 || events.length > 1000) throw new RangeError(`an append has 1 to 1000 events, not ${events.length}`);
    if (new Set(events.map((event) => event.id)).size < events.length) throw new RangeError('the events of an append have different ids');
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
