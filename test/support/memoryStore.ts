import type { RecordedEvent } from '#events/store/event.ts';
import { EventIdReused, type EventStore, RevisionConflict } from '#events/store/eventStore.ts';

/** The half of a log that commands use, kept in memory: for properties that try thousands of acts. What a log promises is tested on real ones. */
export const createMemoryStore = (clock: () => string): Pick<EventStore, 'append' | 'readStream'> => {
  const streams = new Map<string, RecordedEvent[]>();
  const ids = new Map<string, RecordedEvent>();
  let position = -1;
  return {
    append: async (stream, expected, events) => {
      const stored = streams.get(stream) ?? [];
      const [first] = events.flatMap(({ id }) => ids.get(id) ?? []);
      if (first !== undefined) {
        const again = stored.slice(first.revision, first.revision + events.length);
        if (first.stream !== stream || !events.every(({ id }, index) => again[index]?.id === id)) throw new EventIdReused(first.id);
        const last = again.at(-1) ?? first;
        return { revision: last.revision, position: last.position, repeated: true };
      }
      const actual = stored.length === 0 ? 'none' : stored.length - 1;
      if (expected !== 'any' && expected !== actual) throw new RevisionConflict(stream, expected, actual);
      for (const event of structuredClone(events)) {
        position += 1;
        const recorded = { ...event, stream, revision: stored.length, position, recordedAt: clock() };
        stored.push(recorded);
        ids.set(event.id, recorded);
      }
      streams.set(stream, stored);
      return { revision: stored.length - 1, position, repeated: false };
    },
    readStream: async (stream, { from = 0, limit = 1000 } = {}) => structuredClone((streams.get(stream) ?? []).slice(from, from + limit)),
  };
};
