import type { Language } from '#http/server/languages.ts';
import { type ProblemCode, problemKinds } from '#http/server/problemKinds.ts';
import { adviceEn } from './adviceEn.ts';
import { adviceVi } from './adviceVi.ts';
import { inVietnamese } from './inVietnamese.ts';
import { titlesVi } from './titlesVi.ts';

/** Title of a problem, and what to do about it. */
export const problemText = (code: ProblemCode, language: Language): { title: string; advice: string } =>
  language === 'vi' ? { title: titlesVi[code], advice: adviceVi[code] } : { title: problemKinds[code].title, advice: adviceEn[code] };

/** A sentence of a problem in that language, with its figures and names; one without a translation stays as it is. */
export const sentenceIn = (language: Language, sentence: string): string => (language === 'vi' ? inVietnamese(sentence) : sentence);
