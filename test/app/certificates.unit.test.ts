import { X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { certificateEnd, tlsServersOf, watchCertificates } from '#app/certificates.ts';
import { selfSigned } from '#test/support/certificate.ts';

const pair = selfSigned();
const end = Date.parse(new X509Certificate(pair.cert).validTo) / 1000;
const servers: Server[] = [];
const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
};
afterAll(() => {
  for (const server of servers) server.close();
});

/** Speaks of PostgreSQL only how TLS begins. */
const postgres = (answer: 'S' | 'N') =>
  createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (request: Buffer) => {
      if (request.toString('hex') !== '0000000804d2162f') socket.destroy();
      else socket.write(answer);
      if (answer === 'S') new TLSSocket(socket, { isServer: true, ...pair }).on('error', () => {});
    });
  });

const config = {
  EVENTSTORE_URL: 'postgres://a:b@log/motcua_log',
  DATABASE_URL: 'postgres://a:b@read/motcua_read',
  KEYS_DATABASE_URL: 'postgres://a:b@keys/k',
};
const servedBy = (parts: object) =>
  tlsServersOf({ PUBLIC_URL: undefined, DATABASE_READER_URL: undefined, ...config, ...parts }).map(
    ({ variable, host, port, protocol }) => `${variable} ${protocol} ${host} ${port}`,
  );

describe('servers with certificates', () => {
  it('are those that the configuration asks to use TLS', () => {
    expect(servedBy({})).toEqual([]);
    expect(servedBy({ PUBLIC_URL: 'http://motcua.example.vn' })).toEqual([]);
    expect(servedBy({ PUBLIC_URL: 'https://motcua.example.vn/' })).toEqual(['PUBLIC_URL tls motcua.example.vn 443']);
    expect(
      servedBy({
        DATABASE_URL: 'postgres://a:b@read:5433/r?sslmode=verify-full&sslrootcert=x',
        KEYS_DATABASE_URL: 'postgres://a:b@[::1]/k?ssl=true',
      }),
    ).toEqual(['DATABASE_URL postgres read 5433', 'KEYS_DATABASE_URL postgres ::1 5432']);
    expect(servedBy({ EVENTSTORE_URL: 'kurrentdb://motcua:p%40ss@k1:2113,k2,[::1]:99?tls=true' })).toEqual([
      'EVENTSTORE_URL tls k1 2113',
      'EVENTSTORE_URL tls k2 2113',
      'EVENTSTORE_URL tls ::1 99',
    ]);
    expect(servedBy({ EVENTSTORE_URL: 'esdb://127.0.0.1:2113?tls=false' })).toEqual([]);
  });
});

describe('the end of a certificate', () => {
  it('is told by a server of TLS and by a PostgreSQL, whoever signed it', async () => {
    const port = await listen(createTlsServer(pair));
    const database = await listen(postgres('S'));
    expect(await certificateEnd({ variable: 'PUBLIC_URL', host: '127.0.0.1', port, protocol: 'tls' })).toBe(end);
    expect(await certificateEnd({ variable: 'DATABASE_URL', host: '127.0.0.1', port: database, protocol: 'postgres' })).toBe(end);
  });

  it('is left out, and said in the log, where there is no answer or no TLS', async () => {
    const port = await listen(createTlsServer(pair));
    const plain = await listen(postgres('N'));
    const closed = createServer();
    const nobody = await listen(closed);
    closed.close();
    const warned: object[] = [];
    const at = (variable: string, there: number, protocol: 'tls' | 'postgres') => ({ variable, host: '127.0.0.1', port: there, protocol });
    using watched = watchCertificates([at('A', port, 'tls'), at('B', plain, 'postgres'), at('C', nobody, 'tls')], {
      warn: (said: object) => void warned.push(said),
    } as never);
    await watched.first;
    expect(watched.known()).toEqual([[{ variable: 'A', server: `127.0.0.1:${port}` }, end]]);
    expect(warned).toEqual(
      expect.arrayContaining([
        { variable: 'B', server: `127.0.0.1:${plain}`, code: 'Error' },
        { variable: 'C', server: `127.0.0.1:${nobody}`, code: 'ECONNREFUSED' },
      ]),
    );
  });
});
