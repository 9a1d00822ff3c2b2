import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Position } from '#events/store/event.ts';

/** How long an answer may be given again, in milliseconds: what it says of the present moment is so old at most. */
const KEPT_MS = 1_000;
/** All answers kept, in bytes. */
const KEPT_BYTES = 16 * 2 ** 20;
/** What is shorter gains nothing by being compressed. */
const LEAST_COMPRESSED = 4_096;

/** An answer in JSON that is the same for all who may ask for it, with its ETag. */
export type Answer = { body: Buffer; etag: string; compressed?: Promise<Buffer> };

/** What an answer says of when it was given, and not of what was asked. */
const whenGiven = /"moment":"[^"]*",?|,"position":\d+\}$/g;

/** An answer whose ETag changes with what it says, not with when it was given; so it is a weak one (RFC 9110). */
export const answerOf = (text: string): Answer => ({
  body: Buffer.from(text),
  etag: `W/"${createHash('sha256').update(text.replace(whenGiven, '')).digest('base64url').slice(0, 22)}"`,
});

/** What an answer depends on besides the rows of the read models: the question, and who asks. */
export type Question = { of: readonly unknown[]; positions: readonly Position[]; now: string };

/**
 * Gives an answer again as long as the read models it comes from stand where they stood, for a second at most; who asks
 * the same at the same time waits for the same answer. `compute` says whether its answer may be given again at all.
 */
export const keepAnswers = (maxSize = KEPT_BYTES) => {
  const kept = new LRUCache<string, Answer & { at: number }>({ maxSize, sizeCalculation: ({ body }) => body.length + 512 });
  const underWay = new Map<string, Promise<Answer>>();
  return ({ of, positions, now }: Question, compute: () => Promise<{ text: string; lasts: boolean }>): Promise<Answer> => {
    const key = JSON.stringify([of, positions]);
    const at = Date.parse(now);
    const known = kept.get(key);
    if (known !== undefined && Math.abs(at - known.at) < KEPT_MS) return Promise.resolve(known);
    const asked = underWay.get(key);
    if (asked !== undefined) return asked;
    const computing = compute()
      .then(({ text, lasts }) => {
        const answer = answerOf(text);
        if (lasts) kept.set(key, { ...answer, at });
        return answer;
      })
      .finally(() => underWay.delete(key));
    underWay.set(key, computing);
    return computing;
  };
};

const compress = promisify(gzip);

/** Whether a reader takes answers in gzip; `gzip;q=0` refuses it. */
export const takesGzip = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  /(^|[\s,])(gzip|\*)\s*(;\s*q=(1|0\.\d*[1-9]))?\s*(,|$)/i.test(String(headers['accept-encoding'] ?? ''));

const matches = (header: string | undefined, etag: string): boolean =>
  header !== undefined && (header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag.slice(2)));

/**
 * Sends an answer to a caller who may have it: 304 where the caller has it already, compressed where the caller takes
 * that and it pays. Caches of browsers may keep it, and ask each time whether it still holds.
 */
export const sendAnswer = async (request: FastifyRequest, reply: FastifyReply, answer: Answer): Promise<FastifyReply> => {
  reply
    .header('etag', answer.etag)
    .header('cache-control', 'private, no-cache')
    .header('vary', 'Authorization, X-Purpose, Accept, Accept-Language, Accept-Encoding');
  if (matches(request.headers['if-none-match'], answer.etag)) return reply.code(304).send();
  reply.type('application/json; charset=utf-8');
  if (answer.body.length < LEAST_COMPRESSED || !takesGzip(request)) return reply.send(answer.body);
  // level 4: two thirds of the time of the usual 6 for a tenth more bytes
  answer.compressed ??= compress(answer.body, { level: 4, strategy: constants.Z_DEFAULT_STRATEGY });
  return reply.header('content-encoding', 'gzip').send(await answer.compressed);
};
