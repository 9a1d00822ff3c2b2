import { setImmediate } from 'node:timers/promises';
import {
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleUnaryCall,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import type { Status } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js';
import streams, {
  type AppendReq,
  type AppendResp,
  type BatchAppendReq,
  type BatchAppendResp,
  type DeleteReq,
  type DeleteResp,
  type TombstoneReq,
  type TombstoneResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { errors } from './errors.ts';
import type { Fault } from './faults.ts';
import type { Expected, Outcome, Proposed } from './log.ts';
import { batchErrors, expectedOf, identifierOf, idOf, nameOf, nothing, proposedOf } from './messages.ts';
import type { Served } from './served.ts';

/** What an append may weigh, in bytes, unless the server is configured otherwise. */
const MAX_APPEND_SIZE = 1024 * 1024;
const sizeOf = (events: readonly Proposed[]): number =>
  events.reduce((sum, { type, data, metadata }) => sum + 2 * type.length + data.length + metadata.length, 0);

type Append = { stream: string; expected: Expected; events: Proposed[] };
/** How an append came out, besides what the log says: as a fault wants it. */
type Answer = Outcome | { kind: 'timeout' } | { kind: 'tooLarge' } | Extract<Fault, { kind: 'silent' | 'end' | 'fail' | 'kill' }>;

/** Appends to the log, unless a fault strikes. */
const answer = async ({ log, faults }: Served, { stream, expected, events }: Append): Promise<Answer> => {
  const fault = faults.take('append');
  const append = (): Answer => (sizeOf(events) > MAX_APPEND_SIZE ? { kind: 'tooLarge' } : log.append(stream, expected, events));
  switch (fault?.kind) {
    case undefined:
    case 'twice':
      return append();
    case 'delay':
      await over(fault.until);
      return append();
    case 'conflict': {
      const readable = log.stream(stream);
      const current = typeof readable === 'string' ? -1 : (readable.at(-1)?.revision ?? -1);
      return { kind: 'conflict', current: fault.actual === 'none' ? -1 : (fault.actual ?? current) };
    }
    case 'silent':
    case 'end':
    case 'fail':
    case 'kill':
    case 'timeout':
      if (fault.happened) append();
      return fault;
  }
};

export const over = (until: number | Promise<unknown>): Promise<unknown> =>
  typeof until === 'number' ? new Promise((resolve) => setTimeout(resolve, until)) : until;

/** Append: one call an append. */
export const append =
  (served: Served): handleClientStreamingCall<AppendReq, AppendResp> =>
  (call, callback) => {
    const refused = served.refusal(call);
    if (refused) return callback(refused);
    const given: Append = { stream: '', expected: 'any', events: [] };
    call.on('data', (message: AppendReq) => {
      const options = message.getOptions();
      const proposed = message.getProposedMessage();
      if (options) Object.assign(given, { stream: nameOf(options.getStreamIdentifier()), expected: expectedOf(options) });
      if (proposed) given.events.push(proposedOf(proposed));
    });
    const settle = async (): Promise<void> => {
      // A call that was cut off ends here like a whole one, and is told to be cancelled only then.
      await setImmediate();
      if (call.cancelled) return;
      const result = await answer(served, given);
      switch (result.kind) {
        case 'silent':
          return;
        case 'kill':
          return served.kill(call);
        case 'end':
          return callback(errors.noAnswer());
        case 'fail':
          return callback(errors.failure(result));
        case 'timeout':
          return callback(errors.timeout());
        case 'tooLarge':
          return callback(errors.tooLarge(MAX_APPEND_SIZE));
        case 'deleted':
          return callback(errors.streamDeleted(given.stream));
        case 'conflict':
          return callback(null, new streams.AppendResp().setWrongExpectedVersion(wrongExpectedVersion(given.expected, result.current)));
        case 'written':
          return callback(null, new streams.AppendResp().setSuccess(success(result)));
      }
    };
    call.on('end', () => void settle());
  };

const success = ({ revision, position }: { revision: number; position: number }) =>
  new streams.AppendResp.Success()
    .setCurrentRevision(String(revision))
    .setPosition(new streams.AppendResp.Position().setCommitPosition(String(position)).setPreparePosition(String(position)));

const wrongExpectedVersion = (expected: Expected, current: number) => {
  const message = new streams.AppendResp.WrongExpectedVersion();
  if (current < 0) message.setCurrentNoStream(nothing());
  else message.setCurrentRevision(String(current));
  if (expected === 'any') message.setExpectedAny(nothing());
  else if (expected === 'none') message.setExpectedNoStream(nothing());
  else if (expected === 'exists') message.setExpectedStreamExists(nothing());
  else message.setExpectedRevision(String(expected));
  return message;
};

/** BatchAppend: one call for all appends of a client, each with its own answer. */
export const batchAppend =
  (served: Served): handleBidiStreamingCall<BatchAppendReq, BatchAppendResp> =>
  (call) => {
    const refused = served.refusal(call);
    if (refused) return void call.emit('error', refused);
    served.opened('append', call);
    const pending = new Map<string, Append>();
    const settle = async (request: BatchAppendReq, given: Append): Promise<void> => {
      const result = await answer(served, given);
      if (call.cancelled || call.destroyed) return;
      const response = new streams.BatchAppendResp().setStreamIdentifier(identifierOf(given.stream));
      response.setCorrelationId(request.getCorrelationId());
      const refuse = (error: Status) => void call.write(response.setError(error));
      switch (result.kind) {
        case 'silent':
          return;
        case 'kill':
          return served.kill(call);
        case 'end':
          return void call.end();
        case 'fail':
          if (result.code === status.PERMISSION_DENIED) return refuse(batchErrors.denied());
          return void call.emit('error', errors.failure(result));
        case 'timeout':
          return refuse(batchErrors.timeout());
        case 'tooLarge':
          return refuse(batchErrors.tooLarge(MAX_APPEND_SIZE));
        case 'deleted':
          return refuse(batchErrors.deleted(given.stream));
        case 'conflict':
          return refuse(batchErrors.conflict(given.expected, result.current));
        case 'written':
          return void call.write(response.setSuccess(batchSuccess(result)));
      }
    };
    call.on('data', (request: BatchAppendReq) => {
      const correlationId = idOf(request.getCorrelationId());
      const options = request.getOptions();
      if (options) pending.set(correlationId, { stream: nameOf(options.getStreamIdentifier()), expected: expectedOf(options), events: [] });
      const given = pending.get(correlationId);
      if (!given) return;
      given.events.push(...request.getProposedMessagesList().map(proposedOf));
      if (!request.getIsFinal()) return;
      pending.delete(correlationId);
      void settle(request, given);
    });
    call.on('end', () => call.end());
  };

const batchSuccess = ({ revision, position }: { revision: number; position: number }) =>
  new streams.BatchAppendResp.Success()
    .setCurrentRevision(String(revision))
    .setPosition(new shared.AllStreamPosition().setCommitPosition(String(position)).setPreparePosition(String(position)));

/** Delete: the stream may be written to again. */
export const deleteStream =
  (served: Served): handleUnaryCall<DeleteReq, DeleteResp> =>
  (call, callback) =>
    void remove(served, call, callback, 'delete', (position) => {
      const at = new streams.DeleteResp.Position().setCommitPosition(String(position)).setPreparePosition(String(position));
      return new streams.DeleteResp().setPosition(at);
    });

/** Tombstone: the stream is gone for ever. */
export const tombstoneStream =
  (served: Served): handleUnaryCall<TombstoneReq, TombstoneResp> =>
  (call, callback) =>
    void remove(served, call, callback, 'tombstone', (position) => {
      const at = new streams.TombstoneResp.Position().setCommitPosition(String(position)).setPreparePosition(String(position));
      return new streams.TombstoneResp().setPosition(at);
    });

const remove = async <Req extends DeleteReq | TombstoneReq, Resp>(
  served: Served,
  call: Parameters<handleUnaryCall<Req, Resp>>[0],
  callback: (error: Partial<ServiceError> | null, response?: Resp) => void,
  how: 'delete' | 'tombstone',
  respond: (position: number) => Resp,
): Promise<void> => {
  const refused = served.refusal(call) ?? (await served.struck('delete', call));
  if (refused === 'silent') return;
  if (refused) return callback(refused);
  const options = call.request.getOptions();
  const stream = nameOf(options?.getStreamIdentifier());
  const expected = options ? expectedOf(options) : 'any';
  const outcome = served.log[how](stream, expected);
  switch (outcome.kind) {
    case 'deleted':
      return callback(errors.streamDeleted(stream));
    case 'conflict':
      return callback(errors.wrongExpectedVersion(stream, expected, outcome.current));
    case 'written':
      return callback(null, respond(outcome.position));
  }
};
