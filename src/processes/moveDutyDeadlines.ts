import { moveDutyDeadline } from '#commands/duty/moveDutyDeadline.ts';
import { dutyIdOf } from '#events/duty/events.ts';
import { defineProcess } from './tools.ts';

/** When a task gets another deadline, so does each of its duties. */
export const moveDutyDeadlines = defineProcess({
  name: 'move-duty-deadlines',
  on: ['TaskDeadlineMoved'],
  react: async (event, { read, execute }) => {
    const { directiveId, taskId, deadline, ground } = event.data;
    const [issued] = await read(event.stream);
    if (issued?.type !== 'DirectiveIssued') return;
    for (const party of issued.data.tasks.find((task) => task.taskId === taskId)?.assignees ?? []) {
      const dutyId = dutyIdOf(directiveId, taskId, party);
      await execute(moveDutyDeadline, { dutyId, deadline, ground }, event, { which: ` for ${dutyId}` });
    }
  },
});
