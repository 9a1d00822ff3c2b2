import { type AllStreamResolvedEvent, type Position as ServerPosition, streamNameFilter } from '@kurrent/kurrentdb-client';
import pTimeout from 'p-timeout';
import type { Position, RecordedEvent } from '#events/store/event.ts';
import { type EventStore, type Page, type StoreLog, StoreUnavailable } from '#events/store/eventStore.ts';
import { backoffMs, pause } from '#events/store/retry.ts';
import { type Connection, codeOf } from './connection.ts';
import { placeOf, type Reader } from './reader.ts';
import { asNumber, fromServer, isSystem, positionOf } from './stored.ts';

type Options = { connection: Connection; reader: Reader; categories: readonly string[]; log: StoreLog | undefined };

/** Waits before a dropped subscription is opened again. */
const REOPEN_MS = { first: 20, most: 5000 };
/** Pages of the server (32 events each) after which it reports how far its filter has come. */
const CHECKPOINT_PAGES = 32;

/** What a subscription of the server gives, in order: events, and the position that its filter has reached. */
type Item = AllStreamResolvedEvent | { checkpoint: ServerPosition };

/** Subscriptions to the log that outlive the server's: when one fails or ends, the next begins where it stopped. */
export const createSubscriptions = ({ connection, reader, categories, log }: Options): EventStore['subscribe'] => {
  const open = (client: Connection['client'], after: Position, limit: number) =>
    client.subscribeToAll(
      {
        fromPosition: placeOf(after),
        ...connection.asUser,
        filter: streamNameFilter({
          prefixes: categories.map((category) => `${category}-`),
          checkpointInterval: CHECKPOINT_PAGES,
          // Queued behind the events, so that it is read after those before it.
          checkpointReached: (subscription, checkpoint) => void subscription.push({ checkpoint } satisfies Item),
        }),
      },
      { highWaterMark: limit },
    );

  /** The position that a checkpoint stands for: its own where it names an event, else that of the event before it. */
  const reachedBy = async ({ commit, prepare }: ServerPosition, next: Position): Promise<Position> => {
    const place = asNumber(commit);
    if (place <= next) return next;
    return Math.max(next, prepare >= commit ? place : await reader.positionBefore(place));
  };

  /** At most one page of the items received; skips events up to `after`. */
  const take = async (items: { read(): unknown }, after: Position, limit: number): Promise<Page> => {
    const events: RecordedEvent[] = [];
    let next = after;
    while (events.length < limit) {
      const item = items.read() as Item | null;
      if (item === null) break;
      if ('checkpoint' in item) {
        const reached = await reachedBy(item.checkpoint, next);
        reader.markEmpty(next, reached);
        next = reached;
      } else if (item.event && positionOf(item.event) > next) {
        next = positionOf(item.event);
        if (!isSystem(item.event)) events.push(fromServer(item.event));
      }
    }
    return { events, next };
  };

  /** Pages of one subscription of the server, until it fails, ends, or gives nothing although there are more events. */
  async function* pagesOf(after: Position, limit: number, signal: AbortSignal): AsyncGenerator<Page> {
    const { client } = connection;
    const subscription = open(client, after, limit);
    let next = after;
    let ended = false;
    let failure: Error | undefined;
    let activity = Promise.withResolvers<boolean>();
    const signalActivity = () => activity.resolve(true);
    subscription
      .on('readable', signalActivity)
      .on('end', () => {
        ended = true;
        signalActivity();
      })
      .on('error', (error) => {
        failure ??= error;
        signalActivity();
      });
    signal.addEventListener('abort', signalActivity);
    try {
      while (!signal.aborted) {
        activity = Promise.withResolvers();
        const page = await take(subscription, next, limit);
        if (page.next > next) {
          next = page.next;
          yield page;
          continue;
        }
        if (failure) throw failure;
        if (ended) return;
        const active = await pTimeout(activity.promise, { milliseconds: connection.timeoutMs / 2, fallback: () => false });
        if (!active && (await reader.readAll({ after: next, limit: 1 })).events.length > 0) {
          connection.replace(client);
          throw new StoreUnavailable('the subscription fell silent');
        }
      }
    } finally {
      signal.removeEventListener('abort', signalActivity);
      subscription.unsubscribe().catch(() => {});
      subscription.destroy();
    }
  }

  return async function* ({ after, limit = 1000, signal }) {
    const stop = AbortSignal.any([signal, connection.closing]);
    let next = after;
    let failures = 1;
    while (!stop.aborted) {
      let reason = 'ended by the server';
      try {
        for await (const page of pagesOf(next, limit, stop)) {
          next = page.next;
          failures = 1;
          yield page;
        }
      } catch (error) {
        reason = codeOf(error);
      }
      if (stop.aborted) break;
      log?.warn({ reason, after: next }, 'a subscription was dropped and is opened again');
      await pause(backoffMs(failures++, REOPEN_MS), stop);
    }
    if (!signal.aborted) throw new StoreUnavailable('the store is closed');
  };
};
