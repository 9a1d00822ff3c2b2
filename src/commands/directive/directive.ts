import { commandOn, type Fold } from '#commands/handling/command.ts';
import { type DirectiveEvent, directiveEvents } from '#events/directive/events.ts';
import type { Recorded } from '#events/store/event.ts';

/** `deadlines`: of each task, as they are now. */
export type Directive = { status: 'absent' } | { status: 'issued'; deadlines: ReadonlyMap<string, string> };

const evolve = (directive: Directive, event: Recorded<DirectiveEvent>): Directive => {
  if (event.type === 'DirectiveIssued')
    return { status: 'issued', deadlines: new Map(event.data.tasks.map(({ taskId, deadline }) => [taskId, deadline])) };
  if (directive.status === 'absent') return directive;
  const { taskId, deadline } = event.data;
  return { ...directive, deadlines: new Map(directive.deadlines).set(taskId, deadline) };
};

export const directive: Fold<Directive, DirectiveEvent> = {
  category: directiveEvents.category,
  initial: { status: 'absent' },
  evolve,
};
export const directiveCommand = commandOn(directive, { idField: 'directiveId' });
