import type { loadDirectives } from '#cli/reference.ts';
import { noticeIdOf } from '#commands/notice/notice.ts';
import { dutyIdOf } from '#events/duty/events.ts';
import type { Actor } from '#events/store/event.ts';
import { stepIn } from '#processes/writeNotices.ts';
import type { Act } from './act.ts';
import { FIRST_DAY, laneOf, type SimulatedCenter } from './city.ts';
import { seeded } from './random.ts';
import { headOf } from './setUp.ts';
import { at, dayOf, plusDays } from './workingClock.ts';

type Directive = ReturnType<typeof loadDirectives>[number];

const supervisor: Actor = { id: 'sim-supervisor', role: 'supervisor', simulated: true };
const departmentOf = (party: string): Actor => ({ id: `sim-${party}`, role: 'department', unit: party, simulated: true });

/** What one party does for one duty that asks for evidence: when it hands in, and when the Office answers. */
type Course = { handedIn: [day: string, time: string]; returned?: [day: string, time: string]; accepted: [day: string, time: string] };

const courseOf = (taskId: string, party: string, number: number): Course => {
  if (taskId === 'monitoring') return { handedIn: ['2025-07-04', '15:00'], accepted: ['2025-07-04', '16:30'] };
  if (party === 'tourism') return { handedIn: ['2025-07-02', '10:00'], accepted: ['2025-07-03', '09:00'] };
  // in time, but not sufficient: what counts is what was accepted
  if (party === 'industry-and-trade')
    return { handedIn: ['2025-06-30', '09:00'], returned: ['2025-06-30', '15:00'], accepted: ['2025-07-02', '16:00'] };
  const random = seeded('duties', taskId, party, number);
  return { handedIn: [random.pick(['2025-06-26', '2025-06-27']), '14:00'], accepted: ['2025-06-30', '10:00'] };
};

const evidenceActs = ({ directiveId, tasks }: Directive): Act[] =>
  tasks.flatMap(({ taskId, title, assignees, fulfilment }) =>
    fulfilment.kind === 'rule'
      ? []
      : assignees.flatMap((party, number) => {
          const dutyId = dutyIdOf(directiveId, taskId, party);
          const { handedIn, returned, accepted } = courseOf(taskId, party, number);
          const act = (moment: number, label: string, command: string, input: object, actor: Actor): Act => ({
            at: moment,
            lane: `duty-${dutyId}`,
            key: `duty:${dutyId}:${label}`,
            command,
            input: { dutyId, ...input },
            actor,
          });
          const handIn = (moment: number, evidenceId: string) =>
            act(
              moment,
              `hand-in-${evidenceId}`,
              'HandInEvidence',
              { evidenceId, text: `Báo cáo: ${title}`, references: [] },
              departmentOf(party),
            );
          const accept = (evidenceId: string) => act(at(...accepted), 'accept', 'AcceptEvidence', { evidenceId }, supervisor);
          if (returned === undefined) return [handIn(at(...handedIn), 'e1'), accept('e1')];
          const giveBack = { evidenceId: 'e1', reason: 'Chưa có số liệu về thủ tục phát sinh nhiều hồ sơ' };
          return [
            handIn(at(...handedIn), 'e1'),
            act(at(...returned), 'return', 'ReturnEvidence', giveBack, supervisor),
            handIn(at(...accepted) - 3 * 3_600_000, 'e2'),
            accept('e2'),
          ];
        }),
  );

/** The task that a Center of each kind of lateness is late with. */
export const taskLateFor = {
  'no-director': 'staff',
  'no-regulations': 'regulations',
  'no-point': 'points',
  'no-headquarters': 'premises',
} as const;

/** The Center that had fixed a point and gave it up on the last day. */
const givingUp = (centers: readonly SimulatedCenter[]): SimulatedCenter | undefined =>
  centers.find(({ lateness }) => lateness === 'no-point');

/** The Office urges those who are late, in the afternoon before the deadline and on the first morning after it. */
const urgingActs = ({ directiveId }: Directive, centers: readonly SimulatedCenter[]): Act[] =>
  centers.flatMap((center, index) => {
    if (center.lateness === undefined) return [];
    const dutyId = dutyIdOf(directiveId, taskLateFor[center.lateness], center.unit.code);
    const urge = (moment: number, label: string, text: string): Act => ({
      at: moment + index * 1000,
      lane: `duty-${dutyId}`,
      key: `duty:${dutyId}:urge-${label}`,
      command: 'UrgeDuty',
      input: { dutyId, text },
      actor: supervisor,
    });
    const before = urge(at('2025-06-30', '14:00'), 'before', 'Đề nghị hoàn thành trước 17 giờ hôm nay để Trung tâm hoạt động từ ngày mai.');
    return [
      // who gives up its point later in the afternoon seems to be on time still
      ...(center === givingUp(centers) ? [] : [before]),
      urge(at('2025-07-01', '07:00'), 'after', 'Nhiệm vụ đã quá hạn. Đề nghị báo cáo nguyên nhân và hoàn thành ngay.'),
    ];
  });

type Entry = { item: string; quantity: number };
const sumOf = (acts: readonly Act[], commands: readonly string[], item: string): number =>
  acts
    .filter(({ command, input }) => commands.includes(command) && input['item'] === item)
    .reduce((sum, { input }) => sum + (input as Entry).quantity, 0);

/** What a Center's own acts of setting up leave missing of what they say it needs. */
const gapsAfter = (acts: readonly Act[]): Entry[] =>
  acts
    .filter(({ command }) => command === 'StateEquipmentNeed')
    .map(({ input }) => ({ item: String(input['item']), quantity: (input as Entry).quantity }))
    .map(({ item, quantity }) => ({ item, quantity: quantity - sumOf(acts, ['ReuseEquipment', 'AddEquipment'], item) }))
    .filter(({ quantity }) => quantity > 0);

/** Equipment that comes late: most of what was missing in the first week of July, some never. */
const lateEquipmentActs = (center: SimulatedCenter, setUp: readonly Act[]): Act[] => {
  const random = seeded('late-equipment', center.unit.code);
  return gapsAfter(setUp).flatMap(({ item, quantity }, index): Act[] => {
    const day = random.pick(['2025-07-01', '2025-07-02', '2025-07-03', '2025-07-04', '2025-07-07', '2025-07-08']);
    if (!random.chance(0.75)) return [];
    return [
      {
        at: at(day, '14:00') + random.int(0, 150) * 60_000,
        lane: laneOf(center),
        key: `duty:${center.unit.code}:late-equipment-${index}`,
        command: 'AddEquipment',
        input: { unit: center.unit.code, item, quantity },
        actor: headOf(center),
      },
    ];
  });
};

/**
 * Acts that undo a fulfilled duty: the Center without a point had fixed one and closed it; a complete Center states a
 * further need.
 */
const undoingActs = (centers: readonly SimulatedCenter[], setUpOf: (center: SimulatedCenter) => readonly Act[]): Act[] => {
  const act = (center: SimulatedCenter, moment: number, label: string, command: string, input: object): Act => ({
    at: moment,
    lane: laneOf(center),
    key: `duty:${center.unit.code}:${label}`,
    command,
    input: { unit: center.unit.code, ...input },
    actor: headOf(center),
  });
  const withoutPoint = givingUp(centers);
  const growing = centers.filter((center) => center.lateness === undefined && gapsAfter(setUpOf(center)).length === 0).slice(0, 1);
  const place = { name: 'Điểm tiếp nhận tại bộ phận một cửa cũ', address: 'Trụ sở bộ phận một cửa cũ', counters: 2 };
  // nothing that norms ask for: the Center may have that already
  const screen = { item: 'màn hình tra cứu', quantity: 1 };
  const decision = {
    act: { number: '12/QĐ-UBND', date: '2025-06-23', signer: 'Chủ tịch Ủy ban nhân dân' },
    effectiveOn: FIRST_DAY,
    points: [{ name: place.name, counters: place.counters }],
  };
  const givenUp = { closedOn: FIRST_DAY, ground: 'Trụ sở cũ xuống cấp, không bảo đảm an toàn' };
  return [
    ...(withoutPoint === undefined ? [] : [withoutPoint]).flatMap((center) => [
      act(center, at('2025-06-23', '15:00'), 'old-point-fixed', 'FixPoints', decision),
      act(center, at('2025-06-24', '09:00'), 'old-point', 'OpenPoint', { pointId: 'old-section', ...place, openedOn: FIRST_DAY }),
      act(center, at('2025-06-30', '15:00'), 'old-point-closed', 'ClosePoint', { pointId: 'old-section', ...givenUp }),
    ]),
    ...growing.flatMap((center) => [
      act(center, at('2025-07-03', '09:00'), 'need-more', 'StateEquipmentNeed', { ...screen, ground: 'Người dân chờ tra cứu đông' }),
      act(center, at('2025-07-07', '15:00'), 'add-more', 'AddEquipment', { ...screen, priceDong: 12_000_000 }),
    ]),
  ];
};

/** What is done for the directive's duties besides setting up the Centers; `setUpOf` gives the acts of that. */
export const dutyActs = (
  directives: readonly Directive[],
  centers: readonly SimulatedCenter[],
  setUpOf: (center: SimulatedCenter) => readonly Act[],
): Act[] => [
  ...directives.flatMap((directive) => [...evidenceActs(directive), ...urgingActs(directive, centers)]),
  ...centers.flatMap((center) => lateEquipmentActs(center, setUpOf(center))),
  ...undoingActs(centers, setUpOf),
];

/** Days after the last deadline on which duties still change. */
const AFTERMATH_DAYS = 14;

/**
 * The moments at which lateness is judged, in order and none later than `until`: a minute after each deadline, and
 * 07:30 of each day from the first directive to two weeks after the last deadline, and of each day of dossiers.
 */
export const watchMoments = (directives: readonly Directive[], from: string, until: number): number[] => {
  const deadlines = directives.flatMap(({ tasks }) => tasks.map(({ deadline }) => Date.parse(deadline) + 60_000));
  const begin = directives.map(({ issuedAt }) => dayOf(Date.parse(issuedAt))).toSorted()[0];
  if (begin === undefined) return [];
  const end = plusDays(dayOf(Math.max(...deadlines)), AFTERMATH_DAYS);
  const mornings: number[] = [];
  for (let day = plusDays(begin, 1); at(day, '07:30') <= until; day = plusDays(day, 1))
    if (day <= end || day >= from) mornings.push(at(day, '07:30'));
  return [...new Set([...deadlines, ...mornings])].filter((moment) => moment <= until).toSorted((a, b) => a - b);
};

/** Most late Centers mark the notice of the first morning after the deadline as seen on that morning; some never do. */
export const seeingActs = (directives: readonly Directive[], centers: readonly SimulatedCenter[]): Act[] =>
  directives.flatMap(({ directiveId, tasks }) =>
    centers.flatMap((center): Act[] => {
      const { lateness } = center;
      const task = tasks.find(({ taskId }) => lateness !== undefined && taskId === taskLateFor[lateness]);
      const random = seeded('notices', center.unit.code);
      if (task === undefined || !random.chance(0.7)) return [];
      const to = center.unit.code;
      const dutyId = dutyIdOf(directiveId, task.taskId, to);
      const noticeId = noticeIdOf({ about: dutyId, step: stepIn('after-1', task.deadline), to, channel: 'email' });
      return [
        {
          at: at('2025-07-01', '07:40') + random.int(0, 120) * 60_000,
          lane: `notice-${noticeId}`,
          key: `notice:${dutyId}:seen`,
          command: 'MarkNoticeSeen',
          input: { noticeId },
          actor: headOf(center),
        },
      ];
    }),
  );
