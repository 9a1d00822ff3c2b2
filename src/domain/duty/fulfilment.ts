import { localDay } from '#domain/time/localDay.ts';
import { dayInWords } from '#domain/time/wording.ts';
import type { Fulfilment, FulfilmentRule } from '#events/terms.ts';

/** A Center on a day: which conditions of its readiness are fulfilled, and since when. */
export type CenterOn = {
  day: string;
  conditions: readonly { code: string; since: string | null }[];
  equipment: readonly { item: string; stated: number | null; statedGap: number }[];
  /** Decisions on how many points there are to be, in the order they were taken. */
  pointsFixed: readonly { act: { number: string }; effectiveOn: string; points: number; counters: number }[];
  /** Square metres of the headquarters designated last, where they were stated. */
  headquartersArea: number | null;
  openedOn: string | null;
};

/** How much a party has done of the review of procedures. */
export type ReviewCoverage = {
  /** Null where there is nothing to review. */
  share: number | null;
  wanted: number;
  weighedBy: 'dossiers' | 'procedures';
  procedures: number;
  coveredProcedures: number;
  /** What is not covered, most dossiers first. */
  open: readonly { code: string; name: string }[];
};

/** A duty that a rule recognises. `isOverdue`: it is on record as fallen overdue by this deadline. */
export type RuledDuty = {
  dutyId: string;
  party: string;
  rule: FulfilmentRule;
  on: string | undefined;
  deadline: string;
  isOverdue: boolean;
};

/** A duty that is not fulfilled, as those are reminded who have to do with it. */
export type DutyAtHand = {
  dutyId: string;
  party: string;
  /** There when the party is a commune-level unit. */
  unit: string | null;
  title: string;
  deadline: string;
  escalateTo: string;
  missing: readonly Missing[];
};

export type Missing = { code: string; text: string };
/** What is missing for a duty; where nothing is, what fulfils it, line by line. */
export type Finding = { missing: Missing[]; lines: string[] };
const lacking = (code: string, text: string): Finding => ({ missing: [{ code, text }], lines: [] });
const present = (line: string): Finding => ({ missing: [], lines: [line] });

/** One condition of a Center: how its lack is called and said, and its presence. */
const condition =
  (code: string, absence: (center: CenterOn) => string, presence: (since: string) => string) =>
  (center: CenterOn): Finding => {
    const since = center.conditions.find((one) => one.code === code)?.since ?? null;
    return since === null ? lacking(code, absence(center)) : present(presence(dayInWords(since)));
  };
const all =
  (...parts: readonly ((center: CenterOn) => Finding)[]) =>
  (center: CenterOn): Finding => {
    const findings = parts.map((part) => part(center));
    return { missing: findings.flatMap(({ missing }) => missing), lines: findings.flatMap(({ lines }) => lines) };
  };

const gaps = ({ equipment }: CenterOn): string =>
  equipment
    .filter(({ statedGap }) => statedGap > 0)
    .map(({ item, statedGap }) => `${statedGap} ${item}`)
    .join(', ');
const area = ({ headquartersArea }: CenterOn): Finding =>
  headquartersArea === null
    ? lacking('headquarters-area', 'Chưa khai diện tích trụ sở')
    : present(`Diện tích trụ sở: ${headquartersArea} m²`);
const pointsFixed = ({ pointsFixed: decisions, day }: CenterOn): Finding => {
  const decision = decisions.findLast(({ effectiveOn }) => effectiveOn <= day);
  if (decision === undefined) return lacking('points-fixed', `Chưa có quyết định về số điểm tiếp nhận có hiệu lực ngày ${dayInWords(day)}`);
  const { act, points, counters, effectiveOn } = decision;
  return present(`Quyết định ${act.number}: ${points} điểm, ${counters} quầy, từ ${dayInWords(effectiveOn)}`);
};
const headquarters = condition(
  'headquarters',
  () => 'Chưa bố trí trụ sở',
  (since) => `Trụ sở được bố trí từ ${since}`,
);

/** Rules that look at a Center, and the conditions of its readiness that each one asks for. */
const centerRules = {
  'decision-in-effect': condition(
    'decision-in-effect',
    ({ day }) => `Chưa có quyết định về chức năng, nhiệm vụ, quyền hạn có hiệu lực ngày ${dayInWords(day)}`,
    (since) => `Quyết định có hiệu lực từ ${since}`,
  ),
  'points-fixed': all(
    pointsFixed,
    condition(
      'open-point',
      ({ day }) => `Chưa có điểm tiếp nhận và trả kết quả nào hoạt động ngày ${dayInWords(day)}`,
      (since) => `Có điểm tiếp nhận và trả kết quả từ ${since}`,
    ),
  ),
  'staff-complete': all(
    condition(
      'director',
      ({ day }) => `Chưa có Giám đốc đủ điều kiện ngày ${dayInWords(day)}`,
      (since) => `Có Giám đốc từ ${since}`,
    ),
    condition(
      'receiving-officer',
      ({ day }) => `Chưa có cán bộ tiếp nhận ngày ${dayInWords(day)}`,
      (since) => `Có cán bộ tiếp nhận từ ${since}`,
    ),
  ),
  'headquarters-and-equipment-complete': (center) =>
    all(
      headquarters,
      ...(headquarters(center).missing.length > 0 ? [] : [area]),
      condition(
        'equipment',
        (found) =>
          found.equipment.every(({ stated }) => stated === null) ? 'Chưa xác định nhu cầu thiết bị' : `Còn thiếu: ${gaps(found)}`,
        (since) => `Đủ thiết bị theo nhu cầu từ ${since}`,
      ),
    )(center),
  'working-regulations-issued': condition(
    'working-regulations',
    ({ day }) => `Chưa có quy chế làm việc có hiệu lực ngày ${dayInWords(day)}`,
    (since) => `Quy chế làm việc có hiệu lực từ ${since}`,
  ),
  'center-open': ({ openedOn, day }) =>
    openedOn !== null && openedOn <= day
      ? present(`Trung tâm tiếp nhận hồ sơ từ ${dayInWords(openedOn)}`)
      : lacking('opening', 'Trung tâm chưa tiếp nhận hồ sơ'),
} as const satisfies Partial<Record<FulfilmentRule, (center: CenterOn) => Finding>>;

export type CenterRule = keyof typeof centerRules;
export const isCenterRule = (rule: FulfilmentRule): rule is CenterRule => rule in centerRules;

/** What a rule finds at a Center. */
export const judgeCenter = (rule: CenterRule, center: CenterOn): Finding => centerRules[rule](center);

/** How many procedures are named that are still to be reviewed. */
const NAMED = 5;

/** What the rule finds about the review of procedures. */
export const judgeReview = ({ share, wanted, weighedBy, procedures, coveredProcedures, open }: ReviewCoverage): Finding => {
  if (share === null) return present('Danh mục không có thủ tục nào thuộc trách nhiệm rà soát');
  const percent = (part: number) => `${String(Math.floor(part * 1000) / 10).replace('.', ',')} %`;
  const weighed = weighedBy === 'dossiers' ? 'số hồ sơ' : 'số thủ tục';
  const reviewed = `Đã rà soát ${coveredProcedures}/${procedures} thủ tục, chiếm ${percent(share)} ${weighed}`;
  if (share >= wanted) return present(reviewed);
  const first = open.slice(0, NAMED).map(({ code }) => code);
  const text = `${reviewed}, cần ${percent(wanted)}; chưa rà soát: ${first.join(', ')}${open.length > NAMED ? ', …' : ''}`;
  return lacking('procedures-reviewed', text);
};

/** The day a rule looks at when it is judged on a day: never before the one the directive names. */
export const dayLookedAt = (fulfilment: Fulfilment, day: string): string =>
  fulfilment.kind === 'rule' && fulfilment.on !== undefined && fulfilment.on > day ? fulfilment.on : day;

const done = (at: string, what: string): Finding => ({ missing: [], lines: [`${what} ngày ${dayInWords(localDay(at))}`] });

/** What the rule finds about the last pilot concluded, whether or not that met its criteria. */
export const judgePilot = (pilot: { title: string; at: string; met: boolean } | undefined): Finding =>
  pilot === undefined
    ? lacking('pilot-concluded', 'Chưa kết thúc vận hành thử nghiệm')
    : done(pilot.at, `${pilot.title}: kết thúc, ${pilot.met ? 'đạt' : 'chưa đạt'} các tiêu chí,`);

/** What the rule finds about the last version of the model text of working regulations. */
export const judgeModel = (model: { version: number; publishedAt: string } | undefined): Finding =>
  model === undefined
    ? lacking('model-regulations', 'Chưa ban hành quy chế làm việc mẫu')
    : done(model.publishedAt, `Quy chế làm việc mẫu (bản ${model.version}) được ban hành`);

/** What the rule finds about the calendar of a year. */
export const judgeCalendar = (year: number, calendar: { publishedAt: string } | undefined): Finding =>
  calendar === undefined
    ? lacking('calendar-published', `Chưa công bố lịch làm việc năm ${year}`)
    : done(calendar.publishedAt, `Lịch làm việc năm ${year} được công bố`);

/** Of a duty that only evidence fulfils: evidence is missing until it is accepted. */
export const evidenceMissing = (what: string): Missing => ({
  code: 'evidence',
  text: `Chưa có minh chứng được chấp nhận: ${what}`,
});
/** Of a rule of which nothing can be known here: its fulfilment is not on record. */
export const notOnRecord = (rule: FulfilmentRule): Missing => ({ code: rule, text: 'Chưa ghi nhận hoàn thành' });
