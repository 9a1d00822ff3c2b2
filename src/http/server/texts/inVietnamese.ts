import { instantInWords } from '#domain/time/wording.ts';
import { dossierRulesVi } from './dossierRulesVi.ts';
import { faultsVi } from './faultsVi.ts';
import { otherRulesVi } from './otherRulesVi.ts';
import { rulesVi } from './rulesVi.ts';

/** English sentences by what they begin with, `{1}` … standing for figures and names; and each in Vietnamese. */
const catalogue = { ...rulesVi, ...dossierRulesVi, ...otherRulesVi, ...faultsVi };

type Phrase = { parts: readonly string[]; vietnamese: string; letters: number };
const whole = new Map<string, string>();
const phrases: Phrase[] = [];
for (const [english, vietnamese] of Object.entries(catalogue)) {
  const parts = english.split(/\{\d\}/);
  if (parts.length === 1) whole.set(english, vietnamese);
  else phrases.push({ parts, vietnamese, letters: parts.join('').length });
}
// what says more of the sentence itself is tried first
phrases.sort((a, b) => b.letters - a.letters);

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
    // the next sentence is no value, unless the phrase is open at its end
    if (value.includes('. ') && !(last && part === '')) return undefined;
    values.push(value);
    at = found + part.length;
  }
  return values;
};

const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
/** A figure or name as a Vietnamese sentence has it. */
const told = (value: string): string => (instant.test(value) ? instantInWords(value) : inVietnamese(value));

/** A sentence of the catalogue in Vietnamese, undefined when it has none such. */
export const translated = (sentence: string): string | undefined => {
  const known = whole.get(sentence);
  if (known !== undefined) return known;
  for (const { parts, vietnamese } of phrases) {
    const values = valuesIn(sentence, parts);
    if (values) return vietnamese.replaceAll(/\{(\d)\}/g, (_, number) => told(values[Number(number) - 1] ?? ''));
  }
  return undefined;
};

/** The text in Vietnamese, sentence by sentence where it is several; what the catalogue does not have stays as it is. */
export const inVietnamese = (text: string): string =>
  translated(text) ??
  (text.includes('. ')
    ? text
        .split(/(?<=\.) /)
        .map((one) => translated(one) ?? one)
        .join(' ')
    : text);
