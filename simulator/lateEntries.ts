import { headOn } from './setUp.ts';
import type { Telling } from './telling.ts';
import { dayOf } from './workingClock.ts';

const grounds = {
  confirmed: 'Đã đối chiếu sổ giấy và chữ ký, đúng thời điểm đã ghi',
  declined: 'Sổ giấy không có chữ ký xác nhận thời điểm',
} as const;

/** The head says whether an act entered late happened when it says; of some he says nothing. */
export const decideOn = (telling: Telling, revision: number): void => {
  const { story, random } = telling;
  const { competent, decision } = story;
  if (decision === 'none') return;
  telling.wait(random.int(20, 150));
  telling.act(
    decision === 'confirmed' ? 'ConfirmLateEntry' : 'DeclineLateEntry',
    { revision, reason: grounds[decision] },
    headOn(competent, dayOf(telling.now)),
  );
};
