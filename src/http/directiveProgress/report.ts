import { z } from 'zod';
import { endOfDay, localDay, startOfDay } from '#domain/time/localDay.ts';
import { Key, LocalDate } from '#events/terms.ts';
import { csv } from '#http/server/csv.ts';
import { AsOf, type Standpoint, standpointOf } from '#http/server/parameters.ts';
import { inputProblem } from '#http/server/problems.ts';
import { defineQuery, type PastTools } from '#http/server/query.ts';
import { changesIn, daysOf, dutyPasts } from '#projections/duties/queries.ts';
import { DutyAtMoment, Report } from './directiveProgressAnswers.ts';
import { countsOf, lateParties, overviewOf, progressProjections, seenFrom, tasksOf } from './duties.ts';
import { reportPdf } from './reportPdf.ts';
import { reportXlsx } from './reportXlsx.ts';

/** The end of the period: of its last day, or the moment asked about. A day that is not over ends now. */
const endOf = async (tools: PastTools, to: string | undefined, asOf: AsOf | undefined): Promise<Standpoint | undefined> => {
  if (to === undefined) return tools.standpoint;
  if (asOf !== undefined)
    throw inputProblem([{ in: 'query', pointer: '/to', detail: 'a period ends with its last day or as of a moment, not both' }]);
  return standpointOf(tools, { at: localDay(tools.now) === to ? tools.now : endOfDay(to) });
};

const reportOf = async (tools: PastTools, directiveId: string, from: string | undefined): Promise<Report | undefined> => {
  const { standpoint } = tools;
  const overview = await overviewOf(tools, { directiveId });
  if (overview === undefined) return undefined;
  const { directive, duties } = overview;
  const first = from ?? localDay(directive.issuedAt);
  const to = localDay(standpoint.moment);
  const pasts = await dutyPasts(tools.db, { directiveId, parties: tools.units }, standpoint.asOf);
  const begins = startOfDay(first);
  const happened = pasts.flatMap(changesIn).filter(({ at }) => begins <= at);
  const times = (what: (typeof happened)[number]['what']) => happened.filter((turn) => turn.what === what).length;
  return {
    ...directive,
    ...seenFrom(standpoint),
    from: first,
    to,
    counts: countsOf(duties),
    inPeriod: { fulfilled: times('fulfilled'), fellOverdue: times('fell-overdue'), reopened: times('reopened'), urged: times('urged') },
    tasks: tasksOf(overview),
    late: lateParties(duties),
    progress: daysOf(pasts, { from: first, to, moment: standpoint.moment }),
    duties,
  };
};

const reportCsv = async ({ duties }: Report): Promise<string> => {
  const lines = csv(
    Object.keys(DutyAtMoment.shape),
    (async function* () {
      yield duties;
    })(),
  );
  return (await Array.fromAsync(lines)).join('');
};

export const getDirectiveReport = defineQuery({
  name: 'GetDirectiveReport',
  summary:
    'Report on a directive for a period: figures, tasks, the late with their causes, progress by day, every duty. As JSON, as CSV (one line for each duty), as XLSX, and as PDF in Vietnamese.',
  path: '/directives/:directiveId/report',
  params: z.object({ directiveId: Key }),
  query: z.object({
    asOf: AsOf,
    from: LocalDate.optional().describe('First day of the period; the day the directive was issued when absent.'),
    to: LocalDate.optional().describe('Last day of the period, instead of `asOf`.'),
  }),
  answer: Report,
  forms: {
    csv: { type: 'text/csv; charset=utf-8', write: reportCsv },
    xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', write: reportXlsx },
    pdf: { type: 'application/pdf', write: reportPdf },
  },
  projections: progressProjections,
  run: async (tools, { directiveId, from, to, asOf }) => {
    const standpoint = await endOf(tools, to, asOf);
    return standpoint && reportOf({ ...tools, standpoint }, directiveId, from);
  },
});
