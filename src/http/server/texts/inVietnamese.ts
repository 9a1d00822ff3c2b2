import { dayInWords, instantInWords } from '#domain/time/wording.ts';
import { dossierRulesVi } from './dossierRulesVi.ts';
import { faultsVi } from './faultsVi.ts';
import { fileFaultsVi } from './fileFaultsVi.ts';
import { findingsVi, phrasesVi } from './findingsVi.ts';
import { otherRulesVi } from './otherRulesVi.ts';
import { rulesVi } from './rulesVi.ts';
import { wordsVi } from './wordsVi.ts';

/**
 * English sentences by what they begin with, and each in Vietnamese. `{1}` stands for a name, a figure, a day or an
 * instant; `{1:kind}` for what has a form of its own in Vietnamese: a word of that kind, an amount, a sentence.
 */
const catalogue = { ...rulesVi, ...dossierRulesVi, ...otherRulesVi, ...findingsVi, ...faultsVi, ...fileFaultsVi };

type Slot = { number: string; kind: string | undefined };
type Phrase = { english: string; parts: readonly string[]; slots: readonly Slot[]; vietnamese: string; letters: number };
const slot = /\{(\d)(?::(\w+))?\}/g;

/** Sentences without values by themselves, and those with some, of which what says more itself is tried first. */
const read = (entries: Readonly<Record<string, string>>) => {
  const whole = new Map<string, string>();
  const phrases: Phrase[] = [];
  for (const [english, vietnamese] of Object.entries(entries)) {
    const slots = [...english.matchAll(slot)].map(([, number = '', kind]) => ({ number, kind }));
    const parts = english.split(/\{\d(?::\w+)?\}/);
    if (slots.length === 0) whole.set(english, vietnamese);
    else phrases.push({ english, parts, slots, vietnamese, letters: parts.join('').length });
  }
  return { whole, phrases: phrases.toSorted((a, b) => b.letters - a.letters) };
};
const sentences = read(catalogue);
const fragments = read(phrasesVi);

/** What stands in a sentence where its phrase has `{1}` …, or undefined when it is another's; linear in its length. */
const valuesIn = (sentence: string, parts: readonly string[]): string[] | undefined => {
  const [first = '', ...others] = parts;
  if (!sentence.startsWith(first)) return undefined;
  const values: string[] = [];
  let at = first.length;
  for (const [index, part] of others.entries()) {
    const last = index === others.length - 1;
    const found = last ? sentence.length - part.length : sentence.indexOf(part, at);
    if (found < at || (last && !sentence.endsWith(part))) return undefined;
    const value = sentence.slice(at, found);
    // the next sentence is no value, unless the phrase is open at its end or quotes the value
    if (value.includes('. ') && !(last && part === '') && !parts[index]?.endsWith('“')) return undefined;
    values.push(value);
    at = found + part.length;
  }
  return values;
};

const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const day = /^\d{4}-\d\d-\d\d$/;
const month = /^\d{4}-\d\d$/;
/** A name as it is; days and instants as Vietnam writes them. */
const plain = (value: string): string => {
  if (instant.test(value)) return instantInWords(value);
  return day.test(value) || month.test(value) ? dayInWords(value) : value;
};
const vietnameseNumber = new Intl.NumberFormat('vi-VN');
/** Each of several words or phrases, told; undefined where one of them is unknown. */
const each = (value: string, one: (part: string) => string | undefined): string | undefined => {
  const parts = value.split(/(, | or )/).map((part) => (part === ', ' ? part : part === ' or ' ? ' hoặc ' : one(part)));
  return parts.includes(undefined) ? undefined : parts.join('');
};

/** A value of that kind in Vietnamese; undefined when it is none of the kind. */
const told = (value: string, kind: string | undefined): string | undefined => {
  if (kind === undefined) return plain(value);
  if (kind === 'sentence') return inVietnamese(value);
  if (kind === 'phrase') return find(fragments, value) ?? each(value, (part) => find(fragments, part));
  if (kind === 'dong') return /^\d+$/.test(value) ? vietnameseNumber.format(Number(value)) : undefined;
  if (kind === 'or') return value.replaceAll('” or “', '” hoặc “');
  if (kind === 'steps') return value.replaceAll(/ \(([\w-]+)\)(?=;|$)/g, (_, role: string) => ` (${told(role, 'position') ?? role})`);
  const words: Readonly<Record<string, string>> = wordsVi[kind as keyof typeof wordsVi];
  return words[value] ?? each(value, (part) => words[part] ?? (kind === 'until' && day.test(part) ? plain(part) : undefined));
};

type Match = { phrase: Phrase; values: readonly string[]; told: readonly string[] };
const matchIn = (phrases: readonly Phrase[], sentence: string): Match | undefined => {
  for (const phrase of phrases) {
    const values = valuesIn(sentence, phrase.parts);
    // what is quoted stands as it was written
    const quoted = (index: number) => phrase.slots[index]?.kind === undefined && phrase.parts[index]?.endsWith('“');
    const said = values?.map((value, index) => (quoted(index) ? value : told(value, phrase.slots[index]?.kind)));
    if (values && said?.every((one) => one !== undefined)) return { phrase, values, told: said };
  }
  return undefined;
};
const find = ({ whole, phrases }: ReturnType<typeof read>, text: string): string | undefined => {
  const known = whole.get(text);
  if (known !== undefined) return known;
  const match = matchIn(phrases, text);
  return match?.phrase.vietnamese.replaceAll(
    slot,
    (_, number: string) => match.told[match.phrase.slots.findIndex((one) => one.number === number)] ?? '',
  );
};

/** The kinds of a sentence's values, in their order, where the catalogue has it with these fixed parts; for its test. */
export const kindsIn = (parts: readonly string[]): readonly (string | undefined)[] | undefined => {
  const form = parts.join('¤');
  if (parts.length === 1) return [sentences, fragments].some(({ whole }) => whole.has(form)) ? [] : undefined;
  const phrase = [...sentences.phrases, ...fragments.phrases].find((one) => one.parts.join('¤') === form);
  return phrase?.slots.map(({ kind }) => kind);
};

/** A sentence of the catalogue in Vietnamese, undefined when it has none such. */
export const translated = (sentence: string): string | undefined => find(sentences, sentence);

/** The text in Vietnamese, sentence by sentence where it is several; what the catalogue does not have stays as it is. */
export const inVietnamese = (text: string): string =>
  translated(text) ??
  (text.includes('. ')
    ? text
        .split(/(?<=\.) /)
        .map((one) => translated(one) ?? one)
        .join(' ')
    : text);
