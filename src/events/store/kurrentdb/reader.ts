import {
  BACKWARDS,
  END,
  ErrorType,
  type KurrentDBClient,
  START as SERVER_START,
  type RecordedEvent as ServerEvent,
  streamNameFilter,
} from '@kurrent/kurrentdb-client';
import { type Position, type RecordedEvent, START } from '#events/store/event.ts';
import type { Page } from '#events/store/eventStore.ts';
import { type Connection, codeOf, permanentError } from './connection.ts';
import type { Memory, SeenEvent } from './memory.ts';
import { appendOf, asNumber, fromServer, isSystem, positionOf } from './stored.ts';

const PAGE = 1000;

type Options = {
  connection: Connection;
  memory: Memory;
  /** What precedes the first dash of our streams' names; all other streams are ignored. */
  categories: readonly string[];
};

/** A position as the server takes it. */
export const placeOf = (position: Position) => (position < 0 ? SERVER_START : { commit: BigInt(position), prepare: BigInt(position) });

const seen = (event: ServerEvent): SeenEvent => ({ id: event.id, append: appendOf(event), position: positionOf(event) });

/** Reads to the end, which the request's count bounds: a read that is broken off stays open on the server. */
export const collect = async (read: AsyncIterable<{ event?: ServerEvent }>): Promise<ServerEvent[]> => {
  const events: ServerEvent[] = [];
  for await (const { event } of read) if (event) events.push(event);
  return events;
};

/** Reads streams and the log in pages, and adds what it sees to `memory`. */
export const createReader = ({ connection, memory, categories }: Options) => {
  const { asUser } = connection;
  /** Positions after `from` up to `to` hold no event of ours, as a subscription has seen. */
  let empty = { from: START, to: START };

  const eventsOf = async (client: KurrentDBClient, stream: string, from: number, limit: number, requiresLeader: boolean) => {
    try {
      const events = await collect(client.readStream(stream, { fromRevision: BigInt(from), maxCount: limit, requiresLeader, ...asUser }));
      const ours = events.filter((event) => !isSystem(event));
      if (ours[0]) memory.learn(stream, asNumber(ours[0].revision), ours.map(seen));
      return ours;
    } catch (error) {
      if (codeOf(error) === ErrorType.STREAM_NOT_FOUND || codeOf(error) === ErrorType.STREAM_DELETED) return [];
      throw error;
    }
  };

  const readStream = async (stream: string, { from = 0, limit = PAGE }: { from?: number; limit?: number } = {}): Promise<RecordedEvent[]> =>
    connection.read(async (client) => (await eventsOf(client, stream, from, limit, false)).map(fromServer));

  /** Reads what follows in a stream after the events known, from the leader, which has every event written before. */
  const readNewer = async (stream: string, deadline: number): Promise<void> => {
    for (let before = -1; memory.recall(stream).length > before; ) {
      before = memory.recall(stream).length;
      const { length } = await connection.read((client) => eventsOf(client, stream, before, PAGE, true), deadline);
      if (length < PAGE) return;
    }
  };

  const filter = () => streamNameFilter({ prefixes: categories.map((category) => `${category}-`) });

  const eventsFrom = (client: KurrentDBClient, place: Position, maxCount: number) =>
    collect(client.readAll({ fromPosition: placeOf(place), maxCount, filter: filter(), ...asUser }));

  /** The server includes the event at the position asked for; where none stands it refuses, and the next serves. */
  const eventsAfter = async (client: KurrentDBClient, position: Position, limit: number): Promise<ServerEvent[]> => {
    if (position < 0) return eventsFrom(client, position, limit);
    try {
      return (await eventsFrom(client, position, limit + 1)).filter((event) => positionOf(event) > position).slice(0, limit);
    } catch (error) {
      // The client reports both this and an unreachable server alike.
      if (permanentError(error, 'to be read')) throw error;
      return eventsFrom(client, position + 1, limit);
    }
  };

  const readAll = async ({ after, limit = PAGE }: { after: Position; limit?: number }): Promise<Page> => {
    const following = await connection.read((client) => eventsAfter(client, after, limit));
    const last = following.at(-1);
    const next = last ? positionOf(last) : after >= empty.from ? Math.max(after, empty.to) : after;
    return { events: following.filter((event) => !isSystem(event)).map(fromServer), next };
  };

  const lastBefore = async (place: Position | typeof END, filtered: boolean): Promise<ServerEvent | undefined> => {
    const last = { direction: BACKWARDS, fromPosition: place === END ? END : placeOf(place), maxCount: 1, ...asUser } as const;
    const [event] = await connection.read(async (client) => collect(client.readAll({ ...last, ...(filtered && { filter: filter() }) })));
    return event;
  };

  const positionBefore = async (place: Position | typeof END): Promise<Position> => {
    const event = await lastBefore(place, false);
    return event ? positionOf(event) : START;
  };

  const head = async (): Promise<Position> => {
    let last = await lastBefore(END, true);
    while (last && isSystem(last)) last = await lastBefore(positionOf(last), true);
    return last ? positionOf(last) : START;
  };

  return {
    readStream,
    readNewer,
    readAll,
    head,
    /** Position of the last event of the server, in whatever stream; `START` when there is none. */
    end: (): Promise<Position> => positionBefore(END),
    /** Position of the last event before a position, in whatever stream; `START` when there is none. */
    positionBefore,
    /** Notes that no event of ours stands after one position up to another. */
    markEmpty: (from: Position, to: Position): void => {
      if (to > empty.to) empty = { from: from === empty.to ? empty.from : from, to };
    },
  };
};
export type Reader = ReturnType<typeof createReader>;
