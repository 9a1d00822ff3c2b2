import type { FastifyInstance } from 'fastify';
import type { Limits, ServerOptions } from '#http/server/options.ts';
import { eventSchemaRoutes } from './eventSchemas.ts';
import { pullRoute } from './pull.ts';
import { streamRoute } from './stream.ts';

/** What integrators follow: `/v1/events`, `/v1/events/stream`, and the schemas of what they carry. */
export const feedRoutes = (server: FastifyInstance, options: ServerOptions & { limits: Limits }): void => {
  eventSchemaRoutes(server);
  pullRoute(server, options);
  streamRoute(server, options);
};
