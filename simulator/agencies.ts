import type { Actor } from '#events/store/event.ts';
import type { Act } from './act.ts';
import { laneOf, type SimulatedCenter } from './city.ts';
import type { Intake } from './intake.ts';
import { fullName, phoneNumber } from './people.ts';
import { seeded } from './random.ts';
import { administrator } from './setUp.ts';
import { endOfLimit } from './story.ts';
import { officer, type Telling } from './telling.ts';
import { at, dayOf } from './workingClock.ts';

/** People of the city Center who sit in a commune Center and take in what agencies settle: sent, and assigned there. */
export const areaTeamActs = (centers: readonly SimulatedCenter[]): Act[] =>
  centers.flatMap((center) => {
    const { unit, areaTeam } = center;
    if (areaTeam === undefined) return [];
    const person = seeded('area-team', unit.code);
    const act = (day: string, command: string, input: object): Act => ({
      at: at(day, '09:00') + person.int(0, 240) * 60_000,
      lane: laneOf(center),
      key: `area-team:${unit.code}:${command}`,
      command,
      input: { officialId: areaTeam.id, unit: unit.code, ...input },
      actor: administrator,
    });
    return [
      act('2025-06-26', 'RegisterOfficial', {
        name: fullName(person),
        phone: phoneNumber(person),
        office: 'civil-servant',
        sentBy: 'Trung tâm Phục vụ hành chính công Thành phố',
      }),
      act('2025-06-30', 'AssignOfficial', {
        position: areaTeam.position,
        basis: 'Quyết định bố trí tổ địa bàn (mô phỏng)',
        from: '2025-07-01',
      }),
    ];
  });

const passedOn = 'Chuyển hồ sơ thuộc thẩm quyền cơ quan cấp Thành phố';

/** An agency takes over what an area team received, settles it, and sends the result back to the Center that returns it. */
export const tellAgency = (telling: Telling, { desk, receivedAt, means, ownerName }: Intake, agency: string): void => {
  const { story, random, clock } = telling;
  const { receiving, procedure } = story;
  const { steps, limit } = procedure.version;
  const { code } = receiving.unit;
  const atDesk = officer(desk, receiving);
  const atAgency: Actor = { id: `sim-${agency}-desk`, role: 'officer', unit: agency, simulated: true };
  const sealing = steps.findLastIndex(({ role }) => role !== 'receiving-officer');

  telling.wait(random.int(15, 120));
  telling.act('HandOverDossier', { to: { unit: agency }, step: 1, note: passedOn }, atDesk);
  telling.wait(random.int(20, 200));
  telling.act('AcceptHandover', {}, atAgency);
  const available = Math.max(30, clock.between(telling.now, endOfLimit(clock, receivedAt, limit)));
  const work = available * (0.15 + 0.6 * random.next());
  telling.wait(work * 0.8);
  for (let step = 2; step <= sealing; step += 1) telling.act('HandOverDossier', { to: { unit: agency }, step }, atAgency);
  telling.wait(work * 0.2);
  const result = {
    number: `${random.int(1, 9000)}/KQ-${agency.toUpperCase()}`,
    date: dayOf(telling.now),
    abstract: procedure.name,
    signer: 'Lãnh đạo cơ quan giải quyết',
    ...(means === 'electronic' && { electronicCode: `KQ-${story.seed}-${story.index}` }),
  };
  telling.act('SettleDossier', { result }, atAgency);
  telling.wait(random.int(20, 120));
  telling.act('HandOverDossier', { to: { unit: code, official: desk.id }, step: steps.length - 1, note: 'Chuyển trả kết quả' }, atAgency);
  telling.wait(random.int(10, 60));
  telling.act('AcceptHandover', {}, atDesk);
  telling.wait(means === 'electronic' ? random.int(1, 20) : random.int(30, 600));
  telling.act('ReturnResult', { means, ...(means === 'counter' && { receivedBy: ownerName }) }, atDesk);
};
