import { z } from 'zod';
import { Instant, Key, PartyId } from '#events/terms.ts';
import { AsOf } from '#http/server/parameters.ts';
import { defineList } from '#http/server/query.ts';
import { requireTask } from '#http/server/tasks.ts';
import { DutyAtMoment, DutyMoment } from './directiveProgressAnswers.ts';
import { overviewOf, progressProjections } from './duties.ts';
import { dutyFigures, isCounted, urgency } from './dutyFigures.ts';

/** Since when it is late, where it is; otherwise since when it stands as it does. */
const begun = ({ lateSince, since }: DutyAtMoment): string => lateSince ?? since;

/** The duties behind a figure, the worst first: what is overdue before the rest, and of each what is so longest. */
export const listCountedDuties = defineList({
  name: 'ListCountedDuties',
  summary:
    'The duties that a figure of a directive counts, the worst first: overdue, reopened, open, fulfilled, and of each those longest so. Matrix, pages, ranking, progress and report give the links.',
  path: '/duties/counted',
  query: z.object({
    figure: z.enum(dutyFigures).default('total').describe('The figure, by its name in the counts.'),
    directiveId: Key,
    task: Key.optional(),
    party: PartyId.optional(),
    state: DutyMoment.optional().describe('Only duties in this state, as the matrix filters them.'),
    asOf: AsOf,
  }),
  answer: DutyAtMoment,
  key: z.tuple([z.int().min(0).max(3), Instant, Key]),
  keyOf: (duty) => [urgency(duty), begun(duty), duty.dutyId] as const,
  whole: 'ascending',
  projections: progressProjections,
  unit: ({ party }) => party,
  run: async (tools, { figure, directiveId, task, state }) => {
    const overview = await overviewOf(tools, { directiveId, taskId: task });
    if (overview === undefined) return undefined;
    requireTask(overview.directive, task);
    const order = (a: DutyAtMoment, b: DutyAtMoment) =>
      urgency(a) - urgency(b) || (begun(a) === begun(b) ? (a.dutyId < b.dutyId ? -1 : 1) : begun(a) < begun(b) ? -1 : 1);
    return overview.duties.filter((duty) => (state === undefined || duty.state === state) && isCounted(figure, duty)).toSorted(order);
  },
});
