import { assignDuty } from '#commands/duty/assignDuty.ts';
import { dutyIdOf } from '#events/duty/events.ts';
import { UnitCode } from '#events/terms.ts';
import { sideBySide } from './sideBySide.ts';
import { defineProcess } from './tools.ts';

/** A directive has one duty for each assignee of each task, from the moment it was issued. */
export const assignDuties = defineProcess({
  name: 'assign-duties',
  on: ['DirectiveIssued'],
  react: async (event, { execute }) => {
    const { directiveId, tasks } = event.data;
    const duties = tasks.flatMap(({ taskId, title, assignees, deadline, fulfilment, escalateTo }) =>
      assignees.map((party) => ({
        dutyId: dutyIdOf(directiveId, taskId, party),
        directiveId,
        taskId,
        party,
        ...(UnitCode.safeParse(party).success && { unit: party }),
        title,
        deadline,
        fulfilment,
        escalateTo,
      })),
    );
    await sideBySide(duties, (duty) => execute(assignDuty, duty, event, { which: ` for ${duty.dutyId}`, at: event.occurredAt }));
  },
});
