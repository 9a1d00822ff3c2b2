import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AnyCommand } from '#commands/handling/command.ts';
import { Receipt } from '#commands/handling/receipt.ts';
import { idOf } from '#events/store/event.ts';
import { sealedIn } from '#events/store/personalData.ts';
import { authorize, forbidden, isGranted } from './authentication.ts';
import { checked, faultsOf } from './faults.ts';
import { titleOf } from './openApi.ts';
import type { Plurals, ServerOptions } from './options.ts';
import { actorOf, covers } from './principal.ts';
import { problemOf } from './problemAnswers.ts';
import { inputProblem, problemResponses } from './problems.ts';

const resourceOf = ({ fold: { category } }: AnyCommand, plurals: Plurals): string => plurals[category] ?? `${category}s`;
const kebabCase = (name: string): string => name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
/** Route of a command, under `/v1`. */
export const commandPath = (command: AnyCommand, plurals: Plurals): string => {
  const resource = resourceOf(command, plurals);
  return command.creates ? `/${resource}` : `/${resource}/:id/${kebabCase(command.name)}`;
};

const Headers = z.object({
  'idempotency-key': z
    .string()
    .regex(/^"?[\x21\x23-\x5b\x5d-\x7e]{1,128}"?$/, 'must be 1 to 128 visible ASCII characters, without quotation marks and backslashes')
    .optional()
    .describe('Repeating a command with the same key answers as the first time and never does it again, also where it changed nothing.'),
  'if-match': z
    .string()
    // a proxy that compresses answers makes weak ETags of ours; the revision is the same
    .regex(/^(\*|(W\/)?"\d{1,15}")$/, 'must be * or one revision in quotation marks, as in ETag')
    .optional()
    .describe('Revision the stream must stand at.'),
});

const bodyOf = ({ input, idField, creates, generatesId }: AnyCommand): z.ZodObject => {
  const { [idField]: id, ...others } = input.shape;
  if (!creates) return z.strictObject(others);
  return z.strictObject({ [idField]: generatesId ? z.optional(id) : id, ...others });
};

/** The id as the input field wants it: a year in a URL is text, in the input a number. */
const idFromUrl = (schema: z.ZodType, text: string): unknown => {
  const fitting = [text, Number(text)].find((value) => schema.safeParse(value).success);
  if (fitting === undefined)
    throw inputProblem(faultsOf(checked(schema, text).error?.issues ?? [], 'path').map((fault) => ({ ...fault, pointer: 'id' })));
  return fitting;
};

/** One POST route for each command that any role may give. */
export const commandRoutes = (server: FastifyInstance, options: ServerOptions): void => {
  for (const command of options.commands) if (isGranted(options.access, command.name)) mount(server, command, options);
};

/** Revision that `If-Match` asks for. */
const revisionIn = (header: string | undefined): number | 'any' | undefined => {
  if (header === undefined) return undefined;
  return header === '*' ? 'any' : Number(header.replace('W/', '').slice(1, -1));
};

const mount = (server: FastifyInstance, command: AnyCommand, { execute, metrics, plurals }: ServerOptions): void => {
  const { name, creates, idField, fold, receipt: part } = command;
  const Answer = part === undefined ? Receipt : Receipt.extend(part.shape).meta({ id: `${name}Receipt` });
  const resource = resourceOf(command, plurals);

  const run = async (request: FastifyRequest): Promise<Receipt> => {
    const { caller, grants } = authorize(request, name);
    const body = (request.body ?? {}) as Record<string, unknown>;
    if (sealedIn(body).length > 0) throw inputProblem([{ in: 'body', pointer: '', detail: 'Personal values are given in clear.' }]);
    const input = creates ? body : { ...body, [idField]: idFromUrl(command.input.shape[idField], (request.params as { id: string }).id) };
    const ifMatch = revisionIn(request.headers['if-match']);
    const key = request.headers['idempotency-key'];
    const circumstances = {
      covers: (unit: string) => grants.some(({ scope }) => scope === 'city') || covers(caller.units, unit),
      correlationId: request.id,
      ...(typeof key === 'string' ? { idempotencyKey: key.replaceAll('"', ''), remembered: true } : {}),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    };
    let refused: unknown;
    // the first role that permits it is the one on record; `permit` throws before anything is decided or written
    for (const { role, scope } of grants) {
      let denied = false;
      const permit = (unit: string | undefined): void => {
        if (scope === 'city' || (unit === undefined ? caller.units === 'all' : covers(caller.units, unit))) return;
        denied = true;
        throw forbidden(unit === undefined ? 'This is not one unit’s act.' : `The token does not cover unit ${unit}.`);
      };
      try {
        return await execute(command, input, { ...circumstances, actor: actorOf(caller, role), permit });
      } catch (error) {
        // whatever the rules say of an act that this role may not do, the next one may
        if (!denied) throw error;
        refused = error;
      }
    }
    throw refused;
  };

  server.post(
    `/v1${commandPath(command, plurals)}`,
    {
      preParsing: async (request) => void authorize(request, name),
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: {
        operationId: name,
        summary: titleOf(command.name),
        description: command.summary,
        tags: [resource],
        headers: Headers,
        body: bodyOf(command),
        ...(creates ? {} : { params: z.object({ id: z.string().max(128).describe(`Id of the ${fold.category}.`) }) }),
        response: {
          200: { description: 'Receipt.', content: { 'application/json': { schema: Answer } } },
          ...(creates ? { 201: { description: 'Receipt of a creation.', content: { 'application/json': { schema: Answer } } } } : {}),
          ...problemResponses(400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 503),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      try {
        const receipt = await run(request);
        request.noted = { command: name, stream: receipt.stream, revision: receipt.revision };
        metrics.commands.inc({
          command: name,
          outcome: receipt.repeated ? 'repeated' : receipt.events.length > 0 ? 'recorded' : 'unchanged',
        });
        if (receipt.revision >= 0) reply.header('etag', `"${receipt.revision}"`);
        if (receipt.repeated) reply.header('idempotent-replayed', 'true');
        if (!creates || receipt.repeated) return reply.code(200).send(receipt);
        return reply
          .code(201)
          .header('location', `/v1/${resource}/${encodeURIComponent(idOf(receipt.stream))}`)
          .send(receipt);
      } catch (error) {
        request.noted = { command: name };
        metrics.commands.inc({ command: name, outcome: problemOf(error).code });
        throw error;
      }
    },
  );
};
