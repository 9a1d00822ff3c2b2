import type { CenterOn, ReviewCoverage } from '#domain/duty/facts.ts';
import { localDay } from '#domain/time/localDay.ts';
import type { Position } from '#events/store/event.ts';
import type { Fulfilment, FulfilmentRule } from '#events/terms.ts';
import type { Assigned } from './duty.ts';
import type { DutyLookups } from './lookups.ts';

export type Missing = { code: string; text: string };
/** What is missing for a duty; where nothing is, what fulfils it, line by line. */
export type Finding = { missing: Missing[]; lines: string[] };

const vietnamese = (day: string): string => day.split('-').toReversed().join('/');

/** One condition of a Center: how its lack is called and said, and its presence. */
const condition =
  (code: string, lacking: (center: CenterOn) => string, there: (since: string) => string) =>
  (center: CenterOn): Finding => {
    const since = center.conditions.find((one) => one.code === code)?.since ?? null;
    return since === null ? { missing: [{ code, text: lacking(center) }], lines: [] } : { missing: [], lines: [there(vietnamese(since))] };
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
    ? { missing: [{ code: 'headquarters-area', text: 'Chưa khai diện tích trụ sở' }], lines: [] }
    : { missing: [], lines: [`Diện tích trụ sở: ${headquartersArea} m²`] };
const pointsFixed = ({ pointsFixed: decisions, day }: CenterOn): Finding => {
  const decision = decisions.findLast(({ effectiveOn }) => effectiveOn <= day);
  const lacking = `Chưa có quyết định về số điểm tiếp nhận có hiệu lực ngày ${vietnamese(day)}`;
  if (decision === undefined) return { missing: [{ code: 'points-fixed', text: lacking }], lines: [] };
  const { act, points, counters, effectiveOn } = decision;
  return { missing: [], lines: [`Quyết định ${act.number}: ${points} điểm, ${counters} quầy, từ ${vietnamese(effectiveOn)}`] };
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
    ({ day }) => `Chưa có quyết định về chức năng, nhiệm vụ, quyền hạn có hiệu lực ngày ${vietnamese(day)}`,
    (since) => `Quyết định có hiệu lực từ ${since}`,
  ),
  'points-fixed': all(
    pointsFixed,
    condition(
      'open-point',
      ({ day }) => `Chưa có điểm tiếp nhận và trả kết quả nào hoạt động ngày ${vietnamese(day)}`,
      (since) => `Có điểm tiếp nhận và trả kết quả từ ${since}`,
    ),
  ),
  'staff-complete': all(
    condition(
      'director',
      ({ day }) => `Chưa có Giám đốc đủ điều kiện ngày ${vietnamese(day)}`,
      (since) => `Có Giám đốc từ ${since}`,
    ),
    condition(
      'receiving-officer',
      ({ day }) => `Chưa có cán bộ tiếp nhận ngày ${vietnamese(day)}`,
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
    ({ day }) => `Chưa có quy chế làm việc có hiệu lực ngày ${vietnamese(day)}`,
    (since) => `Quy chế làm việc có hiệu lực từ ${since}`,
  ),
  'center-open': ({ openedOn, day }) =>
    openedOn !== null && openedOn <= day
      ? { missing: [], lines: [`Trung tâm tiếp nhận hồ sơ từ ${vietnamese(openedOn)}`] }
      : { missing: [{ code: 'opening', text: 'Trung tâm chưa tiếp nhận hồ sơ' }], lines: [] },
} as const satisfies Partial<Record<FulfilmentRule, (center: CenterOn) => Finding>>;

export type CenterRule = keyof typeof centerRules;
export const isCenterRule = (rule: FulfilmentRule): rule is CenterRule => rule in centerRules;

type CityRule = (party: string, position: Position | undefined, lookup: DutyLookups) => Promise<Finding>;
const done = (since: string, what: string): Finding => ({ missing: [], lines: [`${what} ngày ${vietnamese(localDay(since))}`] });

/** Rules that look at what a department or the Office did for the whole city. */
const cityRules = {
  // a pilot ends with its findings; that it met its criteria is not what was ordered
  'pilot-concluded': async (party, position, lookup) => {
    const pilot = await lookup.concludedPilot(party, position);
    if (pilot === undefined) return { missing: [{ code: 'pilot-concluded', text: 'Chưa kết thúc vận hành thử nghiệm' }], lines: [] };
    const { title, at, met } = pilot;
    return done(at, `${title}: kết thúc, ${met ? 'đạt' : 'chưa đạt'} các tiêu chí,`);
  },
  'model-regulations-published': async (_party, position, lookup) => {
    const model = await lookup.modelRegulations(position);
    if (model === undefined) return { missing: [{ code: 'model-regulations', text: 'Chưa ban hành quy chế làm việc mẫu' }], lines: [] };
    return done(model.publishedAt, `Quy chế làm việc mẫu (bản ${model.version}) được ban hành`);
  },
} as const satisfies Partial<Record<FulfilmentRule, CityRule>>;
const isCityRule = (rule: FulfilmentRule): rule is keyof typeof cityRules => rule in cityRules;

/** What a rule finds at a Center. */
export const judgeCenter = (rule: CenterRule, center: CenterOn): Finding => centerRules[rule](center);

/** How many procedures are named that are still to be reviewed. */
const NAMED = 5;

/** What the rule finds about the review of procedures. */
export const judgeReview = ({ share, wanted, weighedBy, procedures, coveredProcedures, open }: ReviewCoverage): Finding => {
  if (share === null) return { missing: [], lines: ['Danh mục không có thủ tục nào thuộc trách nhiệm rà soát'] };
  const percent = (part: number) => `${String(Math.floor(part * 1000) / 10).replace('.', ',')} %`;
  const weighed = weighedBy === 'dossiers' ? 'số hồ sơ' : 'số thủ tục';
  const done = `Đã rà soát ${coveredProcedures}/${procedures} thủ tục, chiếm ${percent(share)} ${weighed}`;
  if (share >= wanted) return { missing: [], lines: [done] };
  const first = open.slice(0, NAMED).map(({ code }) => code);
  const text = `${done}, cần ${percent(wanted)}; chưa rà soát: ${first.join(', ')}${open.length > NAMED ? ', …' : ''}`;
  return { missing: [{ code: 'procedures-reviewed', text }], lines: [] };
};

/** The day a rule looks at when it is judged on a day: never before the one the directive names. */
export const dayLookedAt = (fulfilment: Fulfilment, day: string): string =>
  fulfilment.kind === 'rule' && fulfilment.on !== undefined && fulfilment.on > day ? fulfilment.on : day;

/**
 * Judges a duty by what had happened up to a position of the log, as of a moment (UTC instant); by everything so far when no position is given.
 * A rule of which nothing can be known here finds that its evidence is missing.
 */
export const judge = async (
  { which, fulfilment }: Pick<Assigned, 'which' | 'fulfilment'>,
  moment: string,
  position: Position | undefined,
  lookup: DutyLookups,
): Promise<Finding> => {
  if (fulfilment.kind === 'evidence')
    return { missing: [{ code: 'evidence', text: `Chưa có minh chứng được chấp nhận: ${fulfilment.what}` }], lines: [] };
  if (fulfilment.rule === 'procedures-reviewed') return judgeReview(await lookup.reviewCoverage(which.party, moment, position));
  if (isCityRule(fulfilment.rule)) return cityRules[fulfilment.rule](which.party, position, lookup);
  if (!isCenterRule(fulfilment.rule) || which.unit === undefined)
    return { missing: [{ code: fulfilment.rule, text: 'Chưa ghi nhận hoàn thành' }], lines: [] };
  return judgeCenter(fulfilment.rule, await lookup.centerOn(which.unit, dayLookedAt(fulfilment, localDay(moment)), position));
};
