import { memberIn } from './city.ts';
import type { Intake } from './intake.ts';
import type { Holding, Result } from './processing.ts';
import { resultOf, tellProcessing, tellResultToDesk } from './processing.ts';
import { administrator, headOn } from './setUp.ts';
import { office, officer, type Telling } from './telling.ts';
import { dayOf } from './workingClock.ts';

const head = ({ story, now }: Telling) => headOn(story.competent, dayOf(now));

/** A result whose slip of the pen is seen before it is returned; the head has it put right. */
const correctResult = (telling: Telling, result: Result): void => {
  telling.wait(telling.random.int(5, 60));
  telling.act(
    'CorrectResult',
    {
      ground: 'Ghi sai số vào sổ',
      result: { ...result, number: `${telling.random.int(9001, 9999)}/KQ-${telling.story.competent.unit.code}` },
    },
    head(telling),
  );
};

const returnResult = (telling: Telling, { means, ownerName }: Intake, { member, center }: Holding, first: boolean): void => {
  const { story, random, clock } = telling;
  const unit = center.unit.code;
  const input = { means, ...(means === 'counter' && { receivedBy: ownerName }) };
  if (means === 'electronic') telling.wait(random.int(1, 20));
  else telling.wait(means === 'post' ? 960 : 5 + 90 * random.logNormal(1.1));
  const moment = first && story.together && means === 'electronic' ? telling.nextTogether() : undefined;
  const waits = moment !== undefined && clock.between(telling.now, moment) < 95;
  if (waits) telling.now = moment;
  telling.act('ReturnResult', input, officer(member, center), waits ? { together: unit } : {});
};

/** A name misspelt, seen by the citizen at home: the result is replaced, and handed out in its stead. */
const replaceResult = (telling: Telling, intake: Intake, holding: Holding): void => {
  telling.wait(telling.random.int(150, 800));
  telling.act('ReplaceResult', { ground: 'Sai tên đệm trên kết quả đã trả', result: resultOf(telling, intake, '-2') }, head(telling));
  returnResult(telling, intake, holding, false);
};

/** A complaint is found justified: the dossier is taken up again, examined, signed and returned once more. */
const reopen = (telling: Telling, intake: Intake): void => {
  const { story, random } = telling;
  const { competent } = story;
  telling.wait(random.int(300, 900));
  const complaint = { number: `${random.int(1, 90)}/KL-${competent.unit.code}`, date: dayOf(telling.now) };
  telling.act('ReopenDossier', { ground: 'Khiếu nại đúng: kết quả bỏ sót nội dung đề nghị', complaint }, head(telling));
  const desk = memberIn(competent, 'receiving-officer', random);
  const once = { ...intake, desk, receivedAt: telling.now, checked: true };
  const told = tellProcessing(telling, once, { from: { member: desk, center: competent }, paidDong: 0, again: true });
  if (told) returnResult(telling, once, tellResultToDesk(telling, desk, told), false);
};

/** What is rare about keeping: an inspection that forbids erasure, a citizen who asks for it before the term has run. */
const keep = (telling: Telling): void => {
  const { story, random } = telling;
  const { hold, erasureAskedTooEarly, index } = story;
  if (hold !== 'none') {
    telling.wait(random.int(60, 400));
    const holdId = `tt-${index}`;
    telling.act('PlaceDossierLegalHold', { holdId, ground: 'Thanh tra đang xem xét hồ sơ' }, office);
    if (hold === 'lifted') {
      telling.wait(random.int(200, 900));
      telling.act('LiftDossierLegalHold', { holdId, ground: 'Thanh tra kết thúc, không kiến nghị giữ hồ sơ' }, office);
    }
  }
  if (!erasureAskedTooEarly) return;
  telling.wait(random.int(60, 400));
  telling.act('EraseDossierPersonalData', { ground: 'Chủ hồ sơ đề nghị xóa dữ liệu cá nhân' }, administrator, {
    refusals: ['retention-not-over'],
  });
};

/** Tells how the result reaches the citizen, and what follows: corrections, complaints, the archive. */
export const tellReturn = (telling: Telling, intake: Intake, { result, holding }: { result: Result; holding: Holding }): void => {
  const { story, random } = telling;
  const { competent, receiving, incident, archived, index } = story;
  if (incident === 'result-corrected') correctResult(telling, result);
  const desk = competent === receiving ? intake.desk : memberIn(competent, 'receiving-officer', random);
  const atDesk = tellResultToDesk(telling, desk, { holding });
  returnResult(telling, intake, atDesk, true);
  if (incident === 'result-replaced') replaceResult(telling, intake, atDesk);
  if (incident === 'reopened') reopen(telling, intake);
  if (archived) {
    telling.wait(random.int(60, 900));
    telling.act(
      'ArchiveDossier',
      { fileReference: `HS-${competent.unit.code}-${index}` },
      officer(memberIn(competent, 'clerk'), competent),
    );
  }
  keep(telling);
};
