import { rankFor, ranks, searchForm, wordsOf } from './searchForm.ts';

type Named = { code: string; name: string; fullName: string; fullNameEn: string; type: string };

/** What people put before the name of a unit, without marks; former types too, which no unit has any more. */
const types: Readonly<Record<string, string | undefined>> = {
  phuong: 'ward',
  p: 'ward',
  f: 'ward',
  xa: 'commune',
  x: 'commune',
  'dac khu': 'special_zone',
  dk: 'special_zone',
  'thanh pho': 'former',
  tp: 'former',
  'thi xa': 'former',
  tx: 'former',
  'thi tran': 'former',
  tt: 'former',
  quan: 'former',
  q: 'former',
  huyen: 'former',
  h: 'former',
};

/** The type that somebody put before a name, and the name. */
const typed = (text: string): { type: string; name: string } | undefined => {
  const words = wordsOf(text);
  for (const count of [2, 1]) {
    const type = types[searchForm(words.slice(0, count).join(' '))];
    if (type !== undefined && words.length > count) return { type, name: words.slice(count).join(' ') };
  }
  return undefined;
};

/**
 * How well a unit fits what somebody typed: smaller is better, `undefined` where it does not fit. Sought are its
 * names with and without type, as `rankFor` finds them, and its code in full or in part. A type before the name
 * ("phường", "P.", a former "TP.") may be another one: units of that type come first.
 */
export const unitRankFor = (sought: string): ((unit: Named) => number | undefined) => {
  const prefixed = typed(sought);
  const digits = sought.trim();
  const [whole, bare] = [rankFor(sought), rankFor(prefixed?.name ?? sought)];
  return ({ code, name, fullName, fullNameEn, type }) => {
    if (/^\d+$/.test(digits)) return code === digits ? 0 : code.includes(digits) ? 2 : undefined;
    const found = bare(name) ?? whole(fullName, fullNameEn);
    if (found === undefined) return undefined;
    return prefixed === undefined || prefixed.type === 'former' || prefixed.type === type ? found : found + ranks.length;
  };
};
