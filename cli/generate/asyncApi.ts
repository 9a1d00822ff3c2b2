import { z } from 'zod';
import { categories } from '#events/all.ts';
import { CloudEvent, eventSchemaOf, eventVersions } from '#http/feeds/cloudEvents.ts';

type Schema = Record<string, unknown>;

/** A schema whose named parts are moved to `parts`, where the document keeps them once for all. */
const hoisted = ({ $schema: _dialect, $defs, ...schema }: Schema, parts: Record<string, unknown>): Schema => {
  const moved = JSON.parse(JSON.stringify({ schema, $defs: $defs ?? {} }).replaceAll('"#/$defs/', '"#/components/schemas/'));
  Object.assign(parts, moved.$defs);
  return moved.schema;
};

/** JSON Schema of one type's CloudEvent: the common envelope with this type's name, schema and body. */
const payloadOf = (type: string, version: number | undefined, parts: Record<string, unknown>): Schema => ({
  allOf: [
    hoisted(z.toJSONSchema(CloudEvent) as Schema, parts),
    {
      type: 'object',
      properties: {
        type: { const: `vn.motcua.${type}` },
        dataschema: { const: `/schemas/events/${type}/${version}` },
        data: hoisted(eventSchemaOf(type) as Schema, parts),
      },
    },
  ],
});

/**
 * The AsyncAPI document of the event stream: every event type an integrator can receive, from the schemas of the code.
 */
export const asyncApiDocument = (): string => {
  const described = new Map(
    categories
      .flatMap(({ schemas }) => Object.entries(schemas as Record<string, z.ZodObject>))
      .map(([type, schema]) => [type, schema.description ?? '']),
  );
  const types = [...eventVersions].sort(([a], [b]) => (a < b ? -1 : 1));
  const schemas: Record<string, unknown> = {};
  const messages = Object.fromEntries(
    types.map(([type, version]) => [
      type,
      {
        name: type,
        title: type,
        summary: described.get(type),
        contentType: 'application/cloudevents+json',
        payload: { schemaFormat: 'application/schema+json;version=draft-2020-12', schema: payloadOf(type, version, schemas) },
      },
    ]),
  );
  const refs = (place: string) => types.map(([type]) => ({ $ref: `#/${place}/${type}` }));
  return `${JSON.stringify(
    {
      asyncapi: '3.1.0',
      info: {
        title: 'Motcua events',
        version: 'v1',
        description:
          'Server-Sent Events at /v1/events/stream; the same events are pulled as batches from /v1/events (see openapi.json). Every message carries a cursor as its `id`; reconnect with `Last-Event-ID`. Messages named `caught-up` and `progress` only move the cursor.',
      },
      defaultContentType: 'application/cloudevents+json',
      channels: {
        events: {
          address: '/v1/events/stream',
          description:
            'All events in the one order of the log, filtered by `type`, `unit` and `stream`; a token sees the events of its units.',
          messages: Object.fromEntries(types.map(([type]) => [type, { $ref: `#/components/messages/${type}` }])),
        },
      },
      operations: { followEvents: { action: 'send', channel: { $ref: '#/channels/events' }, messages: refs('channels/events/messages') } },
      components: {
        messages,
        schemas,
        securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
    },
    null,
    2,
  )}\n`;
};
