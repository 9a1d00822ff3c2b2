import { excerpt } from '#domain/excerpt.ts';
import { keyForm, rankFor, searchForm } from './searchForm.ts';

/** Number of letters to change, add, leave out or exchange with their neighbour to make one text of the other. */
const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const changed = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      next.push(swapped ? Math.min(changed, (before[j - 2] ?? 0) + 1) : changed);
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
};

/** A text found in a list as the list has it; or, where it is not there, what may have been meant, nearest first. */
export type Choice = { found: string } | { near: string[] };

const MOST_NEAR = 3;

/**
 * Looks a text up in a list whose entries it should name. Found is what is the same as a key, or without marks where
 * only one entry is. Near are entries that hold the text, or that a few mistyped letters lead to (a quarter of them).
 */
export const choiceIn = (list: readonly string[], text: string): Choice => {
  const [key, form] = [keyForm(text), searchForm(text)];
  const same = list.find((one) => keyForm(one) === key);
  if (same !== undefined) return { found: same };
  const unmarked = list.filter((one) => searchForm(one) === form);
  const [only] = unmarked;
  // whoever types no mark at all leaves them out; other marks are another word
  if (only !== undefined && unmarked.length === 1 && key === form) return { found: only };
  const rank = rankFor(text);
  const near = list.flatMap((one) => {
    if (rank(one) !== undefined) return [{ one, far: 0 }];
    const [other, most] = [searchForm(one), Math.ceil(form.length / 4)];
    const far = Math.abs(other.length - form.length) > most ? Infinity : distance(other, form);
    return far <= most ? [{ one, far }] : [];
  });
  return {
    near: near
      .toSorted((a, b) => a.far - b.far)
      .slice(0, MOST_NEAR)
      .map(({ one }) => one),
  };
};

/** That a text names nothing in a list, and what may have been meant. */
export const unknownIn = (
  what: 'sector' | 'kind of equipment' | 'type of event' | 'category of streams' | 'task' | 'command',
  text: string,
  near: readonly string[],
): string => {
  const meant = near.map((one) => `“${one}”`).join(' or ');
  return near.length === 0
    ? `There is no ${what} “${excerpt(text, 100)}”.`
    : `There is no ${what} “${excerpt(text, 100)}”. Perhaps ${meant} is meant.`;
};
