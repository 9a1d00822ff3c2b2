import { createRequire } from 'node:module';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import status, { type Status } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { Expected, LogEvent, Proposed } from './log.ts';

/** The messages of the protocol, in the client's own generated definitions, from and to the words of the log. */

type Any = NonNullable<ReturnType<Status['getDetails']>>;
type Timestamp = NonNullable<ReturnType<InstanceType<typeof streams.ReadResp.CaughtUp>['getTimestamp']>>;
type Empty = NonNullable<ReturnType<InstanceType<typeof shared.WrongExpectedVersion>['getExpectedAny']>>;

/** The runtime of the generated definitions is the client's dependency, not ours. */
const ofClient = createRequire(createRequire(import.meta.url).resolve('@kurrent/kurrentdb-client'));
const google = {
  Any: ofClient('google-protobuf/google/protobuf/any_pb.js').Any as new () => Any,
  Empty: ofClient('google-protobuf/google/protobuf/empty_pb.js').Empty as new () => Empty,
  Timestamp: ofClient('google-protobuf/google/protobuf/timestamp_pb.js').Timestamp as { fromDate(date: Date): Timestamp },
};

export const now = (): Timestamp => google.Timestamp.fromDate(new Date());
export const nothing = (): InstanceType<typeof shared.Empty> => new shared.Empty();

type Uuid = InstanceType<typeof shared.UUID>;
export const idOf = (uuid: Uuid | undefined): string => {
  const halves = uuid?.getStructured();
  if (!halves) return uuid?.getString().toLowerCase() ?? '';
  const hex = [halves.getMostSignificantBits(), halves.getLeastSignificantBits()]
    .map((half) => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
const uuidOf = (id: string, structured: boolean): Uuid => {
  const uuid = new shared.UUID();
  if (!structured) return uuid.setString(id);
  const hex = id.replaceAll('-', '');
  const half = (from: number) => BigInt.asIntN(64, BigInt(`0x${hex.slice(from, from + 16)}`)).toString();
  return uuid.setStructured(new shared.UUID.Structured().setMostSignificantBits(half(0)).setLeastSignificantBits(half(16)));
};

type Identifier = InstanceType<typeof shared.StreamIdentifier>;
export const nameOf = (identifier: Identifier | undefined): string => Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
export const identifierOf = (stream: string): Identifier => new shared.StreamIdentifier().setStreamName(Buffer.from(stream));

type ProposedMessage = InstanceType<typeof streams.AppendReq.ProposedMessage> | InstanceType<typeof streams.BatchAppendReq.ProposedMessage>;
export const proposedOf = (message: ProposedMessage): Proposed => ({
  id: idOf(message.getId()),
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

type RevisionOptions = {
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
  hasRevision?(): boolean;
  getRevision?(): string;
  hasStreamPosition?(): boolean;
  getStreamPosition?(): string;
};
export const expectedOf = (options: RevisionOptions): Expected => {
  if (options.hasRevision?.()) return Number(options.getRevision?.());
  if (options.hasStreamPosition?.()) return Number(options.getStreamPosition?.());
  if (options.hasNoStream()) return 'none';
  return options.hasStreamExists() ? 'exists' : 'any';
};

const packed = (name: string, message: { serializeBinary(): Uint8Array }): Any => {
  const any = new google.Any();
  any.setTypeUrl(`type.googleapis.com/event_store.client.${name}`);
  any.setValue(message.serializeBinary());
  return any;
};
/** Errors of one append in a batch; they leave the call open for the others. */
export const batchErrors = {
  conflict: (expected: Expected, current: number): Status => {
    const details = new shared.WrongExpectedVersion();
    if (current < 0) details.setCurrentNoStream(new google.Empty());
    else details.setCurrentStreamRevision(String(current));
    if (expected === 'any') details.setExpectedAny(new google.Empty());
    else if (expected === 'none') details.setExpectedNoStream(new google.Empty());
    else if (expected === 'exists') details.setExpectedStreamExists(new google.Empty());
    else details.setExpectedStreamPosition(String(expected));
    return new status.Status().setMessage('WrongExpectedVersion').setDetails(packed('WrongExpectedVersion', details));
  },
  deleted: (stream: string): Status =>
    new status.Status().setDetails(packed('StreamDeleted', new shared.StreamDeleted().setStreamIdentifier(identifierOf(stream)))),
  timeout: (): Status => new status.Status().setMessage('Timeout').setDetails(packed('Timeout', new shared.Timeout())),
  denied: (): Status => new status.Status().setMessage('Access Denied').setDetails(packed('AccessDenied', new shared.AccessDenied())),
  tooLarge: (most: number): Status =>
    new status.Status().setDetails(packed('MaximumAppendSizeExceeded', new shared.MaximumAppendSizeExceeded().setMaxappendsize(most))),
};

const TICKS_PER_MILLISECOND = 10_000n;
const recorded = (event: LogEvent, structured: boolean) => {
  const message = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(uuidOf(event.id, structured))
    .setStreamIdentifier(identifierOf(event.stream))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(String(event.position))
    .setPreparePosition(String(event.position))
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  message
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', String(BigInt(event.created) * TICKS_PER_MILLISECOND));
  return message;
};

/** Answers of Read, in bytes: an event is written once however often it is read. */
export class ReadAnswers {
  readonly #structured: boolean;
  static readonly #known = [new WeakMap<LogEvent, Buffer>(), new WeakMap<LogEvent, Buffer>()] as const;
  constructor(structuredIds: boolean) {
    this.#structured = structuredIds;
  }

  event(event: LogEvent): Buffer {
    const known = ReadAnswers.#known[this.#structured ? 1 : 0];
    const before = known.get(event);
    if (before) return before;
    const readEvent = new streams.ReadResp.ReadEvent()
      .setEvent(recorded(event, this.#structured))
      .setCommitPosition(String(event.position));
    const bytes = bytesOf(new streams.ReadResp().setEvent(readEvent));
    known.set(event, bytes);
    return bytes;
  }
  confirmation(id: string): Buffer {
    return bytesOf(new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(id)));
  }
  checkpoint(position: number): Buffer {
    const checkpoint = new streams.ReadResp.Checkpoint()
      .setCommitPosition(String(position))
      .setPreparePosition(String(position))
      .setTimestamp(now());
    return bytesOf(new streams.ReadResp().setCheckpoint(checkpoint));
  }
  streamNotFound(stream: string): Buffer {
    return bytesOf(
      new streams.ReadResp().setStreamNotFound(new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(stream))),
    );
  }
  lastStreamPosition(revision: number): Buffer {
    return bytesOf(new streams.ReadResp().setLastStreamPosition(String(revision)));
  }
  /** `at` is a position of the whole log or a revision of one stream; nothing before the first event. */
  caughtUp(at: Reached): Buffer {
    return bytesOf(new streams.ReadResp().setCaughtUp(reach(new streams.ReadResp.CaughtUp(), at)));
  }
  fellBehind(at: Reached): Buffer {
    return bytesOf(new streams.ReadResp().setFellBehind(reach(new streams.ReadResp.FellBehind(), at)));
  }
}

export type Reached = { position: number } | { revision: number } | undefined;
const reach = <M extends InstanceType<typeof streams.ReadResp.CaughtUp> | InstanceType<typeof streams.ReadResp.FellBehind>>(
  message: M,
  at: Reached,
): M => {
  message.setTimestamp(now());
  if (at && 'revision' in at) message.setStreamRevision(String(at.revision));
  if (at && 'position' in at) {
    message.setPosition(new streams.ReadResp.Position().setCommitPosition(String(at.position)).setPreparePosition(String(at.position)));
  }
  return message;
};

const bytesOf = (message: { serializeBinary(): Uint8Array }): Buffer => {
  const bytes = message.serializeBinary();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};
