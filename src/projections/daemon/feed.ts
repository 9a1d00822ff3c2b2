import { performance } from 'node:perf_hooks';
import pTimeout from 'p-timeout';
import type { AnyEvent } from '#events/all.ts';
import { categoryOf, idOf, type Position, type Recorded, type RecordedEvent, START } from '#events/store/event.ts';
import type { EventStore, Page as StoredPage } from '#events/store/eventStore.ts';
import { pause } from '#events/store/retry.ts';
import type { Decode } from './controls.ts';

/** An event of the log, decoded at most once for all readers, and only if one of them wants it. */
export class LogEntry {
  readonly recorded: RecordedEvent;
  readonly #decode: Decode;
  #event: Recorded<AnyEvent> | undefined;
  constructor(recorded: RecordedEvent, decode: Decode) {
    this.recorded = recorded;
    this.#decode = decode;
  }
  /** The decoded event. Throws what decoding throws. */
  event(): Recorded<AnyEvent> {
    return (this.#event ??= this.#decode(this.recorded));
  }
}

/** All entries after the position asked for, up to `next`. */
export type Page = { entries: readonly LogEntry[]; next: Position };

/** Reads the log for one projection or process. */
export type Reader = {
  /**
   * The page that follows a position. Waits at the end of the log: `undefined` when nothing came within `waitMs`
   * milliseconds, or when the reader's signal aborted.
   */
  next: (after: Position, waitMs: number) => Promise<Page | undefined>;
  /** Whether no event is known to follow this position. */
  caughtUp: (position: Position) => boolean;
  /** Whether at least a full page follows this position: then throughput matters more than showing each event soon. */
  isFar: (position: Position) => boolean;
};

type Options = {
  store: EventStore;
  decode: Decode;
  /** Most events of a page: read by one query and folded in one batch. */
  pageSize: number;
  /** Called with the name of a projection whenever an operator's event about it was recorded. */
  onControl: (name: string) => void;
  onError: (error: unknown) => void;
};

type ReaderState = { types: ReadonlySet<string>; position: Position; live: boolean; askedAt: number };

/** Pages read ahead of a reader, so that they load while it folds. */
const PAGES_AHEAD = 2;
/** Pages kept in memory: enough for readers to share, few enough to bound the memory. */
const PAGES_KEPT = 8;
/** A reader at least this many pages before the end of the log is far from it. */
const PAGES_FAR = 1;
/** Other readers do not wait for a reader that has asked for nothing for this long. */
const STRAGGLER_MS = 5_000;
/**
 * Wait before the log is asked again, for each event that came: the more come, the more of them share a page, and with it
 * statements and transactions of all readers.
 */
const LINGER_MS = { each: 8, most: 80 };
/** Wait before the log is followed again after a failure. */
const RETRY_MS = 500;

/**
 * Starts following the log from its present end; older pages are loaded as readers ask for them. All projections of
 * this process read it so: readers at the same position share pages and decoded events.
 */
export const openFeed = async ({ store, decode, pageSize, onControl, onError }: Options) => {
  const stopping = new AbortController();
  const pages = new Map<Position, Page>();
  const loading = new Map<Position, Promise<Page>>();
  const readers = new Set<ReaderState>();
  const capacity = PAGES_KEPT * pageSize;
  /** Entries of all pages kept. */
  let kept = 0;
  /** Difference between the positions of two events, as last seen; in KurrentDB positions are byte offsets. */
  let spacing = 1;
  let tail = await store.head();
  let moved = Promise.withResolvers<void>();
  const wakeReaders = () => {
    moved.resolve();
    moved = Promise.withResolvers<void>();
  };

  const drop = (after: Position, { entries }: Page) => {
    pages.delete(after);
    kept -= entries.length;
  };

  /** Drops the pages that every reader has passed. */
  const dropPassed = () => {
    const slowest = Math.min(...[...readers].map((reader) => reader.position));
    for (const [passed, old] of pages) if (passed < slowest) drop(passed, old);
  };

  const keep = (after: Position, stored: StoredPage): Page => {
    const page = { entries: stored.events.map((event) => new LogEntry(event, decode)), next: stored.next };
    if (stored.next === after || pages.has(after)) return page;
    if (after !== START && stored.events.length > 0) spacing = (stored.next - after) / stored.events.length;
    dropPassed();
    pages.set(after, page);
    kept += page.entries.length;
    for (const [oldest, old] of pages) {
      if (kept <= capacity && pages.size <= capacity) break;
      drop(oldest, old);
    }
    return page;
  };

  /** Decodes wanted events while the database writes the batch before. `event()` throws a failure again. */
  const decodeAhead = (page: Page): Page => {
    const wanted = new Set([...readers].flatMap(({ types }) => [...types]));
    for (const entry of page.entries) {
      if (!wanted.has(entry.recorded.type)) continue;
      try {
        entry.event();
      } catch {}
    }
    return page;
  };

  const load = (after: Position): Promise<Page> => {
    let page = loading.get(after);
    if (!page) {
      page = store
        .readAll({ after, limit: pageSize })
        .then((stored) => decodeAhead(keep(after, stored)))
        .finally(() => loading.delete(after));
      loading.set(after, page);
    }
    return page;
  };

  /** Whether another page would push out one that a reader behind this one is about to ask for. */
  const wouldEvictNeededPage = (me: ReaderState) =>
    kept + pageSize > capacity &&
    [...readers].some(
      (other) =>
        other.position < me.position && !other.live && performance.now() - other.askedAt < STRAGGLER_MS && pages.has(other.position),
    );

  /** Keeps readers far from the end together: otherwise each would read the log for itself. */
  const waitForStragglers = async (me: ReaderState) => {
    const until = performance.now() + STRAGGLER_MS;
    while (!me.live && performance.now() < until && wouldEvictNeededPage(me)) await pause(5);
  };

  const pageAfter = async (me: ReaderState, after: Position): Promise<Page> => {
    if (!pages.has(after) && !loading.has(after)) await waitForStragglers(me);
    return pages.get(after) ?? (await load(after));
  };

  const readAhead = async (me: ReaderState, after: Position, count: number): Promise<void> => {
    for (let next = after; count > 0 && next < tail && !wouldEvictNeededPage(me); count -= 1)
      next = (pages.get(next) ?? (await load(next))).next;
  };

  /** One page, or several small ones that came one by one at the end of the log, joined up to the size of a page. */
  const joinedPage = async (me: ReaderState, after: Position): Promise<Page> => {
    const entries: LogEntry[] = [];
    let next = after;
    while (next < tail) {
      const following = await pageAfter(me, next);
      if (following.next === next || (entries.length > 0 && entries.length + following.entries.length > pageSize)) break;
      for (const entry of following.entries) entries.push(entry);
      next = following.next;
      me.position = next;
    }
    if (next < tail) readAhead(me, next, PAGES_AHEAD).catch(() => {});
    return { entries, next };
  };

  /** A reader for events of these types; it is removed when the signal aborts. */
  const reader = (types: ReadonlySet<string>, signal: AbortSignal): Reader => {
    const me: ReaderState = { types, position: START, live: false, askedAt: performance.now() };
    readers.add(me);
    const remove = () => {
      readers.delete(me);
      wakeReaders();
    };
    if (signal.aborted) remove();
    else signal.addEventListener('abort', remove, { once: true });
    return {
      caughtUp: (position) => position >= tail,
      isFar: (position) => tail - position >= PAGES_FAR * pageSize * spacing,
      next: async (after, waitMs) => {
        const until = performance.now() + waitMs;
        me.position = after;
        me.askedAt = performance.now();
        while (!signal.aborted) {
          me.live = after >= tail;
          // the last one to reach the end leaves nothing in memory
          if (me.live && pages.size > 0) dropPassed();
          const growth = moved.promise;
          if (tail > after) {
            const page = await joinedPage(me, after);
            if (page.next > after) return page;
          }
          const left = until - performance.now();
          if (left <= 0) return undefined;
          await pTimeout(growth, { milliseconds: left, message: false });
        }
        return undefined;
      },
    };
  };

  const follow = async () => {
    while (!stopping.signal.aborted) {
      try {
        for await (const page of store.subscribe({ after: tail, limit: pageSize, signal: stopping.signal })) {
          keep(tail, page);
          tail = page.next;
          for (const event of page.events) if (categoryOf(event.stream) === 'projection') onControl(idOf(event.stream));
          wakeReaders();
          await pause(Math.min(page.events.length * LINGER_MS.each, LINGER_MS.most), stopping.signal);
        }
      } catch (error) {
        if (stopping.signal.aborted) return;
        onError(error);
        await pause(RETRY_MS, stopping.signal);
      }
    }
  };
  const following = follow();

  return {
    reader,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      wakeReaders();
      await following;
    },
  };
};
export type Feed = Awaited<ReturnType<typeof openFeed>>;
