import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import type { Settings } from '#domain/settings.ts';
import { type DirectiveEvent, type DirectiveTask, directiveEvents } from '#events/directive/events.ts';
import { dutyIdOf } from '#events/duty/events.ts';
import { Key } from '#events/terms.ts';

/** `deadlines`: of each task, as they are now. */
type Directive = { status: 'absent' } | { status: 'issued'; deadlines: ReadonlyMap<string, string> };

export const directive: Fold<Directive, DirectiveEvent> = {
  category: directiveEvents.category,
  initial: { status: 'absent' },
  evolve: (directive, { type, data }) => {
    if (type === 'DirectiveIssued')
      return { status: 'issued', deadlines: new Map(data.tasks.map(({ taskId, deadline }) => [taskId, deadline])) };
    if (directive.status === 'absent') return directive;
    return { ...directive, deadlines: new Map(directive.deadlines).set(data.taskId, data.deadline) };
  },
};
const directiveCommand = commandOn(directive, { idField: 'directiveId', unit: () => undefined });

const duplicate = (values: readonly string[]): string | undefined => values.find((value, index) => values.indexOf(value) !== index);

const checkTasks = (directiveId: string, tasks: readonly DirectiveTask[], { units, parties }: Settings): void => {
  const known = new Set([...units.map(({ code }) => code), ...parties.map(({ key }) => key)]);
  const twice = duplicate(tasks.map(({ taskId }) => taskId));
  if (twice !== undefined) throw new Rejection('directive-task-invalid', `Two tasks are called ${twice}.`);
  for (const { taskId, assignees, escalateTo } of tasks) {
    const assignedTwice = duplicate(assignees);
    if (assignedTwice !== undefined) throw new Rejection('directive-task-invalid', `Task ${taskId} names ${assignedTwice} twice.`);
    for (const party of [...assignees, escalateTo])
      if (!known.has(party)) throw new Rejection('party-unknown', `Task ${taskId}: there is no party ${party}.`);
    const tooLong = assignees.find((party) => !Key.safeParse(dutyIdOf(directiveId, taskId, party)).success);
    if (tooLong !== undefined)
      throw new Rejection('directive-task-invalid', `${dutyIdOf(directiveId, taskId, tooLong)} is longer than the id of a duty may be.`);
  }
};

export const issueDirective = directiveCommand({
  name: 'IssueDirective',
  summary: 'Issues a directive with its tasks; every assignee of a task has a duty from then on.',
  input: directiveEvents.schemas.DirectiveIssued,
  creates: true,
  lateEntry: true,
  decide: (directive, issued, { settings }) => {
    const { directiveId, tasks } = issued;
    if (directive.status === 'issued') throw new Rejection('directive-already-issued', `Directive ${directiveId} was issued before.`);
    checkTasks(directiveId, tasks, settings);
    return [{ type: 'DirectiveIssued', data: issued }];
  },
});

export const moveTaskDeadline = directiveCommand({
  name: 'MoveTaskDeadline',
  summary: 'Gives a task of a directive another deadline, for all its assignees.',
  input: directiveEvents.schemas.TaskDeadlineMoved,
  decide: (directive, moved) => {
    const { directiveId, taskId, deadline } = moved;
    if (directive.status === 'absent') throw new Rejection('directive-not-found', `There is no directive ${directiveId}.`);
    const before = directive.deadlines.get(taskId);
    if (before === undefined) throw new Rejection('task-not-found', `Directive ${directiveId} has no task ${taskId}.`);
    return before === deadline ? [] : [{ type: 'TaskDeadlineMoved', data: moved }];
  },
});

export const directiveCommands = [issueDirective, moveTaskDeadline];
