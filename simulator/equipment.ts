import { derivedId } from '#commands/handling/ids.ts';
import type { Actor } from '#events/store/event.ts';
import type { Act } from './act.ts';
import { laneOf, type SimulatedCenter } from './city.ts';
import { seeded } from './random.ts';
import { headOf } from './setUp.ts';
import { at } from './workingClock.ts';

const SCANNER = 'máy quét';
const QUEUE = 'hệ thống xếp hàng tự động';
const MINUTE = 60_000;
/** What the norms ask for at each point, what a piece costs, and the share of Centers that bought it in June. */
const perPoint = [
  { item: QUEUE, dong: 85_000_000, bought: 0.7 },
  { item: 'camera giám sát', dong: 4_500_000, bought: 0.75 },
  { item: 'kiốt tra cứu', dong: 48_000_000, bought: 0.35 },
];
/** Every so many neighbouring units had one district; its one-stop section is shared among them. */
const UNITS_PER_DISTRICT = 8;
const TRANSFERS = 14;

const administrator: Actor = { id: 'sim-administrator', role: 'administrator', simulated: true };
const june = (day: number, minute: number): number => at(`2025-06-${day}`, '08:00') + minute * MINUTE;

/** The inventory of the commune's former one-stop section. */
const inventoryIn = (setUp: readonly Act[]) => {
  const input = setUp.find(({ command }) => command === 'OpenInventory')?.input;
  if (input === undefined) throw new Error('a Center is set up without an inventory');
  return input as { section: string; name: string; items: { item: string; quantity: number }[] };
};

/**
 * Acts of one Center about equipment, besides stating needs: what else it takes from the old section, and what it buys.
 */
const centerActs = (center: SimulatedCenter, setUp: readonly Act[]): Act[] => {
  const { unit } = center;
  const random = seeded('equipment', unit.code);
  const head = headOf(center);
  const acts: Act[] = [];
  const add = (when: number, label: string, command: string, input: Record<string, unknown>) =>
    acts.push({ at: when, lane: laneOf(center), key: `equipment:${unit.code}:${label}`, command, input, actor: head });

  const { section, name, items } = inventoryIn(setUp);
  const queue = items.some(({ item }) => item === QUEUE) ? 1 : 0;
  if (queue > 0)
    add(june(23, random.int(0, 240)), 'reuse-queue', 'ReuseEquipment', {
      unit: unit.code,
      item: QUEUE,
      quantity: queue,
      from: name,
      section,
    });
  if (random.chance(0.12))
    add(june(24, random.int(0, 240)), 'write-off', 'WriteItemsOff', {
      section,
      item: 'ghế chờ',
      quantity: random.int(1, 6),
      ground: 'Hư hỏng, không sửa chữa được',
    });

  const points = setUp.filter(({ command }) => command === 'OpenPoint').length;
  for (const { item, dong, bought } of perPoint) {
    const missing = points - (item === QUEUE ? queue : 0);
    // what was bought with money of the city's own has no price here
    if (missing > 0 && random.chance(bought))
      add(june(random.pick([25, 26, 27, 30]), random.int(0, 480)), `buy:${item}`, 'AddEquipment', {
        unit: unit.code,
        item,
        quantity: missing,
        ...(random.chance(0.9) && { priceDong: missing * dong }),
      });
  }
  return acts;
};

/**
 * One transfer of scanners from a Center with a surplus to one without. Most are accepted; some are declined, refused
 * or unfinished.
 */
const transferActs = (giver: SimulatedCenter, receiver: SimulatedCenter, index: number): Act[] => {
  const random = seeded('transfer', index);
  const transferId = derivedId('simulator', 'transfer', index);
  const after = [laneOf(giver), laneOf(receiver)];
  const act = (day: number, label: string, command: string, input: object, actor: Actor): Act => ({
    at: at(`2025-07-0${day}`, '08:00') + random.int(0, 480) * MINUTE,
    lane: `transfer-${transferId}`,
    after,
    key: `equipment:transfer:${index}:${label}`,
    command,
    input: { transferId, ...input },
    actor,
  });
  const [from, to] = [giver.unit.code, receiver.unit.code];
  const asked = { from, to, item: SCANNER, quantity: random.int(1, 2), ground: 'Nơi nhận chưa có máy quét, nơi giao còn dư' };
  const request = act(2, 'request', 'RequestTransfer', asked, headOf(receiver));
  const handOver = act(3, 'hand-over', 'HandOverTransfer', {}, headOf(giver));
  switch (index % 7) {
    case 4:
      return [request, act(3, 'decline', 'DeclineTransfer', { reason: 'Đã dự kiến dùng cho điểm tiếp nhận số 2' }, headOf(giver))];
    case 5:
      return [request, handOver, act(7, 'refuse', 'RefuseTransfer', { reason: 'Máy không kết nối được với phần mềm' }, headOf(receiver))];
    case 6:
      return index < 7 ? [request] : [request, handOver];
    default:
      return [request, handOver, act(4, 'accept', 'AcceptTransfer', {}, headOf(receiver))];
  }
};

/**
 * Acts about equipment in June and July 2025: inventories of former districts' sections, what Centers take of them and
 * buy, and transfers of the surplus.
 * `setUpOf`: the acts that set up a Center.
 */
export const equipmentActs = (centers: readonly SimulatedCenter[], setUpOf: (center: SimulatedCenter) => readonly Act[]): Act[] => {
  const setUps = new Map(centers.map((center) => [center, setUpOf(center)]));
  const buysScanners = (center: SimulatedCenter): boolean =>
    setUps.get(center)?.some(({ command, input }) => command === 'AddEquipment' && input.item === SCANNER) ?? false;
  const onTime = centers.filter(({ lateness }) => lateness === undefined);
  const without = onTime.filter((center) => !buysScanners(center)).slice(0, TRANSFERS);
  const givers = onTime.filter(buysScanners).slice(0, without.length);

  const districts = Map.groupBy(centers, (center) => Math.floor(centers.indexOf(center) / UNITS_PER_DISTRICT));
  const sections = [...districts].flatMap(([number, units]): Act[] => {
    const [keeper, ...others] = units;
    if (keeper === undefined) return [];
    const section = `district-${number + 1}`;
    const shared = others.map(({ unit }) => unit.code);
    const open: Act = {
      at: june(12, 30 * (number % 16)),
      lane: section,
      key: `equipment:${section}:inventory`,
      command: 'OpenInventory',
      input: {
        section,
        unit: keeper.unit.code,
        name: `Bộ phận một cửa cấp huyện cũ, khu vực ${number + 1}`,
        level: 'district',
        sharedWith: shared,
        items: [
          { item: SCANNER, quantity: 2 * UNITS_PER_DISTRICT },
          { item: 'máy in', quantity: UNITS_PER_DISTRICT },
        ],
      },
      actor: administrator,
    };
    // Each takes two scanners, and later buys as many as it had stated to need.
    const taken = units
      .filter((center) => givers.includes(center))
      .map(
        (center): Act => ({
          at: june(20, 420 + (centers.indexOf(center) % 60)),
          lane: laneOf(center),
          after: [section],
          key: `equipment:${center.unit.code}:reuse-scanners`,
          command: 'ReuseEquipment',
          input: { unit: center.unit.code, item: SCANNER, quantity: 2, from: 'Bộ phận một cửa cấp huyện cũ', section },
          actor: headOf(center),
        }),
      );
    return [open, ...taken];
  });
  return [
    ...centers.flatMap((center) => centerActs(center, setUps.get(center) ?? [])),
    ...sections,
    ...givers.flatMap((giver, index) => {
      const receiver = without[index];
      return receiver === undefined ? [] : transferActs(giver, receiver, index);
    }),
  ];
};
