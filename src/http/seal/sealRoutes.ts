import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { RecordedEvent } from '#events/store/event.ts';
import { authorize } from '#http/server/authentication.ts';
import type { ServerOptions } from '#http/server/options.ts';
import { Problem, problemResponses } from '#http/server/problems.ts';
import { auditedEvent } from '#projections/auditTrail/queries.ts';
import { entryOf } from '#seal/entry.ts';
import { cosignedNote, proofOfEvent } from '#seal/proofs.ts';
import { TILE_WIDTH } from '#verifier/tiles.js';

const HASH_BYTES = 32;
/** How soon whoever asks for a proof may ask again, in seconds: an event is sealed at most ten after it was recorded. */
const AGAIN_S = 2;
const FOR_EVER = 'public, max-age=31536000, immutable';

// in one form only, since answers are kept for ever
const level = z
  .string()
  .regex(/^[0-7]$/)
  .transform(Number);
/** `x001/x234/067`, maybe with `.p/<width>`. */
const place = /^((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Number and width of the tile that a path names; undefined for another path. */
const tileOf = (path: string): { n: number; width: number } | undefined => {
  const [, digits = '', width] = place.exec(path) ?? [];
  if (digits === '' || digits.startsWith('x000/') || Number(width ?? 1) >= TILE_WIDTH) return undefined;
  const n = Number(digits.replaceAll(/[x/]/g, ''));
  return Number.isSafeInteger(n) ? { n, width: width === undefined ? TILE_WIDTH : Number(width) } : undefined;
};

const notSealed = (): Problem => new Problem('not-found', 'This installation does not seal its log.');

/**
 * The seal of the log: checkpoints and tiles of hashes for anyone, as c2sp.org/tlog-tiles serves them; entries for
 * auditors; and the proof of each event for whoever may see it.
 */
export const sealRoutes = (server: FastifyInstance, { seal, store, db, policy }: ServerOptions): void => {
  const tree = async () => {
    const origin = await seal?.origin();
    if (seal === undefined || origin === undefined) throw notSealed();
    return { seal, origin };
  };
  const text = (reply: FastifyReply, note: string, cache: string) =>
    reply.header('cache-control', cache).type('text/plain; charset=utf-8').send(note);

  server.get(
    '/log/checkpoint',
    {
      schema: {
        operationId: 'GetCheckpoint',
        summary: 'Newest checkpoint of the log',
        description:
          'A signed note (c2sp.org/tlog-checkpoint): origin, number of entries, root hash, and the cosignatures of witnesses. For anyone.',
        tags: ['seal'],
        security: [],
        response: {
          200: { description: 'The note.', content: { 'text/plain': { schema: z.string() } } },
          ...problemResponses(404, 429, 500, 503),
        },
      },
    },
    async (_, reply) => {
      const { seal, origin } = await tree();
      const latest = await seal.latest(origin);
      if (latest === undefined) throw new Problem('not-found', 'Nothing was sealed yet.');
      return text(reply, cosignedNote(latest), 'public, max-age=1');
    },
  );
  server.get(
    '/log/checkpoint/:size',
    {
      schema: {
        operationId: 'GetCheckpointOfSize',
        summary: 'Former checkpoint of the log',
        description: 'The note as it was signed, without cosignatures: the text that time stamps are of. For anyone.',
        tags: ['seal'],
        security: [],
        params: z.object({ size: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
        response: {
          200: { description: 'The note.', content: { 'text/plain': { schema: z.string() } } },
          ...problemResponses(400, 404, 429, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { seal, origin } = await tree();
      const sealed = await seal.checkpoint(origin, (request.params as { size: number }).size);
      if (sealed === undefined) throw new Problem('not-found', 'There is no checkpoint of this size.');
      return text(reply, sealed.note, FOR_EVER);
    },
  );
  server.get(
    '/log/stamp/:size',
    {
      schema: {
        operationId: 'GetTimeStamp',
        summary: 'Time stamp of the log',
        description:
          'The first time stamp (RFC 3161) of a checkpoint of at least so many entries, as the authority answered; `Motcua-Stamped-Size` says which checkpoint it is of. For anyone.',
        tags: ['seal'],
        security: [],
        params: z.object({ size: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
        response: {
          200: { description: 'The time stamp.', content: { 'application/timestamp-reply': { schema: z.string() } } },
          ...problemResponses(400, 404, 429, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { seal, origin } = await tree();
      const [stamp] = await seal.stamps(origin, (request.params as { size: number }).size, 1);
      if (stamp === undefined) throw new Problem('not-found', 'No checkpoint of this size or a larger one was stamped.');
      return reply
        .header('cache-control', 'public, max-age=60')
        .header('motcua-stamped-size', String(stamp.size))
        .type('application/timestamp-reply')
        .send(stamp.answer);
    },
  );

  server.get(
    '/log/tile/:level/*',
    {
      schema: {
        // a path of many parts is nothing that OpenAPI can say; docs/proof.md does
        hide: true,
        operationId: 'GetTile',
        summary: 'A tile of the Merkle tree (c2sp.org/tlog-tiles): hashes only, for anyone',
        tags: ['seal'],
        security: [],
        params: z.object({ level, '*': z.string() }),
        response: {
          200: { description: 'Hashes of 32 bytes.', content: { 'application/octet-stream': { schema: z.string() } } },
          ...problemResponses(400, 404, 429, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { level: asked, '*': path } = request.params as { level: number; '*': string };
      const { seal, origin } = await tree();
      const tile = tileOf(path);
      const hashes = tile && (await seal.readTile(origin)(asked, tile.n, tile.width));
      if (tile === undefined || hashes?.length !== HASH_BYTES * tile.width) throw new Problem('not-found', 'There is no such tile.');
      return reply.header('cache-control', FOR_EVER).type('application/octet-stream').send(Buffer.from(hashes));
    },
  );
  server.get(
    '/log/tile/entries/*',
    {
      preParsing: async (request) => void authorize(request, 'ReadLogEntries'),
      schema: {
        // a path of many parts is nothing that OpenAPI can say; docs/proof.md does
        hide: true,
        operationId: 'ReadLogEntries',
        summary: 'Entries of the Merkle tree (c2sp.org/tlog-tiles): events without their bodies, for auditors',
        tags: ['seal'],
        params: z.object({ '*': z.string() }),
        response: {
          200: {
            description: 'Each entry behind its length in two bytes.',
            content: { 'application/octet-stream': { schema: z.string() } },
          },
          ...problemResponses(400, 401, 403, 404, 429, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { seal, origin } = await tree();
      const tile = tileOf((request.params as { '*': string })['*']);
      const latest = await seal.latest(origin);
      const first = tile && latest && (await seal.placeOfTile(origin, latest.epoch, tile.n));
      const missing = new Problem('not-found', 'There is no such tile.');
      if (tile === undefined || latest === undefined || first === undefined) throw missing;
      const entries: RecordedEvent[] = [];
      for (let after = first - 1; entries.length < tile.width; ) {
        const { events, next } = await store.readAll({ after, limit: tile.width - entries.length });
        entries.push(...events.filter(({ position }) => position <= latest.position));
        if (next <= after || next > latest.position) break;
        after = next;
      }
      if (entries.length !== tile.width) throw missing;
      const bundle = entries.flatMap(framed);
      return reply.type('application/octet-stream').send(Buffer.concat(bundle));
    },
  );

  server.get(
    '/v1/events/:eventId/proof',
    {
      preParsing: async (request) => void authorize(request, 'GetEventProof'),
      schema: {
        operationId: 'GetEventProof',
        summary: 'Proof of an event',
        description:
          'A `.tlog-proof` (c2sp.org/tlog-proof): the event without its body, its place in the log, and the first checkpoint that seals it. It is verified without Motcua. 202 until the event is sealed: ask again.',
        tags: ['events'],
        params: z.object({ eventId: z.uuid() }),
        response: {
          200: { description: 'The proof.', content: { 'text/plain': { schema: z.string() } } },
          202: { description: 'Not sealed yet; `Retry-After` says when to ask again.', content: { 'text/plain': { schema: z.string() } } },
          ...problemResponses(400, 401, 403, 404, 429, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { caller, grants } = authorize(request, 'GetEventProof');
      if (seal === undefined) throw notSealed();
      const { eventId } = request.params as { eventId: string };
      const units = grants.some(({ scope }) => scope === 'city') ? 'all' : caller.units;
      const found = await auditedEvent(db, eventId, { units: units.includes('*') ? 'all' : units });
      const [event] = found ? await store.readStream(found.stream, { from: found.revision, limit: 1 }) : [];
      if (event?.id !== eventId) throw new Problem('not-found', 'There is no such event, or it is not of your units.');
      const proof = await proofOfEvent({ store, seal, policy }, event);
      if (proof === undefined)
        return reply.code(202).header('retry-after', String(AGAIN_S)).type('text/plain; charset=utf-8').send('not sealed yet\n');
      return reply
        .header('content-disposition', `attachment; filename="${eventId}.tlog-proof"`)
        .type('text/plain; charset=utf-8')
        .send(proof);
    },
  );
};

/** An entry as a bundle has it: behind its length. */
const framed = (event: RecordedEvent): Buffer[] => {
  const entry = Buffer.from(entryOf(event).entry);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(entry.length);
  return [length, entry];
};
