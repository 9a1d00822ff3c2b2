import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueriesPool, openWorkersPool } from '#app/readModels.ts';
import { compareWithLog } from '#cli/drill/replay.ts';
import { lostEvents } from '#cli/lostEvents.ts';
import type { RecordedEvent } from '#events/store/event.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { dossierIdOf, received, settled } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

// What operators look at after a restore: what the read models have seen, beside what the log holds.

const EVENTS = 2_400;
let models: ReadModels;
let db: ReturnType<typeof openQueriesPool>;
let writing: ReturnType<typeof openWorkersPool>;
let log: RecordedEvent[];
beforeAll(async () => {
  models = await createReadModels([auditTrail, dossierList]);
  await models.feed(...Array.from({ length: EVENTS - 1 }, (_, n) => received({ dossierId: dossierIdOf(n + 1) })), settled());
  db = openQueriesPool(models.urls.readerUrl, { max: 1 });
  writing = openWorkersPool(models.urls.projectorUrl, { max: 1 });
  log = models.log as RecordedEvent[];
});
afterAll(async () => {
  await db?.end();
  await writing?.end();
  await models?.drop();
});

/** A log of these events, in pages shorter than asked for. */
const logOf = (events: readonly RecordedEvent[]) => ({
  readAll: async ({ after }: { after: number }) => {
    const page = events.filter(({ position }) => position > after).slice(0, 300);
    return { events: page, next: page.at(-1)?.position ?? after };
  },
});

describe('what a restore took away', () => {
  it('is nothing where the log holds what the read models have seen', async () => expect(await lostEvents(db, logOf(log))).toEqual([]));

  it('is every event behind the end of the restored log, in order, over several pages', async () => {
    const lost = await lostEvents(db, logOf(log.slice(0, 700)));
    expect(lost.map(({ eventId }) => eventId)).toEqual(log.slice(700).map(({ id }) => id));
    const { position, type, stream, recordedAt } = log.at(-1) as RecordedEvent;
    expect(lost.at(-1)).toMatchObject({ position, type, stream, recordedAt, actor: expect.any(String) });
  });

  it('is known by ids: events recorded since in the same places hide none', async () => {
    const later = log.slice(2_390).map((event, n) => ({ ...event, id: `00000000-0000-4000-9000-${String(n).padStart(12, '0')}` }));
    const lost = await lostEvents(db, logOf([...log.slice(0, 2_390), ...later]));
    expect(lost.map(({ eventId }) => eventId)).toEqual(log.slice(2_390).map(({ id }) => id));
  });
});

describe('read models beside a replay of the log', () => {
  it('are equal, row by row', async () => {
    const { events, rows, differences } = await compareWithLog(db, logOf(log), [auditTrail, dossierList]);
    expect([events, differences]).toEqual([EVENTS, []]);
    expect(rows).toBeGreaterThan(2 * EVENTS - 2);
  });

  it('are found to differ where a row is another one, is missing, or is of an event that the log has not', async () => {
    await writing.query("update dossier_list_v1_g1.dossier_list set procedure = 'x' where dossier_id = $1", [dossierIdOf(7)]);
    await writing.query('delete from audit_trail_v1_g1.audit_trail where position = 9');
    const { differences } = await compareWithLog(db, logOf(log), [auditTrail, dossierList]);
    expect(differences).toEqual([
      expect.stringMatching(/^audit_trail: 2399 rows of which 0 are others than the log says, and 2400 expected$/),
      expect.stringMatching(/^dossier_list: 2399 rows of which 1 are others/),
    ]);
    expect((await compareWithLog(db, logOf(log.slice(0, -1)), [auditTrail])).differences).toEqual([
      expect.stringMatching(/^audit_trail: 2399 rows of which 1 are others .* 2399 expected$/),
    ]);
  });
});
