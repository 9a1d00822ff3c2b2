import { type JSONEventData, jsonEvent, type RecordedEvent as ServerEvent } from '@kurrent/kurrentdb-client';
import type { NewEvent, Position, RecordedEvent } from '#events/store/event.ts';
import { checkStorable } from '#events/store/storable.ts';

/** The envelope beside EventStoreDB's own conventions. */
type Metadata = {
  $correlationId: string;
  $causationId: string;
  schemaVersion: number;
  occurredAt: string;
  actor: RecordedEvent['actor'];
  unit?: string | undefined;
  lateEntryReason?: string | undefined;
  enteredLate?: RecordedEvent['enteredLate'];
  command?: RecordedEvent['command'];
  /** One per append, so that an append is known as a whole; absent on events taken over from another log. */
  append?: string | undefined;
  /** When another log recorded the event, if it was taken over from there. */
  recordedAt?: string | undefined;
};

/** A number of the server; throws `RangeError` when it is not a safe integer. */
export const asNumber = (value: bigint): number => {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`${value} is not a safe integer`);
  return Number(value);
};

/** An event as the server takes it. Throws `RangeError` when it could not be read back as it is. */
export const toServer = (event: NewEvent, origin: Pick<Metadata, 'append' | 'recordedAt'>): JSONEventData => {
  checkStorable(event);
  const { id, type, data, schemaVersion, occurredAt, actor, unit, lateEntryReason, enteredLate, command } = event;
  const { correlationId: $correlationId, causationId: $causationId } = event;
  const late = { lateEntryReason, enteredLate };
  const metadata: Metadata = { $correlationId, $causationId, schemaVersion, occurredAt, actor, unit, ...late, command, ...origin };
  return jsonEvent({ id, type, data: data as JSONEventData['data'], metadata });
};

/** Whether the server itself wrote the event, such as the tombstone of a stream. */
export const isSystem = (event: ServerEvent): boolean => event.type.startsWith('$');

const metadataOf = (event: ServerEvent): Partial<Metadata> => {
  const { metadata } = event;
  return typeof metadata === 'object' && metadata !== null ? (metadata as Partial<Metadata>) : {};
};

/** Position of an event in the log: its byte offset, the same for reads and subscriptions. */
export const positionOf = (event: ServerEvent): Position => {
  if (event.position === undefined) throw new RangeError('the server names no position');
  return asNumber(event.position.commit);
};

/** Token of the append that wrote an event; `undefined` when it was copied from another log. */
export const appendOf = (event: ServerEvent): string | undefined => metadataOf(event).append;

/** Cut to the second: the client's reads do so, its subscriptions do not, and both must give the same time. */
const recordedAtOf = (event: ServerEvent): string => new Date(Math.floor(event.created.getTime() / 1000) * 1000).toISOString();

/** An event as `EventStore` gives it; one of another program gets version 0, which no codec reads. */
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
  if (metadata.enteredLate !== undefined) recorded.enteredLate = metadata.enteredLate;
  if (metadata.command !== undefined) recorded.command = metadata.command;
  return recorded;
};
