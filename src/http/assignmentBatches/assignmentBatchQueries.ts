import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Receipt } from '#commands/handling/receipt.ts';
import { acceptAssignmentBatch, assignmentBatchId } from '#commands/official/assignmentBatch.ts';
import { Rejection } from '#domain/rejections.ts';
import { BatchId, type BatchLine } from '#events/batch/events.ts';
import { idOf } from '#events/store/event.ts';
import { sentence } from '#events/store/sentences.ts';
import { authorize, forbidden } from '#http/server/authentication.ts';
import { titleOf } from '#http/server/openApi.ts';
import type { ServerOptions } from '#http/server/options.ts';
import { AsOf } from '#http/server/parameters.ts';
import { actorOf, covers } from '#http/server/principal.ts';
import { Problem, problemResponses } from '#http/server/problems.ts';
import { defineList, defineQuery, having, sortedBy } from '#http/server/query.ts';
import { Batch, batchesAsOf } from '#projections/assignmentBatches/queries.ts';
import { type AssignmentFile, type LineFault, readAssignmentFile } from './assignmentFile.ts';

const { name } = acceptAssignmentBatch;
const path = '/v1/officials/assignments/batch';

const Checked = z
  .object({
    batchId: BatchId,
    lines: z.int().describe('Lines that could be read.'),
    sound: z.boolean().describe('Whether the file would be accepted.'),
    errors: z
      .array(z.object({ line: z.int(), code: z.string(), detail: sentence(z.string()) }))
      .describe('Everything that is wrong, in order of lines.'),
  })
  .meta({ id: 'AssignmentFileChecked', description: 'What a dry run found; nothing was written.' });

/** What spreadsheets save a list as; the last is what browsers on Windows call a file that ends in .csv. */
const mediaTypes = ['text/csv', 'text/tab-separated-values', 'application/vnd.ms-excel'];
const otherMediaType = () =>
  new Problem('media-type-unsupported', 'The body must be a CSV file: text/csv or text/tab-separated-values, in UTF-8 or UTF-16.');

const inOrder = (faults: readonly LineFault[]): LineFault[] => faults.toSorted((a, b) => a.line - b.line);

/**
 * `POST /v1/officials/assignments/batch`: a CSV file of assignments, all of which are carried out or none. What cannot
 * be read, what is of a unit that the token does not cover, and what the rules refuse is named line by line before
 * anything is written; `?dryRun=true` stops there. The same assignments sent again are the same batch.
 */
export const assignmentFileRoute = (server: FastifyInstance, { execute, metrics, settings }: ServerOptions): void => {
  /** The faults that reading and the rules find; or the receipt, when there is none and it is meant. */
  const give = async (request: FastifyRequest, file: AssignmentFile, dryRun: boolean): Promise<Receipt | LineFault[]> => {
    const { caller, grants } = authorize(request, name);
    const grant = grants.find(({ scope }) => scope === 'city') ?? grants[0];
    const isOwn = ({ unit }: BatchLine) => grant.scope === 'city' || covers(caller.units, unit);
    const assignments = file.assignments.filter(isOwn);
    const foreign = file.assignments.filter((line) => !isOwn(line));
    const faults = [
      ...file.faults,
      ...foreign.map(({ line, unit }) => ({ line, code: 'forbidden', detail: `The token does not cover unit ${unit}.` })),
    ];
    if (foreign.length > 0 && !dryRun) throw forbidden('The token does not cover every unit of the file.', { missing: inOrder(faults) });
    if (assignments.length === 0) return faults;
    try {
      const receipt = await execute(
        acceptAssignmentBatch,
        { assignments },
        {
          actor: actorOf(caller, grant.role),
          permit: () => {},
          covers: (unit) => grant.scope === 'city' || covers(caller.units, unit),
          correlationId: request.id,
          dryRun: dryRun || faults.length > 0,
        },
      );
      return faults.length > 0 || dryRun ? faults : receipt;
    } catch (error) {
      if (!(error instanceof Rejection && error.code === 'batch-not-sound')) throw error;
      return [...faults, ...(error.missing as LineFault[])];
    }
  };

  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // read at once: what is handed on holds no text that could not be stored
    scope.addContentTypeParser(mediaTypes, { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, readAssignmentFile(body as Buffer, settings.units)),
    );
    scope.addContentTypeParser('*', (_request, _body, done) => done(otherMediaType()));
    scope.post(
      path,
      {
        preParsing: async (request) => void authorize(request, name),
        // a request without a body names no media type either
        preValidation: async ({ body }) => {
          if (body === undefined || body === null) throw otherMediaType();
        },
        schema: {
          operationId: 'UploadAssignmentFile',
          summary: titleOf('UploadAssignmentFile'),
          description:
            'Takes on the assignments of a CSV file (UTF-8 or UTF-16; commas, semicolons or tabulators), to be carried out all together or not at all; how far they are, `/v1/assignment-batches/{batchId}` says. Columns in any order: officialId, unit, position, basis, from, until (the last may be left out), or Mã cán bộ, Mã đơn vị, Vị trí, Căn cứ, Từ ngày, Đến ngày, with marks or without; STT, Họ tên, Tên đơn vị, Ghi chú are passed over. Units by code or name, days as 01/12/2026 or 2026-12-01. A title above the heading, empty lines and empty columns are nothing.',
          tags: ['officials'],
          consumes: mediaTypes,
          body: z.unknown().meta({ type: 'string', description: 'The file.' }),
          querystring: z.strictObject({
            dryRun: z.enum(['true', 'false']).default('false').describe('true: only says what is wrong, line by line, and writes nothing.'),
          }),
          response: {
            200: { description: 'What a dry run found.', content: { 'application/json': { schema: Checked } } },
            202: { description: 'Receipt of the acceptance.', content: { 'application/json': { schema: Receipt } } },
            ...problemResponses(400, 401, 403, 409, 413, 415, 429, 500, 503),
          },
        },
      },
      async (request: FastifyRequest, reply: FastifyReply) => {
        const dryRun = (request.query as { dryRun: string }).dryRun === 'true';
        const file = request.body as AssignmentFile;
        const given = await give(request, file, dryRun);
        request.noted = { command: name };
        if (Array.isArray(given)) {
          const errors = inOrder(given);
          if (dryRun)
            return reply
              .code(200)
              .send({ batchId: assignmentBatchId(file.assignments), lines: file.assignments.length, sound: errors.length === 0, errors });
          throw new Rejection('batch-not-sound', `${new Set(errors.map(({ line }) => line)).size} lines are wrong.`, errors);
        }
        metrics.commands.inc({ command: name, outcome: given.events.length > 0 ? 'recorded' : 'unchanged' });
        return reply
          .code(202)
          .header('location', `/v1/assignment-batches/${idOf(given.stream)}`)
          .send(given);
      },
    );
  });
};

const projections = ['assignment-batches'];

const listAssignmentBatches = defineList({
  name: 'ListAssignmentBatches',
  summary: 'Batches of assignments and how far each is.',
  path: '/assignment-batches',
  query: z.object({ state: Batch.shape.state.optional(), asOf: AsOf }),
  ...sortedBy(Batch, 'batchId'),
  projections,
  run: async ({ db, units, standpoint }, { state }) => (await batchesAsOf(db, units, standpoint.asOf)).filter(having({ state })),
});

const getAssignmentBatch = defineQuery({
  name: 'GetAssignmentBatch',
  summary: 'One batch of assignments and how far it is.',
  path: '/assignment-batches/:batchId',
  params: z.object({ batchId: BatchId }),
  query: z.object({ asOf: AsOf }),
  answer: Batch,
  projections,
  run: async ({ db, units, standpoint }, { batchId }) => (await batchesAsOf(db, units, standpoint.asOf, [batchId]))[0],
});

export const assignmentBatchQueries = [listAssignmentBatches, getAssignmentBatch];
