import { createHash } from 'node:crypto';
import { type Position, type RecordedEvent, START } from './event.ts';
import type { EventStore } from './eventStore.ts';

/** A home of the log that takes over events of another log as they are: ids, revisions, times, envelope and body; only positions are its own. */
export interface CopyTarget {
  /**
   * Takes over what follows in the other log, in its order. However it ends, the home holds an unbroken beginning of what it was given;
   * what it holds already is not taken over again.
   */
  copy(events: readonly RecordedEvent[]): Promise<void>;
  /** Releases connections. */
  close(): Promise<void>;
}

type Log = Pick<EventStore, 'readAll' | 'head'>;

/** How far a copy is: events so far, and the source's position where it stands, of all positions there are. */
export type Step = { what: 'comparing' | 'copying' | 'verifying'; events: number; position: Position; until: Position };

/** Count, and SHA-256 over the canonical bytes of every event in order: equal for equal histories, whatever home they are in. */
export type Digest = { events: number; hash: string };

/** The two logs are not one history: `at` counts events from 1. Where one log has ended, its event is absent. */
export class LogsDiffer extends Error {
  override name = 'LogsDiffer';
  constructor(at: number, source: RecordedEvent | undefined, target: RecordedEvent | undefined) {
    super(`The logs differ at event ${at}: the source has ${nameOf(source)}, the target has ${nameOf(target)}.`);
  }
}

const nameOf = (event: RecordedEvent | undefined): string =>
  event ? `${event.type} ${event.id} (${event.stream} at revision ${event.revision}, position ${event.position})` : 'no more events';

/** Everything an event is, in every home, byte for byte: one line, whose parts have fixed places. Bodies are as written; positions are the home's own. */
const canonical = (event: RecordedEvent): string => {
  const { id, type, schemaVersion, stream, revision, occurredAt, recordedAt, actor, correlationId, causationId, data } = event;
  const { unit = null, lateEntryReason = null, command = null } = event;
  return `${JSON.stringify([id, type, schemaVersion, stream, revision, occurredAt, recordedAt, actor, correlationId, causationId, unit, lateEntryReason, command, data])}\n`;
};

/** The events after one position up to another, page by page; the next page is on its way while one is handled. */
async function* pagesOf(log: Log, after: Position, until: Position): AsyncGenerator<RecordedEvent[]> {
  const read = (from: Position) => {
    const page = log.readAll({ after: from });
    // Whoever awaits it is told; nobody may, when the walk is broken off.
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

/** A log from its beginning, event by event, and its digest so far. */
const walk = (log: Log, until: Position) => {
  const pages = pagesOf(log, START, until);
  const hash = createHash('sha256');
  let page: RecordedEvent[] = [];
  let at = 0;
  let events = 0;
  return {
    /** The event it stands at; undefined at the end. */
    peek: async (): Promise<RecordedEvent | undefined> => {
      while (at === page.length) {
        const { value, done } = await pages.next();
        if (done) return undefined;
        page = value;
        at = 0;
      }
      return page[at];
    },
    /** Passes over it. */
    pass: (bytes: string): void => {
      hash.update(bytes);
      at += 1;
      events += 1;
    },
    digest: (): Digest => ({ events, hash: hash.digest('hex') }),
  };
};

/** Walks both logs side by side as far as the target goes. Throws `LogsDiffer` at the first event of the target that is not the source's. */
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
 * Copies a log into another home, up to the source's head of this moment, and verifies it by reading both again. What the target holds already is
 * compared first and not copied again, so that a copy that was broken off goes on. Throws `LogsDiffer` when the target holds anything else than a
 * beginning of the source, before or after.
 */
export const copyLog = async (source: Log, target: Log, copyTarget: Pick<CopyTarget, 'copy'>, tell: (step: Step) => void) => {
  const until = await source.head();
  const telling = (what: Step['what']) => (events: number, position: Position) => tell({ what, events, position, until });
  const before = await compare(source, target, until, telling('comparing'));
  const copying = telling('copying');
  let copied = 0;
  for await (const page of pagesOf(source, before.last, until)) {
    if (page.length === 0) continue;
    await copyTarget.copy(page);
    copied += page.length;
    copying(before.target.events + copied, page.at(-1)?.position ?? until);
  }
  const after = await compare(source, target, until, telling('verifying'));
  if (after.following) throw new LogsDiffer(after.source.events + 1, after.following, undefined);
  return { until, copied, source: after.source, target: after.target };
};
