import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processTools } from '#app/tools.ts';
import { correctDossier } from '#commands/dossier/corrections.ts';
import { receiveDossier } from '#commands/dossier/intake.ts';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { findBySubmitter, findByWhatStands } from '#processes/housekeeping.ts';
import type { ProcessLookups } from '#processes/tools.ts';
import { answers, setUpCity } from '#test/commands/dossier/city.ts';
import { dossierId, home, officer, stated } from '#test/commands/dossier/pasts.ts';
import { local } from '#test/commands/dossier/workingTimes.ts';
import { by, startProcess } from '#test/commands/handling/process.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { lookupsOf } from '#test/support/lookups.ts';
import { testSettings } from '#test/support/settings.ts';

let dbs: Awaited<ReturnType<typeof createTestDatabases>>;
let one: Awaited<ReturnType<typeof startProcess>>;
beforeAll(async () => {
  dbs = await createTestDatabases();
  one = await startProcess(dbs, parseMasterKeys(newMasterKey('2025-06-01')), { answers });
  await setUpCity(one.execute);
});
afterAll(async () => {
  await one?.close();
  await dbs?.drop();
});

const [wrong, right] = ['079190000001', '079190000002'];
const stream = `dossier-${dossierId}`;
const at = (time: string) => by({ now: local(time), actor: officer('official-1') });
const found = async () => {
  const streams = await Promise.all([wrong, right].map((number) => one.personalData.find('identity-number', number, 10)));
  return streams.map((of) => of.includes(stream));
};
/** Delivers what happened so far, oldest first, to the process. */
const deliver = async (of = stream) => {
  const { decode } = createCodec(categories, one.personalData);
  const { store, personalData, execute } = one;
  const tools = processTools({
    execute,
    personalData,
    store,
    decode,
    lookups: lookupsOf<ProcessLookups>(),
    settings: testSettings,
    channelsOf: () => [],
  });
  for (const event of (await store.readStream(of)).map(decode))
    if (event.type === 'DossierReceived' || event.type === 'DossierCorrected')
      for (const { react } of [findByWhatStands, findBySubmitter]) await react(event, tools);
};

it('finds a dossier by the number that stands, whatever stood before and however often it is told', async () => {
  const owner = { kind: 'citizen', name: 'Người Thử', identityNumber: wrong };
  await one.execute(receiveDossier, { ...stated, owner, channel: 'direct', placeOfReceipt: home }, at('2025-07-01T09:00'));
  const correct = (time: string, identityNumber: string | null) =>
    one.execute(correctDossier, { dossierId, ground: 'Gõ nhầm', owner: { identityNumber } }, at(time));

  await correct('2025-07-01T09:10', right);
  await deliver();
  await deliver();
  expect(await found()).toEqual([false, true]);

  // back again before the process has looked: the older event must not take away what stands
  await correct('2025-07-01T09:20', wrong);
  await deliver();
  expect(await found()).toEqual([true, false]);

  await correct('2025-07-01T09:30', null);
  await deliver();
  expect(await found()).toEqual([false, false]);

  await one.personalData.erase(stream);
  await deliver();
  expect(await found()).toEqual([false, false]);
});

it('finds by name also what was written before names were found, and no more by one that was corrected', async () => {
  const [other, named] = [randomUUID(), (name: string) => one.personalData.find('owner-name', name, 10)];
  const input = { ...stated, dossierId: other, owner: { kind: 'citizen', name: 'Trần Thị Hoà' }, channel: 'direct', placeOfReceipt: home };
  await one.execute(receiveDossier, input, at('2025-07-01T10:00'));
  const bearer = `dossier-${other}`;
  expect(await named('tran thi hòa')).toEqual([bearer]);

  // as a log of an older build left it
  await one.personalData.replaceLookups(bearer, 'owner-name', []);
  expect(await named('Trần Thị Hòa')).toEqual([]);
  await deliver(bearer);
  expect(await named('Hòa Trần')).toEqual([bearer]);

  await one.execute(correctDossier, { dossierId: other, ground: 'Gõ nhầm', owner: { name: 'Trần Thị Huệ' } }, at('2025-07-01T10:10'));
  await deliver(bearer);
  expect(await named('Trần Thị Hòa')).toEqual([]);
  expect(await named('Trần Huệ')).toEqual([bearer]);
});

it('finds whoever handed it in for the owner alike, also in a log of before, and by what stands', async () => {
  const [other, by] = [randomUUID(), (kind: string, value: string) => one.personalData.find(`submitter-${kind}`, value, 10)];
  const submitter = { name: 'Lê Văn Thay', identityNumber: wrong };
  await one.execute(
    receiveDossier,
    { ...stated, dossierId: other, submitter, channel: 'direct', placeOfReceipt: home },
    at('2025-07-01T11:00'),
  );
  const bearer = `dossier-${other}`;
  expect([await by('name', 'thay le'), await by('identity-number', wrong)]).toEqual([[bearer], [bearer]]);

  // as a log of an older build left it
  for (const kind of ['name', 'identity-number']) await one.personalData.replaceLookups(bearer, `submitter-${kind}`, []);
  await deliver(bearer);
  expect([await by('name', 'Lê Thay'), await by('identity-number', wrong)]).toEqual([[bearer], [bearer]]);

  const change = { name: 'Lê Văn Thái', identityNumber: right };
  await one.execute(correctDossier, { dossierId: other, ground: 'Gõ nhầm', submitter: change }, at('2025-07-01T11:10'));
  await deliver(bearer);
  expect([await by('name', 'Lê Thay'), await by('identity-number', wrong)]).toEqual([[], []]);
  expect([await by('name', 'lê thái'), await by('identity-number', right)]).toEqual([[bearer], [bearer]]);
});
