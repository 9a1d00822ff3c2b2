import { createHash } from 'node:crypto';
import { type Position, type RecordedEvent, START } from './event.ts';
import type { EventStore } from './eventStore.ts';

/** A log that stores events of another log unchanged; only the positions are its own. */
export interface CopyTarget {
  /**
   * Stores the events that follow in the source, in its order. However the call ends, the target holds an unbroken
   * beginning of the source. Events that it holds already are skipped.
   */
  copy(events: readonly RecordedEvent[]): Promise<void>;
  /** Releases connections. */
  close(): Promise<void>;
}

type Log = Pick<EventStore, 'readAll' | 'head'>;

/** Progress of a copy: events so far, the position reached in the source, and the position where the source ends. */
export type Step = { what: 'comparing' | 'copying' | 'verifying'; events: number; position: Position; until: Position };

/** Number of events, and SHA-256 over their canonical bytes in order: equal for equal histories in any home. */
export type Digest = { events: number; hash: string };

/** The two logs differ at event `at`, counted from 1. Where one log has ended, its event is absent. */
export class LogsDiffer extends Error {
  override name = 'LogsDiffer';
  constructor(at: number, source: RecordedEvent | undefined, target: RecordedEvent | undefined) {
    super(`The logs differ at event ${at}: the source has ${nameOf(source)}, the target has ${nameOf(target)}.`);
  }
}

const nameOf = (event: RecordedEvent | undefined): string =>
  event ? `${event.type} ${event.id} (${event.stream} at revision ${event.revision}, position ${event.position})` : 'no more events';

/** All of an event but its position, as one line of JSON: equal bytes in every home. */
const canonical = (event: RecordedEvent): string => {
  const { id, type, schemaVersion, stream, revision, occurredAt, recordedAt, actor, correlationId, causationId, data } = event;
  const { unit = null, lateEntryReason = null, command = null } = event;
  // what older logs do not have leaves their digests as they were
  const late = event.enteredLate === undefined ? [] : [event.enteredLate];
  return `${JSON.stringify([id, type, schemaVersion, stream, revision, occurredAt, recordedAt, actor, correlationId, causationId, unit, lateEntryReason, command, data, ...late])}\n`;
};

/** The events after one position up to another, in pages; the next page is read while one is handled. */
async function* pagesOf(log: Log, after: Position, until: Position): AsyncGenerator<RecordedEvent[]> {
  const read = (from: Position) => {
    const page = log.readAll({ after: from });
    // When the caller stops early, nobody awaits this page and its error.
    page.catch(() => {});
    return page;
  };
  let coming = after < until ? read(after) : undefined;
  while (coming) {
    const { events, next } = await coming;
    if (next <= after) throw new Error(`The log ended at position ${after}, before its head at ${until}.`);
    after = next;
    coming = next < until ? read(next) : undefined;
    yield next <= until ? events : events.filter(({ position }) => position <= until);
  }
}

/** Reads a log from its beginning, event by event, and computes its digest. */
const walk = (log: Log, until: Position) => {
  const pages = pagesOf(log, START, until);
  const hash = createHash('sha256');
  let page: RecordedEvent[] = [];
  let at = 0;
  let events = 0;
  return {
    /** The current event; undefined at the end. */
    peek: async (): Promise<RecordedEvent | undefined> => {
      while (at === page.length) {
        const { value, done } = await pages.next();
        if (done) return undefined;
        page = value;
        at = 0;
      }
      return page[at];
    },
    /** Moves to the next event. */
    pass: (bytes: string): void => {
      hash.update(bytes);
      at += 1;
      events += 1;
    },
    digest: (): Digest => ({ events, hash: hash.digest('hex') }),
  };
};

/** Compares both logs as far as the target goes. Throws `LogsDiffer` at the target's first foreign event. */
const compare = async (source: Log, target: Log, until: Position, tell: (events: number, position: Position) => void) => {
  const [ours, theirs] = [walk(source, until), walk(target, await target.head())];
  let last = START;
  for (let events = 0; ; events += 1) {
    const [mine, its] = [await ours.peek(), await theirs.peek()];
    if (!its) return { source: ours.digest(), target: theirs.digest(), last, following: mine };
    const [bytes, itsBytes] = [mine && canonical(mine), canonical(its)];
    if (!mine || bytes !== itsBytes) throw new LogsDiffer(events + 1, mine, its);
    ours.pass(bytes);
    theirs.pass(itsBytes);
    last = mine.position;
    if (events % 1000 === 0) tell(events, last);
  }
};

/**
 * Copies a log into another home, up to the source's present head, and verifies the copy by reading both again. Events
 * that the target holds already are compared first and not copied again, so that an interrupted copy can be continued.
 * Throws `LogsDiffer` when, before or after, the target holds anything but a beginning of the source.
 */
export const copyLog = async (source: Log, target: Log, copyTarget: Pick<CopyTarget, 'copy'>, tell: (step: Step) => void) => {
  const until = await source.head();
  const telling = (what: Step['what']) => (events: number, position: Position) => tell({ what, events, position, until });
  const before = await compare(source, target, until, telling('comparing'));
  let copied = 0;
  for await (const page of pagesOf(source, before.last, until)) {
    if (page.length === 0) continue;
    await copyTarget.copy(page);
    copied += page.length;
    telling('copying')(before.target.events + copied, page.at(-1)?.position ?? until);
  }
  const after = await compare(source, target, until, telling('verifying'));
  if (after.following) throw new LogsDiffer(after.source.events + 1, after.following, undefined);
  return { until, copied, source: after.source, target: after.target };
};
