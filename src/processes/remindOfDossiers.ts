import pMap from 'p-map';
import { dossier } from '#commands/dossier/dossier.ts';
import { remindOfDossier } from '#commands/dossier/reminding.ts';
import type { Dossier } from '#commands/dossier/state.ts';
import type { InputOf } from '#commands/handling/command.ts';
import { writeNotice } from '#commands/notice/notice.ts';
import { isAgency } from '#domain/dossier/agencies.ts';
import { excerpt } from '#domain/excerpt.ts';
import { Rejection } from '#domain/rejections.ts';
import type { AnyEvent } from '#events/all.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { citizenTerm, dossierStepsAt } from './notices/schedule.ts';
import { defineProcess, inItsOwnTime, type Tools } from './tools.ts';
import { clockTime, fitting, LONGEST, noticesTo, type RemindTools } from './writeNotices.ts';

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
          const actBy = to.includes('citizen') ? citizenTerm(schedule.dossiers, time, countsFrom) : undefined;
          await act(remindOfDossier, { dossierId, about, step, kind, countsFrom, to, ...(actBy !== undefined && { actBy }) }, now);
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
type Telling = Pick<Tools, 'channelsOf' | 'settings'>;

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
  const desk = isAgency(holder.unit) ? 'cơ quan giải quyết' : 'bộ phận tiếp nhận';
  return `Hồ sơ ${nameOf(known, dossierId)}${procedure}, đang ở ${holder.official ? `cán bộ ${holder.official}` : desk}.`;
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

const asked = { supplement: 'bổ sung hồ sơ', fee: 'nộp phí, lệ phí' };

/** What the citizen is told: the code, what he is waited for, by when, and where he looks it up. */
const citizenWords = (known: Dossier, { dossierId, countsFrom, actBy }: Reminded, { documents }: Tools['settings']): Words => {
  const code = nameOf(known, dossierId);
  const stops = 'standstill' in known ? known.standstill.stops : [];
  const what = stops.map(({ by }) => asked[by]).join('; ');
  const lookUp = documents.lookUp.address.replace('{code}', encodeURIComponent(code));
  return fitting(`Hồ sơ ${code} đang chờ ông/bà ${what}`, [
    `Hồ sơ ${code} chờ ông/bà ${what} từ ${clockTime(countsFrom)}.`,
    ...(actBy === undefined ? [] : [`Đề nghị thực hiện trước ${clockTime(actBy)}; sau đó cơ quan có thể dừng xử lý hồ sơ.`]),
    `Tra cứu tình trạng hồ sơ tại ${lookUp}`,
  ]);
};

/** The notice to whoever passes word on to the citizen: one, by webhook where there is one. */
const noticesToCitizen = (event: Extract<Told, { type: 'DossierReminded' }>, known: Dossier, { channelsOf, settings }: Telling) => {
  const { dossierId, holder, about, step, kind, countsFrom } = event.data;
  const { party: to } = settings.citizenChannel;
  const said = { dossierId, unit: holder.unit, kind, to, dueAt: event.occurredAt, ...citizenWords(known, event.data, settings) };
  const bySingleChannel: Tools['channelsOf'] = (party) => channelsOf(party).slice(-1);
  return noticesTo(bySingleChannel, `${about} ${step} ${countsFrom}`, said);
};

/** What urging says: the words of whoever urged, and which dossier it is about, which there is always room for. */
const urgingWords = (known: Dossier, data: Extract<Told, { type: 'DossierUrged' }>['data']): Words => {
  const dueAt = 'dueAt' in known ? (known.dueAt ?? known.receiveBy) : null;
  const about = ['', aboutLine(known, data), ...(dueAt === null ? [] : [`Hạn: ${clockTime(dueAt)}.`])];
  return fitting(`Đôn đốc: hồ sơ ${nameOf(known, data.dossierId)}`, [excerpt(data.text, LONGEST - about.join('\n').length - 1), ...about]);
};

/** The notices that follow from a reminder or an urging: to the official that holds the dossier, to his Center, to the citizen. */
const noticesOf = (event: Told, known: Dossier, tools: Telling): InputOf<typeof writeNotice>[] => {
  const { dossierId, holder, to } = event.data;
  const reminded = event.type === 'DossierReminded';
  const step = reminded ? `${event.data.about} ${event.data.step} ${event.data.countsFrom}` : `urged ${event.id}`;
  const words = reminded ? reminderWords(known, event.data) : urgingWords(known, event.data);
  const said = { dossierId, unit: holder.unit, dueAt: event.occurredAt, to: holder.unit, ...words };
  const kind = reminded ? event.data.kind : ('urging' as const);
  const officials = new Set<string | undefined>();
  if (to.includes('holder')) officials.add(holder.official);
  if (to.includes('head')) officials.add(undefined);
  const within = [...officials].flatMap((official) =>
    noticesTo(tools.channelsOf, step, { ...said, kind, ...(official !== undefined && { official }) }),
  );
  return reminded && event.data.to.includes('citizen') ? [...within, ...noticesToCitizen(event, known, tools)] : within;
};

/** Whom the schedule reminds, or somebody urges, is told: whoever has the dossier in hand, whoever leads there, the citizen. */
export const tellOfDossiers = defineProcess({
  name: 'tell-of-dossiers',
  on: ['DossierReminded', 'DossierUrged'],
  react: async (event, { read, execute, ...tools }: Tools) => {
    const past = ((await read(event.stream)) as Recorded<DossierEvent>[]).filter(({ revision }) => revision < event.revision);
    const known = past.reduce(dossier.evolve, dossier.initial);
    for (const notice of noticesOf(event, known, tools))
      await execute(writeNotice, notice, event, { which: ` as ${notice.noticeId}`, ...inItsOwnTime(event as Recorded<AnyEvent>) });
  },
});
