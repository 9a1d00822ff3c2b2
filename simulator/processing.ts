import { type Member, memberIn, type SimulatedCenter } from './city.ts';
import type { Intake } from './intake.ts';
import { requestSupplement, waitForSupplement } from './intake.ts';
import { decideOn } from './lateEntries.ts';
import { type Random, seeded } from './random.ts';
import { headOn } from './setUp.ts';
import { endOfLimit, limitMinutes } from './story.ts';
import { office, officer, type Telling } from './telling.ts';
import { dayOf } from './workingClock.ts';

/** Who has a dossier in hand. */
export type Holding = { member: Member; center: SimulatedCenter };
type Step = { role: 'receiving-officer' | 'specialist' | 'leader' | 'clerk'; hours: number };

/** How it is done where no steps were published: the log has one step then, and the dossier is passed on all the same. */
const unpublishedSteps: readonly Step[] = [
  { role: 'receiving-officer', hours: 1 },
  { role: 'specialist', hours: 8 },
  { role: 'receiving-officer', hours: 1 },
];

const stepsOf = ({ story }: Telling): { steps: readonly Step[]; published: boolean } => {
  const { steps } = story.procedure.version;
  return steps.length === 0 ? { steps: unpublishedSteps, published: false } : { steps: steps as readonly Step[], published: true };
};

const declines = 'Chuyển nhầm người; việc này không thuộc phần được phân công';
const recalls = 'Chuyển nhầm người xử lý';

/** Passes the dossier on to a member of the competent Center, as far as he does not have it; who has it then. */
const handOver = (telling: Telling, from: Holding, member: Member, step: number, published: boolean, first: boolean): Holding => {
  const { story, random, clock } = telling;
  const { competent, incident, together, handoverAccepted } = story;
  if (member.id === from.member.id) return from;
  const note = competent !== from.center && { note: 'Chuyển hồ sơ tiếp nhận không phụ thuộc địa giới' };
  const give = (to: Member, unit?: string) =>
    telling.act(
      'HandOverDossier',
      { to: { unit: competent.unit.code, official: to.id }, ...(published && { step }), ...note },
      officer(from.member, from.center),
      unit === undefined ? {} : { together: unit },
    );
  if (first && (incident === 'handover-declined' || incident === 'handover-recalled')) {
    const others = competent.staff.filter(({ id, position }) => position === member.position && id !== member.id);
    const wrong = random.pick(others);
    give(wrong);
    telling.wait(random.int(3, 25));
    if (incident === 'handover-declined') telling.act('DeclineHandover', { reason: declines }, officer(wrong, competent));
    else telling.act('RecallHandover', { reason: recalls }, officer(from.member, from.center));
    telling.wait(random.int(1, 10));
    give(member);
    return { member, center: competent };
  }
  const moment = first && together ? telling.nextTogether() : undefined;
  if (moment !== undefined && clock.between(telling.now, moment) < 95) {
    telling.now = moment;
    give(member, from.center.unit.code);
    telling.now = clock.plus(moment, 20);
    telling.act('AcceptHandover', {}, officer(member, competent), { together: competent.unit.code });
    return { member, center: competent };
  }
  give(member);
  if (random.chance(handoverAccepted)) {
    telling.wait(random.int(1, 15));
    telling.act('AcceptHandover', {}, officer(member, competent));
  }
  return { member, center: competent };
};

/** Whoever has the shift takes what comes together; otherwise anybody of the position. */
const whoDoes = ({ story, now, random }: Telling, role: Step['role'], step: number): Member => {
  const { competent, together, floodedAt } = story;
  const shift: Random =
    together && step === 1 ? seeded('shift', competent.unit.code, floodedAt === undefined ? dayOf(now) : 'all') : random;
  return memberIn(competent, role, shift);
};

const extend = (telling: Telling, actor: ReturnType<typeof officer>, reason: string, manner: { together?: string } = {}): void => {
  const { version } = telling.story.procedure;
  const leader = memberIn(telling.story.competent, 'leader');
  telling.act(
    'ExtendDossier',
    {
      workingDays: 1,
      reason,
      apology: 'Trung tâm xin lỗi và hẹn lại thời gian trả kết quả',
      signer: 'Chủ tịch Ủy ban nhân dân',
      signedBy: leader.id,
      byAgreement: manner.together !== undefined || version.extension?.maxWorkingDays === undefined,
    },
    actor,
    manner,
  );
};

const urge = (telling: Telling): void => {
  const { story, random, now } = telling;
  const { competent } = story;
  const byHead = random.chance(0.7);
  telling.act(
    'UrgeDossier',
    { text: byHead ? 'Đề nghị trả kết quả hồ sơ quá hạn ngay trong buổi' : 'Đề nghị Trung tâm giải quyết dứt điểm hồ sơ quá hạn' },
    byHead ? headOn(competent, dayOf(now)) : office,
  );
  telling.wait(random.int(10, 60));
};

/** The result as it is stated on a day; `which` tells one of several apart. */
export const resultOf = ({ story, random, now }: Telling, { means }: Pick<Intake, 'means'>, which = '') => ({
  number: `${random.int(1, 9000)}/KQ-${story.competent.unit.code}`,
  date: dayOf(now),
  abstract: story.procedure.name,
  signer: 'Chủ tịch Ủy ban nhân dân',
  signedBy: memberIn(story.competent, 'leader').id,
  ...(means === 'electronic' && { electronicCode: `KQ-${story.seed}-${story.index}${which}` }),
});

export type Result = ReturnType<typeof resultOf>;

/** Each part has its own time and result; the last one settles the dossier. */
const settleParts = (telling: Telling, intake: Intake, { member, center }: Holding): Result => {
  const { story, random, clock } = telling;
  const { parts = [] } = story.procedure.version;
  const planned = parts.map(({ part, name, limit }) => {
    const minutes = limit.kind === 'unpublished' ? story.agreedWorkingDays * 480 : limitMinutes(limit);
    return { part, name, at: clock.plus(intake.receivedAt, minutes * (0.12 + 0.6 * random.next())) };
  });
  let result = resultOf(telling, intake);
  for (const { part, name, at: when } of planned.toSorted((a, b) => a.at - b.at)) {
    telling.now = Math.max(when, telling.now);
    telling.wait(random.int(2, 20));
    result = { ...resultOf(telling, intake, `-${part}`), abstract: name };
    telling.act('SettlePart', { part, result }, officer(member, center));
  }
  return result;
};

const settleOnPaper = 'Mất điện cuối giờ chiều; ký, đóng dấu trên giấy, nhập lại sau';

const settle = (telling: Telling, intake: Intake, holding: Holding, again: boolean): Result => {
  const { story, random, clock } = telling;
  const actor = officer(holding.member, holding.center);
  const result = resultOf(telling, intake, again ? '-2' : '');
  if (!again && story.incident === 'settled-on-paper') {
    const dueAt = endOfLimit(clock, intake.receivedAt, story.procedure.version.limit);
    // shortly before it is due, on the day itself
    const happenedAt = Math.max(telling.now, dueAt - random.int(8, 75) * 60_000);
    telling.now = clock.plus(Math.max(dueAt, happenedAt), random.int(5, 60));
    decideOn(telling, telling.act('SettleDossier', { result }, actor, { happenedAt, reason: settleOnPaper }));
    return result;
  }
  if (story.late && random.chance(story.urged)) urge(telling);
  telling.act('SettleDossier', { result }, actor);
  return result;
};

/** Minutes of work until the result, from now on. */
const workOn = ({ story, clock, random, now }: Telling, { receivedAt, agreedAt }: Intake): number => {
  const { version } = story.procedure;
  const limit = story.verified && version.verificationLimit ? version.verificationLimit : version.limit;
  const end = agreedAt ?? endOfLimit(clock, receivedAt, limit);
  // most are settled well before they are due
  const available = Math.max(15, clock.between(now, end));
  return story.late ? available + 30 + 400 * random.next() : available * (story.extended ? 1.02 : 0.12 + 0.65 * random.next());
};

/**
 * Lets a step's work pass. Where the Center is flooded meanwhile, whoever has the dossier in hand extends it, and it
 * lies until the next working day.
 */
const workThrough = (telling: Telling, minutes: number, { member, center }: Holding): boolean => {
  const { story, clock } = telling;
  const { floodedAt } = story;
  const end = clock.plus(telling.now, minutes);
  if (floodedAt === undefined || telling.now >= floodedAt || end <= floodedAt) {
    telling.wait(minutes);
    return false;
  }
  telling.now = floodedAt;
  extend(telling, officer(member, center), 'Mưa lớn, Trung tâm ngập nước, phải tạm dừng làm việc', { together: center.unit.code });
  telling.now = clock.plus(clock.close(floodedAt), clock.between(floodedAt, end) + 10);
  return true;
};

/** Tells who has the dossier in hand until there is a result; `undefined`: it ends without, or waits for the citizen. */
export const tellProcessing = (
  telling: Telling,
  intake: Intake,
  { from, paidDong, again = false }: { from: Holding; paidDong: number; again?: boolean },
): { result: Result; holding: Holding } | undefined => {
  const { story, random } = telling;
  const { competent, ending, verified, extended } = story;
  const { steps, published } = stepsOf(telling);
  const sealing = steps.findLastIndex(({ role }) => role !== 'receiving-officer');
  const hoursBefore = steps.slice(1, sealing + 1).reduce((sum, { hours }) => sum + hours, 0) || 1;
  const breaksOff = ending === 'returned' || again ? undefined : random.int(1, sealing);
  const refund = paidDong > 0 && { refundDong: paidDong };
  const plain = !again && story.incident === 'none' && !story.late && !verified && !extended && ending === 'returned';
  // whoever has nothing to do with a supplement, a late or an unusual dossier may be caught by the rain
  const mayFlood = plain && published && story.supplement === 'none';
  let { checked } = intake;
  let holding = from;
  let work = workOn(telling, intake);
  for (const [step, { role, hours }] of steps.entries()) {
    if (step === 0 || step > sealing) continue;
    telling.wait(step === 1 ? Math.min(work * 0.1, random.int(5, 45)) : 1);
    const member = whoDoes(telling, role, step);
    holding = handOver(telling, holding, member, step, published, step === 1 && !again);
    const actor = officer(member, competent);
    // what was passed on together waited for it
    if (step === 1) work = Math.min(work, workOn(telling, intake));
    if (step === 1 && !checked) {
      telling.wait(random.int(5, 40));
      requestSupplement(telling, member);
      if (!waitForSupplement(telling, intake.desk)) return undefined;
      checked = true;
      telling.wait(random.int(5, 40));
    }
    if (step === 1 && verified && !again) {
      telling.wait(random.int(5, 30));
      telling.act('StartVerification', { ground: 'Cần xác minh tại nơi cư trú trước đây' }, actor);
    }
    if (step === 1 && extended && !again) {
      telling.wait(1);
      extend(telling, actor, 'Số lượng giấy tờ nhiều');
    }
    if (step === breaksOff) {
      telling.wait(random.int(5, 60));
      if (ending === 'withdrawn') telling.act('WithdrawDossier', { reason: 'Công dân đề nghị rút hồ sơ', ...refund }, actor);
      else telling.act('StopDossier', { reason: 'Giấy tờ nộp không hợp pháp', legalGround: 'Nghị định 118/2025/NĐ-CP' }, actor);
      return undefined;
    }
    const minutes = (work * hours) / hoursBefore;
    if (story.procedure.version.parts && step === 1) return { result: settleParts(telling, intake, holding), holding };
    if (mayFlood && step === 1) workThrough(telling, minutes, holding);
    else telling.wait(minutes);
  }
  return { result: settle(telling, intake, holding, again), holding };
};

/** Passes the result on to whoever hands it out. */
export const tellResultToDesk = (telling: Telling, desk: Member, { holding }: { holding: Holding }): Holding => {
  const { steps, published } = stepsOf(telling);
  telling.wait(telling.random.int(3, 30));
  return handOver(telling, holding, desk, steps.length - 1, published, false);
};
