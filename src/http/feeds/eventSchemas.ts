import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { categories } from '#events/all.ts';
import { personalSchemas } from '#events/store/personal.ts';
import { Problem } from '#http/server/problems.ts';
import { eventVersions } from './cloudEvent.ts';

const flag = (name: string) => ({ type: 'object', properties: { [name]: { const: true } }, required: [name], additionalProperties: false });

/** JSON Schema of the body of an event as feeds show it. Throws `Problem` 404 for an unknown type. */
export const eventSchemaOf = (type: string) => {
  for (const { schemas } of categories) {
    if (!Object.hasOwn(schemas, type)) continue;
    return z.toJSONSchema((schemas as Record<string, z.ZodObject>)[type] as z.ZodObject, {
      override: ({ zodSchema, jsonSchema }) => {
        if (personalSchemas.get(zodSchema as unknown as z.ZodType) === undefined || !jsonSchema.anyOf?.[0]) return;
        jsonSchema.anyOf = [jsonSchema.anyOf[0], flag('masked'), flag('forgotten')] as typeof jsonSchema.anyOf;
      },
    });
  }
  throw new Problem('not-found');
};

/** `/schemas/events/<type>/<version>`: where `dataschema` leads. The version that feeds show is served; they bring older events to it. */
export const eventSchemaRoutes = (server: FastifyInstance): void => {
  server.get<{ Params: { type: string; version: string } }>(
    '/schemas/events/:type/:version',
    { schema: { hide: true } },
    (request, reply) => {
      const { type, version } = request.params;
      if (String(eventVersions.get(type)) !== version) throw new Problem('not-found');
      return reply.type('application/schema+json').send(eventSchemaOf(type));
    },
  );
};
