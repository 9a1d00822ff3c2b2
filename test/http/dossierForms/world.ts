import type { RecordedEvent } from '#events/store/event.ts';
import { pause } from '#events/store/retry.ts';
import { dossierFormQueries } from '#http/dossierForms/dossierFormQueries.ts';
import { paperListQueries } from '#http/dossierForms/listQueries.ts';
import { allProjections } from '#projections/all.ts';
import { proofOfEvent } from '#seal/proofs.ts';
import { startSealing } from '#seal/sealing.ts';
import { type Happened, logOf } from '#test/support/events.ts';
import { createReadModels } from '#test/support/readModels.ts';
import { createTestSeal } from '#test/support/seal.ts';
import { startTestServer } from '#test/support/server.ts';
import { keysAlone } from '#verifier/policy.js';
import { newSigningKey, parseSigningKey } from '#verifier/signing.js';

/** A time in July 2025 in Vietnam, as the log has it. */
export const july = (day: string, time = '08:00'): string =>
  Temporal.ZonedDateTime.from(`2025-07-${day}T${time}[Asia/Ho_Chi_Minh]`).toInstant().toString({ smallestUnit: 'millisecond' });

/** Papers over a real log with real keys: what happens is stored, sealed, and folded into the read models. */
export const createPaperWorld = async () => {
  const [models, kept] = await Promise.all([createReadModels(allProjections), createTestSeal()]);
  const key = newSigningKey('motcua.example/log');
  const proofOf = async (event: RecordedEvent) => {
    for (;;) {
      const proof = await proofOfEvent({ store: app.store, seal: kept.reading }, event);
      if (proof !== undefined) return proof;
      await pause(50);
    }
  };
  const app = await startTestServer({
    commands: [],
    queries: [...dossierFormQueries, ...paperListQueries],
    options: { db: models.db, clock: () => july('31'), proofOf },
  });
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const sealing = startSealing({ store: app.store, seal: kept.seal, keys: [parseSigningKey(key.secret)], owner: 'test', log, everyMs: 20 });
  let count = 0;
  const revisions = new Map<string, number>();
  const record = async (...happened: readonly Happened[]): Promise<void> => {
    const events = logOf(happened, count, revisions);
    count += events.length;
    for (const { stream, revision, type, data, id, occurredAt, actor, correlationId, causationId, unit } of events) {
      const about = unit === undefined ? {} : { unit };
      const [encoded] = await app.codec.encode(stream, [{ type, data, id, occurredAt, actor, correlationId, causationId, ...about }]);
      await app.store.append(stream, 'any', encoded === undefined ? [] : [encoded]);
      await models.take((await app.store.readStream(stream, { from: revision })).map(app.codec.decode));
    }
  };
  const file = async (path: string, token: string, headers: Record<string, string> = {}) => {
    const response = await app.server.inject({ url: `/v1${path}`, headers: { authorization: `Bearer ${token}`, ...headers } });
    return { status: response.statusCode, bytes: response.rawPayload, headers: response.headers };
  };
  return {
    app,
    models,
    policy: keysAlone([key.verifier]),
    record,
    file,
    close: async () => {
      await sealing[Symbol.asyncDispose]();
      await app.close();
      await kept.drop();
      await models.drop();
    },
  };
};
export type PaperWorld = Awaited<ReturnType<typeof createPaperWorld>>;
