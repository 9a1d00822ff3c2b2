import type { Position } from '#events/store/event.ts';

/** An event as far as repeats need it. `append` is the append that wrote it, where that is known. */
export type Seen = { id: string; append: string | undefined; position: Position };

/**
 * What this process has seen of streams, each from its beginning without gaps. Streams only grow, so what is remembered stays true: it
 * spares reads, and it tells an id used in another stream, which the server cannot be asked for.
 * Keeps about `most` events, those of the streams seen last.
 */
export const createMemory = (most = 100_000) => {
  const streams = new Map<string, Seen[]>();
  const owners = new Map<string, string>();
  let count = 0;

  const forget = (stream: string): void => {
    const known = streams.get(stream) ?? [];
    streams.delete(stream);
    count -= known.length;
    for (const { id } of known) if (owners.get(id) === stream) owners.delete(id);
  };

  return {
    /** The stream's first events, as far as they are known. */
    recall: (stream: string): readonly Seen[] => streams.get(stream) ?? [],

    /** Takes note of events of a stream from a revision on, unless some before them are not known. */
    learn: (stream: string, from: number, events: readonly Seen[]): void => {
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

    /** Reserves ids for a stream; answers one that belongs to another stream, and then reserves none. */
    claim: (stream: string, ids: readonly string[]): string | undefined => {
      const taken = ids.find((id) => (owners.get(id) ?? stream) !== stream);
      if (taken === undefined) for (const id of ids) owners.set(id, stream);
      return taken;
    },

    /** Gives up what was reserved and not written. */
    release: (stream: string, ids: readonly string[]): void => {
      const written = new Set((streams.get(stream) ?? []).map(({ id }) => id));
      for (const id of ids) if (!written.has(id) && owners.get(id) === stream) owners.delete(id);
    },
  };
};
export type Memory = ReturnType<typeof createMemory>;
