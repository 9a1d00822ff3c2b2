import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Position, RecordedEvent } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { authorize } from '#http/server/authentication.ts';
import type { ServerOptions } from '#http/server/options.ts';
import { problemResponses } from '#http/server/problems.ts';
import { CloudEvent } from './cloudEvents.ts';
import { Cursor, feedFilters, placeOf, type View, viewOf } from './feedView.ts';

/** Events of the log that one request looks at; a narrow filter answers early, with the place it came to. */
const SCAN = 10_000;
const PAGE = 1_000;

const collect = async (store: EventStore, view: View, from: Position, limit: number) => {
  const events: RecordedEvent[] = [];
  let next = from;
  for (let scanned = 0; scanned < SCAN; ) {
    const page = await store.readAll({ after: next, limit: view.narrow ? PAGE : limit - events.length });
    if (page.events.length === 0) return { events, next: Math.max(next, page.next), caughtUp: true };
    for (const event of page.events) {
      if (!view.shows(event)) continue;
      events.push(event);
      if (events.length === limit) return { events, next: event.position, caughtUp: false };
    }
    next = page.next;
    scanned += page.events.length;
  }
  return { events, next, caughtUp: false };
};

/** `GET /v1/events`: what integrators fetch, a batch at a time. */
export const pullFeed = (server: FastifyInstance, options: ServerOptions): void => {
  const { store } = options;
  server.get(
    '/v1/events',
    {
      preParsing: async (request) => void authorize(request, 'ReadEvents'),
      schema: {
        operationId: 'ReadEvents',
        summary: 'Read events',
        description:
          'Events in the order of the log, as a CloudEvents batch. Keep the cursor of `Motcua-Next-Cursor` and ask again with it: nothing is missed and nothing comes twice, also across restarts. A batch may be empty although more follows; `Motcua-Caught-Up` says which.',
        tags: ['events'],
        headers: z.object({ 'x-purpose': z.string().optional().describe('Why personal data is read; it goes on record.') }),
        querystring: z.strictObject({
          ...feedFilters,
          limit: z.coerce.number().int().min(1).max(1_000).default(100),
          cursor: Cursor,
        }),
        response: {
          200: { description: 'A batch.', content: { 'application/cloudevents-batch+json': { schema: z.array(CloudEvent) } } },
          ...problemResponses(400, 401, 403, 410, 429, 500, 503),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { limit, cursor, ...filters } = request.query as { limit: number; cursor?: string };
      const view = viewOf(request, filters, options);
      const { from, cursorAt } = await placeOf(store, cursor);
      const { events, next, caughtUp } = await collect(store, view, from, limit);
      const nextCursor = cursorAt(next);
      const link = new URL(request.url, 'http://localhost');
      link.searchParams.set('cursor', nextCursor);
      return reply
        .header('motcua-next-cursor', nextCursor)
        .header('motcua-caught-up', String(caughtUp))
        .header('link', `<${link.pathname}${link.search}>; rel="next"`)
        .type('application/cloudevents-batch+json')
        .send(await view.present(events));
    },
  );
};
