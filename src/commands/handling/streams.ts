import { LRUCache } from 'lru-cache';
import type { AnyEvent } from '#events/all.ts';
import type { Codec } from '#events/store/codec.ts';
import { type Position, type Recorded, type RecordedEvent, START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import type { Fold } from './command.ts';

/** An event as far as repeats and receipts need it. */
export type SeenEvent = { id: string; type: string; revision: number; position: Position; hash: string | undefined };
/**
 * A stream as last read; `revision` is -1 and `position` START when it does not exist. `lastOccurredAt` is the latest time
 * on record, `lastActAt` that of the last act, before which no other is entered.
 */
export type Seen<S> = {
  state: S;
  revision: number;
  position: Position;
  lastOccurredAt: string | undefined;
  lastActAt: string | undefined;
  events: readonly SeenEvent[];
};

/** How many folded streams are kept in memory; the least recently used goes first. */
const KEPT = 5000;
const PAGE = 1000;

const seenEvent = ({ id, type, revision, position, command }: RecordedEvent): SeenEvent => ({
  id,
  type,
  revision,
  position,
  hash: command?.hash,
});

const latest = (last: string | undefined, { occurredAt }: RecordedEvent): string =>
  last === undefined || occurredAt > last ? occurredAt : last;

/** Reads and folds streams, each from where it was last read. Answers are as new as the moment of the question. */
export const createStreams = (store: Pick<EventStore, 'readStream'>, codec: Pick<Codec<AnyEvent>, 'decode'>) => {
  // one stream may be folded by several folds, each with a state of its own
  const kept = new LRUCache<string, Map<unknown, Seen<unknown>>>({ max: KEPT });

  return async <S, E extends { type: string; data: unknown }>(fold: Fold<S, E>, stream: string): Promise<Seen<S>> => {
    const before = kept.get(stream)?.get(fold) as Seen<S> | undefined;
    let seen = before ?? {
      state: fold.initial,
      revision: -1,
      position: START,
      lastOccurredAt: undefined,
      lastActAt: undefined,
      events: [],
    };
    const { ofRecord = [] as readonly string[] } = fold;
    for (;;) {
      const page = await store.readStream(stream, { from: seen.revision + 1, limit: PAGE });
      const last = page.at(-1);
      if (last === undefined) break;
      seen = {
        // a fold's events are those of the category it folds
        state: page.reduce((state, event) => fold.evolve(state, codec.decode(event) as Recorded<AnyEvent> as Recorded<E>), seen.state),
        revision: last.revision,
        position: last.position,
        lastOccurredAt: page.reduce(latest, seen.lastOccurredAt),
        lastActAt: page.filter(({ type }) => !ofRecord.includes(type)).reduce(latest, seen.lastActAt),
        events: [...seen.events, ...page.map(seenEvent)],
      };
      if (page.length < PAGE) break;
    }
    // an absent stream is not worth a place: anybody may ask for any number of them
    if (seen !== before && seen.revision >= 0) kept.set(stream, (kept.get(stream) ?? new Map()).set(fold, seen));
    return seen;
  };
};
