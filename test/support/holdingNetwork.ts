import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A network between one program and a server, that can hold one message back, or every answer from one message on. */
export const openHoldingNetwork = async (url: string) => {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let awaited: { what: 'request' | 'answer'; message: RegExp; seen: () => void } | undefined;
  let held: 'request' | 'answer' | undefined;

  const network = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
    client.on('data', (data) => {
      if (awaited?.message.test(data.toString('latin1'))) {
        held = awaited.what;
        awaited.seen();
        awaited = undefined;
      }
      if (held !== 'request') server.write(data);
    });
    server.on('data', (data) => {
      if (held !== 'answer') client.write(data);
    });
  });
  network.listen(0, '127.0.0.1');
  await once(network, 'listening');
  const through = new URL(url);
  through.port = String((network.address() as { port: number }).port);

  return {
    url: through.href,
    /** Resolves when a message that contains this was seen: from then on all messages, or all answers, are held. */
    hold: (what: 'request' | 'answer', message: RegExp): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      awaited = { what, message, seen: resolve };
      return promise;
    },
    close: async (): Promise<void> => {
      network.close();
      for (const socket of sockets) socket.destroy();
      await once(network, 'close');
    },
  };
};
