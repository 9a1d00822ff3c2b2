import type { DutyAtHand } from '#domain/duty/facts.ts';
import { ZONE } from '#domain/time/localDay.ts';
import type { Step } from './schedule.ts';

const clockTime = (instant: string): string => {
  const { hour, minute, day, month, year } = Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')} ngày ${day}/${month}/${year}`;
};

const missingLines = (missing: DutyAtHand['missing']): string[] =>
  missing.length === 0 ? [] : ['Còn thiếu:', ...missing.map(({ text }) => `- ${text}`)];

type Words = { subject: string; text: string };
const fitting = (subject: string, lines: readonly string[]): Words => ({
  subject: subject.slice(0, 2000),
  text: lines.join('\n').slice(0, 2000),
});

/** What a step of the schedule says, in Vietnamese. `party`: the assignee's name. */
export const reminderWords = ({ kind }: Step, { title, deadline, missing }: DutyAtHand, party: string): Words => {
  const due = clockTime(deadline);
  switch (kind) {
    case 'before-deadline':
      return fitting(`Nhắc việc: ${title}`, [`Kính gửi ${party}.`, `Nhiệm vụ "${title}" đến hạn lúc ${due} và chưa hoàn thành.`]);
    case 'overdue':
      return fitting(`Quá hạn: ${title}`, [
        `Kính gửi ${party}.`,
        `Nhiệm vụ "${title}" đã quá hạn từ ${due}. Đề nghị hoàn thành ngay.`,
        ...missingLines(missing),
      ]);
    case 'escalation':
      return fitting(`Báo cáo quá hạn: ${party} – ${title}`, [
        `${party} chưa hoàn thành nhiệm vụ "${title}", quá hạn từ ${due}.`,
        ...missingLines(missing),
      ]);
  }
};

/** What urging by hand says: the words of whoever urged, and which duty it is about. */
export const urgingWords = (title: string, deadline: string, words: string): Words =>
  fitting(`Đôn đốc: ${title}`, [words, '', `Nhiệm vụ: "${title}", hạn ${clockTime(deadline)}.`]);
