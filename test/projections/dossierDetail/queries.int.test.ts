import { afterAll, beforeAll, expect, it } from 'vitest';
import { dossierDetail } from '#projections/dossierDetail/projection.ts';
import { findDossier } from '#projections/dossierDetail/queries.ts';
import { dossierIdOf, handedOver, handoverAccepted, otherUnit, received, sealedName, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

const third = '25760';
let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([dossierDetail]);
  await models.feed(received({ placeOfReceipt: otherUnit, holder: { unit: otherUnit } }), handedOver({ to: { unit: third } }));
});
afterAll(() => models.drop());

it('a dossier is there in full, personal values sealed', async () => {
  expect(await findDossier(models.db, dossierIdOf(1), 'all')).toMatchObject({
    dossierId: dossierIdOf(1),
    status: 'processing',
    nationalStatus: 4,
    owner: { name: sealedName() },
    deadline: [{ cause: 'reception' }],
    timeline: [{ type: 'DossierReceived' }, { type: 'DossierHandedOver' }],
    revision: 1,
  });
  expect(await findDossier(models.db, dossierIdOf(2), 'all')).toBeUndefined();
});

it('the giver sees it as long as he may recall it', async () => {
  const [dossierId, giver] = [dossierIdOf(3), '25761'];
  const given = handedOver({ dossierId, from: { unit: giver }, to: { unit: third }, awaitsAcceptance: true });
  await models.feed(received({ dossierId }), given);
  expect(await findDossier(models.db, dossierId, [giver])).toBeDefined();
  await models.feed(handoverAccepted({ dossierId }));
  expect(await findDossier(models.db, dossierId, [giver])).toBeUndefined();
});

it('it is visible to the competent unit, to the place of receipt and to the holder, and to nobody else', async () => {
  for (const of of [unit, otherUnit, third]) expect(await findDossier(models.db, dossierIdOf(1), [of])).toBeDefined();
  expect(await findDossier(models.db, dossierIdOf(1), ['25999'])).toBeUndefined();
  expect(await findDossier(models.db, dossierIdOf(1), [])).toBeUndefined();
});
