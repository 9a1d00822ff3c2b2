import type { Act } from './act.ts';
import { tellReturn } from './afterwards.ts';
import { tellAgency } from './agencies.ts';
import type { Assumptions } from './assumptions.ts';
import { tellFees } from './fees.ts';
import { type Intake, tellIntake } from './intake.ts';
import { fullName, phoneNumber, streetAddress } from './people.ts';
import { tellProcessing } from './processing.ts';
import type { Story } from './story.ts';
import { beginTelling, officer, type Telling } from './telling.ts';
import type { WorkingClock } from './workingClock.ts';

/** What was typed wrongly at the counter, and the procedure chosen wrongly, are put right by whoever received it. */
const tellCorrections = (telling: Telling, { desk }: Intake): void => {
  const { story, random } = telling;
  const { incident, mistaken, procedure, receiving, competent } = story;
  const atDesk = officer(desk, receiving);
  if (mistaken !== undefined) {
    telling.wait(random.int(4, 20));
    telling.act('CorrectProcedure', { ground: 'Chọn nhầm thủ tục khi tiếp nhận', procedure: procedure.code }, atDesk);
  }
  if (incident !== 'data-corrected') return;
  telling.wait(random.int(3, 30));
  const owner = random.pick([
    { phone: phoneNumber(random) },
    { name: fullName(random) },
    { address: streetAddress(random, competent.unit.fullName) },
    { phone: null },
  ]);
  telling.act('CorrectDossier', { ground: 'Nhập sai so với tờ khai', owner }, atDesk);
};

/** The acts of one dossier from arrival to archive, each at its time; pure. */
export const courseOf = (story: Story, clock: WorkingClock, shares: Assumptions['shares']): Act[] => {
  const telling = beginTelling(story, clock);
  const intake = tellIntake(telling, shares.returnedElectronically);
  if (intake === undefined) return telling.acts;
  tellCorrections(telling, intake);
  const paidDong = tellFees(telling, intake);
  if (story.agency !== undefined) {
    tellAgency(telling, intake, story.agency);
    return telling.acts;
  }
  const told = tellProcessing(telling, intake, { from: { member: intake.desk, center: story.receiving }, paidDong });
  if (told) tellReturn(telling, intake, told);
  return telling.acts;
};
