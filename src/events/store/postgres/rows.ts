import type { CustomTypesConfig } from 'pg';
import type { RecordedEvent } from '#events/store/event.ts';

/** A bigint of the database as a number; throws when it cannot be one exactly. */
export const asNumber = (value: string | null | undefined): number => {
  const number = Number(value);
  if (value === null || !Number.isSafeInteger(number)) throw new RangeError(`${value} is not a safe integer`);
  return number;
};

/** `2026-11-24 03:20:15.123456+00`, as connections in UTC write it, to `2026-11-24T03:20:15.123Z`. */
const asInstant = (text: string): string => {
  const milliseconds = text.charCodeAt(19) === 46 ? text.slice(20, Math.min(23, text.length - 3)).padEnd(3, '0') : '000';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${milliseconds}Z`;
};

// bigint, json, timestamptz; everything else stays text or small integer
const parsers = new Map<number, (text: string) => unknown>([
  [20, asNumber],
  [23, Number],
  [114, JSON.parse],
  [1184, asInstant],
]);
const asIs = (text: string) => text;
export const eventTypes: CustomTypesConfig = { getTypeParser: (oid: number) => parsers.get(oid) ?? asIs };

export const eventColumns = 'position, stream, revision, id, type, schema_version, occurred_at, recorded_at, data, meta';

type Meta = Pick<RecordedEvent, 'actor' | 'correlationId' | 'causationId' | 'unit' | 'lateEntryReason' | 'command'>;
/** A row of `eventColumns` in `rowMode: 'array'` with `eventTypes`. */
export type EventRow = [number, string, number, string, string, number, string, string, unknown, Meta];

export const toEvent = ([
  position,
  stream,
  revision,
  id,
  type,
  schemaVersion,
  occurredAt,
  recordedAt,
  data,
  meta,
]: EventRow): RecordedEvent => {
  const event: RecordedEvent = {
    id,
    type,
    schemaVersion,
    stream,
    revision,
    position,
    occurredAt,
    recordedAt,
    actor: meta.actor,
    correlationId: meta.correlationId,
    causationId: meta.causationId,
    data,
  };
  if (meta.unit !== undefined) event.unit = meta.unit;
  if (meta.lateEntryReason !== undefined) event.lateEntryReason = meta.lateEntryReason;
  if (meta.command !== undefined) event.command = meta.command;
  return event;
};
