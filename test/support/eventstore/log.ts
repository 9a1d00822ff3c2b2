import { randomUUID } from 'node:crypto';

/** What a writer believes of a stream: its last revision, that it does not exist, that it exists, or nothing. */
export type Expected = number | 'none' | 'exists' | 'any';
export type Proposed = { id: string; type: string; contentType: string; data: Uint8Array; metadata: Uint8Array };
/** An event as the log keeps it. `position` is where it begins, in bytes; `created` is in milliseconds since 1970. */
export type LogEvent = Proposed & { stream: string; revision: number; position: number; created: number };
/** `current` is the last revision, -1 where there is no stream. */
export type Outcome = { kind: 'written'; revision: number; position: number } | { kind: 'conflict'; current: number } | { kind: 'deleted' };

type Stream = { events: LogEvent[]; tombstoned: boolean };
type Metadata = { $tb?: number; $maxCount?: number };

const NOTHING = new Uint8Array();
/** `$tb` of a deleted stream: no event of it is read until it is written to again. */
const EVERYTHING = 2 ** 63;
/** Ids that the server keeps in memory, and so recognises when no exact revision is expected. */
const REMEMBERED_IDS = 100_000;

/** The log of a server: it outlives the server that serves it. What it decides is what the real one's index decides. */
export class Log {
  readonly events: LogEvent[] = [];
  readonly #streams = new Map<string, Stream>();
  readonly #waiting = new Set<() => void>();
  #recentIds = new Map<string, LogEvent>();
  /** The log begins with a record of the server's own, so no event stands at 0. */
  #end = 137;

  constructor() {
    this.append('$users', 'any', [jsonOf('$User', 'admin')]);
    this.append('$user-admin', 'any', [jsonOf('$UserCreated', { loginName: 'admin', groups: ['$admins'] })]);
  }

  /** Where the next event will stand. */
  get end(): number {
    return this.#end;
  }

  /**
   * Writes all events or none. Events already there answer where they stand: by revision, for ever, when one is expected; by id, for as long
   * as the id is remembered, when none is.
   */
  append(name: string, expected: Expected, proposed: readonly Proposed[]): Outcome {
    const stream = this.#streams.get(name) ?? { events: [], tombstoned: false };
    const current = stream.events.length - 1;
    if (stream.tombstoned) return { kind: 'deleted' };
    const deleted = this.#isDeleted(name);
    if (expected === 'exists' && (deleted || current < 0)) return { kind: 'conflict', current };
    const repeated = this.#repeated(name, stream, expected, proposed);
    if (repeated === 'partly') return { kind: 'conflict', current };
    if (repeated) return { kind: 'written', revision: repeated.revision, position: repeated.position };
    const fits = typeof expected === 'number' ? expected === current : expected !== 'none' || current < 0 || deleted;
    if (!fits) return { kind: 'conflict', current };
    if (deleted) this.#setMetadata(name, { ...this.#metadata(name), $tb: current + 1 });
    return this.#write(name, stream, proposed);
  }

  /** Deletes a stream: it reads as if there were none, and its revisions go on when it is written to again. */
  delete(name: string, expected: Expected): Outcome {
    const refused = this.#checkDeletion(name, expected);
    if (refused) return refused;
    return this.#setMetadata(name, { ...this.#metadata(name), $tb: EVERYTHING });
  }

  /** Deletes a stream for ever: nothing reads or writes it again. */
  tombstone(name: string, expected: Expected): Outcome {
    const refused = this.#checkDeletion(name, expected);
    if (refused) return refused;
    const stream = this.#streams.get(name) ?? { events: [], tombstoned: false };
    const outcome = this.#write(name, stream, [jsonOf('$streamDeleted', {})]);
    stream.tombstoned = true;
    return outcome;
  }

  /** Events of a stream that can be read now: without those that its metadata cut off. */
  stream(name: string): readonly LogEvent[] | 'none' | 'tombstoned' {
    const stream = this.#streams.get(name);
    if (!stream) return 'none';
    if (stream.tombstoned) return 'tombstoned';
    const { $tb = 0, $maxCount = EVERYTHING } = this.#metadata(name);
    if ($tb === EVERYTHING) return 'none';
    const from = Math.max($tb, stream.events.length - $maxCount);
    return from > 0 ? stream.events.slice(from) : stream.events;
  }

  /** Index of the first event that begins at a position or after it. */
  indexFrom(position: number): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.events[middle] as LogEvent).position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether a record begins at a position: within one, the bytes mean nothing. */
  isBoundary(position: number): boolean {
    const last = this.events.at(-1)?.position ?? 0;
    return position === 0 || position > last || this.events[this.indexFrom(position)]?.position === position;
  }

  /** Waits until there are more than so many events, or the signal aborts. */
  written(count: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        if (this.events.length <= count && !signal.aborted) return;
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
      wake();
    });
  }

  /** What a restart of the server does: the ids of earlier appends are no longer in memory. */
  forgetIds(): void {
    this.#recentIds = new Map();
  }

  #write(name: string, stream: Stream, proposed: readonly Proposed[]): Outcome {
    this.#streams.set(name, stream);
    const created = Date.now();
    for (const one of proposed) {
      const event: LogEvent = { ...one, stream: name, revision: stream.events.length, position: this.#end, created };
      this.#end += 110 + name.length + one.type.length + one.data.length + one.metadata.length;
      stream.events.push(event);
      this.events.push(event);
      this.#remember(event);
    }
    for (const wake of this.#waiting) wake();
    const last = stream.events.at(-1);
    return { kind: 'written', revision: last?.revision ?? -1, position: last?.position ?? 0 };
  }

  #remember(event: LogEvent): void {
    this.#recentIds.set(event.id, event);
    const oldest = this.#recentIds.keys().next().value;
    if (this.#recentIds.size > REMEMBERED_IDS && oldest) this.#recentIds.delete(oldest);
  }

  /** The last of the proposed events when all of them are there already; `partly` when only the first ones are. */
  #repeated(name: string, stream: Stream, expected: Expected, proposed: readonly Proposed[]): LogEvent | 'partly' | undefined {
    const from = expected === 'none' ? 0 : typeof expected === 'number' ? expected + 1 : undefined;
    const found = proposed.map(({ id }, n) => {
      const there = from === undefined ? this.#recentIds.get(id) : stream.events[from + n];
      return there?.id === id && there.stream === name ? there : undefined;
    });
    if (!found[0]) return undefined;
    return found.every(Boolean) ? found.at(-1) : 'partly';
  }

  #checkDeletion(name: string, expected: Expected): Outcome | undefined {
    const stream = this.#streams.get(name);
    if (stream?.tombstoned) return { kind: 'deleted' };
    const current = (stream?.events.length ?? 0) - 1;
    const fits =
      typeof expected === 'number' ? expected === current : expected === 'any' || (expected === 'none' ? current < 0 : current >= 0);
    return fits ? undefined : { kind: 'conflict', current };
  }

  #isDeleted(name: string): boolean {
    return this.#metadata(name).$tb === EVERYTHING;
  }

  #metadata(name: string): Metadata {
    const last = this.#streams.get(`$$${name}`)?.events.at(-1);
    return last ? (JSON.parse(Buffer.from(last.data).toString()) as Metadata) : {};
  }

  #setMetadata(name: string, metadata: Metadata): Outcome {
    const metastream = `$$${name}`;
    return this.#write(metastream, this.#streams.get(metastream) ?? { events: [], tombstoned: false }, [jsonOf('$metadata', metadata)]);
  }
}

const jsonOf = (type: string, data: unknown): Proposed => ({
  id: randomUUID(),
  type,
  contentType: 'application/json',
  data: Buffer.from(JSON.stringify(data)),
  metadata: NOTHING,
});
