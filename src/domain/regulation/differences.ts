import { diffArrays } from 'diff';
import { z } from 'zod';
import { keyForm } from '#domain/text/searchForm.ts';
import { type Article, Text } from '#events/terms.ts';

export const WordRun = z.strictObject({ kind: z.enum(['same', 'removed', 'added']), text: z.string() }).meta({
  id: 'WordRun',
  description: 'Words that stayed, went or came. Without those added it is the text before, without those removed the text after.',
});
export type WordRun = z.infer<typeof WordRun>;

const Place = z.strictObject({ number: z.int(), title: Text }).nullable();
export const ArticleDifference = z
  .strictObject({
    kind: z.enum(['same', 'changed', 'added', 'removed']).describe('same: word for word, though perhaps under another number.'),
    before: Place.describe('null: added.'),
    after: Place.describe('null: removed.'),
    title: z.array(WordRun),
    text: z.array(WordRun),
  })
  .meta({ id: 'ArticleDifference' });
export type ArticleDifference = z.infer<typeof ArticleDifference>;

/** Texts differing in more words count as replaced: comparing takes time and memory by the square of these. */
const MOST_DIFFERENCES = 1_000;

// a word with the space after it, so that joining words gives the text
const wordsOf = (text: string): string[] => text.normalize('NFC').match(/\S+\s*/g) ?? [];
const alike = (a: string | undefined, b: string | undefined): boolean => a?.trim() === b?.trim();

/** Two texts word by word, what stays in the later one's words. Spaces and composition of accents do not count. */
export const compareWords = (before: string, after: string): WordRun[] => {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < Math.min(old.length, now.length) && alike(old[start], now[start])) start += 1;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - start && alike(old.at(-1 - tail), now.at(-1 - tail))) tail += 1;
  const [left, right] = [old.slice(start, old.length - tail), now.slice(start, now.length - tail)];
  const run = (kind: WordRun['kind'], words: readonly string[]): WordRun => ({ kind, text: words.join('') });
  const middle = diffArrays(left, right, { comparator: alike, maxEditLength: MOST_DIFFERENCES })?.map(({ added, removed, value }) =>
    run(added ? 'added' : removed ? 'removed' : 'same', value),
  );
  return [
    run('same', now.slice(0, start)),
    ...(middle ?? [run('removed', left), run('added', right)]),
    run('same', now.slice(now.length - tail)),
  ].filter(({ text }) => text !== '');
};

const isSame = (runs: readonly WordRun[]): boolean => runs.every(({ kind }) => kind === 'same');
const placeOf = ({ number, title }: Article) => ({ number, title });
/** Which article became which: those of the same title, then, of the others, those of the same number. */
const pairsOf = (before: readonly Article[], after: readonly Article[]): Map<Article, Article> => {
  const pairs = new Map<Article, Article>();
  const left = [...before];
  for (const fits of [(a: Article, b: Article) => keyForm(a.title) === keyForm(b.title), (a: Article, b: Article) => a.number === b.number])
    for (const article of after) {
      if (pairs.has(article)) continue;
      const place = left.findIndex((one) => fits(one, article));
      const [found] = place < 0 ? [] : left.splice(place, 1);
      if (found !== undefined) pairs.set(article, found);
    }
  return pairs;
};

const compareArticle = (before: Article | undefined, after: Article | undefined): ArticleDifference => {
  const title = compareWords(before?.title ?? '', after?.title ?? '');
  const text = compareWords(before?.text ?? '', after?.text ?? '');
  const both = isSame(title) && isSame(text) ? 'same' : 'changed';
  return {
    kind: before === undefined ? 'added' : after === undefined ? 'removed' : both,
    before: before === undefined ? null : placeOf(before),
    after: after === undefined ? null : placeOf(after),
    title,
    text,
  };
};

/** Two texts by article, in the later one's order; what was removed stands before what has its number now. */
export const compareArticles = (before: readonly Article[], after: readonly Article[]): ArticleDifference[] => {
  const pairs = pairsOf(before, after);
  const kept = new Set(pairs.values());
  const removed = before.filter((article) => !kept.has(article)).map((article) => compareArticle(article, undefined));
  const others = after.map((article) => compareArticle(pairs.get(article), article));
  const numberOf = ({ before: old, after: now }: ArticleDifference): number => now?.number ?? old?.number ?? 0;
  return [...removed, ...others].toSorted((a, b) => numberOf(a) - numberOf(b));
};
