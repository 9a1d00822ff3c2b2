import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

type Fault = { pattern: RegExp; what: 'before' | 'after' | 'inject'; done: () => void };

/** FATAL 57P01, as a server says it that is being shut down. */
const shutDown = (() => {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
})();
/** ReadyForQuery: the last message of an answer. */
const isWhole = (answer: Buffer): boolean =>
  answer.length >= 6 && answer.at(-6) === 'Z'.charCodeAt(0) && answer.readInt32BE(answer.length - 5) === 5;

/**
 * A network between programs and a PostgreSQL, which can hang up, fall silent while it goes on taking what is sent, as
 * a firewall does that forgot its connections, or let an answer be followed by the server's last words in one packet.
 */
export const openNetwork = async (url: string) => {
  const target = new URL(url);
  const pairs = new Set<{ client: Socket; server: Socket; silent: boolean }>();
  let silent = false;
  let fault: Fault | undefined;
  const network = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    const pair = { client, server, silent: false };
    pairs.add(pair);
    let swallowing: (() => void) | undefined;
    let injecting: (() => void) | undefined;
    const hangUp = () => {
      client.destroy();
      server.destroy();
      pairs.delete(pair);
    };
    for (const socket of [client, server]) {
      socket.on('error', () => {});
      socket.on('close', hangUp);
    }
    client.on('data', (data: Buffer) => {
      if (silent || pair.silent) return;
      if (fault?.pattern.test(data.toString('latin1'))) {
        const { what, done } = fault;
        fault = undefined;
        if (what === 'before') {
          done();
          return hangUp();
        }
        if (what === 'after') swallowing = done;
        else injecting = done;
      }
      server.write(data);
    });
    server.on('data', (data: Buffer) => {
      if (silent || pair.silent) return;
      if (swallowing) {
        swallowing();
        return hangUp();
      }
      if (!injecting || !isWhole(data)) return void client.write(data);
      injecting();
      client.end(Buffer.concat([data, shutDown]));
    });
  });
  network.listen(0, '127.0.0.1');
  await once(network, 'listening');
  const { port } = network.address() as { port: number };
  const at = (address: string): string => {
    const through = new URL(address);
    through.port = String(port);
    return through.href;
  };
  const strike = (what: Fault['what'], text: string): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    fault = { pattern: new RegExp(text), what, done: resolve };
    return promise;
  };

  return {
    url: at(url),
    /** Another address of the same server, through this network. */
    at,
    /** Connections that are open. */
    get connections() {
      return pairs.size;
    },
    /** Nothing passes any more, on no connection, until `speak`. */
    goSilent: () => {
      silent = true;
    },
    /** New connections work again; what is open stays silent, for what was sent is lost. */
    speak: () => {
      for (const pair of pairs) pair.silent ||= silent;
      silent = false;
    },
    /** What is open now falls silent for ever; new connections work. */
    forget: () => {
      for (const pair of pairs) pair.silent = true;
    },
    /** Hangs up on everybody. */
    hangUp: () => {
      for (const { client } of pairs) client.destroy();
    },
    /** Hangs up instead of passing on the next message that contains this (`before`), or the answer to it (`after`). */
    cut: (when: 'before' | 'after', text: string): void => void strike(when, text),
    /** The answer to the next message that contains this is followed by the server's last words in the same packet. */
    inject: (text: string): Promise<void> => strike('inject', text),
    close: async () => {
      network.close();
      for (const { client, server } of pairs) for (const socket of [client, server]) socket.destroy();
      await once(network, 'close');
    },
    /** Listens again, where it did, after `close`. */
    reopen: async () => {
      network.listen(port, '127.0.0.1');
      await once(network, 'listening');
    },
  };
};
export type Network = Awaited<ReturnType<typeof openNetwork>>;
