/** Languages that problems are told in; the first is spoken to whoever asks for none. */
export const languages = ['en', 'vi'] as const;
export type Language = (typeof languages)[number];

/**
 * The language that `Accept-Language` asks for (RFC 9110, 12.5.4): the one of the highest weight, the first named of
 * equals; a range such as `vi-VN` is its language. English when none fits.
 */
export const languageOf = (header: string | undefined): Language => {
  let best: { language: Language; weight: number } = { language: 'en', weight: 0 };
  for (const range of (header ?? '').split(',', 20)) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const language = name === '*' ? 'en' : languages.find((one) => one === name.split('-')[0]);
    const stated = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const weight = stated === undefined ? 1 : Number(stated);
    if (language !== undefined && weight > best.weight && weight <= 1) best = { language, weight };
  }
  return best.language;
};
