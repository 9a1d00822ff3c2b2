import { describe, expect, it } from 'vitest';
import { statedNeedsOn } from '#domain/equipment/need.ts';
import { type CenterRow, centerReadiness } from '#projections/centerReadiness/projection.ts';
import {
  assigned,
  assignmentEnded,
  centerOpened,
  complete,
  decisionAmended,
  directiveId,
  directiveIssued,
  equipmentAdded,
  equipmentNeeded,
  established,
  type Happened,
  officeHeld,
  officialRegistered,
  otherUnit,
  pointClosed,
  pointOpened,
  substituted,
  unit,
} from '#test/support/events.ts';
import { folded, onlyRow } from '#test/support/fold.ts';

const rowAfter = async (...events: Happened[]) => (await onlyRow(centerReadiness, 'center_readiness', events)) as unknown as CenterRow;

describe('the row of a Center', () => {
  it('gathers what its own events and those of officials say of it', async () => {
    const row = await rowAfter(...complete, decisionAmended(), pointClosed(), substituted(), assignmentEnded(), centerOpened());
    expect(row).toMatchObject({
      decisions: [
        { effectiveOn: '2025-07-01', ground: null },
        { effectiveOn: '2025-07-03', ground: 'Sửa chức năng' },
      ],
      points: [{ pointId: 'p1', counters: 5, closedOn: '2025-08-01' }],
      headquarters: [{ address: '1 Đường A', designatedOn: '2025-06-21' }],
      regulations: [{ effectiveOn: '2025-07-01', basis: 'Nghị định 118/2025/NĐ-CP' }],
      hours: [{ effectiveFrom: '2025-07-01' }],
      opened_on: '2025-07-01',
    });
    expect(row.staff.map(({ officialId, until, substituteFor }) => [officialId, until, substituteFor])).toEqual([
      ['official-1', '2025-09-30', null],
      ['official-3', null, null],
      ['official-2', '2025-08-15', 'official-1'],
    ]);
  });

  it('keeps the revision of its own stream, whatever officials do', async () => {
    expect(await rowAfter(established(), pointOpened(), assigned())).toMatchObject({ revision: 1 });
  });

  it('keeps a day’s entries about one item of equipment as one: the last need, the sum of pieces', async () => {
    const { equipment } = await rowAfter(
      established(),
      equipmentNeeded({ quantity: 3 }),
      equipmentAdded({ quantity: 2 }),
      equipmentNeeded({ quantity: 5 }),
      equipmentAdded({ quantity: 1 }),
    );
    expect(equipment.map(({ kind, quantity }) => [kind, quantity])).toEqual([
      ['needed', 5],
      ['added', 3],
    ]);
  });

  it('lets the need stated last count, however its item is worded', async () => {
    const { equipment } = await rowAfter(
      established(),
      equipmentNeeded({ item: 'máy in', quantity: 3 }),
      equipmentNeeded({ item: 'Máy  in', quantity: 4 }),
      equipmentNeeded({ item: 'máy in', quantity: 5 }),
    );
    expect(statedNeedsOn(equipment, '2099-01-01')).toMatchObject([{ item: 'máy in', stated: 5 }]);
  });
});

it('the offices of an official are known, whatever Center they are held at', async () => {
  const { offices_held: rows } = await folded(centerReadiness, [officialRegistered(), officeHeld({ from: '2025-09-01' })]);
  const offices = [
    { office: 'head-of-department', from: null },
    { office: 'vice-chair', from: '2025-09-01' },
  ];
  expect(rows).toEqual([{ official_id: 'official-1', offices }]);
});

it('what directives ask of Centers is kept with its deadline, which may be moved; what only evidence fulfils is not', async () => {
  const moved = { directiveId, taskId: 'staff', deadline: '2025-07-05T10:00:00.000Z', ground: 'Công văn 20' };
  const ofPilot = { ...moved, taskId: 'pilot' };
  const { center_deadlines: rows } = await folded(centerReadiness, [
    directiveIssued(),
    { type: 'TaskDeadlineMoved', data: moved },
    { type: 'TaskDeadlineMoved', data: ofPilot },
  ]);
  const asked = { directive_id: directiveId, on_day: '2025-07-01', assignees: [unit, otherUnit] };
  expect(rows).toEqual([
    { ...asked, task_id: 'decision', rule: 'decision-in-effect', deadline: '2025-06-30T10:00:00.000Z' },
    { ...asked, task_id: 'staff', rule: 'staff-complete', deadline: '2025-07-05T10:00:00.000Z' },
  ]);
});
