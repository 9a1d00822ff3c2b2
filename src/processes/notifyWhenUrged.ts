import { noticeIdOf } from '#commands/notice/noticeId.ts';
import { writeNotice } from '#commands/notice/writeNotice.ts';
import { urgingWords } from './notices/wording.ts';
import type { Tools } from './tools.ts';
import { defineProcess } from './tools.ts';

/** Whoever is urged gets the words on every channel there is to the party. */
export const notifyWhenUrged = defineProcess({
  name: 'notify-when-urged',
  on: ['DutyUrged'],
  react: async (event, { read, execute, channelsOf }: Tools) => {
    const { dutyId, party: to, unit, text } = event.data;
    const past = (await read(event.stream)).filter(({ revision }) => revision < event.revision);
    const assigned = past.find((one) => one.type === 'DutyAssigned');
    const moved = past.findLast((one) => one.type === 'DutyDeadlineMoved');
    if (assigned === undefined) return;
    const words = urgingWords(assigned.data.title, moved?.data.deadline ?? assigned.data.deadline, text);
    for (const channel of channelsOf(to)) {
      const noticeId = noticeIdOf({ dutyId, step: `urged ${event.id}`, to, channel });
      const notice = {
        noticeId,
        dutyId,
        ...(unit !== undefined && { unit }),
        kind: 'urging' as const,
        to,
        channel,
        dueAt: event.occurredAt,
        ...words,
      };
      const inItsOwnTime = event.actor.simulated ? { at: event.occurredAt } : {};
      await execute(writeNotice, notice, event, { which: ` on ${channel}`, ...inItsOwnTime });
    }
  },
});
