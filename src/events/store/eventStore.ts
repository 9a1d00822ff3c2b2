import type { NewEvent, Position, RecordedEvent } from './event.ts';

/** What the caller expects of the stream: its last revision, that it does not exist, or nothing. */
export type ExpectedRevision = number | 'none' | 'any';

/** Revision and position of an append's last event; `repeated` when its event ids had been appended before. */
export type Appended = { revision: number; position: Position; repeated: boolean };

/** Consecutive events. `next`: where to read on; the last one's position, or higher after gaps or others' events. */
export type Page = { events: RecordedEvent[]; next: Position };

/**
 * Positions that were drawn and will never be events, because the append that drew them did not commit; and how the log
 * proved it. Times are UTC instants.
 */
export type Gap = {
  from: Position;
  to: Position;
  firstSeenAt: string;
  provedAt: string;
  evidence: { behind: Position; holdersWhenSeen: readonly string[]; holdersWhenProved: readonly string[]; rule: string };
};

/**
 * The one log, wherever it lives. What it promises:
 * 1. `append` is atomic, checks the expected revision, and a conflict names the actual one (`RevisionConflict`).
 * 2. An append repeated with the same event ids answers as the first did; an unknown outcome is resolved by reading;
 * nothing hangs (`StoreUnavailable` after the time-out, when even reading is impossible).
 * 3. One total order: a reader sees every committed event exactly once, per stream in revision order.
 * 4. A dropped subscription resumes by itself from the last page handed out.
 * 5. Reads are paged; memory stays flat whatever the log's length.
 * 6. The home itself refuses to change or delete events.
 * 7. Concurrent appends are committed in groups, each with its own result.
 */
export interface EventStore {
  readonly home: 'postgres' | 'kurrentdb';
  /** Identity of this log's history; it changes after a restore, so that older cursors are told apart. */
  epoch(): Promise<string>;
  /**
   * Appends 1 to 1000 events to one stream. Throws `RevisionConflict`, `EventIdReused`, `StoreUnavailable`, and
   * `RangeError` for an event that could not be read back as it is, such as one with a property name that JSON escapes.
   */
  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended>;
  /** Up to `limit` (1000) events of a stream from revision `from` (0) on, in order; empty when there are none. */
  readStream(stream: string, options?: { from?: number; limit?: number }): Promise<RecordedEvent[]>;
  /** Up to `limit` (1000) events after a position, in the total order; only what can no longer change its place. */
  readAll(options: { after: Position; limit?: number }): Promise<Page>;
  /** Pages for ever, until the signal aborts; waits at the end of the log. A page may only move `next`. */
  subscribe(options: { after: Position; limit?: number; signal: AbortSignal }): AsyncIterable<Page>;
  /** Position of the last event that a reader can see now; `START` when the log is empty. */
  head(): Promise<Position>;
  /**
   * The end of the log as it is now, asked anew: no page of this history, in whatever process, has led behind it. It may
   * lie behind `head` where the home holds more than our events.
   */
  end(): Promise<Position>;
  /** Up to `limit` (1000) gaps that end at position `from` or later, in order; none where positions are no numbers in a row. */
  gaps(options?: { from?: Position; limit?: number }): Promise<Gap[]>;
  /** Finishes appends under way, then releases connections. */
  close(): Promise<void>;
}

/** Where a home of the log warns its operator; a pino logger fits. */
export type StoreLog = { warn: (fields: object, message: string) => void };

/** Another writer was first: the stream stands at `actual`. */
export class RevisionConflict extends Error {
  override name = 'RevisionConflict';
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly actual: number | 'none';
  constructor(stream: string, expected: ExpectedRevision, actual: number | 'none') {
    super(`${stream} is at revision ${actual}, expected ${expected}`);
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

/** An event id is already used by another append (another stream, or a different group of events). */
export class EventIdReused extends Error {
  override name = 'EventIdReused';
  readonly eventId: string;
  constructor(eventId: string) {
    super(`event id ${eventId} is already used by a different append`);
    this.eventId = eventId;
  }
}

/** The log could not be reached within the time-out; repeating the append with the same ids shows its outcome. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}
