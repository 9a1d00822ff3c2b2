import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { recordLogExport } from '#commands/access/recordPersonalDataRead.ts';
import { Category, EventType } from '#domain/eventNames.ts';
import { Instant, PartyId } from '#events/terms.ts';
import { authorize } from '#http/server/authentication.ts';
import { limitOpenExports } from '#http/server/exports.ts';
import { defaultLimits, type Limits, type ServerOptions } from '#http/server/options.ts';
import { actorOf } from '#http/server/principal.ts';
import { inputProblem, Problem, problemResponses } from '#http/server/problems.ts';
import { exportLines, rangeOf } from '#seal/export.ts';

const Place = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const filters = {
  unit: PartyId.optional(),
  stream: z.string().max(200).optional(),
  category: Category.optional(),
  type: EventType.optional(),
  recordedFrom: Instant.optional(),
  recordedBefore: Instant.optional(),
  occurredFrom: Instant.optional(),
  occurredBefore: Instant.optional(),
};

/**
 * `GET /v1/audit/export`: events of the sealed log with their bodies as stored, and what proves that none of them was
 * changed and none of the range is missing. Making one is on record.
 */
export const exportRoute = (server: FastifyInstance, { seal, store, execute, limits }: ServerOptions & { limits: Limits }): void => {
  const openExport = limitOpenExports(limits.exportsPerSubject ?? defaultLimits.exportsPerSubject);
  server.get(
    '/v1/audit/export',
    {
      preParsing: async (request) => void authorize(request, 'ExportLog'),
      schema: {
        operationId: 'ExportLog',
        summary: 'Export of the sealed log',
        description:
          'Entries of the log in order, with the bodies of those that fit, personal values sealed: a file that the verifier of this project checks without Motcua (docs/proof.md says how it is written). All entries of the range are there, so that it is proved that no event that fits is missing; `others=hashes` leaves the others out, and says so. An export that was broken off goes on with `size` and `from`.',
        tags: ['audit'],
        querystring: z.strictObject({
          ...filters,
          others: z.enum(['entries', 'hashes']).default('entries').describe('What stands for events that do not fit.'),
          size: Place.optional().describe('Size of a checkpoint, in place of the newest one.'),
          from: Place.optional().describe('Index of the entry to go on with; the header is left out.'),
        }),
        response: {
          200: { description: 'The export.', content: { 'text/plain': { schema: z.string() } } },
          ...problemResponses(400, 401, 403, 404, 429, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { caller, grants } = authorize(request, 'ExportLog');
      const { others, size, from, ...filter } = request.query as {
        others: 'entries' | 'hashes';
        size?: number;
        from?: number;
      } & Partial<Record<keyof typeof filters, string>>;
      const origin = await seal?.origin();
      if (seal === undefined || origin === undefined) throw new Problem('not-found', 'This installation does not seal its log.');
      const sealed = size === undefined ? await seal.latest(origin) : await seal.checkpoint(origin, size);
      if (sealed === undefined) throw new Problem('not-found', 'There is no such checkpoint.');
      if (sealed.epoch !== (await store.epoch())) throw new Problem('not-found', 'The checkpoint is of a former history of the log.');
      const tools = { store, seal };
      const { begin, end } = await rangeOf(tools, origin, sealed, filter);
      if (from !== undefined && (size === undefined || from < begin || from > end))
        throw inputProblem([{ in: 'query', pointer: '/from', detail: 'must be an entry of the range, with the size of its checkpoint' }]);
      const actor = actorOf(caller, grants[0].role);
      openExport(actor.id, reply);
      const range = { origin, size: sealed.size, begin, end, ...(from !== undefined && { from }), filter };
      await execute(recordLogExport, range, { actor, permit: () => {}, correlationId: request.id });
      return reply
        .header('content-disposition', `attachment; filename="log-${begin}-${end}.export"`)
        .type('text/plain; charset=utf-8')
        .send(Readable.from(exportLines(tools, { origin, sealed, begin, end, filter, others }, from)));
    },
  );
};
