import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { TYPE_PREFIX } from '#domain/eventNames.ts';
import { type AnyEvent, categories } from '#events/all.ts';
import { currentVersion } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { personalSchemas } from '#events/store/personal.ts';
import { Problem } from '#http/server/problems.ts';

/** An event in the JSON format of CloudEvents 1.0; attributes beyond the core are extensions. */
export const CloudEvent = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().describe('Id of the event; with `source` it is unique.'),
    source: z.string().describe('Names the installation it comes from; `urn:motcua` unless `EVENT_SOURCE` says otherwise.'),
    type: z.string().describe('`vn.motcua.` and the type of the event.'),
    subject: z.string().describe('Stream of the event.'),
    time: z.string().describe('When it happened in the world.'),
    datacontenttype: z.literal('application/json'),
    dataschema: z.string().describe('Schema of `data`, with its version.'),
    sequence: z.string().describe('Position in the log: the one order of all events.'),
    revision: z.int().describe('Place within the stream, from 0.'),
    recordedtime: z.string().describe('When the log took it; later than `time` for what was entered late.'),
    lateentryreason: z.string().optional().describe('Why it was entered late, where that was stated; a ground, no personal data.'),
    enteredtime: z.string().optional().describe('When it was entered, where it had happened before.'),
    outsidehours: z.boolean().optional().describe('Present on what was said to have happened outside working hours.'),
    afterclosing: z.boolean().optional().describe('Present on what was entered after its month had been closed.'),
    unit: z.string().optional().describe('Code of the unit it is about.'),
    authtype: z.enum(['user', 'system']),
    authid: z.string().describe('Identifier of the actor, never a name.'),
    actorrole: z.string(),
    simulated: z.boolean().optional().describe('Present on acts of the simulator.'),
    correlationid: z.string(),
    causationid: z.string(),
    data: z
      .unknown()
      .describe('Personal values are `{ "masked": true }` unless the token may see them, `{ "forgotten": true }` once erased.'),
  })
  .meta({ id: 'CloudEvent', description: 'One event (CloudEvents 1.0).' });
export type CloudEvent = z.infer<typeof CloudEvent>;

/** Every type of event there is, and the version in which feeds show it. */
export const eventVersions: ReadonlyMap<string, number> = new Map(
  categories.flatMap((definitions) => Object.keys(definitions.schemas).map((type) => [type, currentVersion(definitions, type)] as const)),
);

/** `source` names the installation; `data` is the body as this reader may see it, in the newest form. */
export const cloudEventOf = (
  source: string,
  { actor, unit, lateEntryReason, enteredLate, ...event }: Recorded<AnyEvent>,
  data: unknown,
): CloudEvent => ({
  specversion: '1.0',
  id: event.id,
  source,
  type: `${TYPE_PREFIX}${event.type}`,
  subject: event.stream,
  time: event.occurredAt,
  datacontenttype: 'application/json',
  dataschema: `/schemas/events/${event.type}/${eventVersions.get(event.type)}`,
  sequence: String(event.position),
  revision: event.revision,
  recordedtime: event.recordedAt,
  ...(lateEntryReason === undefined ? {} : { lateentryreason: lateEntryReason }),
  ...(enteredLate === undefined ? {} : { enteredtime: enteredLate.at }),
  ...(enteredLate?.outsideHours ? { outsidehours: true } : {}),
  ...(enteredLate?.afterClosing ? { afterclosing: true } : {}),
  ...(unit === undefined ? {} : { unit }),
  authtype: actor.role === 'system' ? 'system' : 'user',
  authid: actor.id,
  actorrole: actor.role,
  ...(actor.simulated ? { simulated: true } : {}),
  correlationid: event.correlationId,
  causationid: event.causationId,
  data,
});

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

/** Mounts `/schemas/events/<type>/<version>`, where `dataschema` leads: the version feeds upcast older events to. */
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
