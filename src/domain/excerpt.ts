import { storableText } from '#events/store/storable.ts';

const characters = new Intl.Segmenter('vi', { granularity: 'grapheme' });

/**
 * A text of at most `length` UTF-16 units: the whole of it, or its beginning and "…". It is cut between characters as
 * people see them: never inside a letter with its marks, nor inside a pair of surrogates, and holds nothing that cannot
 * be stored.
 */
export const excerpt = (text: string, length: number): string => {
  const whole = storableText(text);
  if (whole.length <= length) return whole;
  const end = characters.segment(whole).containing(length - 1)?.index ?? 0;
  return `${whole.slice(0, end)}…`;
};
