import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Position, START } from '#events/store/event.ts';
import { authorize, callerOf } from '#http/server/authentication.ts';
import { expired } from '#http/server/issuers.ts';
import type { Limits, ServerOptions } from '#http/server/options.ts';
import { loggable } from '#http/server/problemAnswers.ts';
import { Problem, problemResponses } from '#http/server/problems.ts';
import { Cursor, feedFilters, placeOf, type View, viewOf } from './feedView.ts';
import { type Channel, frame, openChannel } from './sse.ts';

type Place = Awaited<ReturnType<typeof placeOf>>;

const PAGE = 200;
/** The longest time a timer can wait. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** `GET /v1/events/stream`: what integrators are sent as it comes. */
export const pushFeed = (server: FastifyInstance, options: ServerOptions & { limits: Limits }): void => {
  const { store, limits, metrics } = options;
  const open = new Map<Channel, string>();
  server.addHook('preClose', async () => {
    for (const channel of open.keys()) channel.end();
  });

  /** Sends what the view shows from a position on, for as long as the channel is open. */
  const follow = async (channel: Channel, view: View, { from, cursorAt }: Place): Promise<void> => {
    let behind = true;
    const arrive = async (position: Position): Promise<boolean> => {
      if (!behind || position < (await store.head())) return false;
      behind = false;
      await channel.send(frame(cursorAt(position), { position }, 'caught-up'));
      return true;
    };
    await arrive(from);
    for await (const page of store.subscribe({ after: from, limit: PAGE, signal: channel.signal })) {
      const shown = page.events.filter(view.shows);
      const presented = await view.present(shown);
      for (const [index, event] of presented.entries()) {
        if (channel.signal.aborted) return;
        await channel.send(frame(cursorAt(shown[index]?.position ?? page.next), event));
      }
      // a full page means the reader fell behind again
      behind ||= page.events.length === PAGE;
      const arrived = await arrive(page.next);
      if (!arrived && page.next > (shown.at(-1)?.position ?? START))
        await channel.send(frame(cursorAt(page.next), { position: page.next }, 'progress'));
    }
  };

  server.get(
    '/v1/events/stream',
    {
      exposeHeadRoute: false,
      preParsing: async (request) => void authorize(request, 'ReadEvents'),
      schema: {
        operationId: 'StreamEvents',
        summary: 'Follow events',
        description:
          'Events as they come, as Server-Sent Events. Each message is a CloudEvent. Messages named `caught-up` and `progress` only move the cursor. Reconnect with `Last-Event-ID`; the stream ends when the token does, when the service restarts, and when the reader is too slow.',
        tags: ['events'],
        headers: z.object({
          'last-event-id': z.string().max(500).optional().describe('Cursor of the last message received; goes before `cursor`.'),
          'x-purpose': z.string().optional().describe('Why personal data is read; it goes on record.'),
        }),
        querystring: z.strictObject({ ...feedFilters, cursor: Cursor }),
        response: {
          200: { description: 'The stream.', content: { 'text/event-stream': { schema: z.string() } } },
          ...problemResponses(400, 401, 403, 410, 429, 500, 503),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { cursor: asked, ...filters } = request.query as { cursor?: string };
      const lastEventId = request.headers['last-event-id'];
      const cursor = typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : asked;
      const view = viewOf(request, filters, options);
      const caller = callerOf(request);
      // a token may be a little over its time, by which clocks differ: its stream would end at once
      if (caller.expiresAt * 1000 <= Date.now()) throw expired(caller.expiresAt);
      const place = await placeOf(store, cursor);
      if ([...open.values()].filter((id) => id === caller.id).length >= limits.streamsPerSubject)
        throw new Problem('rate-limited', 'Too many open streams.', { headers: { 'retry-after': '60' } });

      const channel = openChannel(limits);
      open.set(channel, caller.id);
      metrics.streams.set(open.size);
      const expiry = setTimeout(channel.end, Math.min(caller.expiresAt * 1000 - Date.now(), LONGEST_TIMER));
      void follow(channel, view, place)
        .catch((error: unknown) => {
          if (channel.signal.aborted) return;
          request.log.error({ error: loggable(error) }, 'an event stream broke off');
          channel.body.destroy();
        })
        .finally(() => {
          clearTimeout(expiry);
          channel.end();
          open.delete(channel);
          metrics.streams.set(open.size);
        });
      return reply.header('connection', 'close').header('x-accel-buffering', 'no').type('text/event-stream').send(channel.body);
    },
  );
};
