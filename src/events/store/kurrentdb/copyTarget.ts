import type { RecordedEvent } from '#events/store/event.ts';
import { EventIdReused, RevisionConflict } from '#events/store/eventStore.ts';
import type { CopyTarget } from '#events/store/logCopy.ts';
import { openConnection } from './connection.ts';
import { createMemory } from './memory.ts';
import { createReader } from './reader.ts';
import { readEpoch } from './store.ts';
import { toServer } from './stored.ts';
import { createWriter } from './writer.ts';

const TIMEOUT_MS = 60_000;
/** Most events of one append: few enough for servers that limit an append to a megabyte. */
const MOST = 100;

/** Events of one stream that follow each other in the log. */
function* runsOf(events: readonly RecordedEvent[]): Generator<RecordedEvent[]> {
  let run: RecordedEvent[] = [];
  for (const event of events) {
    if (run.length === MOST || (run[0] && run[0].stream !== event.stream)) {
      yield run;
      run = [];
    }
    run.push(event);
  }
  if (run.length > 0) yield run;
}

/**
 * Opens a KurrentDB as target of a copy. Each run is awaited before the next, so that the target always holds an
 * unbroken beginning of the source. The metadata keep the time at which the source recorded an event; readers take it
 * from there. Throws like `connectKurrentdbStore`.
 */
export const openKurrentdbCopyTarget = async (url: string): Promise<CopyTarget> => {
  const connection = openConnection(url, TIMEOUT_MS);
  const memory = createMemory();
  const reader = createReader({ connection, memory, categories: [] });
  const append = createWriter({ connection, reader, memory });

  const write = async (run: readonly RecordedEvent[]): Promise<void> => {
    const [first] = run;
    if (!first) return;
    const events = run.map((event) => toServer(event, { recordedAt: event.recordedAt }));
    await append({ stream: first.stream, expected: first.revision === 0 ? 'none' : first.revision - 1, events, append: undefined });
  };

  /** The events of a run that the stream lacks. Throws `refusal` when other events stand in their place. */
  const missingOf = async (run: readonly RecordedEvent[], refusal: Error): Promise<readonly RecordedEvent[]> => {
    const { stream, revision } = run[0] as RecordedEvent;
    await reader.readNewer(stream, Date.now() + TIMEOUT_MS);
    const there = memory.recall(stream).slice(revision);
    if (memory.recall(stream).length < revision || there.length > run.length) throw refusal;
    if (there.some(({ id }, n) => run[n]?.id !== id)) throw refusal;
    return run.slice(there.length);
  };

  const copy = async (events: readonly RecordedEvent[]): Promise<void> => {
    for (const run of runsOf(events))
      try {
        await write(run);
      } catch (error) {
        if (!(error instanceof EventIdReused || error instanceof RevisionConflict)) throw error;
        await write(await missingOf(run, error));
      }
  };

  try {
    await readEpoch(connection);
    return { copy, close: connection.close };
  } catch (error) {
    await connection.close();
    throw error;
  }
};
