import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';

/**
 * Ends an answer of which nothing is read for so long, whatever it is, by closing its connection: what waits for a reader
 * takes memory. One of which a little is read now and then goes on, and so does one that is still being computed.
 */
export const endStalledAnswers = (server: FastifyInstance, { stalledReaderMs }: { stalledReaderMs: number }, metrics: Metrics): void => {
  server.addHook('onRequest', async (request, { raw }) => {
    const { socket } = raw;
    // the socket tells that for so long nothing was taken from it and nothing given to it
    raw.setTimeout(stalledReaderMs, () => {
      if (socket === null || socket.destroyed) return;
      if (socket.writableLength === 0) {
        socket.setTimeout(stalledReaderMs);
        return;
      }
      metrics.stalled.inc({ route: request.routeOptions.url ?? 'unmatched' });
      request.log.info({ route: request.routeOptions.url }, 'an answer was not read, and was ended');
      socket.destroy();
    });
  });
};
