import type { loadDirectives } from '#cli/reference.ts';
import { noticeIdOf } from '#commands/notice/noticeId.ts';
import { dutyIdOf } from '#events/duty/events.ts';
import { stepIn } from '#processes/remind.ts';
import type { Act } from './act.ts';
import type { SimulatedCenter } from './city.ts';
import { taskLateFor } from './duties.ts';
import { seeded } from './random.ts';
import { headOf } from './setUp.ts';
import { at } from './workingClock.ts';

/** Most of those who are late see the notice of the first morning after the deadline on that same morning; some never say so. */
export const seeingActs = (directives: ReturnType<typeof loadDirectives>, centers: readonly SimulatedCenter[]): Act[] =>
  directives.flatMap(({ directiveId, tasks }) =>
    centers.flatMap((center): Act[] => {
      const { lateness } = center;
      const task = tasks.find(({ taskId }) => lateness !== undefined && taskId === taskLateFor[lateness]);
      const random = seeded('notices', center.unit.code);
      if (task === undefined || !random.chance(0.7)) return [];
      const to = center.unit.code;
      const dutyId = dutyIdOf(directiveId, task.taskId, to);
      const noticeId = noticeIdOf({ dutyId, step: stepIn('after-1', task.deadline), to, channel: 'email' });
      return [
        {
          at: at('2025-07-01', '07:40') + random.int(0, 120) * 60_000,
          lane: `notice-${noticeId}`,
          key: `notice:${dutyId}:seen`,
          command: 'MarkNoticeSeen',
          input: { noticeId },
          actor: headOf(center),
        },
      ];
    }),
  );
