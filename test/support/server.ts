import type { FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair } from 'jose';
import { pino } from 'pino';
import { expect } from 'vitest';
import type { z } from 'zod';
import { api } from '#app/api.ts';
import { openQueriesPool, queriesOn } from '#app/readModels.ts';
import { recordPersonalDataRead, recordPersonalDataSearch } from '#commands/access/recordPersonalDataRead.ts';
import { staffServing } from '#commands/center/decision.ts';
import { correctionLookups } from '#commands/dossier/corrections.ts';
import { intakeLookups } from '#commands/dossier/facts.ts';
import { type Answers, type AnyCommand, answer } from '#commands/handling/command.ts';
import { createExecutor } from '#commands/handling/execute.ts';
import { servingLookups } from '#commands/handling/serving.ts';
import { followersLookup } from '#commands/projectionControl/projection.ts';
import { namesByWords } from '#domain/text/searchForm.ts';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { connectPersonalData } from '#events/store/keys/connectPersonalData.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { createServer } from '#http/server/createServer.ts';
import { createEmbeddedIssuer, type Grant } from '#http/server/issuers.ts';
import { createMetrics } from '#http/server/metrics.ts';
import type { ServerOptions } from '#http/server/options.ts';
import type { Query } from '#http/server/query.ts';
import type { staffServing as serving } from '#test/commands/dossier/city.ts';
import { createTestDatabases } from './database.ts';
import { testSettings } from './settings.ts';
import { englishLeftOf } from './vietnamese.ts';

export type Answer = { status: number; headers: Record<string, string | undefined>; body: string; json: any };

const newIssuer = async () =>
  createEmbeddedIssuer({ privateJwk: await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey) });

/** Writes an answer that is exactly what its schema says, nothing more and nothing less; throws of any other. */
const checkedAnswer = (schema: z.ZodType) => (answer: unknown) => {
  const text = JSON.stringify(answer);
  const { data, error } = schema.safeParse(answer);
  // a ZodError would be taken for one of the input
  if (error) throw new Error(`An answer is not what its schema says: ${error.message}`);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(data)));
  return text;
};

/** The whole HTTP side on a real log, real keys and a read database, with the commands and queries of a test. */
export const startTestServer = async (parts: {
  commands: readonly AnyCommand[];
  queries?: readonly Query[];
  options?: Partial<ServerOptions>;
  /** Who serves at a Center that is opened; nobody when absent. */
  staff?: typeof serving;
  /** Answers to lookups that the test's commands ask besides. */
  answers?: Answers;
}) => {
  const dbs = await createTestDatabases();
  const store = await connectPostgresStore({ url: dbs.log.appUrl });
  const personalData = await connectPersonalData({
    url: dbs.keys.appUrl,
    masterKeys: parseMasterKeys(newMasterKey('2025-06-01')),
    formsOf: namesByWords,
  });
  const db = queriesOn(openQueriesPool(dbs.read.readerUrl, { max: 2 }));
  const codec = createCodec(categories, personalData);
  const clock = parts.options?.clock ?? (() => new Date().toISOString());
  const answers = new Map([
    answer(followersLookup.followers, async () => ({ projections: ['dossier-list'], processes: [] })),
    answer(staffServing, parts.staff ?? (async () => [])),
    answer(servingLookups.standIn, async () => undefined),
    answer(intakeLookups.alike, async () => []),
    answer(correctionLookups.opened, async (values) => personalData.open(values)),
    ...(parts.answers ?? []),
  ]);
  const execute = createExecutor({
    store,
    codec,
    settings: testSettings,
    answers,
    clock,
  });
  const issuer = await newIssuer();
  const logged: string[] = [];
  const status = async () => [];
  const server: FastifyInstance = await createServer({
    log: pino({ level: 'info' }, { write: (line) => void logged.push(line) }),
    execute,
    ...api,
    commands: parts.commands,
    queries: parts.queries ?? [],
    db,
    personalData,
    recordRead: async (read, actor, correlationId) =>
      void (await execute(recordPersonalDataRead, read, { actor, permit: () => {}, correlationId })),
    recordSearch: async (search, actor, correlationId) =>
      void (await execute(recordPersonalDataSearch, search, { actor, permit: () => {}, correlationId })),
    store,
    decode: codec.decode,
    settings: testSettings,
    waitForPosition: async (_projections, position) => ({ position, reached: true }),
    projectionStatus: status,
    rolesReady: () => true,
    clock,
    issuer,
    metrics: createMetrics(status),
    writeAnswer: checkedAnswer,
    ...parts.options,
  });

  const request = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    token: string | undefined,
    more: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> => {
    const response = await server.inject({
      method,
      url,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...more.headers },
      ...(more.body === undefined ? {} : { payload: more.body as object }),
    });
    const json = response.headers['content-type']?.toString().includes('json') ? response.json() : undefined;
    if (typeof json?.type === 'string' && json.type.startsWith('/problems/') && response.headers['content-language'] === 'en') {
      const left = englishLeftOf(json, `${url} ${JSON.stringify(more.body)}`);
      if (left.length > 0) throw new Error(`told in English to whoever asks for Vietnamese: ${left.join(' | ')}`);
    }
    return { status: response.statusCode, headers: response.headers as Record<string, string | undefined>, body: response.body, json };
  };

  return {
    server,
    databases: dbs,
    store,
    personalData,
    execute,
    codec,
    /** Every line of the service's log. */
    logged,
    token: (grant: Grant) => issuer.issue(grant),
    get: (url: string, token?: string, headers?: Record<string, string>) => request('GET', url, token, headers ? { headers } : {}),
    post: (url: string, token: string | undefined, body: unknown, headers?: Record<string, string>) =>
      request('POST', url, token, { body, ...(headers ? { headers } : {}) }),
    request,
    close: async () => {
      await server.close();
      await store.close();
      await personalData.close();
      await db.destroy();
      await dbs.drop();
    },
  };
};
export type TestServer = Awaited<ReturnType<typeof startTestServer>>;
