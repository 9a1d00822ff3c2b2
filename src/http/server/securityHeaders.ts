import type { FastifyInstance } from 'fastify';

/**
 * What browsers are told of every answer, after the OWASP Secure Headers Project: nothing of it runs, is framed, or is
 * taken for something else, and the service is asked by TLS only.
 */
const headers = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
  // a route that says otherwise sets it again
  'cache-control': 'no-store',
};

/** Gives every answer its id and the headers for browsers, also one that is refused. Call before any other hook. */
export const headEveryAnswer = (server: FastifyInstance): void => {
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-correlation-id', request.id);
    done();
  });
};
