import type { Act } from './act.ts';
import { laneOf, memberIn, type SimulatedCenter } from './city.ts';
import { seeded } from './random.ts';
import { administrator, headOf } from './setUp.ts';
import type { SimulatedProcedure } from './story.ts';
import { at } from './workingClock.ts';

// Shares are assumptions. The first weeks' complaint was that officials carry four to nine task groups; that most
// Centers have nobody to spare follows from it.
const LACKS_ONE = 0.07;
const GROUPS_ON_RECORD = 0.1;
const DEPUTY_ON_LEAVE = 0.02;

const needed = (center: SimulatedCenter): Act[] => {
  const { unit, staff } = center;
  const random = seeded('staff', unit.code);
  return (['receiving-officer', 'specialist'] as const).map((position, index) => ({
    at: at('2025-06-24', '09:00') + random.int(0, 240) * 60_000,
    lane: laneOf(center),
    key: `staff:${unit.code}:need:${position}`,
    command: 'StateStaffNeed',
    input: {
      unit: unit.code,
      position,
      count: staff.filter((member) => member.position === position).length + (index === 1 && random.chance(LACKS_ONE) ? 1 : 0),
      from: '2025-07-01',
      ground: 'Đề án vị trí việc làm của Trung tâm',
    },
    actor: headOf(center),
  }));
};

/** Who does what: every sector has somebody for every step, and everybody who receives carries many. */
const taskGroups = (center: SimulatedCenter, procedures: readonly SimulatedProcedure[]): Act[] => {
  const { unit, staff } = center;
  const random = seeded('task-groups', unit.code);
  if (!random.chance(GROUPS_ON_RECORD)) return [];
  const fields = [...new Set(procedures.map(({ field }) => field))].toSorted();
  return (['receiving-officer', 'specialist'] as const).flatMap((position) => {
    const members = staff.filter((member) => member.position === position);
    return members.map((member, place) => {
      const own = fields.filter((_, index) => index % members.length === place || random.chance(0.75)).slice(0, 9);
      return {
        at: at('2025-06-30', '16:30') + random.int(0, 25) * 60_000,
        lane: laneOf(center),
        key: `staff:${unit.code}:groups:${member.id}`,
        command: 'GiveTaskGroups',
        input: {
          officialId: member.id,
          groups: own.map((field) => ({ field, roles: [position] })),
          from: '2025-07-01',
          basis: `Thông báo phân công ${random.int(1, 9)}/TB-TTPVHCC`,
        },
        actor: administrator,
      };
    });
  });
};

/** A deputy director holds no dossiers: nothing has to move while somebody stands in. */
const leave = (center: SimulatedCenter): Act[] => {
  const { unit } = center;
  const random = seeded('leave', unit.code);
  if (!random.chance(DEPUTY_ON_LEAVE)) return [];
  const input = {
    officialId: memberIn(center, 'leader').id,
    unit: unit.code,
    position: 'deputy-director',
    substituteFor: memberIn(center, 'deputy-director').id,
    basis: `Giấy phân công ${random.int(1, 40)}/GPC-TTPVHCC`,
    from: '2025-07-03',
    until: '2025-07-04',
  };
  const when = at('2025-07-02', '15:00') + random.int(0, 60) * 60_000;
  return [{ at: when, lane: laneOf(center), key: `staff:${unit.code}:leave`, command: 'SubstituteOfficial', input, actor: administrator }];
};

/** Whom each Center needs, who is to do what at some of them, and who stood in for whom in the first days. */
export const staffActs = (centers: readonly SimulatedCenter[], procedures: readonly SimulatedProcedure[]): Act[] =>
  centers.flatMap((center) => [...needed(center), ...taskGroups(center, procedures), ...leave(center)]);
