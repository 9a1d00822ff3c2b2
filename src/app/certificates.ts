import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Logger } from 'pino';
import type { Config } from './config.ts';

/** A server that the configuration names, and whose certificate this process or its clients rely on. */
export type TlsServer = { variable: string; host: string; port: number; protocol: 'tls' | 'postgres' };

const EVERY_MS = 3_600_000;
const WITHIN_MS = 10_000;
/** How a client of PostgreSQL asks for TLS: SSLRequest of its protocol, which is answered S where there is TLS. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** A host as sockets want it: without the brackets of an IPv6 address. */
const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

const postgres = (variable: string, url: string): TlsServer[] => {
  const { hostname, port, searchParams } = new URL(url);
  const mode = searchParams.get('sslmode');
  const host = bare(searchParams.get('host') ?? hostname);
  const encrypted = mode === null ? /^(1|true)$/.test(searchParams.get('ssl') ?? '') : mode !== 'disable';
  const plain = !encrypted || host === '' || host.startsWith('/');
  return plain ? [] : [{ variable, host, port: Number(port || 5432), protocol: 'postgres' }];
};
const kurrentdb = (variable: string, url: string): TlsServer[] => {
  const [, hosts = '', query = ''] = /^[^:]+:\/\/(?:[^@/]*@)?([^/?]+)[^?]*\??(.*)$/.exec(url) ?? [];
  if (/(^|&)tls=false/i.test(query)) return [];
  return hosts.split(',').flatMap((one): TlsServer[] => {
    const { hostname, port } = new URL(`tcp://${one}`);
    return [{ variable, host: bare(hostname), port: Number(port || 2113), protocol: 'tls' }];
  });
};
const https = (variable: string, url: string): TlsServer[] => {
  const { protocol, hostname, port } = new URL(url);
  return protocol === 'https:' ? [{ variable, host: bare(hostname), port: Number(port || 443), protocol: 'tls' }] : [];
};

/** The servers with certificates that a configuration names: the service's own address, and the stores that use TLS. */
export const tlsServersOf = (
  config: Pick<Config, 'PUBLIC_URL' | 'EVENTSTORE_URL' | 'DATABASE_URL' | 'DATABASE_READER_URL' | 'KEYS_DATABASE_URL'>,
): TlsServer[] => {
  const { PUBLIC_URL, EVENTSTORE_URL, DATABASE_URL, DATABASE_READER_URL, KEYS_DATABASE_URL } = config;
  return [
    ...(PUBLIC_URL === undefined ? [] : https('PUBLIC_URL', PUBLIC_URL)),
    ...(EVENTSTORE_URL.startsWith('postgres') ? postgres : kurrentdb)('EVENTSTORE_URL', EVENTSTORE_URL),
    ...postgres('DATABASE_URL', DATABASE_URL),
    ...(DATABASE_READER_URL === undefined ? [] : postgres('DATABASE_READER_URL', DATABASE_READER_URL)),
    ...postgres('KEYS_DATABASE_URL', KEYS_DATABASE_URL),
  ];
};

/** A connection on which TLS can begin. */
const plainSocket = async ({ host, port, protocol }: TlsServer, signal: AbortSignal): Promise<Socket> => {
  const socket = connectTcp({ host, port });
  // whatever goes wrong is told by what waits for it
  socket.on('error', () => {});
  try {
    await once(socket, 'connect', { signal });
    if (protocol === 'tls') return socket;
    socket.write(SSL_REQUEST);
    const [answer] = (await once(socket, 'data', { signal })) as [Buffer];
    if (answer.toString('latin1') !== 'S') throw new Error('the server has no TLS');
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

/** When the certificate of a server ends, in seconds since 1970. Who signed it is not looked at: clients do that. */
export const certificateEnd = async (server: TlsServer): Promise<number> => {
  const signal = AbortSignal.timeout(WITHIN_MS);
  const socket = await plainSocket(server, signal);
  const secure = connectTls({ socket, rejectUnauthorized: false, ...(isIP(server.host) === 0 && { servername: server.host }) });
  secure.on('error', () => {});
  try {
    await once(secure, 'secureConnect', { signal });
    return Date.parse(secure.getPeerCertificate().valid_to) / 1000;
  } finally {
    secure.destroy();
    socket.destroy();
  }
};

/** Asks these servers for their certificates now and every hour; `known`: those that answered last time, as a gauge wants it. */
export const watchCertificates = (servers: readonly TlsServer[], log: Pick<Logger, 'warn'>) => {
  let known: (readonly [labels: { variable: string; server: string }, end: number])[] = [];
  const look = async (): Promise<void> => {
    const found = await Promise.all(
      servers.map(async (server) => {
        const labels = { variable: server.variable, server: `${server.host}:${server.port}` };
        try {
          return [[labels, await certificateEnd(server)] as const];
        } catch (error) {
          log.warn({ ...labels, code: (error as { code?: string }).code ?? (error as Error).name }, 'a certificate could not be looked at');
          return [];
        }
      }),
    );
    known = found.flat();
  };
  const first = look();
  const timer = setInterval(() => void look(), EVERY_MS).unref();
  return {
    /** Resolves when every server was asked once. */
    first,
    known: () => known,
    [Symbol.dispose]: () => clearInterval(timer),
  };
};
