import { expect, it } from 'vitest';
import { kindsIn } from '#http/server/texts/inVietnamese.ts';
import { wordsVi } from '#http/server/texts/wordsVi.ts';
import { type Text, textsOfSources } from '#test/support/texts.ts';

const vietnamese = /[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]/i;
/** Two words at least, one of them small: something is said, and not in Vietnamese. */
const isProse = ({ parts }: Text): boolean => {
  const said = parts.join('¤').replaceAll('đồng', '');
  return /(^|\s)[a-z’'-]{2,}/.test(said) && /\s/.test(said.trim()) && !vietnamese.test(said);
};
/** What of the rules is told to others than a caller: readers of the documentation and of the log. */
const others = new Set([
  'describe',
  'meta',
  'summary',
  'description',
  'Error',
  'RangeError',
  'TypeError',
  'StoreUnavailable',
  'super',
  'maybeInstant',
]);
const tellers = new Set(['Rejection', 'Problem', 'detail', 'message', 'missing', 'because', 'fault', 'forbidden', 'unreadable']);
/** Texts of the rules that are no sentence, or part of one that is told as a word. */
const notTold = new Set([
  // names of what is searched, and spellings of units
  'whole with marks',
  'part with marks',
  'dac khu',
  'thanh pho',
  'thi xa',
  'thi tran',
  // ids of what is not stored
  'line ¤',
  'to be taken',
]);
/** Titles, which are translated by their codes; and the name of a model. */
const elsewhere = /^(domain\/(rejections|counters\/need)\.ts|http\/server\/texts\/)/;

const isSaid = (text: Text): boolean =>
  isProse(text) &&
  !others.has(text.givenTo ?? '') &&
  !notTold.has(text.parts.join('¤')) &&
  !elsewhere.test(text.place) &&
  (['domain', 'commands'].includes(text.layer) || tellers.has(text.givenTo ?? ''));

const wordsOfEveryKind = new Set(Object.values(wordsVi).flatMap((words) => Object.keys(words)));

it('whatever is said to a caller is a sentence of the catalogue, and every word in it has its word in Vietnamese', () => {
  const said = textsOfSources(['events', 'domain', 'commands', 'projections', 'http'], isSaid);
  expect(said.length).toBeGreaterThan(300);
  const faults = said.flatMap(({ place, parts, values }) => {
    if (values.length === 0 && wordsOfEveryKind.has(parts.join(''))) return [];
    const kinds = kindsIn(parts);
    if (kinds === undefined) return [`${place}: “${parts.join('¤')}” has no Vietnamese form`];
    return values.flatMap(({ code, words, literals }, index) => {
      const kind = kinds[index];
      const known: Readonly<Record<string, string>> | undefined = wordsVi[kind as keyof typeof wordsVi];
      const needed = words ?? literals.filter((one) => /[a-z]{3}/i.test(one));
      return needed.filter((word) => known?.[word] === undefined).map((word) => `${place}: ${code} has no word for “${word}” (${kind})`);
    });
  });
  expect(faults, 'sentences and words without a Vietnamese form: add each to src/http/server/texts').toEqual([]);
});
