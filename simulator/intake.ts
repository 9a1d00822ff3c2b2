import { createHash } from 'node:crypto';
import { type Member, memberIn } from './city.ts';
import { decideOn } from './lateEntries.ts';
import { fullName, identityOf, phoneNumber, streetAddress } from './people.ts';
import type { Random } from './random.ts';
import type { Story } from './story.ts';
import { officer, portal, type Telling } from './telling.ts';
import { at, dayOf, instant } from './workingClock.ts';

/** How a dossier came in. */
export type Intake = {
  desk: Member;
  /** Whose it is, as the result is handed to him. */
  ownerName: string;
  receivedAt: number;
  /** Nothing is missing. */
  checked: boolean;
  means: 'electronic' | 'post' | 'counter';
  /** When the result is to be there, where no limit was published. */
  agreedAt?: number;
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

const refusal = { reason: 'Hồ sơ không thuộc thẩm quyền giải quyết', legalGround: 'Nghị định 118/2025/NĐ-CP' };
const onPaper = {
  outage: 'Mất kết nối; tiếp nhận trên giấy, nhập lại sau',
  reception: 'Phần mềm không đồng bộ với Cổng; tiếp nhận theo phiếu in, nhập lại sau',
  afterHours: 'Tiếp nhận nốt người đã lấy số trước giờ đóng cửa; nhập vào sáng hôm sau',
  asking: 'Mất điện; lập phiếu yêu cầu bổ sung trên giấy, nhập lại sau',
} as const;

/** An official asks for what is missing; where power failed, on paper, and enters it later. */
export const requestSupplement = (telling: Telling, asking: Member): void => {
  const { story, random } = telling;
  const input = {
    items: ['Bản chụp rõ nét của giấy tờ tùy thân'],
    reason: 'Bản đã nộp không đọc được',
    legalGround: 'Nghị định 118/2025/NĐ-CP',
    contactOfficial: asking.id,
  };
  const actor = officer(asking, story.competent);
  if (story.incident !== 'asked-on-paper') {
    telling.act('RequestSupplement', input, actor);
    return;
  }
  const happenedAt = telling.now;
  telling.wait(random.int(70, 200));
  decideOn(telling, telling.act('RequestSupplement', input, actor, { happenedAt, reason: onPaper.asking }));
};

/** False when the citizen never comes back within the simulated time. */
export const waitForSupplement = (telling: Telling, desk: Member): boolean => {
  const { story, random } = telling;
  const { channel, receiving } = story;
  if (story.supplement === 'never-given') return false;
  telling.wait(60 + 480 * 1.2 * random.logNormal(0.7));
  telling.act(
    'GiveSupplement',
    {
      components: [{ name: 'Bản chụp giấy tờ tùy thân (bổ sung)', electronic: channel === 'online' }],
      ...(channel !== 'online' && { unit: receiving.unit.code }),
    },
    channel === 'online' ? portal : officer(desk, receiving),
  );
  return true;
};

const submissionOf = ({ story, random }: Telling, means: Intake['means']) => {
  const { procedure, mistaken, competent, channel } = story;
  const { name, ...owner } = identityOf(story.identity, random);
  const address = streetAddress(random, competent.unit.fullName);
  const ownerName = name ?? fullName(random);
  const submission = {
    procedure: (mistaken ?? procedure).code,
    competentUnit: story.agency ?? competent.unit.code,
    channel,
    owner: { ...owner, name: ownerName, address, phone: phoneNumber(random) },
    ...(channel === 'direct' && random.chance(0.08) && { submitter: { name: fullName(random), relation: 'Người được ủy quyền' } }),
    request: (mistaken ?? procedure).name,
    components: components(story, random),
    delivery: { means },
  };
  return { submission, ownerName };
};

/** When a result was agreed on: at the end of a working day. */
const agreement = ({ story, clock, now }: Telling) => {
  if (story.procedure.version.limit.kind !== 'unpublished') return {};
  const agreedAt = at(dayOf(clock.plus(clock.next(now), story.agreedWorkingDays * 480)), '16:30');
  return {
    agreedAt,
    agreed: { at: instant(agreedAt), reason: 'Chưa công bố thời hạn; hẹn theo lịch giải quyết của các cơ quan liên quan' },
  };
};

type Told = Omit<Intake, 'receivedAt' | 'checked' | 'agreedAt'> & { submission: ReturnType<typeof submissionOf>['submission'] };

const atCounter = (telling: Telling, { submission, ...told }: Told): Intake | undefined => {
  const { story, clock, random } = telling;
  const { receiving, ending, incident } = story;
  const actor = officer(told.desk, receiving);
  const receive = (manner: Parameters<Telling['act']>[3], happenedAt: number): Intake => {
    const { agreedAt, agreed } = agreement({ ...telling, now: happenedAt });
    telling.act(
      'ReceiveDossier',
      { ...submission, placeOfReceipt: receiving.unit.code, pointId: 'main', ...(agreed && { agreed }) },
      actor,
      manner,
    );
    return { ...told, receivedAt: happenedAt, checked: story.supplement === 'none', ...(agreedAt && { agreedAt }) };
  };

  telling.now = clock.next(telling.now);
  const came = telling.now;
  if (ending === 'refused') {
    telling.wait(random.int(3, 12));
    const { channel: _, ...stated } = submission;
    telling.act('RefuseAtCounter', { ...stated, placeOfRefusal: receiving.unit.code, ...refusal }, actor);
    return undefined;
  }
  if (story.outage) {
    telling.now = clock.next(at(dayOf(came), '13:00')) + random.int(10, 100) * 60_000;
    return receive({ happenedAt: came, reason: onPaper.outage }, came);
  }
  if (incident === 'received-after-hours') {
    const happenedAt = clock.close(came) + random.int(4, 25) * 60_000;
    telling.now = clock.next(happenedAt) + random.int(2, 40) * 60_000;
    return receive({ happenedAt, reason: onPaper.afterHours, outsideHours: true }, happenedAt);
  }
  telling.wait(random.int(3, 12));
  return receive({}, telling.now);
};

const fromAfar = (telling: Telling, { submission, ...told }: Told): Intake | undefined => {
  const { story, clock, random } = telling;
  const { channel, receiving, ending, incident, together } = story;
  const actor = officer(told.desk, receiving);
  let checked = story.supplement === 'none';
  const sentTo = story.agency !== undefined && { sentTo: receiving.unit.code };
  telling.act('SubmitDossier', { ...submission, ...sentTo }, channel === 'online' ? portal : actor);
  const submittedAt = telling.now;
  telling.wait(story.receivedLate ? 500 + 400 * random.next() : Math.min(420, 5 + 35 * random.logNormal(0.9)));
  if (ending === 'refused') {
    telling.act('RefuseDossier', refusal, actor);
    return undefined;
  }
  if (!checked && incident !== 'asked-on-paper' && random.chance(0.5)) {
    requestSupplement(telling, told.desk);
    if (!waitForSupplement(telling, told.desk)) return undefined;
    checked = true;
    telling.wait(random.int(10, 90));
  }
  const receive = (manner: Parameters<Telling['act']>[3], receivedAt: number): Intake => {
    const { agreedAt, agreed } = agreement({ ...telling, now: receivedAt });
    const revision = telling.act('ReceiveSubmittedDossier', { pointId: 'main', ...(agreed && { agreed }) }, actor, manner);
    if (manner?.happenedAt !== undefined) decideOn(telling, revision);
    return { ...told, receivedAt, checked, ...(agreedAt && { agreedAt }) };
  };
  if (incident === 'received-on-paper') {
    const happenedAt = telling.now;
    telling.now = clock.plus(submittedAt, 530 + random.int(0, 200));
    return receive({ happenedAt, reason: onPaper.reception }, happenedAt);
  }
  if (!together) return receive({}, telling.now);
  telling.now = telling.nextTogether();
  return receive({ together: receiving.unit.code }, telling.now);
};

/** Tells how the dossier comes in; `undefined`: it is refused, or the citizen does not come back. */
export const tellIntake = (telling: Telling, returnedElectronically: number): Intake | undefined => {
  const { story, random } = telling;
  const { receiving, channel, together, agency } = story;
  const team = agency === undefined ? undefined : receiving.areaTeam;
  const desk = team ?? memberIn(receiving, 'receiving-officer', together ? undefined : random);
  const electronic = channel === 'online' && random.chance(returnedElectronically);
  const means = electronic ? 'electronic' : channel === 'postal' ? 'post' : 'counter';
  const told = { desk, means, ...submissionOf(telling, means) } as const;
  return channel === 'direct' ? atCounter(telling, told) : fromAfar(telling, told);
};
