import { afterAll, beforeAll, expect, it } from 'vitest';
import { centerReadiness } from '#projections/centerReadiness/projection.ts';
import { centerOn, centersOn } from '#projections/centerReadiness/queries.ts';
import {
  assigned,
  centerOpened,
  equipmentNeeded,
  equipmentReused,
  established,
  hoursSet,
  officeHeld,
  officialRegistered,
  otherUnit,
  pointOpened,
  regulationsIssued,
  unit,
} from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { testSettings } from '#test/support/settings.ts';

const rules = testSettings.directorOffices;
let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([centerReadiness]);
  await models.feed(
    officialRegistered(),
    officeHeld({ from: '2025-09-01', office: 'civil-servant' }),
    established(),
    pointOpened(),
    regulationsIssued(),
    hoursSet(),
    equipmentNeeded(),
    equipmentReused(),
    assigned(),
    assigned({ officialId: 'official-3', assignmentId: 'a3', position: 'receiving-officer' }),
    centerOpened(),
    established({ unit: otherUnit }),
  );
});
afterAll(() => models.drop());

it('every unit asked about is there, also where nothing has happened', async () => {
  const centers = await centersOn(models.db, [unit, otherUnit, '25760'], '2025-07-03', rules);
  const openingRule = ['decision-in-effect', 'director', 'receiving-officer', 'open-point', 'working-regulations'];
  const codes = (lacks: readonly { code: string }[]) => lacks.map(({ code }) => code);
  expect(
    centers.map((center) => [center.unit, center.state, codes(center.missingToOpen), center.missingToOpenSince, codes(center.alsoMissing)]),
  ).toEqual([
    [unit, 'open', [], null, ['headquarters', 'equipment']],
    [otherUnit, 'preparing', openingRule.slice(1), '2025-07-01', ['headquarters', 'equipment']],
    ['25760', 'not-started', openingRule, '2025-07-01', ['headquarters', 'equipment']],
  ]);
  expect(await centersOn(models.db, [], '2025-07-03', rules)).toEqual([]);
});

it('one Center shows what it has on the day', async () => {
  expect(await centerOn(models.db, unit, '2025-07-03', rules)).toMatchObject({
    state: 'open',
    openedOn: '2025-07-01',
    existsFrom: '2025-07-01',
    decisions: [{ effectiveOn: '2025-07-01' }],
    points: [{ pointId: 'p1' }],
    equipment: [{ item: 'máy quét', needed: 3, reused: 1, added: 0, gap: 2 }],
    hours: { effectiveFrom: '2025-07-01' },
    revision: 6,
  });
  expect(await centerOn(models.db, '25760', '2025-07-03', rules)).toMatchObject({
    state: 'not-started',
    decisions: [],
    hours: null,
    revision: -1,
  });
});

it('a director who came to hold another office is shown as missing from that day', async () => {
  const [center] = await centersOn(models.db, [unit], '2025-09-05', rules);
  expect(center).toMatchObject({
    state: 'open',
    missingToOpen: [{ code: 'director', since: '2025-09-01', mustAct: 'commune-peoples-committee' }],
    missingToOpenSince: '2025-09-01',
  });
});
