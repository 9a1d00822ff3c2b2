import { dayLookedAt, evidenceMissing, isCenterRule, judgeCenter, notOnRecord } from '#domain/duty/fulfilment.ts';
import { type Standing, standingOf } from '#domain/duty/progress.ts';
import { namesOf } from '#domain/settings.ts';
import { localDay } from '#domain/time/localDay.ts';
import { instantInWords } from '#domain/time/wording.ts';
import type { Standpoint } from '#http/server/parameters.ts';
import type { PastTools } from '#http/server/query.ts';
import { centersAsOf } from '#projections/centerReadiness/queries.ts';
import { directiveAsOf, dutiesAsOf } from '#projections/duties/queries.ts';
import type { Directive, DutyRow } from '#projections/duties/view.ts';
import { countWorkingDays, type WorkingDays } from '#projections/workingCalendar/queries.ts';
import type { DutyAtMoment, LateParty, SharedCause, TaskAtMoment } from './directiveProgressAnswers.ts';
import { type Counted, countsOf, type DutyFigure, type DutyLinks, linksTo } from './dutyFigures.ts';

/** What the answers about progress come from. */
export const progressProjections = ['duties', 'center-readiness', 'working-calendar'];

type NameOf = (party: string) => string;
type Judge = (row: DutyRow) => DutyAtMoment['missing'];

/** What the rules find missing at the Centers that have these duties, at a moment. */
const judgeOf = async ({ db, settings, standpoint: { asOf, moment } }: PastTools, rows: readonly DutyRow[]): Promise<Judge> => {
  const units = new Set(rows.flatMap(({ unit, fulfilled_at }) => (unit === null || fulfilled_at !== null ? [] : [unit])));
  const centerOn = await centersAsOf(db, [...units], settings.directorOffices, asOf);
  return ({ unit, fulfilment, missing }) => {
    if (fulfilment.kind !== 'rule') return missing;
    const { rule } = fulfilment;
    if (unit === null || !isCenterRule(rule)) return missing.length > 0 ? missing : [notOnRecord(rule)];
    const day = dayLookedAt(fulfilment, localDay(moment));
    const center = centerOn(unit, day);
    const headquartersArea = center.headquarters.at(-1)?.areaSquareMetres ?? null;
    return judgeCenter(rule, { ...center, day, headquartersArea }).missing;
  };
};

/** What is missing in words: as the rule finds it then, or where the evidence stands. */
const missingOf = (row: DutyRow, judge: Judge): DutyAtMoment['missing'] => {
  const { fulfilment, evidence } = row;
  if (fulfilment.kind === 'rule') return judge(row);
  const last = evidence.at(-1);
  if (last?.state === 'handed-in') return [{ code: 'evidence-undecided', text: `Minh chứng đã nộp, chưa được xem xét: ${last.text}` }];
  if (last?.state === 'returned') return [{ code: 'evidence-returned', text: `Minh chứng bị trả lại: ${last.words}` }];
  return [evidenceMissing(fulfilment.what)];
};

const nextActOf = (row: DutyRow, nameOf: NameOf): DutyAtMoment['actsNext'] => {
  const undecided = row.evidence.at(-1)?.state === 'handed-in';
  const act = undecided ? 'decide-evidence' : row.fulfilment.kind === 'evidence' ? 'hand-in-evidence' : 'fulfil';
  const party = undecided ? row.escalate_to : row.party;
  return { party, name: nameOf(party), act };
};

const lateSince = (row: DutyRow, { state, since, fulfilledLate }: Standing): string | null =>
  state === 'overdue' ? since : fulfilledLate ? row.deadline : null;

const notRecorded = 'Chưa ghi nhận hoàn thành';

const causeOf = (row: DutyRow, missing: DutyAtMoment['missing'], daysLate: number, reopened: boolean): string => {
  const since = daysLate === 0 ? 'chưa đến một ngày làm việc' : `${daysLate} ngày làm việc`;
  const late = `${reopened ? 'Đã hoàn thành nhưng phải làm lại, quá' : 'Quá'} hạn ${since} (hạn ${instantInWords(row.deadline)})`;
  const why = missing.length === 0 ? notRecorded.toLowerCase() : missing.map(({ text }) => text.replace(/\.$/, '')).join('; ');
  return `${late}: ${why}${row.urged > 0 ? `; đã đôn đốc ${row.urged} lần` : ''}.`;
};

type Knowledge = { nameOf: NameOf; judge: Judge; workingDays: WorkingDays };

/** A duty as its reader sees it at a moment. */
const viewOf = (row: DutyRow, moment: string, { nameOf, judge, workingDays }: Knowledge): DutyAtMoment => {
  const standing = standingOf(row, moment);
  const { state, since } = standing;
  const fulfilled = state === 'fulfilled';
  const from = lateSince(row, standing);
  const missing = fulfilled ? [] : missingOf(row, judge);
  const daysLate = from === null ? null : workingDays(localDay(from), localDay(row.fulfilled_at ?? moment));
  return {
    dutyId: row.duty_id,
    taskId: row.task_id,
    party: row.party,
    name: nameOf(row.party),
    title: row.title,
    state,
    since,
    deadline: row.deadline,
    workingDaysLeft: fulfilled || state === 'overdue' ? null : workingDays(localDay(moment), localDay(row.deadline)),
    workingDaysLate: daysLate,
    lateSince: from,
    fulfilledAt: row.fulfilled_at,
    fulfilledBy: row.fulfilled_by,
    lines: row.lines,
    missing,
    cause: state === 'overdue' ? causeOf(row, missing, daysLate ?? 0, row.reopened > 0) : null,
    actsNext: fulfilled ? null : nextActOf(row, nameOf),
    reopened: row.reopened,
    urged: row.urged,
  };
};

/** A directive and the duties of those parties that the reader may see, at a moment; where those behind figures are listed. */
export type Overview = { directive: Directive; nameOf: NameOf; duties: DutyAtMoment[]; links: Links };
type Links = (of?: Omit<Counted, 'directiveId'>, figures?: readonly DutyFigure[]) => DutyLinks;

/** Undefined when there was no such directive. */
export const overviewOf = async (
  tools: PastTools,
  which: { directiveId: string; taskId?: string | undefined; party?: string | undefined; state?: string | undefined },
): Promise<Overview | undefined> => {
  const { asOf, moment } = tools.standpoint;
  const { directiveId, taskId, ...asked } = which;
  const directive = await directiveAsOf(tools.db, directiveId, asOf);
  if (directive === undefined) return undefined;
  const rows = await dutiesAsOf(tools.db, { directiveId, taskId, parties: tools.unitsAsked }, asOf);
  const knowledge = {
    nameOf: namesOf(tools.settings),
    judge: await judgeOf(tools, rows),
    workingDays: await countWorkingDays(tools.db, new Set(tools.settings.defaultWeek.map(({ day }) => day))),
  };
  const links: Links = (of, figures) => linksTo({ directiveId, task: taskId, ...asked, ...of }, tools.standpoint, figures);
  return { directive, nameOf: knowledge.nameOf, duties: rows.map((row) => viewOf(row, moment, knowledge)), links };
};

/** From where the answer was seen. */
export const seenFrom = ({ asOf: from, moment }: Standpoint) => ({ moment, asOfPosition: 'position' in from ? from.position : null });
/** Which directive it is. */
export const headOf = ({ directiveId, title, act, issuedAt }: Directive) => ({ directiveId, title, act, issuedAt });

/** The tasks that have duties among these, and how those stand. */
export const tasksOf = ({ directive, duties, links }: Overview): TaskAtMoment[] => {
  const byTask = Map.groupBy(duties, ({ taskId }) => taskId);
  return directive.tasks.flatMap(({ taskId, title, text, deadline }) => {
    const found = byTask.get(taskId);
    return found === undefined ? [] : [{ taskId, title, text, deadline, counts: countsOf(found), links: links({ task: taskId }) }];
  });
};

type Late = DutyAtMoment & { cause: string; lateSince: string; workingDaysLate: number };

const isLate = (duty: DutyAtMoment): duty is Late => duty.state === 'overdue';
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Parties with overdue duties: by working days late, all their overdue duties together, then by how many those are. */
export const lateParties = ({ duties, links }: Pick<Overview, 'duties' | 'links'>): LateParty[] =>
  [...Map.groupBy(duties.filter(isLate), ({ party }) => party)]
    .map(([party, late]) => ({
      party,
      name: late[0]?.name ?? party,
      overdue: late.length,
      workingDaysLate: sum(late.map(({ workingDaysLate }) => workingDaysLate)),
      lateSince: late.map(({ lateSince }) => lateSince).toSorted()[0] ?? '',
      urged: sum(late.map(({ urged }) => urged)),
      causes: late.map(({ title, cause }) => `${title}: ${cause}`),
      links: links({ party }, ['overdue']),
    }))
    .toSorted((a, b) => b.workingDaysLate - a.workingDaysLate || b.overdue - a.overdue || (a.party < b.party ? -1 : 1))
    .map((party, index) => ({ rank: index + 1, ...party }));

/** Why tasks are late: each thing that is missing once, with the parties that lack it, what most of them lack first. */
export const sharedCauses = (duties: readonly DutyAtMoment[]): SharedCause[] => {
  const causes = duties.filter(isLate).flatMap(({ taskId, title, party, name, missing }) => {
    const texts = missing.length === 0 ? [notRecorded] : missing.map(({ text }) => text.replace(/\.$/, ''));
    return texts.map((cause) => ({ taskId, title, cause, parties: [{ party, name }] }));
  });
  return [...Map.groupBy(causes, ({ taskId, cause }) => `${taskId} ${cause}`).values()]
    .flatMap(([first, ...others]) => {
      const parties = [first, ...others].flatMap((cause) => cause?.parties ?? []).toSorted((a, b) => (a.party < b.party ? -1 : 1));
      return first === undefined ? [] : [{ ...first, parties }];
    })
    .toSorted((a, b) => b.parties.length - a.parties.length || (a.taskId + a.cause < b.taskId + b.cause ? -1 : 1));
};
