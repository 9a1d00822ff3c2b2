import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Category, EventType, StreamName } from '#domain/eventNames.ts';
import { categoryOf, type Position, type RecordedEvent, START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { PartyId } from '#events/terms.ts';
import { authorize, forbidden, grantsOf } from '#http/server/authentication.ts';
import type { ServerOptions } from '#http/server/options.ts';
import { personalReader, purposeOf } from '#http/server/personalReading.ts';
import { actorOf, covers } from '#http/server/principal.ts';
import { inputProblem, Problem } from '#http/server/problems.ts';
import { type CloudEvent, cloudEventOf } from './cloudEvents.ts';

const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(schema).max(100)).optional();

/** Filters of both feeds; each may be repeated, several values mean "one of them". */
export const feedFilters = {
  type: oneOrMore(EventType).describe('Types of events, also as `type` of a CloudEvent has them.'),
  unit: oneOrMore(PartyId).describe('Codes of units, keys of departments.'),
  category: oneOrMore(Category).describe('Categories of streams.'),
  stream: StreamName.optional().describe('One stream, by category and id: `dossier-<id>`.'),
};
type Filters = z.output<z.ZodObject<typeof feedFilters>>;

/** What one caller sees of the log with its filters. */
export type View = {
  /** True when something is left out, so that a page of the log may yield less than a page of the feed. */
  narrow: boolean;
  shows: (event: RecordedEvent) => boolean;
  /** In the newest form, personal values opened (and the reading recorded) or masked. */
  present: (events: readonly RecordedEvent[]) => Promise<CloudEvent[]>;
};

/** Throws 401, 403, and 400 for a filter that names no unit or department. */
export const viewOf = (request: FastifyRequest, filters: Filters, options: ServerOptions): View => {
  const { caller, grants } = authorize(request, 'ReadEvents');
  const [{ role }] = grants;
  const units = grants.some(({ scope }) => scope === 'city') ? 'all' : caller.units;
  const strange = filters.unit?.find((unit) => !covers(units, unit));
  if (strange !== undefined) throw forbidden(`The token does not cover unit ${strange}.`);
  const { settings } = options;
  const places = new Set([...settings.units.map(({ code }) => code), ...settings.parties.map(({ key }) => key)]);
  const unknown = filters.unit?.find((unit) => !places.has(unit));
  if (unknown !== undefined) throw inputProblem([{ in: 'query', pointer: '/unit', detail: `there is no party ${unknown}` }]);
  const showsAccess = grantsOf(options.access, caller.roles, 'ReadAccessEvents').length > 0;
  const open = personalReader(options)(caller, actorOf(caller, role), purposeOf(request), request.id);

  const presentOne = async (stored: RecordedEvent): Promise<CloudEvent> => {
    const event = options.decode(stored);
    return cloudEventOf(options.eventSource ?? 'urn:motcua', event, await open(event.stream, event.unit, event.data));
  };
  return {
    narrow: units !== 'all' || !showsAccess || Object.values(filters).some((filter) => filter !== undefined),
    shows: ({ type, unit, stream }) => {
      const category = categoryOf(stream);
      return (
        (units === 'all' || (unit !== undefined && units.includes(unit))) &&
        (showsAccess || category !== 'access') &&
        (filters.type?.includes(type) ?? true) &&
        (filters.unit === undefined || (unit !== undefined && filters.unit.includes(unit))) &&
        (filters.category?.some((one) => one === category) ?? true) &&
        (filters.stream === undefined || filters.stream === stream)
      );
    },
    present: async (events) => {
      // reads of one subject are recorded one after another: they go to the same stream
      const bySubject = Map.groupBy(events, ({ stream }) => stream);
      const presented = new Map<string, CloudEvent>();
      await Promise.all(
        [...bySubject.values()].map(async (ofOne) => {
          for (const event of ofOne) presented.set(event.id, await presentOne(event));
        }),
      );
      return events.flatMap(({ id }) => presented.get(id) ?? []);
    },
  };
};

/** Where a feed goes on, as its readers say it. */
export const Cursor = z.string().max(500).optional().describe('Where to go on; absent: from the beginning; `latest`: from now.');

const decode = async (store: EventStore, epoch: string, cursor: string): Promise<Position> => {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, its, position] = /^(.+):(-1|\d{1,15})$/.exec(text) ?? [];
  // other spellings of the same bytes would pass the decoder
  if (its === undefined || Buffer.from(text).toString('base64url') !== cursor) throw new Problem('cursor-malformed');
  // One behind the end was given out by a log that went further: this one was restored, or put back.
  if (its !== epoch || Number(position) > (await store.end())) throw new Problem('cursor-expired');
  return Number(position);
};

/**
 * The position after which a feed goes on, and the cursors it gives out. They name the log's epoch, so that they stay
 * valid across restarts and not across a restored log.
 * Throws `cursor-malformed` (400), or `cursor-expired` (410) when the cursor belongs to an earlier history of the log,
 * also where nobody has said yet that another one began: no cursor of this history lies behind its end.
 */
export const placeOf = async (store: EventStore, cursor: string | undefined) => {
  const epoch = await store.epoch();
  return {
    from: cursor === undefined ? START : cursor === 'latest' ? await store.head() : await decode(store, epoch, cursor),
    cursorAt: (position: Position): string => Buffer.from(`${epoch}:${position}`).toString('base64url'),
  };
};
