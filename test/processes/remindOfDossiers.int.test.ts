import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { referenceDir } from '#app/settings.ts';
import { processTools, watchTools } from '#app/tools.ts';
import { receiveDossier } from '#commands/dossier/intake.ts';
import { urgeDossier } from '#commands/dossier/reminding.ts';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { START } from '#events/store/event.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { loadNoticeSchedule } from '#processes/notices/schedule.ts';
import { remindOfDossiers, tellOfDossiers } from '#processes/remindOfDossiers.ts';
import type { ProcessLookups } from '#processes/tools.ts';
import { answers, setUpCity } from '#test/commands/dossier/city.ts';
import { dossierId, home, officer, stated } from '#test/commands/dossier/pasts.ts';
import { local } from '#test/commands/dossier/workingTimes.ts';
import { by, startProcess } from '#test/commands/handling/process.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { lookupsOf } from '#test/support/lookups.ts';
import { testSettings } from '#test/support/settings.ts';

let dbs: Awaited<ReturnType<typeof createTestDatabases>>;
type Worker = Awaited<ReturnType<typeof startProcess>>;
let one: Worker;
let other: Worker;
beforeAll(async () => {
  dbs = await createTestDatabases();
  const keys = parseMasterKeys(newMasterKey('2025-06-01'));
  [one, other] = await Promise.all([startProcess(dbs, keys, { answers }), startProcess(dbs, keys, { answers })]);
  await setUpCity(one.execute);
});
afterAll(async () => {
  await one?.close();
  await other?.close();
  await dbs?.drop();
});

const stream = `dossier-${dossierId}`;
const schedule = loadNoticeSchedule(path.join(referenceDir, 'notice-schedule.json'));
const channelsOf = (): readonly ('email' | 'webhook')[] => ['email', 'webhook'];
const eventsOf = async (worker = one) => {
  const { decode } = createCodec(categories, worker.personalData);
  return (await worker.store.readStream(stream)).map(decode);
};
/** A worker that looks at the clock; every one of them believes that the dossier is to be reminded of. */
const look = (worker: Worker, countsFrom: string, now: string) => {
  const lookup = lookupsOf<ProcessLookups>({
    calendars: async () => new Map([[2025, new Map()]]),
    dossiersToRemind: async ({ about, after }) => (about === 'due' && after.length === 3 ? [{ dossierId, countsFrom }] : []),
  });
  return remindOfDossiers(watchTools(worker.execute, lookup, { schedule, channelsOf, settings: testSettings }), now);
};
class Killed extends Error {}
/** Delivers everything so far to a worker; it dies before its n-th command. */
const deliver = async (worker: Worker, diesBefore = Number.POSITIVE_INFINITY) => {
  const { decode } = createCodec(categories, worker.personalData);
  const { store, personalData } = worker;
  let commands = 0;
  const execute: typeof worker.execute = async (...given) => {
    commands += 1;
    if (commands === diesBefore) throw new Killed();
    return worker.execute(...given);
  };
  const tools = processTools({
    execute,
    personalData,
    store,
    decode,
    lookups: lookupsOf<ProcessLookups>(),
    settings: testSettings,
    channelsOf,
  });
  for (const event of await eventsOf(worker))
    if (event.type === 'DossierReminded' || event.type === 'DossierUrged') await tellOfDossiers.react(event, tools);
};
/** Everything that was written about the dossier, to whom and on which channel, in no certain order. */
const noticesWritten = async () => {
  const written: string[] = [];
  let after = START;
  for (;;) {
    const page = await one.store.readAll({ after, limit: 100 });
    for (const { type, data } of page.events) {
      const { to, official = '', channel, kind } = data as Record<string, string>;
      if (type === 'NoticeWritten') written.push(`${kind} ${to} ${official} ${channel}`);
    }
    const last = page.events.at(-1);
    if (last === undefined) return written.sort();
    after = last.position;
  }
};

it('reminds once and writes each notice once, however many workers look, die and are told again', async () => {
  const received = by({ now: local('2025-07-01T09:00'), actor: officer('official-1') });
  await one.execute(receiveDossier, { ...stated, channel: 'direct', placeOfReceipt: home }, received);
  const [event] = await eventsOf();
  if (event?.type !== 'DossierReceived') throw new Error('not received');
  const { at } = event.data.appointed;
  const now = Temporal.Instant.from(at).add({ hours: 80 }).toString({ smallestUnit: 'millisecond' });

  await Promise.all([one, other, one].map((worker) => look(worker, at, now)));
  await look(other, at, now);
  const reminded = (await eventsOf()).filter(({ type }) => type === 'DossierReminded');
  expect(reminded).toMatchObject([{ data: { step: 'overdue-24', to: ['head'], countsFrom: at, holder: { unit: home } } }]);

  await expect(deliver(one, 2)).rejects.toThrow(Killed);
  expect(await noticesWritten()).toHaveLength(1);
  await Promise.all([deliver(other), deliver(one)]);
  await deliver(other);
  expect(await noticesWritten()).toEqual([`escalation ${home}  email`, `escalation ${home}  webhook`]);

  const urging = by({ now, actor: { id: 'office-1', role: 'supervisor' } });
  await Promise.all([one, other].map((worker) => worker.execute(urgeDossier, { dossierId, text: 'Đề nghị khẩn trương' }, urging)));
  expect((await eventsOf()).filter(({ type }) => type === 'DossierUrged')).toHaveLength(1);
  await expect(deliver(other, 4)).rejects.toThrow(Killed);
  await deliver(one);
  await deliver(other);
  expect(await noticesWritten()).toEqual([
    `escalation ${home}  email`,
    `escalation ${home}  webhook`,
    `urging ${home}  email`,
    `urging ${home}  webhook`,
    `urging ${home} official-1 email`,
    `urging ${home} official-1 webhook`,
  ]);
});
