import { dossierFormQueries } from '#http/dossierForms/dossierFormQueries.ts';
import { paperListQueries } from '#http/dossierForms/listQueries.ts';
import { allProjections } from '#projections/all.ts';
import { type Happened, logOf } from '#test/support/events.ts';
import { createReadModels } from '#test/support/readModels.ts';
import { startTestServer } from '#test/support/server.ts';

/** A time in July 2025 in Vietnam, as the log has it. */
export const july = (day: string, time = '08:00'): string =>
  Temporal.ZonedDateTime.from(`2025-07-${day}T${time}[Asia/Ho_Chi_Minh]`).toInstant().toString({ smallestUnit: 'millisecond' });

/** Papers over a real log with real keys: what happens is stored, sealed, and folded into the read models. */
export const createPaperWorld = async () => {
  const models = await createReadModels(allProjections);
  const app = await startTestServer({
    commands: [],
    queries: [...dossierFormQueries, ...paperListQueries],
    options: { db: models.db, clock: () => july('31') },
  });
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
    record,
    file,
    close: async () => {
      await app.close();
      await models.drop();
    },
  };
};
export type PaperWorld = Awaited<ReturnType<typeof createPaperWorld>>;
