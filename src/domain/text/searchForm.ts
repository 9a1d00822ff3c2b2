/** Tone marks of Vietnamese as combining characters: huyền, sắc, ngã, hỏi, nặng. */
const tones = /[\u0300\u0301\u0303\u0309\u0323]/gu;
/** What is read as đ: the letter itself, and the look-alikes of old character sets (eth, African d). */
const dStroke = /[đðɖ]/gu;
/** Syllables written with y or i alike: kỳ, kì; quý, quí. Others differ by it: tuy, tui. */
const yOrI = /^(h|k|l|m|s|t|qu)y$/u;
/** Invisible characters: joiners, soft hyphens, byte order marks, controls of direction. */
const invisible = /\p{Cf}/gu;
const betweenWords = /[\p{P}\p{Z}\p{Cc}]+/u;

/** Small letters, each mark a character of its own; wide letters and other variants are the usual ones. */
const decomposed = (text: string): string => text.normalize('NFKD').toLowerCase().replace(invisible, '').normalize('NFKD');

/** The words of a text in small letters; punctuation and every kind of space stand between words. */
export const wordsOf = (text: string): string[] =>
  decomposed(text)
    .split(betweenWords)
    .filter((word) => word !== '');

/** A word with its tone last: where people type the mark (hoà, hòa) makes no difference. */
const toneLast = (word: string): string => {
  const letters = word.replace(tones, '').replace(dStroke, 'đ').replace(yOrI, '$1i');
  return letters + (word.match(tones) ?? []).toSorted().join('');
};

/** The same few thousand names are compared again and again; a form costs more than all else that is done with a name. */
const keyForms = new Map<string, string>();
const FORMS_KEPT = 5000;
const LONGEST_KEPT = 200;

/**
 * The form in which texts are compared as keys: equal for what is typed differently and reads alike. Letter case,
 * Unicode form (NFC, NFD), kinds of spaces, punctuation, the place of a tone mark, and y for i (kỳ, kì) make no
 * difference; marks do (bàn, bản). A text without words stands for itself. For comparing only, not for people's eyes.
 */
export const keyForm = (text: string): string => {
  let form = keyForms.get(text);
  if (form === undefined) {
    form = wordsOf(text).map(toneLast).join(' ') || text.trim();
    if (keyForms.size === FORMS_KEPT) keyForms.clear();
    if (text.length <= LONGEST_KEPT) keyForms.set(text, form);
  }
  return form;
};

/** The words of a text without marks, as they are searched and found: đ is d. */
export const searchWords = (text: string): string[] =>
  wordsOf(text)
    .map((word) => word.replace(/\p{M}/gu, '').replace(dStroke, 'd').replace(yOrI, '$1i'))
    .filter((word) => word !== '');

/** People are found by every word of their name. */
export const namesByWords = { 'owner-name': searchWords, 'submitter-name': searchWords, 'official-name': searchWords };

/** The form in which texts are searched: as `keyForm`, and marks make no difference either (đ is d). */
export const searchForm = (text: string): string => searchWords(text).join(' ');

/** How well a text fits what is sought, best first. */
export const ranks = ['whole with marks', 'whole', 'part with marks', 'part'] as const;

/** Whether `part` stands in `text` from the start of a word on. */
const holds = (text: string, part: string): boolean => ` ${text}`.includes(` ${part}`);

/**
 * How well texts fit what is sought: the place in `ranks` of the best of them, `undefined` where none has it. A text
 * fits that has the words sought one after the other, the last of them perhaps only begun. Nothing fits a search
 * without letters or digits.
 */
export const rankFor = (sought: string): ((...texts: readonly string[]) => number | undefined) => {
  const [form, key] = [searchForm(sought), keyForm(sought)];
  const rank = (text: string): number | undefined => {
    const found = searchForm(text);
    if (!holds(found, form)) return undefined;
    const marked = keyForm(text);
    if (found === form) return marked === key ? 0 : 1;
    return holds(marked, key) ? 2 : 3;
  };
  return (...texts) => {
    if (form === '') return undefined;
    const found = texts.map(rank).filter((one) => one !== undefined);
    return found.length === 0 ? undefined : Math.min(...found);
  };
};

/** Whether some text of an item fits what is sought, as `rankFor` finds it; every item does where nothing is sought. */
export const fitting = <T>(sought: string | undefined, textsOf: (item: T) => readonly string[]): ((item: T) => boolean) => {
  if (sought === undefined) return () => true;
  const rank = rankFor(sought);
  return (item) => rank(...textsOf(item)) !== undefined;
};

/**
 * A number of a paper (code of the portal, receipt) as it is compared: in capitals, without spaces, and with one kind of
 * dash. Streams are named after it: another form would make an old number look free.
 */
export const numberForm = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFKC')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/[\p{Cf}\p{Z}\s]/gu, '')
    .toUpperCase();

/** A code as it is compared: its letters without marks and its digits, whatever stands between them. */
export const codeForm = (text: string): string =>
  decomposed(text)
    .replace(dStroke, 'd')
    .replace(/[^\p{L}\p{N}]/gu, '');
