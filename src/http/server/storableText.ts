import { type Fault, inputProblem } from './problems.ts';

/** Text that PostgreSQL keeps as it is: without NUL, and whole characters only. JSON and percent-encoding can say more than that. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** Throws `input-invalid` when some name or value is text that cannot be stored; of any depth, so without recursion. */
export const requireStorable = (value: unknown, where: Fault['in']): void => {
  const waiting = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one === 'string' ? !isStorable(one) : one !== null && typeof one === 'object' && !Object.keys(one).every(isStorable))
      throw inputProblem([{ in: where, pointer: '', detail: 'Text may hold neither NUL nor half a character.' }]);
    if (one !== null && typeof one === 'object') for (const inner of Object.values(one)) waiting.push(inner);
  }
};
