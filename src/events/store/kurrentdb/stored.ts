import { type JSONEventData, jsonEvent, type RecordedEvent as ServerEvent } from '@kurrent/kurrentdb-client';
import type { NewEvent, Position, RecordedEvent } from '#events/store/event.ts';
import { hasPlainNames } from '#events/store/plainNames.ts';

/** The envelope beside EventStoreDB's own conventions. */
type Metadata = {
  $correlationId: string;
  $causationId: string;
  schemaVersion: number;
  occurredAt: string;
  actor: RecordedEvent['actor'];
  unit?: string | undefined;
  lateEntryReason?: string | undefined;
  command?: RecordedEvent['command'];
  /** One per append, so that an append is known as a whole; absent on events taken over from another log. */
  append?: string | undefined;
  /** When another log recorded the event, if it was taken over from there. */
  recordedAt?: string | undefined;
};

/** A number of the server's as ours; throws when it cannot be one exactly. */
export const asNumber = (value: bigint): number => {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`${value} is not a safe integer`);
  return Number(value);
};

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An event as the server takes it. Throws `RangeError` when it could not be read back as it was. */
export const toServer = (event: NewEvent, origin: Pick<Metadata, 'append' | 'recordedAt'>): JSONEventData => {
  const { id, type, schemaVersion, occurredAt, actor, correlationId, causationId, unit, lateEntryReason, command, data } = event;
  if (!uuid.test(id)) throw new RangeError('the id of an event is a UUID in lower case');
  if (!instant.test(occurredAt)) throw new RangeError('occurredAt is a UTC instant with milliseconds and Z');
  if (data === undefined) throw new RangeError('the body of an event is JSON');
  if (!hasPlainNames(data)) throw new RangeError('a property name in the body of an event needs an escape in JSON');
  const metadata: Metadata = {
    $correlationId: correlationId,
    $causationId: causationId,
    schemaVersion,
    occurredAt,
    actor,
    unit,
    lateEntryReason,
    command,
    ...origin,
  };
  return jsonEvent({ id, type, data: data as JSONEventData['data'], metadata });
};

/** Whether the server wrote it for itself, such as the tombstone of a stream. */
export const isSystem = (event: ServerEvent): boolean => event.type.startsWith('$');

const metadataOf = (event: ServerEvent): Partial<Metadata> => {
  const { metadata } = event;
  return typeof metadata === 'object' && metadata !== null ? (metadata as Partial<Metadata>) : {};
};

/** Where it stands in the log: its own byte offset, the same whichever way it is read. */
export const positionOf = (event: ServerEvent): Position => {
  if (event.position === undefined) throw new RangeError('the server names no position');
  return asNumber(event.position.commit);
};

/** Which append wrote it; `undefined` when it was taken over from another log. */
export const appendOf = (event: ServerEvent): string | undefined => metadataOf(event).append;

/** To the second: the client's reads cut off what is finer, its subscriptions do not, and both must say the same. */
const recordedAtOf = (event: ServerEvent): string => new Date(Math.floor(event.created.getTime() / 1000) * 1000).toISOString();

/** An event as the port gives it out. One that others wrote into our categories has version 0, which no codec reads: it does not pass unseen. */
export const fromServer = (event: ServerEvent): RecordedEvent => {
  const metadata = metadataOf(event);
  const recorded: RecordedEvent = {
    id: event.id,
    type: event.type,
    schemaVersion: metadata.schemaVersion ?? 0,
    stream: event.streamId,
    revision: asNumber(event.revision),
    position: positionOf(event),
    occurredAt: metadata.occurredAt ?? recordedAtOf(event),
    recordedAt: metadata.recordedAt ?? recordedAtOf(event),
    actor: metadata.actor ?? { id: 'unknown', role: 'system' },
    correlationId: metadata.$correlationId ?? event.id,
    causationId: metadata.$causationId ?? event.id,
    data: event.data,
  };
  if (metadata.unit !== undefined) recorded.unit = metadata.unit;
  if (metadata.lateEntryReason !== undefined) recorded.lateEntryReason = metadata.lateEntryReason;
  if (metadata.command !== undefined) recorded.command = metadata.command;
  return recorded;
};
