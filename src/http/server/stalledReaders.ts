import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';

/**
 * Ends an answer of which nothing is read for so long, whatever it is, by closing its connection: what waits for a reader
 * takes memory. One of which a little is read now and then goes on, and so does one that is still being computed.
 */
export const endStalledAnswers = (server: FastifyInstance, { stalledReaderMs }: { stalledReaderMs: number }, metrics: Metrics): void => {
  server.addHook('onRequest', (request, { raw }, done) => {
    const { socket } = raw;
    const look = (): void => {
      if (socket === null || socket.destroyed || raw.writableFinished) return;
      if (socket.writableLength === 0) {
        watch();
        return;
      }
      const route = request.routeOptions.url ?? 'unmatched';
      metrics.stalled.inc({ route });
      request.log.info({ route }, 'an answer was not read, and was ended');
      socket.destroy();
    };
    // the socket tells that for so long nothing was taken from it and nothing given to it
    const watch = (): void => {
      raw.off('timeout', look);
      raw.setTimeout(stalledReaderMs, look);
    };
    watch();
    done();
  });
};
