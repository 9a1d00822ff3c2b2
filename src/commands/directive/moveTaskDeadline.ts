import { Rejection } from '#domain/rejections.ts';
import { directiveEvents } from '#events/directive/events.ts';
import { directiveCommand } from './directive.ts';

export const moveTaskDeadline = directiveCommand({
  name: 'MoveTaskDeadline',
  summary: 'Gives a task of a directive another deadline, for all its assignees.',
  input: directiveEvents.schemas.TaskDeadlineMoved,
  unit: () => undefined,
  decide: (directive, moved) => {
    const { directiveId, taskId, deadline } = moved;
    if (directive.status === 'absent') throw new Rejection('directive-not-found', `There is no directive ${directiveId}.`);
    const before = directive.deadlines.get(taskId);
    if (before === undefined) throw new Rejection('task-not-found', `Directive ${directiveId} has no task ${taskId}.`);
    return before === deadline ? [] : [{ type: 'TaskDeadlineMoved', data: moved }];
  },
});
