import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

type Cut = { pattern: RegExp; when: 'before' | 'after' };

/** A network between a store and its server that can go silent, or hang up before a message arrives or before its answer does. */
export const openNetwork = async (url: string) => {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let silent = false;
  let cut: Cut | undefined;
  const network = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    let swallowing = false;
    const hangUp = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        hangUp();
      });
    }
    client.on('data', (data) => {
      if (silent) return;
      if (cut?.pattern.test(data.toString('latin1'))) {
        const { when } = cut;
        cut = undefined;
        if (when === 'before') return hangUp();
        swallowing = true;
      }
      server.write(data);
    });
    server.on('data', (data) => {
      if (silent) return;
      if (swallowing) hangUp();
      else client.write(data);
    });
  });
  network.listen(0, '127.0.0.1');
  await once(network, 'listening');
  const through = new URL(url);
  through.port = String((network.address() as { port: number }).port);
  return {
    url: through.href,
    goSilent: () => {
      silent = true;
    },
    /** Hangs up instead of passing on the next message that contains this (`before`), or the answer to it (`after`). */
    cut: (when: Cut['when'], text: string) => {
      cut = { pattern: new RegExp(text), when };
    },
    close: async () => {
      network.close();
      for (const socket of sockets) socket.destroy();
      await once(network, 'close');
    },
  };
};
