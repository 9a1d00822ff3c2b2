import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { handleServerStreamingCall, ServerWritableStream } from '@grpc/grpc-js';
import type { ReadReq } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { over } from './appends.ts';
import { errors, type Refusal } from './errors.ts';
import type { Method } from './faults.ts';
import { checkpointInterval, type Wanted, wantedBy } from './filter.ts';
import type { Log, LogEvent } from './log.ts';
import { nameOf, ReadAnswers } from './messages.ts';
import type { Served } from './served.ts';

type Call = ServerWritableStream<ReadReq, Buffer>;
/** What a read sends: an event, or another message ready to go. */
type Sent = LogEvent | Buffer;
type Reading = { options: ReadReq.Options; log: Log; answers: ReadAnswers; signal: AbortSignal };

/** Live events that a subscription may lag behind before the server calls that catching up again. */
const LIVE_BUFFER = 32;

/** Read: streams and the whole log, either way, once or for ever. */
export const read =
  (served: Served): handleServerStreamingCall<ReadReq, Buffer> =>
  async (call) => {
    const options = call.request.getOptions();
    const refused = served.refusal(call) ?? (options ? undefined : errors.invalidArgument('options are missing'));
    if (refused || !options) return void call.emit('error', refused);
    const cancelled = new AbortController();
    call.once('cancelled', () => cancelled.abort());
    call.once('close', () => cancelled.abort());
    const answers = new ReadAnswers(options.getUuidOption()?.hasString() !== true);
    const reading: Reading = { options, log: served.log, answers, signal: cancelled.signal };
    const method = options.hasSubscription() ? 'subscribe' : options.hasStream() ? 'readStream' : 'readAll';
    served.opened(method, call);
    try {
      await send(served, method, call, reading);
    } catch (error) {
      if (!cancelled.signal.aborted) call.emit('error', error);
    }
  };

const messagesOf = (reading: Reading): AsyncIterable<Sent> | Iterable<Sent> => {
  if (reading.options.hasSubscription()) return subscribe(reading);
  return reading.options.hasStream() ? readStream(reading) : readAll(reading);
};

/** Sends what there is as fast as the client takes it, until a fault strikes. */
const send = async (served: Served, method: Method, call: Call, reading: Reading): Promise<void> => {
  let sent = 0;
  /** Whether the call is over, or silent for ever. */
  const struck = async (atEvent: boolean): Promise<boolean | 'twice'> => {
    const fault = served.faults.take(method, sent, atEvent);
    if (fault?.kind === 'twice') return 'twice';
    if (fault?.kind === 'delay') await over(fault.until);
    else if (fault) served.strike(call, fault);
    return call.writableEnded || call.cancelled || served.isMute(call) || (fault !== undefined && fault.kind !== 'delay');
  };
  const write = async (bytes: Buffer): Promise<void> => {
    if (!call.write(bytes)) await once(call, 'drain', { signal: reading.signal });
  };
  if (await struck(false)) return;
  for await (const message of messagesOf(reading)) {
    if (call.writableEnded || call.cancelled || served.isMute(call)) return;
    if (Buffer.isBuffer(message)) {
      await write(message);
      continue;
    }
    const strike = await struck(true);
    if (strike === true) return;
    const bytes = reading.answers.event(message);
    await write(bytes);
    if (strike === 'twice') await write(bytes);
    sent += 1;
  }
  if (!(await struck(false))) call.end();
};

const isBackwards = (options: ReadReq.Options): boolean => options.getReadDirection() === 1;

function* readStream({ options, log, answers }: Reading): Iterable<Sent> {
  const name = nameOf(options.getStream()?.getStreamIdentifier());
  const stream = log.stream(name);
  if (stream === 'tombstoned') throw errors.streamDeleted(name);
  if (stream === 'none') {
    yield answers.streamNotFound(name);
    return;
  }
  const first = stream[0]?.revision ?? 0;
  const last = first + stream.length - 1;
  const from = options.getStream();
  const backwards = isBackwards(options);
  const begin = from?.hasRevision() ? Number(from.getRevision()) : from?.hasEnd() ? (backwards ? last : last + 1) : first;
  const step = backwards ? -1 : 1;
  let left = Number(options.getCount());
  for (let n = (backwards ? Math.min(begin, last) : Math.max(begin, first)) - first; left > 0 && n >= 0 && n < stream.length; n += step) {
    yield stream[n] as LogEvent;
    left -= 1;
  }
  if ((options.getControlOption()?.getCompatibility() ?? 0) >= 1) yield answers.lastStreamPosition(last);
}

type Place = { commit: number; prepare: number };
const START: Place = { commit: 0, prepare: 0 };
const END: Place = { commit: Number.MAX_SAFE_INTEGER, prepare: Number.MAX_SAFE_INTEGER };
const placeOf = (options: ReadReq.Options): Place => {
  const all = options.getAll();
  const position = all?.getPosition();
  if (position) return { commit: Number(position.getCommitPosition()), prepare: Number(position.getPreparePosition()) };
  return all?.hasEnd() ? END : START;
};
/** Where an event stands, compared to a place: both of its positions are the same. */
const compare = ({ position }: LogEvent, { commit, prepare }: Place): number => position - commit || position - prepare;

/** Index of the first event at a place or after it; a place within an event is refused. */
const indexOf = (log: Log, place: Place, refusal: Refusal): number => {
  if (!log.isBoundary(place.commit)) throw refusal;
  const index = log.indexFrom(place.commit);
  const event = log.events[index];
  return event && compare(event, place) < 0 ? index + 1 : index;
};

function* readAll({ options, log }: Reading): Iterable<Sent> {
  const wanted = wantedBy(options);
  const from = indexOf(log, placeOf(options), errors.unknown('Unexpected ReadAllResult: InvalidPosition'));
  const step = isBackwards(options) ? -1 : 1;
  const end = log.events.length;
  let left = Number(options.getCount());
  for (let n = step < 0 ? from - 1 : from; left > 0 && n >= 0 && n < end; n += step) {
    const event = log.events[n] as LogEvent;
    if (!wanted(event)) continue;
    yield event;
    left -= 1;
  }
}

/** Where a subscription begins in the whole log, and which of its events it wants. */
const beginningOf = ({ options, log }: Reading): { index: number; wanted: Wanted; from: number | undefined } => {
  const stream = options.getStream();
  if (!stream) {
    const place = placeOf(options);
    const fromStart = options.getAll()?.hasStart() === true;
    const found = indexOf(log, place, errors.invalidPosition());
    const event = log.events[found];
    const index = event && !fromStart && compare(event, place) === 0 ? found + 1 : found;
    const from = fromStart ? undefined : place === END ? log.events.at(-1)?.position : place.commit;
    return { index, wanted: wantedBy(options), from };
  }
  const name = nameOf(stream.getStreamIdentifier());
  const events = log.stream(name);
  if (events === 'tombstoned') throw errors.streamDeleted(name);
  const from = stream.hasRevision()
    ? Number(stream.getRevision())
    : stream.hasEnd() && events !== 'none'
      ? events.at(-1)?.revision
      : undefined;
  return { index: 0, wanted: (event) => event.stream === name && event.revision > (from ?? -1), from };
};

/** Confirms, catches up, says so, and goes on with what is written from then on. */
async function* subscribe(reading: Reading): AsyncIterable<Sent> {
  const { options, log, answers, signal } = reading;
  const { index, wanted, from } = beginningOf(reading);
  const ofStream = options.hasStream();
  const interval = checkpointInterval(options);
  let next = index;
  let reached = from;
  let checked = -1;
  let considered = 0;
  let live = false;
  const at = () => (reached === undefined ? undefined : ofStream ? { revision: reached } : { position: reached });
  function* checkpoint(): Iterable<Buffer> {
    considered = 0;
    if (interval === undefined || reached === undefined || reached <= checked) return;
    checked = reached;
    yield answers.checkpoint(reached);
  }

  yield answers.confirmation(randomUUID());
  while (!signal.aborted) {
    while (next < log.events.length) {
      if (live && log.events.length - next > LIVE_BUFFER) {
        live = false;
        yield answers.fellBehind(at());
        yield* checkpoint();
      }
      const event = log.events[next] as LogEvent;
      next += 1;
      considered += 1;
      const isWanted = wanted(event);
      if (isWanted || !ofStream) reached = ofStream ? event.revision : event.position;
      if (isWanted) yield event;
      if (isWanted && ofStream && event.type === '$streamDeleted') throw errors.streamDeleted(event.stream);
      if (interval !== undefined && considered >= interval) yield* checkpoint();
    }
    if (!live) {
      live = true;
      yield* checkpoint();
      yield answers.caughtUp(at());
      continue;
    }
    await log.written(next, signal);
  }
}
