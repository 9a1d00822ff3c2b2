import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type handleUnaryCall, Metadata, Server, ServerCredentials, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import gossipGrpc from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_grpc_pb.js';
import gossip, { type ClusterInfo } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_pb.js';
import featuresGrpc from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_grpc_pb.js';
import features, { type SupportedMethods } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js';
import shared, { type Empty } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import streamsGrpc from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import { append, batchAppend, deleteStream, over, tombstoneStream } from './appends.ts';
import { selfSigned } from './certificate.ts';
import { errors, type Refusal } from './errors.ts';
import { type Fault, Faults, type Method, type Planned } from './faults.ts';
import { Log, type LogEvent } from './log.ts';
import { read } from './reads.ts';
import type { Call, OpenCall, Served } from './served.ts';

export type FakeServer = {
  /** Connection string of this server. Without its interval the client's reading half would wait half a second before it connects. */
  readonly url: string;
  readonly port: number;
  /** Plans a fault for the next call of a method, or for `times` of them (`Infinity`: until healed). */
  fault(method: Method, fault: Fault, options?: { times?: number }): Planned;
  /** Strikes the calls of a method that are open now; answers how many. */
  strike(method: 'append' | 'subscribe' | 'readStream' | 'readAll', fault: Fault): number;
  /** Takes back all faults. */
  heal(): void;
  /** Destroys all connections. */
  disconnect(): void;
  /** How many calls of a method are open now. */
  open(method: Method): number;
  /** All events of the log, the server's own among them. */
  events(): readonly LogEvent[];
  /** Makes the server forget the ids of past appends, as a restart or much traffic does. */
  forgetIds(): void;
  /** Goes away with all connections; the log stays. */
  stop(): Promise<void>;
  /** Comes back on the same port with the same log. */
  start(): Promise<void>;
  close(): Promise<void>;
};

/** The version that the server says it is. */
const VERSION = '26.0.0';

/** What the server asks of who connects. Credentials go over TLS only, as with the real one. */
type Door = {
  host: string;
  credentials: ServerCredentials;
  query: string;
  opens(call: Call): Refusal | undefined;
  close(): Promise<void>;
};

const openDoor: Door = {
  host: '127.0.0.1',
  query: 'tls=false',
  credentials: ServerCredentials.createInsecure(),
  opens: () => undefined,
  close: async () => {},
};

const guardedDoor = async (username: string, password: string): Promise<Door> => {
  const { key, certificate } = selfSigned();
  const folder = await mkdtemp(join(tmpdir(), 'fake-server-'));
  const file = join(folder, 'ca.pem');
  await writeFile(file, certificate);
  const right = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return {
    // A name, because TLS has no server names that are addresses.
    host: `${encodeURIComponent(username)}:${encodeURIComponent(password)}@localhost`,
    query: `tls=true&tlsCAFile=${encodeURIComponent(file)}`,
    credentials: ServerCredentials.createSsl(null, [{ private_key: Buffer.from(key), cert_chain: Buffer.from(certificate) }]),
    opens: (call) => {
      const [given] = call.metadata.get('authorization');
      if (given === undefined) return errors.accessDenied();
      return given === right ? undefined : errors.unauthenticated();
    },
    close: () => rm(folder, { recursive: true }),
  };
};

type Options = { port?: number; username?: string; password?: string };

/**
 * Starts a server that speaks the protocol of EventStoreDB and KurrentDB, in this process and in memory. Without a port it finds a free one.
 * With a user name it speaks TLS and serves that user only; the certificate is in its `url`. Faults are planned with `fault` and the words of
 * `faults.ts`. It resolves no links and keeps no access lists.
 */
export const startFakeServer = async ({ port = 0, username, password = '' }: Options = {}): Promise<FakeServer> => {
  const door = username === undefined ? openDoor : await guardedDoor(username, password);
  const log = new Log();
  const faults = new Faults();
  const sockets = new Set<Socket>();
  const open = new Map<Method, Set<OpenCall>>();
  const mute = new WeakSet<OpenCall>();
  let listening: { grpc: Server; net: NetServer; port: number } | undefined;

  const socketOf = (call: Call): Socket | undefined => {
    const remotePort = Number(call.getPeer().split(':').at(-1));
    return [...sockets].find((socket) => socket.remotePort === remotePort);
  };
  const served: Served = {
    log,
    faults,
    refusal: (call) => door.opens(call),
    kill: (call) => socketOf(call)?.destroy(),
    isMute: (call) => mute.has(call),
    opened: (method, call) => {
      const calls = open.get(method) ?? new Set();
      open.set(method, calls.add(call));
      for (const over of ['finish', 'close', 'cancelled']) call.once(over, () => calls.delete(call));
    },
    strike: (call, fault) => {
      if (fault.kind === 'silent') mute.add(call);
      else if (fault.kind === 'end') call.end();
      else if (fault.kind === 'fail') call.emit('error', errors.failure(fault));
      else if (fault.kind === 'kill') served.kill(call);
    },
    struck: async (method, call) => {
      const fault = faults.take(method);
      if (fault?.kind === 'delay') await over(fault.until);
      if (fault?.kind === 'fail') return errors.failure(fault);
      if (fault?.kind === 'end') return errors.noAnswer();
      if (fault?.kind === 'kill') served.kill(call);
      return fault?.kind === 'silent' || fault?.kind === 'kill' ? 'silent' : undefined;
    },
  };

  const start = async (): Promise<number> => {
    const grpc = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024, interceptors: [answerReadsAtOnce] });
    grpc.addService(streamsOfBytes, {
      append: append(served),
      batchAppend: batchAppend(served),
      read: read(served),
      delete: deleteStream(served),
      tombstone: tombstoneStream(served),
    });
    grpc.addService(featuresGrpc.ServerFeaturesService, { getSupportedMethods: supportedMethods(served) });
    grpc.addService(gossipGrpc.GossipService, { read: clusterInfo(served, () => listening?.port ?? 0) });
    const injector = grpc.createConnectionInjector(door.credentials);
    const net = createServer((socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.on('error', () => {});
      socket.setNoDelay();
      injector.injectConnection(socket);
    });
    net.listen(listening?.port ?? port, '127.0.0.1');
    await once(net, 'listening');
    listening = { grpc, net, port: (net.address() as AddressInfo).port };
    return listening.port;
  };
  const disconnect = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const stop = async (): Promise<void> => {
    if (!listening?.net.listening) return;
    const closed = once(listening.net, 'close');
    listening.net.close();
    disconnect();
    listening.grpc.forceShutdown();
    await closed;
    log.forgetIds();
  };

  const bound = await start();
  return {
    url: `kurrentdb://${door.host}:${bound}?${door.query}&discoveryInterval=10`,
    port: bound,
    fault: (method, fault, { times = 1 } = {}) => faults.plan(method, fault, times),
    strike: (method, fault) => {
      const calls = [...(open.get(method) ?? [])];
      for (const call of calls) served.strike(call, fault);
      return calls.length;
    },
    heal: () => faults.heal(),
    disconnect,
    open: (method) => open.get(method)?.size ?? 0,
    events: () => log.events,
    forgetIds: () => log.forgetIds(),
    stop,
    start: async () => void (await start()),
    close: async () => {
      await stop();
      await door.close();
    },
  };
};

/** The streams service, except that answers of Read are bytes already. */
const streamsOfBytes = {
  ...streamsGrpc.StreamsService,
  read: { ...streamsGrpc.StreamsService.read, responseSerialize: (bytes: Buffer) => bytes },
};

/**
 * Sends the headers of a read's answer as soon as those of the request are there. The client's reads leave Nagle's algorithm on, so the
 * rest of the request waits for a sign of life, and the system would keep that back for 40 ms.
 */
const answerReadsAtOnce: ServerInterceptor = (method, call) => {
  if (method.path === streamsOfBytes.read.path) call.sendMetadata(new Metadata());
  return new ServerInterceptingCall(call);
};

const unary =
  <Resp>(served: Served, method: Method, respond: () => Resp): handleUnaryCall<Empty, Resp> =>
  async (call, callback) => {
    const struck: Refusal | 'silent' | undefined = await served.struck(method, call);
    if (struck === 'silent') return;
    if (struck) callback(struck);
    else callback(null, respond());
  };

const supportedMethods = (served: Served): handleUnaryCall<Empty, SupportedMethods> =>
  unary(served, 'features', () => {
    const methods = Object.values(streamsGrpc.StreamsService as Record<string, { path: string }>).map(({ path }) => {
      const [, service = '', name = ''] = path.split('/');
      return new features.SupportedMethod().setServiceName(service.toLowerCase()).setMethodName(name.toLowerCase());
    });
    return new features.SupportedMethods().setEventStoreServerVersion(VERSION).setMethodsList(methods);
  });

/** A cluster of one, this server, its leader. */
const clusterInfo = (served: Served, port: () => number): handleUnaryCall<Empty, ClusterInfo> => {
  const instanceId = new shared.UUID().setString(randomUUID());
  return unary(served, 'gossip', () => {
    const member = new gossip.MemberInfo()
      .setInstanceId(instanceId)
      .setTimeStamp(String(Date.now()))
      .setState(gossip.MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(port()));
    return new gossip.ClusterInfo().setMembersList([member]);
  });
};
