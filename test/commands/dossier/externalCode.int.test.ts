import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveSubmittedDossier, submitDossier } from '#commands/dossier/intake.ts';
import { takeExternalCode } from '#commands/externalCode/externalCode.ts';
import { Rejection } from '#domain/rejections.ts';
import { type AnyEvent, categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import type { Recorded } from '#events/store/event.ts';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { keepExternalCodes } from '#processes/housekeeping.ts';
import type { Tools } from '#processes/tools.ts';
import { by, startProcess } from '#test/commands/handling/process.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { lookupsOf } from '#test/support/lookups.ts';
import { answers, setUpCity } from './city.ts';
import { officer, stated } from './pasts.ts';
import { local } from './workingTimes.ts';

type Process = Awaited<ReturnType<typeof startProcess>>;
let dbs: Awaited<ReturnType<typeof createTestDatabases>>;
let one: Process;
let other: Process;

beforeAll(async () => {
  dbs = await createTestDatabases();
  const masterKeys = parseMasterKeys(newMasterKey('2025-06-01'));
  one = await startProcess(dbs, masterKeys, { answers });
  other = await startProcess(dbs, masterKeys, { answers });
  await setUpCity(one.execute);
});
afterAll(async () => {
  await one?.close();
  await other?.close();
  await dbs?.drop();
});

const read = async (stream: string): Promise<Recorded<AnyEvent>[]> => {
  const codec = createCodec(categories, one.personalData);
  return (await one.store.readStream(stream)).map((event) => codec.decode(event));
};
const submission = (dossierId: string, externalCode: string) => ({ ...stated, dossierId, channel: 'online', externalCode });
const portal = by({ now: local('2025-07-01T20:00'), actor: { id: 'portal', role: 'system' } });

describe('a code of the portal', () => {
  it('is borne by one dossier: a second submission is refused and told the first', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await one.execute(submitDossier, submission(first, 'G09.20-20261130-0007777'), portal);
    const typed = ['G09.20-20261130-0007777', ' g09.20-20261130-0007777 ', 'G09.20 – 20261130 - 0007777', 'Ｇ０９.20−20261130‑0007777'];
    for (const again of typed) {
      const refused = one.execute(submitDossier, submission(second, again), portal);
      await expect(refused).rejects.toMatchObject({ code: 'duplicate-external-code', message: expect.stringContaining(first) });
    }
    expect(await read(`dossier-${second}`)).toEqual([]);
  });

  it('is borne by exactly one of twenty that come in at the same time by two processes', async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    const outcomes = await Promise.allSettled(
      ids.map((id, n) => (n % 2 === 0 ? one : other).execute(submitDossier, submission(id, 'G09-RACE'), portal)),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused).toHaveLength(19);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'duplicate-external-code' });
    const submitted = (await Promise.all(ids.map((id) => read(`dossier-${id}`)))).flat();
    expect(submitted).toHaveLength(1);
  });

  it('is not taken by a submission that is refused for another reason', async () => {
    const wrong = { ...submission(randomUUID(), 'G09-FREE'), procedure: '9.999999' };
    await expect(one.execute(submitDossier, wrong, portal)).rejects.toMatchObject({ code: 'procedure-not-found' });
    expect((await one.execute(submitDossier, submission(randomUUID(), 'G09-FREE'), portal)).events).toHaveLength(1);
  });

  it('stays with a submission that is repeated after it broke off, and is free again for others later on', async () => {
    const [broken, next] = [randomUUID(), randomUUID()];
    const dying = one.executeOn({
      append: (stream, ...rest) =>
        stream === `dossier-${broken}` ? Promise.reject(new StoreUnavailable('killed')) : one.store.append(stream, ...rest),
    });
    await expect(dying(submitDossier, submission(broken, 'G09-BROKEN'), portal)).rejects.toThrow(StoreUnavailable);
    const now = () => new Date().toISOString();
    const soon = by({ ...portal, now: now() });
    await expect(one.execute(takeExternalCode, { externalCode: 'G09-BROKEN', dossierId: next }, soon)).rejects.toThrow(Rejection);
    const later = by({ ...portal, now: new Date(Date.now() + 11 * 60_000).toISOString() });
    await one.execute(submitDossier, submission(next, 'G09-BROKEN'), later);
    await expect(one.execute(submitDossier, submission(broken, 'G09-BROKEN'), portal)).rejects.toMatchObject({
      code: 'duplicate-external-code',
    });
  });

  it('of a log written before codes were kept is kept by the process, and the second dossier with it is not received', async () => {
    const ids = [randomUUID(), randomUUID()];
    const codec = createCodec(categories, one.personalData);
    // as an earlier program wrote them
    for (const id of ids) {
      const { channel, externalCode, ...whole } = submission(id, 'G09-OLD');
      const data = { ...whole, channel, externalCode, holder: { unit: stated.competentUnit } };
      const envelope = { occurredAt: local('2025-07-01T20:00'), actor: portal.actor, correlationId: id, causationId: id };
      await one.store.append(
        `dossier-${id}`,
        'none',
        await codec.encode(`dossier-${id}`, [{ ...envelope, id: randomUUID(), type: 'DossierSubmitted', data }]),
      );
    }
    const tools = lookupsOf<Tools>({
      execute: async (command, input, { id }) => {
        await one.execute(command, input, by({ actor: { id: 'motcua', role: 'system' }, idempotencyKey: id, causationId: id }));
      },
    });
    for (const id of ids) for (const event of await read(`dossier-${id}`)) await keepExternalCodes.react(event, tools);
    const atDesk = by({ now: local('2025-07-02T08:00'), actor: officer('official-1') });
    const receive = (dossierId: string | undefined) => one.execute(receiveSubmittedDossier, { dossierId }, atDesk);
    await expect(receive(ids[1])).rejects.toMatchObject({
      code: 'duplicate-external-code',
      message: expect.stringContaining(ids[0] ?? ''),
    });
    expect((await receive(ids[0])).events).toHaveLength(1);
  });
});
