import type { Settings } from '#domain/settings.ts';
import type { Actor } from '#events/store/event.ts';
import type { Act } from './act.ts';
import { FIRST_DAY, laneOf, type Member, memberIn, type SimulatedCenter } from './city.ts';
import { fullName, phoneNumber, streetAddress } from './people.ts';
import { type Random, seeded } from './random.ts';
import { firstRegulations } from './regulations.ts';
import { at, dayOf } from './workingClock.ts';

/** Last day on which a vice-chair may be director (Resolution 332/NQ-CP of 15 October 2025). */
const LAST_DAY_OF_VICE_CHAIRS = '2025-10-14';

export const administrator: Actor = { id: 'sim-administrator', role: 'administrator', simulated: true };
/** Who prepares the Center: the director to be, or the deputy where nobody has been named. */
export const headOf = (center: SimulatedCenter): Actor => {
  const { id } = memberIn(center, center.lateness === 'no-director' ? 'deputy-director' : 'director');
  return { id, official: id, role: 'center-head', unit: center.unit.code, simulated: true };
};

/** Who leads the Center on a day: a vice-chair until that was forbidden, then the deputy that took his place. */
export const headOn = (center: SimulatedCenter, day: string): Actor => {
  const succeeded = center.viceChairDirects && day > LAST_DAY_OF_VICE_CHAIRS;
  if (!succeeded) return headOf(center);
  const { id } = memberIn(center, 'deputy-director');
  return { ...headOf(center), id, official: id };
};

const june = (random: Random, first: number, last: number): number => {
  const day = random.int(first, last);
  // offices were closed on 14, 15, 21, 22, 28 and 29 June 2025
  const weekday = ({ 14: 13, 15: 16, 21: 20, 22: 23, 28: 27, 29: 30 } as Record<number, number>)[day] ?? day;
  return at(`2025-06-${String(weekday).padStart(2, '0')}`, '08:00') + random.int(0, 8 * 60) * 60_000;
};

const officeOf = ({ position }: Member, viceChairDirects: boolean): string => {
  if (position === 'director') return viceChairDirects ? 'vice-chair' : 'head-of-department';
  if (position === 'deputy-director') return 'head-of-department';
  return position === 'leader' ? 'vice-chair' : 'civil-servant';
};

/**
 * The acts that set up one Center in June 2025 and open it on 1 July, or a few days later where something was missing.
 */
export const setUpActs = (center: SimulatedCenter, { defaultWeek }: Pick<Settings, 'defaultWeek'>): Act[] => {
  const { unit, lateness, completeOn, staff, size, viceChairDirects } = center;
  const random = seeded('set-up', unit.code);
  const lane = laneOf(center);
  const committee = `Ủy ban nhân dân ${unit.fullName[0]?.toLowerCase()}${unit.fullName.slice(1)}`;
  const acts: Act[] = [];
  const add = (when: number, label: string, command: string, input: Record<string, unknown>, actor: Actor, refusals?: Act['refusals']) =>
    acts.push({ at: when, lane, key: `set-up:${unit.code}:${label}`, command, input, actor, ...(refusals && { refusals }) });
  const madeGood = (label: string, offset: number) => (lateness === label ? at(completeOn, '08:00') + offset * 60_000 : undefined);
  const head = headOf(center);
  const legalAct = (when: number, kind: string) => ({
    number: `${random.int(10, 480)}/${kind}-UBND`,
    date: dayOf(when),
    signer: `Chủ tịch ${committee}`,
  });

  const established = june(random, 9, 13);
  add(
    established,
    'establish',
    'EstablishCenter',
    {
      unit: unit.code,
      decision: {
        act: legalAct(established, 'QĐ'),
        effectiveOn: FIRST_DAY,
        functions: [
          'Tiếp nhận, số hóa hồ sơ, trả kết quả giải quyết thủ tục hành chính',
          'Kiểm soát thủ tục hành chính',
          'Xây dựng chính quyền điện tử, theo dõi ứng dụng công nghệ thông tin',
        ],
        tasks: ['Hướng dẫn, tiếp nhận và trả kết quả không phụ thuộc địa giới hành chính', 'Đôn đốc việc giải quyết hồ sơ đúng hạn'],
        powers: [
          'Yêu cầu cơ quan, người giải quyết giải trình hồ sơ quá hạn',
          'Từ chối hồ sơ không đúng quy định, có văn bản nêu rõ lý do',
        ],
      },
    },
    administrator,
  );

  const address = streetAddress(random, unit.fullName);
  add(
    madeGood('no-headquarters', 30) ?? june(random, 16, 20),
    'headquarters',
    'DesignateHeadquarters',
    {
      unit: unit.code,
      address,
      areaSquareMetres: Math.round(60 + 60 * size * random.logNormal(0.3)),
      waitingAreaSquareMetres: Math.round(30 + 25 * size * random.logNormal(0.3)),
      reusedFrom: [{ section: `Bộ phận một cửa cũ tại ${address}`, what: 'Trụ sở, quầy tiếp nhận, bàn ghế chờ' }],
    },
    head,
  );

  const computers = staff.length;
  const reused = Math.max(1, Math.round(computers * (0.4 + 0.4 * random.next())));
  const scanners = Math.max(1, Math.round(size * 2));
  const equipment = june(random, 16, 20);
  const stock = seeded('inventory', unit.code);
  const section = `commune-${unit.code}`;
  const sectionName = `Bộ phận một cửa cũ của ${unit.fullName}`;
  add(
    at('2025-06-13', '13:00') + stock.int(0, 240) * 60_000,
    'inventory',
    'OpenInventory',
    {
      section,
      unit: unit.code,
      name: sectionName,
      level: 'commune',
      items: [
        { item: 'máy tính', quantity: reused + stock.int(0, 3) },
        { item: 'ghế chờ', quantity: stock.int(10, 40) },
        ...(stock.chance(0.25) ? [{ item: 'hệ thống xếp hàng tự động', quantity: 1 }] : []),
      ],
    },
    administrator,
  );
  add(
    equipment,
    'need-computers',
    'StateEquipmentNeed',
    { unit: unit.code, item: 'máy tính', quantity: computers, ground: 'Mỗi người làm việc một máy' },
    head,
  );
  add(
    equipment + 60_000,
    'need-scanners',
    'StateEquipmentNeed',
    { unit: unit.code, item: 'máy quét', quantity: scanners, ground: 'Số hóa hồ sơ ngay khi tiếp nhận' },
    head,
  );
  add(
    equipment + 120_000,
    'reuse-computers',
    'ReuseEquipment',
    { unit: unit.code, item: 'máy tính', quantity: reused, from: sectionName, section },
    head,
  );
  // a fifth of the Centers still lacks computers on the first day
  if (reused < computers && random.chance(0.8))
    add(
      june(random, 24, 30),
      'add-computers',
      'AddEquipment',
      { unit: unit.code, item: 'máy tính', quantity: computers - reused, priceDong: (computers - reused) * 15_000_000 },
      head,
    );
  if (random.chance(0.7))
    add(june(random, 24, 30), 'add-scanners', 'AddEquipment', { unit: unit.code, item: 'máy quét', quantity: scanners }, head);

  const point = madeGood('no-point', 45) ?? june(random, 18, 27);
  add(
    point,
    'point',
    'OpenPoint',
    {
      unit: unit.code,
      pointId: 'main',
      name: `Điểm tiếp nhận chính ${unit.fullName}`,
      address,
      counters: Math.max(2, Math.round(4 * size)),
      openedOn: dayOf(Math.max(point, at(FIRST_DAY, '00:00'))),
    },
    head,
  );
  if (size > 1.3 && lateness !== 'no-point')
    add(
      june(random, 24, 30),
      'point-2',
      'OpenPoint',
      {
        unit: unit.code,
        pointId: 'second',
        name: `Điểm tiếp nhận số 2 ${unit.fullName}`,
        address: streetAddress(random, unit.fullName),
        counters: 2,
        openedOn: FIRST_DAY,
      },
      head,
    );

  for (const member of staff) {
    const isDirector = member.position === 'director';
    const registered = (isDirector ? madeGood('no-director', 20) : undefined) ?? june(random, 23, 26);
    const assigned = (isDirector ? madeGood('no-director', 60) : undefined) ?? june(random, 27, 30);
    const from = dayOf(Math.max(assigned, at(FIRST_DAY, '00:00')));
    const person = seeded('official', member.id);
    add(
      registered,
      `register:${member.id}`,
      'RegisterOfficial',
      {
        officialId: member.id,
        name: fullName(person),
        phone: phoneNumber(person),
        office: officeOf(member, viceChairDirects),
        sentBy: committee,
        unit: unit.code,
      },
      administrator,
    );
    add(
      assigned,
      `assign:${member.id}`,
      'AssignOfficial',
      {
        officialId: member.id,
        unit: unit.code,
        position: member.position,
        basis: `Quyết định ${random.int(10, 480)}/QĐ-UBND ngày ${dayOf(assigned)}`,
        from,
        ...(isDirector && viceChairDirects && { until: LAST_DAY_OF_VICE_CHAIRS }),
      },
      administrator,
    );
  }
  const successor = memberIn(center, 'deputy-director');
  if (viceChairDirects)
    add(
      at(LAST_DAY_OF_VICE_CHAIRS, '09:00') + random.int(0, 300) * 60_000,
      'new-director',
      'AssignOfficial',
      {
        officialId: successor.id,
        unit: unit.code,
        position: 'director',
        basis: 'Nghị quyết 332/NQ-CP: Phó Chủ tịch không kiêm Giám đốc',
        from: '2025-10-15',
      },
      administrator,
    );

  const regulations = madeGood('no-regulations', 30) ?? june(random, 24, 30);
  add(
    regulations,
    'regulations',
    'IssueWorkingRegulations',
    {
      unit: unit.code,
      act: legalAct(regulations, 'QC'),
      effectiveOn: dayOf(Math.max(regulations, at(FIRST_DAY, '00:00'))),
      basis: 'Nghị định 118/2025/NĐ-CP',
      ...firstRegulations(center),
    },
    head,
  );
  add(
    june(random, 26, 30),
    'hours',
    'SetWorkingHours',
    { unit: unit.code, effectiveFrom: FIRST_DAY, week: defaultWeek, ground: 'Giờ hành chính' },
    head,
  );

  const attempt = at(FIRST_DAY, '06:30') + random.int(0, 50) * 60_000;
  const open = (openedOn: string) => ({ unit: unit.code, openedOn });
  if (center.opensAt > at(FIRST_DAY, '12:00')) {
    add(attempt, 'open-too-early', 'OpenCenter', open(FIRST_DAY), head, ['center-not-ready', 'center-already-open']);
    add(center.opensAt - 15 * 60_000, 'open', 'OpenCenter', open(completeOn), head);
  } else add(attempt, 'open', 'OpenCenter', open(FIRST_DAY), head);
  return acts;
};
