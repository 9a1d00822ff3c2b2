import { derivedId } from '#commands/handling/ids.ts';
import type { Actor } from '#events/store/event.ts';
import type { Act } from './act.ts';
import { laneOf, type Member, memberIn, type SimulatedCenter } from './city.ts';
import { courseOf } from './course.ts';
import { fullName, phoneNumber } from './people.ts';
import { seeded } from './random.ts';
import { type City, nothingUnusual, type SimulatedProcedure, type Story } from './story.ts';
import { officer } from './telling.ts';
import { at, instant } from './workingClock.ts';

const PILOT = '2025-06-two-tier';
const LANE = `pilot-${PILOT}`;
const DAYS = ['2025-06-16', '2025-06-17', '2025-06-18', '2025-06-19', '2025-06-20'] as const;
const DOSSIERS = 40;
const FILED_LATE = 6;

const lead: Actor = { id: 'sim-science-and-technology', role: 'department', unit: 'science-and-technology', simulated: true };
const administrator: Actor = { id: 'sim-administrator', role: 'administrator', simulated: true };

/** The Digital Transformation Center sends people for the days of the pilot; the Center's own begin on 1 July. */
const lent = (center: SimulatedCenter): SimulatedCenter => ({
  ...center,
  staff: (['receiving-officer', 'specialist', 'leader', 'clerk'] as const).map(
    (position): Member => ({ id: `sim-pilot-${center.unit.code}-${position}`, position }),
  ),
});

/** Clerks stay until the pilot's files are put away. */
const lastDayOf = (position: Member['position']): string => (position === 'clerk' ? '2025-07-04' : '2025-06-27');

const staffActs = (center: SimulatedCenter): Act[] =>
  center.staff.flatMap(({ id, position }) => {
    const person = seeded('pilot-official', id);
    const act = (minute: number, command: string, input: Record<string, unknown>): Act => ({
      at: at('2025-06-13', '16:00') + minute * 60_000,
      lane: LANE,
      after: [laneOf(center)],
      key: `pilot:${id}:${command}`,
      command,
      input: { officialId: id, unit: center.unit.code, ...input },
      actor: administrator,
    });
    const who = {
      name: fullName(person),
      phone: phoneNumber(person),
      office: 'civil-servant',
      sentBy: 'Trung tâm Chuyển đổi số Thành phố',
    };
    return [
      act(0, 'RegisterOfficial', who),
      act(30, 'AssignOfficial', { position, basis: 'Kế hoạch vận hành thử nghiệm', from: DAYS[0], until: lastDayOf(position) }),
    ];
  });

/** The files of some go to the archive in June; that is entered when the month has been closed. */
const filedLate = (centers: readonly SimulatedCenter[], handled: readonly Act[]): Act[] => {
  const filedAt = at('2025-06-24', '15:00');
  const settled = handled.filter(({ command, at: when }) => command === 'ReturnResult' && when < filedAt).slice(0, FILED_LATE);
  return settled.flatMap(({ lane, input, actor }, index) => {
    const center = centers.find(({ unit }) => unit.code === actor.unit);
    if (center === undefined) return [];
    return {
      at: at('2025-07-03', '09:00') + index * 4 * 60_000,
      lane,
      after: [`period-city-2025-06`],
      key: `pilot:filed:${String(input.dossierId)}`,
      command: 'ArchiveDossier',
      input: {
        dossierId: input.dossierId,
        fileReference: `HS-${center.unit.code}-TN${index + 1}`,
        occurredAt: instant(filedAt),
        lateEntryReason: 'Hồ sơ thử nghiệm nộp lưu trong tháng 6, nhập bù',
      },
      actor: officer(memberIn(center, 'clerk'), center),
    };
  });
};

/** One dossier of the pilot, in the same course as any other; the receiving Center has no open point yet. */
const dossierActs = (
  centers: readonly SimulatedCenter[],
  procedures: readonly SimulatedProcedure[],
  { clock, assumptions }: City,
  index: number,
): Act[] => {
  const random = seeded('pilot', index);
  const competent = random.pick(centers);
  const story: Story = {
    seed: PILOT,
    index,
    procedure: random.pick(procedures),
    channel: 'direct',
    competent,
    receiving: random.chance(0.2) ? random.pick(centers) : competent,
    arrivesAt: at(random.pick(DAYS), '07:40') + random.int(0, 180) * 60_000,
    ending: 'returned',
    late: index === 7,
    receivedLate: false,
    supplement: index % 20 === 3 ? 'given' : 'none',
    verified: false,
    extended: false,
    outage: false,
    archived: false,
    ...nothingUnusual,
  };
  return courseOf(story, clock, assumptions.shares).map((act): Act => {
    const { pointId: _closed, ...input } = act.input;
    const marked = act.command === 'ReceiveDossier' ? { ...input, pilot: PILOT } : input;
    return { ...act, lane: `${LANE}-${index}`, after: [LANE, ...(act.after ?? [])], input: marked };
  });
};

const issues = [
  ['vm-1', '2025-06-16', 'Giấy tiếp nhận in tên phường cũ', '2025-06-17', 'Cập nhật danh mục đơn vị hành chính mới vào mẫu in'],
  ['vm-2', '2025-06-17', 'Tài khoản của chuyên viên chưa thấy hồ sơ được chuyển đến', '2025-06-18', 'Phân quyền lại theo vị trí việc làm'],
  ['vm-3', '2025-06-19', 'Hồ sơ bị chuyển nhầm đơn vị có thẩm quyền', '2025-06-23', 'Sửa bảng thẩm quyền theo mô hình 2 cấp, tập huấn lại'],
] as const;

/** The Centers of the pilot: the four biggest that are on time. */
export const pilotCenters = ({ centers }: Pick<City, 'centers'>): SimulatedCenter[] =>
  centers
    .filter(({ lateness }) => lateness === undefined)
    .toSorted((a, b) => b.size - a.size)
    .slice(0, 4);

/**
 * The pilot of June 2025, concluded on the 25th: four Centers (fewer in a smaller city), the three most frequent
 * procedures that are settled within a day, forty dossiers.
 */
export const pilotActs = (city: City): Act[] => {
  const { weights } = city.assumptions.procedureWeights;
  const centers = pilotCenters(city).map(lent);
  const procedures = city.procedures
    .filter(({ version }) => version.limit.kind === 'same-day')
    .toSorted((a, b) => (weights[b.code] ?? 0) - (weights[a.code] ?? 0) || (a.code < b.code ? -1 : 1))
    .slice(0, 3);
  if (centers.length === 0 || procedures.length === 0) return [];
  const act = (when: number, label: string, command: string, input: object, after: readonly string[] = []): Act => ({
    at: when,
    lane: LANE,
    after,
    key: `pilot:${label}`,
    command,
    input: { pilotId: PILOT, ...input },
    actor: lead,
  });
  const plan = {
    title: 'Vận hành thử nghiệm tiếp nhận, xử lý thủ tục hành chính theo mô hình chính quyền địa phương 2 cấp',
    lead: 'science-and-technology',
    partners: ['digital-transformation-center'],
    act: { number: '15/KH-SKHCN (mô phỏng)', date: '2025-06-12', signer: 'Giám đốc Sở Khoa học và Công nghệ' },
    centers: centers.map(({ unit }) => unit.code),
    procedures: procedures.map(({ code }) => code),
    from: DAYS[0],
    until: DAYS[4],
    criteria: [
      { measure: 'received', bound: 'at-least', value: 30 },
      { measure: 'settled-share', bound: 'at-least', value: 0.95 },
      { measure: 'on-time-share', bound: 'at-least', value: 0.9 },
      { measure: 'errors-per-hundred', bound: 'at-most', value: 10 },
      { measure: 'open-issues', bound: 'at-most', value: 0 },
    ],
  };
  const handled = Array.from({ length: DOSSIERS }, (_, index) => dossierActs(centers, procedures, city, index)).flat();
  return [
    act(at('2025-06-12', '15:00'), 'plan', 'PlanPilot', plan),
    ...centers.flatMap(staffActs),
    act(
      at('2025-06-13', '17:00'),
      'start',
      'StartPilot',
      {},
      centers.map((center) => laneOf(center)),
    ),
    ...handled,
    ...filedLate(centers, handled),
    ...issues.flatMap(([issueId, found, text, resolved, how]) => [
      act(at(found, '15:30'), `${issueId}-found`, 'ReportPilotIssue', {
        issueId,
        text,
        ...(issueId === 'vm-3' && { dossierId: derivedId('simulator', PILOT, 0) }),
      }),
      act(at(resolved, '16:00'), `${issueId}-resolved`, 'ResolvePilotIssue', { issueId, how }),
    ]),
    act(
      at('2025-06-25', '10:00'),
      'conclude',
      'ConcludePilot',
      { conclusion: 'Quy trình, phần mềm và nhân sự sẵn sàng cho ngày 01/7/2025' },
      [...new Set(handled.map(({ lane }) => lane))],
    ),
  ];
};
