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
  otherUnit,
  pointOpened,
  regulationsIssued,
  unit,
} from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([centerReadiness]);
  await models.feed(
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
  const centers = await centersOn(models.db, [unit, otherUnit, '25760'], '2025-07-03');
  expect(centers.map(({ unit: of, state, missing, missingSince }) => [of, state, missing, missingSince])).toEqual([
    [unit, 'open', [], '2025-07-01'],
    [otherUnit, 'preparing', ['director', 'receiving-officer', 'open-point', 'working-regulations'], '2025-07-01'],
    ['25760', 'not-started', ['decision-in-effect', 'director', 'receiving-officer', 'open-point', 'working-regulations'], '2025-07-01'],
  ]);
  expect(await centersOn(models.db, [], '2025-07-03')).toEqual([]);
});

it('one Center shows what it has on the day', async () => {
  expect(await centerOn(models.db, unit, '2025-07-03')).toMatchObject({
    state: 'open',
    openedOn: '2025-07-01',
    existsFrom: '2025-07-01',
    decisions: [{ effectiveOn: '2025-07-01' }],
    points: [{ pointId: 'p1' }],
    equipment: [{ item: 'máy quét', needed: 3, reused: 1, added: 0, gap: 2 }],
    hours: { effectiveFrom: '2025-07-01' },
    revision: 6,
  });
  expect(await centerOn(models.db, '25760', '2025-07-03')).toMatchObject({
    state: 'not-started',
    decisions: [],
    hours: null,
    revision: -1,
  });
});
