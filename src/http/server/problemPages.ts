import type { FastifyInstance } from 'fastify';
import { Problem, type ProblemCode, problemKinds } from './problems.ts';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head><body><h1>${escape(title)}</h1>${body}</body></html>\n`;

/** `/problems` and `/problems/<code>`: where the `type` of every problem leads. */
export const problemPages = (server: FastifyInstance): void => {
  server.get('/problems', { schema: { hide: true } }, (_, reply) =>
    reply.type('text/html; charset=utf-8').send(
      page(
        'Problems',
        `<ul>${Object.entries(problemKinds)
          .map(([code, { status, title }]) => `<li>${status} <a href="/problems/${code}">${code}</a>: ${escape(title)}</li>`)
          .join('')}</ul>`,
      ),
    ),
  );
  server.get<{ Params: { code: string } }>('/problems/:code', { schema: { hide: true } }, (request, reply) => {
    const { code } = request.params;
    if (!Object.hasOwn(problemKinds, code)) throw new Problem('not-found');
    const { status, title, advice } = problemKinds[code as ProblemCode];
    return reply
      .type('text/html; charset=utf-8')
      .send(
        page(
          title,
          `<p>Code <code>${code}</code>, status ${status}.</p>${advice ? `<p>${escape(advice)}</p>` : ''}<p><a href="/problems">All problems</a></p>`,
        ),
      );
  });
};
