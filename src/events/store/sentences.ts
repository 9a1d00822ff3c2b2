import { z } from 'zod';

/** All schemas of sentences that this program makes, in English: an answer tells them in the reader's language. */
export const sentences = z.registry<{ sentence: true }>();

/** Declares text a sentence of this program's own, nobody's words. */
export const sentence = <S extends z.ZodType>(schema: S): S => {
  const copy = schema.clone();
  sentences.add(copy, { sentence: true });
  return copy;
};
