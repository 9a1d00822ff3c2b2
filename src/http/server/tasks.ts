import { choiceIn, unknownIn } from '#domain/text/choice.ts';
import { inputProblem } from './problems.ts';

/** Refuses, naming it, a task that a directive does not have, with those that may be meant. */
export const requireTask = ({ tasks }: { tasks: readonly { taskId: string }[] }, task: string | undefined): void => {
  if (task === undefined || tasks.some(({ taskId }) => taskId === task)) return;
  const choice = choiceIn(
    tasks.map(({ taskId }) => taskId),
    task,
  );
  const detail = unknownIn('task', task, 'near' in choice ? choice.near : [choice.found]);
  throw inputProblem([{ in: 'query', pointer: '/task', detail }]);
};
