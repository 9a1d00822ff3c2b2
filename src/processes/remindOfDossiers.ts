import pMap from 'p-map';
import { type Dossier, dossier } from '#commands/dossier/dossier.ts';
import { remindOfDossier } from '#commands/dossier/reminding.ts';
import type { InputOf } from '#commands/handling/command.ts';
import { writeNotice } from '#commands/notice/notice.ts';
import { excerpt } from '#domain/excerpt.ts';
import { Rejection } from '#domain/rejections.ts';
import type { AnyEvent } from '#events/all.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { dossierStepsAt } from './notices/schedule.ts';
import { defineProcess, type Tools } from './tools.ts';
import { clockTime, fitting, inItsOwnTime, LONGEST, noticesTo, type RemindTools } from './writeNotices.ts';

/** Dossiers that are put on record at the same time. */
const AT_ONCE = 16;

type DossierReminding = Pick<RemindTools, 'act' | 'schedule' | 'settings'> & {
  lookup: Pick<RemindTools['lookup'], 'calendars' | 'dossiersToRemind'>;
};

/**
 * Puts on record of which dossiers the schedule reminds at a moment; who is told follows from that. Any number of
 * workers may do this, as often as they like: a dossier is reminded of once by each step and time. What one look
 * leaves over, because there is too much of it, the next one finds. Throws `StoreUnavailable` when a read model is
 * behind.
 */
export const remindOfDossiers = async ({ act, lookup, schedule, settings }: DossierReminding, now: string): Promise<void> => {
  const time = { weeks: [], defaultWeek: settings.defaultWeek, calendars: await lookup.calendars(), closures: [] };
  for (const { step: planned, ...window } of dossierStepsAt(schedule.dossiers, time, now)) {
    const { step, about, from, kind, to } = planned;
    const term = { about, from, ...window, ...(kind === 'before-deadline' && { openAt: now }) };
    await pMap(
      await lookup.dossiersToRemind(term),
      async ({ dossierId, countsFrom }) => {
        try {
          await act(remindOfDossier, { dossierId, about, step, kind, countsFrom, to }, now);
        } catch (error) {
          // the dossier went on meanwhile
          if (!(error instanceof Rejection)) throw error;
        }
      },
      { concurrency: AT_ONCE },
    );
  }
};

type Told = Recorded<Extract<DossierEvent, { type: 'DossierReminded' | 'DossierUrged' }>>;
type Reminded = Extract<Told, { type: 'DossierReminded' }>['data'];
type Words = ReturnType<typeof fitting>;

/** What a dossier is called in a notice: nothing of whoever handed it in. */
const nameOf = (known: Dossier, dossierId: string): string => {
  if ('code' in known) return known.code;
  return (known.status === 'submitted' ? known.externalCode : undefined) ?? dossierId;
};

/** By when, of a dossier that waits for reception or a result. */
const deadlineOf = (known: Dossier, countsFrom: string): string => {
  if (known.status === 'absent') return countsFrom;
  return (known.status === 'submitted' ? known.receiveBy : known.dueAt) ?? countsFrom;
};

const aboutLine = (known: Dossier, { holder, dossierId }: Told['data']): string => {
  const procedure = known.status === 'absent' ? '' : `, thủ tục ${known.procedure}`;
  return `Hồ sơ ${nameOf(known, dossierId)}${procedure}, đang ở ${holder.official ? `cán bộ ${holder.official}` : 'bộ phận tiếp nhận'}.`;
};

/** What a reminder says, in Vietnamese, of a dossier as it stood. */
const reminderWords = (known: Dossier, data: Reminded): Words => {
  const { about, kind, countsFrom, dossierId } = data;
  const code = nameOf(known, dossierId);
  const due = clockTime(deadlineOf(known, countsFrom));
  const what = about === 'reception' ? 'tiếp nhận' : 'trả kết quả';
  const line = aboutLine(known, data);
  switch (kind) {
    case 'before-deadline':
      return fitting(`Nhắc việc: hồ sơ ${code} sắp đến hạn ${what}`, [line, `Hạn ${what}: ${due}.`]);
    case 'overdue':
      return fitting(`Quá hạn ${what}: hồ sơ ${code}`, [line, `Đã quá hạn ${what} từ ${due}. Đề nghị xử lý ngay.`]);
    case 'escalation':
      return fitting(`Báo cáo quá hạn ${what}: hồ sơ ${code}`, [line, `Quá hạn ${what} từ ${due} mà vẫn chưa xong.`]);
    case 'waiting-for-citizen':
      return fitting(`Nhắc việc: hồ sơ ${code} chờ người nộp`, [line, `Chờ người nộp từ ${clockTime(countsFrom)}.`]);
    case 'due-to-be-stopped':
      return fitting(`Hết thời gian chờ: hồ sơ ${code}`, [
        line,
        `Chờ người nộp từ ${clockTime(countsFrom)}, đã hết thời gian chờ. Đề nghị xem xét dừng xử lý (Mẫu số 05); hệ thống không tự dừng.`,
      ]);
  }
};

/** What urging says: the words of whoever urged, and which dossier it is about, which there is always room for. */
const urgingWords = (known: Dossier, data: Extract<Told, { type: 'DossierUrged' }>['data']): Words => {
  const dueAt = 'dueAt' in known ? (known.dueAt ?? known.receiveBy) : null;
  const about = ['', aboutLine(known, data), ...(dueAt === null ? [] : [`Hạn: ${clockTime(dueAt)}.`])];
  return fitting(`Đôn đốc: hồ sơ ${nameOf(known, data.dossierId)}`, [excerpt(data.text, LONGEST - about.join('\n').length - 1), ...about]);
};

/** The notices that follow from a reminder or an urging: to the official that holds the dossier, and to his Center. */
const noticesOf = (event: Told, known: Dossier, channelsOf: Tools['channelsOf']): InputOf<typeof writeNotice>[] => {
  const { dossierId, holder, to } = event.data;
  const reminded = event.type === 'DossierReminded';
  const step = reminded ? `${event.data.about} ${event.data.step} ${event.data.countsFrom}` : `urged ${event.id}`;
  const words = reminded ? reminderWords(known, event.data) : urgingWords(known, event.data);
  const said = { dossierId, unit: holder.unit, dueAt: event.occurredAt, to: holder.unit, ...words };
  const kind = reminded ? event.data.kind : ('urging' as const);
  const officials = new Set(to.map((one) => (one === 'holder' ? holder.official : undefined)));
  return [...officials].flatMap((official) => noticesTo(channelsOf, step, { ...said, kind, ...(official !== undefined && { official }) }));
};

/** Whoever has a dossier in hand, and whoever leads there, is told on every channel that the schedule or somebody urges. */
export const tellOfDossiers = defineProcess({
  name: 'tell-of-dossiers',
  on: ['DossierReminded', 'DossierUrged'],
  react: async (event, { read, execute, channelsOf }: Tools) => {
    const past = ((await read(event.stream)) as Recorded<DossierEvent>[]).filter(({ revision }) => revision < event.revision);
    const known = past.reduce(dossier.evolve, dossier.initial);
    for (const notice of noticesOf(event, known, channelsOf))
      await execute(writeNotice, notice, event, { which: ` as ${notice.noticeId}`, ...inItsOwnTime(event as Recorded<AnyEvent>) });
  },
});
