import type { Position } from '#events/store/event.ts';

/** What recognises a repeated append. `append` is the token of the append that wrote the event, where it has one. */
export type SeenEvent = { id: string; append: string | undefined; position: Position };

/**
 * The events that this process has seen, by stream, each stream from its beginning without gaps. Streams only grow, so
 * the memory stays true. It saves reads, and it finds an id that is used in another stream, which the server cannot be
 * asked for. Keeps about `most` events, those of the streams seen last.
 */
export const createMemory = (most = 100_000) => {
  const streams = new Map<string, SeenEvent[]>();
  const owners = new Map<string, string>();
  let count = 0;

  const forget = (stream: string): void => {
    const known = streams.get(stream) ?? [];
    streams.delete(stream);
    count -= known.length;
    for (const { id } of known) if (owners.get(id) === stream) owners.delete(id);
  };

  return {
    /** The first events of a stream, as far as they are known. */
    recall: (stream: string): readonly SeenEvent[] => streams.get(stream) ?? [],

    /** Adds events of a stream from a revision on, unless an earlier one is unknown. */
    learn: (stream: string, from: number, events: readonly SeenEvent[]): void => {
      const known = streams.get(stream) ?? [];
      if (from > known.length) return;
      const fresh = events.slice(known.length - from);
      for (const event of fresh) {
        known.push(event);
        owners.set(event.id, stream);
      }
      count += fresh.length;
      streams.delete(stream);
      if (known.length > 0) streams.set(stream, known);
      for (const oldest of streams.keys()) {
        if (count <= most || oldest === stream) break;
        forget(oldest);
      }
    },

    forget,

    /** Reserves ids for a stream. When one belongs to another stream, answers that id and reserves none. */
    claim: (stream: string, ids: readonly string[]): string | undefined => {
      const taken = ids.find((id) => (owners.get(id) ?? stream) !== stream);
      if (taken === undefined) for (const id of ids) owners.set(id, stream);
      return taken;
    },

    /** Releases ids that were reserved and not written. */
    release: (stream: string, ids: readonly string[]): void => {
      const written = new Set((streams.get(stream) ?? []).map(({ id }) => id));
      for (const id of ids) if (!written.has(id) && owners.get(id) === stream) owners.delete(id);
    },
  };
};
export type Memory = ReturnType<typeof createMemory>;
