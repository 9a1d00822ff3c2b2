import { afterAll, beforeAll, expect, it } from 'vitest';
import { centerReadiness } from '#projections/centerReadiness/projection.ts';
import { centerOn, centersOn } from '#projections/centerReadiness/queries.ts';
import {
  assigned,
  centerOpened,
  directiveId,
  directiveIssued,
  equipmentNeeded,
  equipmentReused,
  established,
  type Happened,
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
const past: readonly Happened[] = [
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
  directiveIssued(),
];
let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([centerReadiness]);
  await models.feed(...past);
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
    // no directive gave this unit a task: nothing says since when it is missing
    ['25760', 'not-started', openingRule, null, ['headquarters', 'equipment']],
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
    equipment: [{ item: 'máy quét', stated: 3, reused: 1, added: 0, statedGap: 2 }],
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

it('a deadline that was moved is due as it was known at the time', async () => {
  const dueOn = async (position?: number) => {
    const asOf = position === undefined ? undefined : { position };
    const [center] = await centersOn(models.db, [otherUnit], '2025-07-03', rules, asOf);
    return center?.conditions.find(({ code }) => code === 'director')?.dueOn;
  };
  const issued = past.length - 1;
  await models.feed({
    type: 'TaskDeadlineMoved',
    data: { directiveId, taskId: 'staff', deadline: '2025-07-05T10:00:00.000Z', ground: 'Công văn 20' },
  });
  expect([await dueOn(issued - 1), await dueOn(issued), await dueOn()]).toEqual([null, '2025-06-30', '2025-07-05']);
});
