import { createHash } from 'node:crypto';
import { derivedId } from '#commands/handling/ids.ts';
import type { Actor } from '#events/store/event.ts';
import type { TimeLimit } from '#events/terms.ts';
import type { Act } from './act.ts';
import type { Assumptions } from './assumptions.ts';
import { laneOf, type Member, memberIn, type SimulatedCenter } from './city.ts';
import { fullName, identityNumber, phoneNumber, streetAddress } from './people.ts';
import { type Random, seeded } from './random.ts';
import type { Story } from './story.ts';
import { at, dayOf, instant, plusDays, type WorkingClock } from './workingClock.ts';

const portal: Actor = { id: 'sim-national-portal', role: 'integrator', simulated: true };
const officer = ({ id }: Member, center: SimulatedCenter): Actor => ({
  id,
  official: id,
  role: 'officer',
  unit: center.unit.code,
  simulated: true,
});
const holder = ({ id }: Member, center: SimulatedCenter) => ({ unit: center.unit.code, official: id });

const WORKING_DAY = 480;
const limitMinutes = (limit: TimeLimit): number => {
  switch (limit.kind) {
    case 'working-days':
      return limit.days * WORKING_DAY;
    case 'calendar-days':
      return Math.floor((limit.days * 5) / 7) * WORKING_DAY;
    case 'working-hours':
      return limit.hours * 60;
    case 'same-day':
    case 'unpublished':
      throw new Error(`${limit.kind} is not a length of time`);
  }
};

/** Roughly when a limit ends: the plan must know whether people hurry; the exact time is the commands' business. */
const endOfLimit = (clock: WorkingClock, from: number, limit: TimeLimit): number => {
  if (limit.kind !== 'same-day') return clock.plus(from, limitMinutes(limit));
  const opening = clock.next(from);
  return opening <= at(dayOf(opening), limit.cutoff)
    ? clock.close(opening)
    : clock.close(clock.next(at(plusDays(dayOf(opening), 1), '00:00')));
};

const componentNames: Record<string, readonly string[]> = {
  'Chứng thực': ['Bản chính giấy tờ cần chứng thực', 'Giấy tờ tùy thân'],
  'Hộ tịch': ['Tờ khai theo mẫu', 'Giấy tờ chứng minh sự kiện hộ tịch', 'Giấy tờ tùy thân'],
};
const components = ({ seed, index, procedure, channel }: Story, random: Random) =>
  (componentNames[procedure.field] ?? ['Tờ khai theo mẫu', 'Giấy tờ kèm theo']).map((name, position) =>
    channel === 'online'
      ? { name, electronic: true, sha256: createHash('sha256').update(`${seed}/${index}/${position}`).digest('hex') }
      : position === 0
        ? { name, originals: 1, photocopies: random.int(0, 3) }
        : { name, photocopies: 1 },
  );

const feeOf = ({ procedure, channel }: Story, random: Random) => {
  const { code, version } = procedure;
  const pages = random.int(1, 6);
  // 2,000 đ a page, 1,000 đ from the third on
  if (code === '2.000815' || code === '2.000942')
    return {
      name: `Phí chứng thực bản sao (${pages} trang)`,
      kind: 'fee',
      dong: 2_000 * Math.min(pages, 2) + 1_000 * Math.max(0, pages - 2),
    };
  if (code === '2.000635' && channel === 'direct') return { name: 'Phí cấp bản sao trích lục', kind: 'fee', dong: 8_000 };
  return version.fee.dong ? { name: 'Phí chứng thực', kind: 'fee', dong: version.fee.dong } : undefined;
};

/** The acts of one dossier from arrival to archive, each at its time; pure. */
export const courseOf = (story: Story, clock: WorkingClock, shares: Assumptions['shares']): Act[] => {
  const { seed, index, procedure, channel, competent, receiving, ending } = story;
  const { version } = procedure;
  const random = seeded(seed, 'course', index);
  const dossierId = derivedId('simulator', seed, index);
  const lane = `dossier-${dossierId}`;
  const after = [...new Set([laneOf(receiving), laneOf(competent)])];
  const acts: Act[] = [];
  let now = story.arrivesAt;
  const wait = (minutes: number) => {
    now = clock.plus(now, minutes) + random.int(1, 59) * 1000;
  };
  const act = (command: string, input: Record<string, unknown>, actor: Actor) =>
    acts.push({ at: now, lane, after, key: `dossier:${seed}:${index}:${acts.length}`, command, input: { dossierId, ...input }, actor });

  const desk = memberIn(receiving, 'receiving-officer', random);
  const atDesk = officer(desk, receiving);
  const name = fullName(random);
  const submission = {
    procedure: procedure.code,
    competentUnit: competent.unit.code,
    channel,
    owner: {
      kind: 'citizen',
      name,
      identityNumber: identityNumber(random),
      address: streetAddress(random, competent.unit.fullName),
      phone: phoneNumber(random),
    },
    ...(channel === 'direct' && random.chance(0.08) && { submitter: { name: fullName(random), relation: 'Người được ủy quyền' } }),
    request: procedure.name,
    components: components(story, random),
  };
  const refusal = { reason: 'Hồ sơ không thuộc thẩm quyền giải quyết', legalGround: 'Nghị định 118/2025/NĐ-CP' };
  const requestSupplement = (actor: Actor, contact: Member) =>
    act(
      'RequestSupplement',
      {
        items: ['Bản chụp rõ nét của giấy tờ tùy thân'],
        reason: 'Bản đã nộp không đọc được',
        legalGround: 'Nghị định 118/2025/NĐ-CP',
        contactOfficial: contact.id,
      },
      actor,
    );
  /** False when the citizen never comes back within the simulated time. */
  const waitForSupplement = (): boolean => {
    if (story.supplement === 'never-given') return false;
    wait(60 + 480 * 1.2 * random.logNormal(0.7));
    act(
      'GiveSupplement',
      {
        components: [{ name: 'Bản chụp giấy tờ tùy thân (bổ sung)', electronic: channel === 'online' }],
        ...(channel !== 'online' && { unit: receiving.unit.code }),
      },
      channel === 'online' ? portal : atDesk,
    );
    return true;
  };

  let checked = story.supplement === 'none';
  let receivedAt: number;
  if (channel === 'direct') {
    now = clock.next(now);
    receivedAt = now;
    if (ending === 'refused') {
      wait(random.int(3, 12));
      const { channel: _, ...stated } = submission;
      act('RefuseAtCounter', { ...stated, placeOfRefusal: receiving.unit.code, ...refusal }, atDesk);
      return acts;
    }
    if (story.outage) {
      now = clock.next(at(dayOf(now), '13:00')) + random.int(10, 100) * 60_000;
      act(
        'ReceiveDossier',
        {
          ...submission,
          placeOfReceipt: receiving.unit.code,
          pointId: 'main',
          occurredAt: instant(receivedAt),
          lateEntryReason: 'Mất kết nối; tiếp nhận trên giấy, nhập lại sau',
        },
        atDesk,
      );
    } else {
      wait(random.int(3, 12));
      receivedAt = now;
      act('ReceiveDossier', { ...submission, placeOfReceipt: receiving.unit.code, pointId: 'main' }, atDesk);
    }
  } else {
    act('SubmitDossier', submission, channel === 'online' ? portal : atDesk);
    wait(story.receivedLate ? 500 + 400 * random.next() : Math.min(420, 5 + 35 * random.logNormal(0.9)));
    if (ending === 'refused') {
      act('RefuseDossier', refusal, atDesk);
      return acts;
    }
    if (!checked && random.chance(0.5)) {
      requestSupplement(atDesk, desk);
      if (!waitForSupplement()) return acts;
      checked = true;
      wait(random.int(10, 90));
    }
    receivedAt = now;
    act('ReceiveSubmittedDossier', { pointId: 'main' }, atDesk);
  }

  const fee = feeOf(story, random);
  if (fee) {
    wait(1);
    act('RequestFee', { items: [fee] }, atDesk);
    wait(channel === 'direct' ? 2 : random.int(5, 90));
    act(
      'PayFee',
      {
        totalDong: fee.dong,
        method: channel === 'direct' ? random.pick(['cash', 'cash', 'transfer']) : 'portal',
        receiptNumber: `BL-${seed}-${index}`,
      },
      channel === 'direct' ? atDesk : portal,
    );
  }

  const limit = story.verified && version.verificationLimit ? version.verificationLimit : version.limit;
  // most are settled well before they are due
  const available = Math.max(15, clock.between(now, endOfLimit(clock, receivedAt, limit)));
  const work = story.late ? available + 30 + 400 * random.next() : available * (story.extended ? 1.02 : 0.12 + 0.65 * random.next());
  const sealing = version.steps.findLastIndex(({ role }) => role !== 'receiving-officer');
  const hoursBefore = version.steps.slice(1, sealing + 1).reduce((sum, { hours }) => sum + hours, 0) || 1;
  const breaksOff = ending === 'returned' ? undefined : random.int(1, sealing);

  let signer = memberIn(competent, 'leader');
  let holding = { member: desk, center: receiving };
  const handOver = (member: Member, step: number) => {
    if (member.id === holding.member.id) return;
    const note = competent !== holding.center && { note: 'Chuyển hồ sơ tiếp nhận không phụ thuộc địa giới' };
    act('HandOverDossier', { to: holder(member, competent), step, ...note }, officer(holding.member, holding.center));
    holding = { member, center: competent };
  };
  for (const [step, { role, hours }] of version.steps.entries()) {
    if (step === 0 || step > sealing) continue;
    wait(step === 1 ? Math.min(work * 0.1, random.int(5, 45)) : 1);
    const member = memberIn(competent, role, random);
    if (role === 'leader') signer = member;
    handOver(member, step);
    const actor = officer(member, competent);
    if (step === 1 && !checked) {
      wait(random.int(5, 40));
      requestSupplement(actor, member);
      if (!waitForSupplement()) return acts;
      wait(random.int(5, 40));
    }
    if (step === 1 && story.verified) {
      wait(random.int(5, 30));
      act('StartVerification', { ground: 'Cần xác minh tại nơi cư trú trước đây' }, actor);
    }
    if (step === 1 && story.extended) {
      wait(1);
      act(
        'ExtendDossier',
        {
          workingDays: 1,
          reason: 'Số lượng giấy tờ nhiều',
          apology: 'Trung tâm xin lỗi và hẹn lại thời gian trả kết quả',
          signer: 'Chủ tịch UBND',
          signedBy: signer.id,
          byAgreement: version.extension?.maxWorkingDays === undefined,
        },
        actor,
      );
    }
    if (step === breaksOff) {
      wait(random.int(5, 60));
      if (ending === 'withdrawn') act('WithdrawDossier', { reason: 'Công dân đề nghị rút hồ sơ' }, actor);
      else act('StopDossier', { reason: 'Giấy tờ nộp không hợp pháp', legalGround: 'Nghị định 118/2025/NĐ-CP' }, actor);
      return acts;
    }
    wait((work * hours) / hoursBefore);
  }
  const number = `${random.int(1, 9000)}/KQ-${competent.unit.code}`;
  const electronic = channel === 'online' && random.chance(shares.returnedElectronically);
  const result = {
    number,
    date: dayOf(now),
    abstract: procedure.name,
    signer: 'Chủ tịch UBND',
    signedBy: signer.id,
    ...(electronic && { electronicCode: `KQ-${seed}-${index}` }),
  };
  act('SettleDossier', { result }, officer(holding.member, holding.center));

  if (version.steps.length - 1 > sealing) {
    wait(random.int(3, 30));
    handOver(competent === receiving ? desk : memberIn(competent, 'receiving-officer', random), version.steps.length - 1);
  }
  if (electronic) wait(random.int(1, 20));
  else wait(channel === 'postal' ? 960 : 5 + 90 * random.logNormal(1.1));
  const means = electronic ? 'electronic' : channel === 'postal' ? 'post' : 'counter';
  act('ReturnResult', { means, ...(means === 'counter' && { receivedBy: name }) }, officer(holding.member, holding.center));
  if (story.archived) {
    wait(random.int(60, 900));
    act('ArchiveDossier', { fileReference: `HS-${competent.unit.code}-${index}` }, officer(memberIn(competent, 'clerk'), competent));
  }
  return acts;
};
