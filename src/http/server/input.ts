import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { isStorableText } from '#events/store/storable.ts';
import { type Fault, inputProblem, Problem, problemDetails } from './problems.ts';

/** Throws `input-invalid` when some name or value is text that cannot be stored; of any depth, so without recursion. */
export const requireStorable = (value: unknown, where: Fault['in']): void => {
  const waiting = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one === 'string' ? !isStorableText(one) : one !== null && typeof one === 'object' && !Object.keys(one).every(isStorableText))
      throw inputProblem([{ in: where, pointer: '', detail: 'Text may hold neither NUL nor half a character.' }]);
    if (one !== null && typeof one === 'object') for (const inner of Object.values(one)) waiting.push(inner);
  }
};

/** The answers that a connection still waits for, and that to its last request. */
const answers = new WeakMap<Socket, { awaited: Set<ServerResponse>; last: ServerResponse }>();
const awaitAnswer = ({ socket }: IncomingMessage, response: ServerResponse): void => {
  const { awaited } = answers.get(socket) ?? { awaited: new Set() };
  answers.set(socket, { awaited: awaited.add(response), last: response });
  response.once('close', () => awaited.delete(response));
};

/** Takes JSON in UTF-8 only, and no text in body, path or query that cannot be stored. Call before any route. */
export const readInput = (server: FastifyInstance): void => {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string;
    try {
      text = utf8.decode(body as Buffer);
    } catch {
      return done(new Problem('json-malformed', 'The body is not UTF-8.'));
    }
    void parse(request, text, done);
  });
  server.addHook('onRequest', ({ headers, raw }, _reply, done) => {
    // RFC 9112, 3.2: neither none nor several
    let hosts = 0;
    for (let at = 0; at < raw.rawHeaders.length; at += 2) {
      const name = raw.rawHeaders[at] as string;
      if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
    }
    const wrong = hosts > 1 || (headers.host === undefined && raw.httpVersion === '1.1');
    done(wrong ? new Problem('request-invalid', 'A request names its host.') : undefined);
  });
  server.addHook('preValidation', async ({ body, params, query }) => {
    requireStorable(body, 'body');
    requireStorable(params, 'path');
    requireStorable(query, 'query');
  });
  server.server.prependListener('request', awaitAnswer);
  // RFC 9110, 10.1.1: an expectation may be ignored
  server.server.on('checkExpectation', (request, response) => {
    awaitAnswer(request, response);
    server.routing(request, response);
  });
};

const statusOf: Record<string, number> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431, HPE_CHUNK_EXTENSIONS_OVERFLOW: 413 };

/**
 * Answers a malformed request, or one that did not arrive in time, with a problem and closes the connection.
 * Complete requests before it on the connection get their own answers first.
 */
export const refuseMalformed = (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  // What follows the request that was to be the last is nobody's; its answer ends the connection.
  if (error.code === 'HPE_CLOSED_CONNECTION') return;
  const { awaited = [], last } = answers.get(socket) ?? {};
  const before = [...awaited].findLast(({ req }) => req.complete);
  if (before) return void before.once('close', () => refuseMalformed(error, socket));
  // answered before the whole of it had come
  if (last?.headersSent && !last.req.complete) return void socket.end();
  const status = statusOf[error.code ?? ''] ?? 400;
  const traceId = randomUUID();
  const body = JSON.stringify(problemDetails(new Problem('request-invalid', undefined, { status }), { traceId, language: 'en' }));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json; charset=utf-8\r\ncontent-language: en\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `x-correlation-id: ${traceId}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n${body}`,
  );
};
