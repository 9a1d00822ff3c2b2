import { z } from 'zod';
import { LocalDate, ProcedureCode, UnitCode } from '#events/terms.ts';
import { defineList } from '#http/server/query.ts';
import { workload, workloadGroups } from '#projections/dossierList/workload.ts';

const count = (description: string) => z.int().nullable().describe(`${description} Null where it is not asked by this group.`);

const Workload = z
  .object({
    key: z.string().describe('Unit code, procedure code, day or official.'),
    openAtStart: count('Dossiers still owed when the period began.'),
    submitted: count('Handed in online or by post.'),
    received: count('Received.'),
    receivedDirect: count('Received at the counter.'),
    receivedOnline: count('Received after online submission.'),
    receivedPostal: count('Received by post.'),
    receivedElsewhere: count('Received at another place than the competent Center.'),
    receivedLate: count('Received after more than one working day.'),
    settled: z.int(),
    onTime: z.int(),
    late: z.int(),
    onTimeRate: z.number().nullable().describe('Share of the settled that was on time, 0 to 1; null when nothing was settled.'),
    returned: count('Results handed to citizens.'),
    refused: count('Not received: refused after submission or at the counter.'),
    withdrawn: count('Withdrawn by the citizen.'),
    stopped: count('Processing stopped.'),
    openAtEnd: count('Dossiers still owed when the period ended.'),
    open: count('Owed now.'),
    overdue: count('Owed now and past their due time.'),
    waitingForCitizen: count('Owed now, the clock standing still.'),
    receptionOverdue: count('Handed in and not received in time.'),
  })
  .meta({ id: 'Workload', description: 'What came in, what went out and what is owed.' });

const monthBefore = (day: string): string => Temporal.PlainDate.from(day).subtract({ days: 30 }).toString();

const listWorkload = defineList({
  name: 'ListWorkload',
  summary: 'Workload and on-time rates by unit, procedure, day or official; dossiers count for their competent unit.',
  path: '/workload',
  tag: 'workload',
  query: z.object({
    groupBy: z.enum(workloadGroups).default('unit'),
    unit: UnitCode.optional(),
    procedure: ProcedureCode.optional(),
    from: LocalDate.optional().describe('First day; 30 days before the last when absent.'),
    to: LocalDate.optional().describe('Last day; today when absent.'),
  }),
  answer: Workload,
  key: z.tuple([z.string()]),
  keyOf: ({ key }) => [key],
  projections: ['dossier-list'],
  unit: ({ unit }) => unit,
  run: async ({ db, now, units, day }, { from, to = day, limit, cursor, ...asked }) =>
    workload(db, { ...asked, units, from: from ?? monthBefore(to), to }, now, { limit, after: cursor?.[0] }),
});

export const workloadQueries = [listWorkload];
