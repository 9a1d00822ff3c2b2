import { adviceEn } from '#http/server/texts/adviceEn.ts';
import { dossierRulesVi } from '#http/server/texts/dossierRulesVi.ts';
import { faultsVi } from '#http/server/texts/faultsVi.ts';
import { findingsVi, phrasesVi } from '#http/server/texts/findingsVi.ts';
import { inVietnamese } from '#http/server/texts/inVietnamese.ts';
import { otherRulesVi } from '#http/server/texts/otherRulesVi.ts';
import { rulesVi } from '#http/server/texts/rulesVi.ts';
import { wordsVi } from '#http/server/texts/wordsVi.ts';

const catalogue: Readonly<Record<string, string>> = {
  ...rulesVi,
  ...dossierRulesVi,
  ...otherRulesVi,
  ...findingsVi,
  ...faultsVi,
  ...phrasesVi,
  ...Object.assign({}, ...Object.values(wordsVi)),
};
// a word between letters, digits, dashes and points is part of a name, a code or an address
const word = /(?<![\w\-./“`{])[A-Za-z][a-z]{2,}(?![\w\-/}]|\.\w)/g;
const wordsIn = (texts: readonly string[]): string[] => texts.flatMap((text) => text.match(word) ?? []).map((one) => one.toLowerCase());
const vietnamese = new Set(wordsIn(Object.values(catalogue)));
const english = new Set(wordsIn([...Object.keys(catalogue), ...Object.values(adviceEn)]).filter((one) => !vietnamese.has(one)));
/** Names of fields, and what tests use as ids. */
const names = new Set(['other', 'nobody', 'before']);

/** The English words of our own that are left in a text which is to be Vietnamese: each is a sentence or word untold. */
export const englishIn = (text: string): string[] => wordsIn([text]).filter((one) => english.has(one) && !names.has(one));

type Told = { detail?: string; errors?: readonly { detail: string }[]; missing?: readonly { detail: string }[] };
/**
 * What a problem, told in English, would leave in English to whoever asks for Vietnamese. Words of what was `asked`, such
 * as ids and names of fields, are given back as they came.
 */
export const englishLeftOf = ({ detail = '', errors = [], missing = [] }: Told, asked = ''): string[] => {
  const given = new Set(asked.toLowerCase().match(/[a-z]+/g));
  return [detail, ...[...errors, ...missing].map((one) => one.detail)]
    .map(inVietnamese)
    .filter((text) => englishIn(text).some((one) => !given.has(one)));
};
