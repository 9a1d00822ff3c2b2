import { performance } from 'node:perf_hooks';
import pTimeout from 'p-timeout';
import type { AnyEvent } from '#events/all.ts';
import { categoryOf, idOf, type Position, type Recorded, type RecordedEvent, START } from '#events/store/event.ts';
import type { EventStore, Page } from '#events/store/eventStore.ts';
import { pause } from '#events/store/retry.ts';
import type { Decode } from './controls.ts';

/** An event of the log, decoded at most once for all who read it, and only if one of them wants it. */
export class LogEntry {
  readonly recorded: RecordedEvent;
  readonly #decode: Decode;
  #event: Recorded<AnyEvent> | undefined;
  constructor(recorded: RecordedEvent, decode: Decode) {
    this.recorded = recorded;
    this.#decode = decode;
  }
  /** Throws what decoding throws. */
  event(): Recorded<AnyEvent> {
    this.#event ??= this.#decode(this.recorded);
    return this.#event;
  }
}

/** A stretch of the log; everything after the position asked for, up to `next`. */
export type Stretch = { entries: readonly LogEntry[]; next: Position };

/** One projection's or process's way through the log. */
export type Reader = {
  /** What follows a position: at most a page. Waits at the end of the log; `undefined` when nothing came within `waitMs`, or the reader's signal aborted. */
  next: (after: Position, waitMs: number) => Promise<Stretch | undefined>;
  /** Whether nothing is known to follow this position. */
  caughtUp: (position: Position) => boolean;
  /** Whether so much follows this position that it is better to be done with it soon than to show each part of it soon. */
  isFar: (position: Position) => boolean;
};

/** The log as all projections of this process read it: those at the same place share pages and decoded events. */
export type Feed = AsyncDisposable & {
  /** A reader that wants events of these types; it leaves when the signal aborts. */
  reader: (types: ReadonlySet<string>, signal: AbortSignal) => Reader;
};

type Options = {
  store: EventStore;
  decode: Decode;
  /** Most events of a page: read by one query, folded in one go. */
  pageSize: number;
  /** Called with the name of a projection whenever an operator's event about it was recorded. */
  onControl: (name: string) => void;
  onError: (error: unknown) => void;
};

/** Pages read ahead of a reader, so that they are on their way while it folds. */
const PAGES_AHEAD = 2;
/** Pages kept for readers that follow: enough to share, little enough to stay flat. */
const PAGES_KEPT = 8;
/** From this many pages before the end of the log on, a reader is far from it. */
const PAGES_FAR = 1;
/** A reader that has not asked for this long is not waited for. */
const STRAGGLER_MS = 5_000;
/** Wait before the log is followed again after a failure. */
const RETRY_MS = 500;

/** Starts following the log from its present end; history is read as readers ask for it. */
export const openFeed = async ({ store, decode, pageSize, onControl, onError }: Options): Promise<Feed> => {
  const stopping = new AbortController();
  const pages = new Map<Position, Stretch>();
  const loading = new Map<Position, Promise<Stretch>>();
  const readers = new Set<{ types: ReadonlySet<string>; position: Position; live: boolean; askedAt: number }>();
  let kept = 0;
  /** Positions from one event to the next, as last seen: one where they count events, more where they count bytes. */
  let spacing = 1;
  let tail = await store.head();
  let moved = Promise.withResolvers<void>();
  const announce = () => {
    moved.resolve();
    moved = Promise.withResolvers<void>();
  };

  const forgetWhatAllHavePassed = () => {
    const slowest = Math.min(...[...readers].map((reader) => reader.position));
    for (const [place, page] of pages) {
      if (place >= slowest) continue;
      pages.delete(place);
      kept -= page.entries.length;
    }
  };

  const capacity = PAGES_KEPT * pageSize;
  const keep = (after: Position, page: Page): Stretch => {
    const stretch = { entries: page.events.map((event) => new LogEntry(event, decode)), next: page.next };
    if (page.next === after || pages.has(after)) return stretch;
    if (after !== START && page.events.length > 0) spacing = (page.next - after) / page.events.length;
    forgetWhatAllHavePassed();
    pages.set(after, stretch);
    kept += stretch.entries.length;
    for (const [place, oldest] of pages) {
      if (kept <= capacity && pages.size <= capacity) break;
      pages.delete(place);
      kept -= oldest.entries.length;
    }
    return stretch;
  };

  /** Decodes what somebody wants while the database writes the batch before it; a failure is told again to whoever asks for the event. */
  const decodeAhead = ({ entries }: Stretch) => {
    const wanted = new Set([...readers].flatMap(({ types }) => [...types]));
    for (const entry of entries) {
      if (!wanted.has(entry.recorded.type)) continue;
      try {
        entry.event();
      } catch {}
    }
  };

  const load = (after: Position): Promise<Stretch> => {
    let under = loading.get(after);
    if (!under) {
      under = store
        .readAll({ after, limit: pageSize })
        .then((page) => {
          const stretch = keep(after, page);
          decodeAhead(stretch);
          return stretch;
        })
        .finally(() => loading.delete(after));
      loading.set(after, under);
    }
    return under;
  };

  /** Whether reading on would push out a page that another reader is about to ask for. */
  const othersNeedTheRoom = (me: { position: Position }) =>
    kept + pageSize > capacity &&
    [...readers].some(
      (other) =>
        other.position < me.position && !other.live && performance.now() - other.askedAt < STRAGGLER_MS && pages.has(other.position),
    );

  /** Readers far from the end go in step, else each would read the log for itself. */
  const waitForStragglers = async (me: { position: Position; live: boolean }) => {
    const until = performance.now() + STRAGGLER_MS;
    while (!me.live && performance.now() < until && othersNeedTheRoom(me)) await pause(5);
  };

  const page = async (me: { position: Position; live: boolean }, after: Position): Promise<Stretch> => {
    if (!pages.has(after) && !loading.has(after)) await waitForStragglers(me);
    return pages.get(after) ?? (await load(after));
  };

  /** One page, or small ones in a row that came live. */
  const batch = async (me: { position: Position; live: boolean }, after: Position): Promise<Stretch> => {
    const entries: LogEntry[] = [];
    let next = after;
    while (next < tail) {
      const following = await page(me, next);
      if (following.next === next || (entries.length > 0 && entries.length + following.entries.length > pageSize)) break;
      for (const entry of following.entries) entries.push(entry);
      next = following.next;
      me.position = next;
    }
    if (next < tail) readAhead(me, next, PAGES_AHEAD).catch(() => {});
    return { entries, next };
  };

  const readAhead = async (me: { position: Position }, after: Position, count: number): Promise<void> => {
    for (let next = after; count > 0 && next < tail && !othersNeedTheRoom(me); count -= 1)
      next = (pages.get(next) ?? (await load(next))).next;
  };

  const reader = (types: ReadonlySet<string>, signal: AbortSignal): Reader => {
    const me = { types, position: START, live: false, askedAt: performance.now() };
    readers.add(me);
    const leave = () => {
      readers.delete(me);
      announce();
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    return {
      caughtUp: (position) => position >= tail,
      isFar: (position) => tail - position >= PAGES_FAR * pageSize * spacing,
      next: async (after, waitMs) => {
        const until = performance.now() + waitMs;
        me.position = after;
        me.askedAt = performance.now();
        while (!signal.aborted) {
          me.live = after >= tail;
          const waiting = moved.promise;
          if (tail > after) {
            const stretch = await batch(me, after);
            if (stretch.next > after) return stretch;
          }
          const left = until - performance.now();
          if (left <= 0) return undefined;
          await pTimeout(waiting, { milliseconds: left, message: false });
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
          announce();
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
      announce();
      await following;
    },
  };
};
