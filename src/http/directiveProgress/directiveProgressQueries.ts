import { z } from 'zod';
import { daysOf } from '#domain/duty/progress.ts';
import { dayAfter, dayPlus, endOfDay, localDay, startOfDay } from '#domain/time/localDay.ts';
import { Key, LocalDate, PartyId } from '#events/terms.ts';
import { writtenApart } from '#http/documents/writtenApart.ts';
import { csv } from '#http/server/csv.ts';
import type { Language } from '#http/server/languages.ts';
import { AsOf, type Standpoint, standpointOf } from '#http/server/parameters.ts';
import { inputProblem } from '#http/server/problems.ts';
import { defineList, defineQuery, type PastTools, sortedBy } from '#http/server/query.ts';
import { requireTask } from '#http/server/tasks.ts';
import { columnsOf } from '#http/server/texts/columns.ts';
import { changesIn, directiveAsOf, dutyPasts } from '#projections/duties/queries.ts';
import { noticesAsOf } from '#projections/notices/queries.ts';
import { listCountedDuties } from './countedDuties.ts';
import {
  DirectiveHead,
  DutyAtMoment,
  DutyCounts,
  DutyLinks,
  DutyMoment,
  DutyNotice,
  DutyTurn,
  LateParty,
  PartyAtMoment,
  ProgressDay,
  Report,
  Seen,
  TaskAtMoment,
} from './directiveProgressAnswers.ts';
import { headOf, lateParties, type Overview, overviewOf, progressProjections, seenFrom, sharedCauses, tasksOf } from './duties.ts';
import { type Counted, countsOf, urgency } from './dutyFigures.ts';
import { officialParts } from './officialParts.ts';
import { firstDayOf } from './period.ts';
import { countedDays } from './progressDays.ts';

const ofDirective = z.object({ directiveId: Key });

const partiesOf = ({ directive, duties, nameOf, links }: Overview): PartyAtMoment[] => {
  const place = new Map(directive.tasks.map(({ taskId }, index) => [taskId, index]));
  const inOrder = (a: DutyAtMoment, b: DutyAtMoment) => (place.get(a.taskId) ?? 0) - (place.get(b.taskId) ?? 0);
  return [...Map.groupBy(duties, ({ party }) => party)]
    .map(([party, own]) => ({ party, name: nameOf(party), counts: countsOf(own), links: links({ party }), duties: own.toSorted(inOrder) }))
    .toSorted((a, b) => (a.party < b.party ? -1 : 1));
};

const Matrix = z
  .object({
    ...DirectiveHead,
    ...Seen,
    counts: DutyCounts,
    links: DutyLinks,
    tasks: z.array(TaskAtMoment),
    parties: z.array(PartyAtMoment),
  })
  .meta({
    id: 'DirectiveMatrix',
    description: 'Parties and tasks of a directive: how each duty stands, what is missing and who acts next.',
  });

const getDirectiveMatrix = defineQuery({
  name: 'GetDirectiveMatrix',
  summary:
    'Every duty of a directive at a moment, by party and task: ready or not, late since when and why, and who acts next. Heads see their unit, departments their own tasks.',
  path: '/directives/:directiveId/matrix',
  params: ofDirective,
  query: z.object({
    asOf: AsOf,
    task: Key.optional(),
    party: PartyId.optional(),
    state: DutyMoment.optional().describe('Only parties with a duty in this state, and of those only such duties.'),
  }),
  answer: Matrix,
  projections: progressProjections,
  unit: ({ party }) => party,
  run: async (tools, { directiveId, task, party, state }) => {
    const whole = await overviewOf(tools, { directiveId, taskId: task, party, state });
    if (whole === undefined) return undefined;
    requireTask(whole.directive, task);
    const chosen = { ...whole, duties: whole.duties.filter((duty) => state === undefined || duty.state === state) };
    return {
      ...headOf(whole.directive),
      ...seenFrom(tools.standpoint),
      counts: countsOf(chosen.duties),
      links: chosen.links(),
      tasks: tasksOf(chosen),
      parties: partiesOf(chosen),
    };
  },
});

const PartyPage = PartyAtMoment.extend({
  ...DirectiveHead,
  ...Seen,
  timeline: z.array(DutyTurn).describe('What happened to its duties, the latest first.'),
  notices: z
    .array(DutyNotice)
    .describe('Reminders, urgings and escalations about its duties, task by task in order of when they were due.'),
}).meta({ id: 'DirectiveParty', description: 'One party’s page of a directive.' });

const noticesOf = async ({ db, standpoint }: PastTools, { dutyId, taskId }: DutyAtMoment): Promise<DutyNotice[]> =>
  (await noticesAsOf(db, { dutyId }, standpoint)).map(({ noticeId, to, kind, channel, state, dueAt, sentAt, seenAt }) => {
    return { noticeId, dutyId, taskId, to, kind, channel, state, dueAt, sentAt, seenAt };
  });

const getDirectiveParty = defineQuery({
  name: 'GetDirectiveParty',
  summary:
    'One party’s page of a directive: all its duties, what is missing and since when, what happened so far, and the notices about it.',
  path: '/directives/:directiveId/parties/:party',
  params: ofDirective.extend({ party: PartyId }),
  query: z.object({ asOf: AsOf }),
  answer: PartyPage,
  projections: [...progressProjections, 'notices'],
  unit: ({ party }) => party,
  run: async (tools, { directiveId, party }) => {
    const overview = await overviewOf(tools, { directiveId, party });
    const page = overview && partiesOf(overview)[0];
    if (overview === undefined || page === undefined) return undefined;
    const taskIds = new Map(page.duties.map(({ dutyId, taskId }) => [dutyId, taskId]));
    const timeline = (await dutyPasts(tools.db, { directiveId, parties: [party] }, tools.standpoint.asOf))
      .flatMap(changesIn)
      .toSorted((a, b) => (a.at === b.at ? b.position - a.position : a.at < b.at ? 1 : -1))
      .map((turn) => ({ ...turn, taskId: taskIds.get(turn.dutyId) ?? '' }));
    const notices = await Promise.all(page.duties.map((duty) => noticesOf(tools, duty)));
    return { ...headOf(overview.directive), ...seenFrom(tools.standpoint), ...page, timeline, notices: notices.flat() };
  },
});

const progressOf = async ({ db, unitsAsked, standpoint }: PastTools, counted: Counted, period: Parameters<typeof daysOf>[1]) => {
  if (period.from > period.to) return [];
  const { directiveId, task: taskId } = counted;
  const pasts = await dutyPasts(db, { directiveId, taskId, parties: unitsAsked }, standpoint.asOf);
  return countedDays(daysOf(pasts, period), counted, standpoint);
};

const TaskPage = TaskAtMoment.extend({
  ...DirectiveHead,
  ...Seen,
  assignees: z.array(DutyAtMoment).describe('Overdue first, then reopened, open and fulfilled.'),
  progress: z.array(ProgressDay).describe('Day by day since the directive was issued, the last ten years at most.'),
}).meta({ id: 'DirectiveTaskPage', description: 'One task’s page of a directive.' });

const getDirectiveTask = defineQuery({
  name: 'GetDirectiveTask',
  summary: 'One task’s page of a directive: its assignees by state, and its progress day by day.',
  path: '/directives/:directiveId/tasks/:taskId',
  params: ofDirective.extend({ taskId: Key }),
  query: z.object({ asOf: AsOf }),
  answer: TaskPage,
  projections: progressProjections,
  run: async (tools, { directiveId, taskId }) => {
    const overview = await overviewOf(tools, { directiveId, taskId });
    const task = overview && tasksOf(overview)[0];
    if (overview === undefined || task === undefined) return undefined;
    const assignees = overview.duties.toSorted((a, b) => urgency(a) - urgency(b) || (a.party < b.party ? -1 : 1));
    const { moment } = tools.standpoint;
    const today = localDay(moment);
    const from = firstDayOf(overview.directive, { to: today });
    const progress = await progressOf(tools, { directiveId, task: taskId }, { from, to: today, moment });
    return { ...headOf(overview.directive), ...seenFrom(tools.standpoint), ...task, assignees, progress };
  },
});

const listDirectiveProgress = defineList({
  name: 'ListDirectiveProgress',
  summary: 'Progress of a directive day by day: how many duties were open, overdue and fulfilled at the end of each day.',
  path: '/directives/:directiveId/progress',
  params: ofDirective,
  query: z.object({
    asOf: AsOf,
    task: Key.optional(),
    party: PartyId.optional(),
    from: LocalDate.optional().describe(
      'First day; the day the directive was issued when absent, since there is nothing before. Ten years at most are told of.',
    ),
    to: LocalDate.optional().describe('Last day; the day asked about when absent.'),
  }),
  ...sortedBy(ProgressDay, 'day'),
  projections: progressProjections,
  unit: ({ party }) => party,
  run: async (tools, { directiveId, task, party, from, to, limit, cursor }) => {
    const { asOf, moment } = tools.standpoint;
    const directive = await directiveAsOf(tools.db, directiveId, asOf);
    if (directive === undefined) return undefined;
    requireTask(directive, task);
    const today = localDay(moment);
    const last = to === undefined || to > today ? today : to;
    // days to come have no progress yet
    if (from !== undefined && to !== undefined && from > last) return [];
    const first = firstDayOf(directive, { from, to: last });
    // a page counts its own days only
    const page = cursor === undefined ? first : dayAfter(String(cursor[0]));
    const end = dayPlus(page, limit - 1);
    return progressOf(tools, { directiveId, task, party }, { from: page, to: end < last ? end : last, moment });
  },
});

const listLateParties = defineList({
  name: 'ListLateParties',
  summary: 'Ranking of the late: parties with overdue duties, by working days late, with the cause in words.',
  path: '/directives/:directiveId/late',
  params: ofDirective,
  query: z.object({ asOf: AsOf, task: Key.optional() }),
  ...sortedBy(LateParty, 'rank'),
  projections: progressProjections,
  run: async (tools, { directiveId, task }) => {
    const overview = await overviewOf(tools, { directiveId, taskId: task });
    if (overview === undefined) return undefined;
    requireTask(overview.directive, task);
    return lateParties(overview);
  },
});

/** The end of the period: of its last day, or the moment asked about. A day that is not over ends now. */
const endOf = async (tools: PastTools, to: string | undefined, asOf: AsOf | undefined): Promise<Standpoint | undefined> => {
  if (to === undefined) return tools.standpoint;
  if (asOf !== undefined)
    throw inputProblem([{ in: 'query', pointer: '/to', detail: 'a period ends with its last day or as of a moment, not both' }]);
  return standpointOf(tools, { at: localDay(tools.now) === to ? tools.now : endOfDay(to) });
};

const reportOf = async (
  tools: PastTools,
  { directiveId, from, number }: { directiveId: string; from?: string | undefined; number?: string | undefined },
): Promise<Report | undefined> => {
  const { standpoint } = tools;
  const overview = await overviewOf(tools, { directiveId });
  if (overview === undefined) return undefined;
  const { directive, duties } = overview;
  const to = localDay(standpoint.moment);
  const first = firstDayOf(directive, { from, to });
  const pasts = await dutyPasts(tools.db, { directiveId, parties: tools.units }, standpoint.asOf);
  const begins = startOfDay(first);
  const happened = pasts.flatMap(changesIn).filter(({ at }) => begins <= at);
  const times = (what: (typeof happened)[number]['what']) => happened.filter((turn) => turn.what === what).length;
  return {
    ...headOf(directive),
    ...seenFrom(standpoint),
    ...officialParts(tools.settings, { units: tools.units, number: number ?? null, date: to }),
    from: first,
    to,
    counts: countsOf(duties),
    links: overview.links(),
    inPeriod: { fulfilled: times('fulfilled'), fellOverdue: times('fell-overdue'), reopened: times('reopened'), urged: times('urged') },
    tasks: tasksOf(overview),
    late: lateParties(overview),
    causes: sharedCauses(duties),
    progress: countedDays(daysOf(pasts, { from: first, to, moment: standpoint.moment }), { directiveId }, standpoint),
    duties,
  };
};

const reportCsv = async ({ duties }: Report, language: Language): Promise<string> =>
  (await Array.fromAsync(csv(columnsOf('GetDirectiveReport', DutyAtMoment, language), [duties]))).join('');

const getDirectiveReport = defineQuery({
  name: 'GetDirectiveReport',
  summary:
    'Report on a directive for a period: figures, tasks, the late with their causes, progress by day, every duty. As JSON, as CSV (one line for each duty), as XLSX, and as PDF in Vietnamese.',
  path: '/directives/:directiveId/report',
  params: ofDirective,
  query: z.object({
    asOf: AsOf,
    from: LocalDate.optional().describe(
      'First day of the period; the day the directive was issued when absent or earlier. A period has ten years at most.',
    ),
    to: LocalDate.optional().describe('Last day of the period, instead of `asOf`.'),
    number: z
      .string()
      .regex(/^[\p{L}\d./-]{1,20}$/u, 'must be letters, digits, points, slashes and hyphens, 20 at most')
      .optional()
      .describe('Number that the clerk gave the report, before its symbol; left open when absent.'),
  }),
  answer: Report,
  forms: {
    csv: { type: 'text/csv; charset=utf-8', write: reportCsv },
    xlsx: {
      type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      write: writtenApart<Report>(import.meta.resolve('./reportXlsx.ts'), 'reportXlsx'),
    },
    pdf: { type: 'application/pdf', write: writtenApart<Report>(import.meta.resolve('./reportPdf.ts'), 'reportPdf') },
  },
  fileName: ({ directiveId, to, party }: Report) => ['bao-cao', directiveId, party, to].filter(Boolean).join('_'),
  projections: progressProjections,
  run: async (tools, { directiveId, from, to, asOf, number }) => {
    const standpoint = await endOf(tools, to, asOf);
    return standpoint && reportOf({ ...tools, standpoint }, { directiveId, from, number });
  },
});

export const directiveProgressQueries = [
  getDirectiveMatrix,
  getDirectiveParty,
  getDirectiveTask,
  listDirectiveProgress,
  listLateParties,
  getDirectiveReport,
  listCountedDuties,
];
