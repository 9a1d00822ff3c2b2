import { expect, it } from 'vitest';
import { askedTogether } from '#events/store/together.ts';

/** A database that notes what it is asked at once. */
const database = () => {
  const asked: (readonly number[])[] = [];
  const ask = async (questions: readonly number[]): Promise<readonly string[]> => {
    asked.push(questions);
    await new Promise(setImmediate);
    if (questions.includes(0)) throw new Error('refused');
    return questions.map((question) => `answer to ${question}`);
  };
  return { asked, ask };
};

it('asks what many want to know at the same time once, and answers each', async () => {
  const { asked, ask } = database();
  const answerTo = askedTogether(ask);
  expect(await Promise.all([1, 2, 3].map(answerTo))).toEqual(['answer to 1', 'answer to 2', 'answer to 3']);
  expect(await answerTo(4)).toBe('answer to 4');
  expect(asked).toEqual([[1, 2, 3], [4]]);
});

it('divides what is too much for one question', async () => {
  const { asked, ask } = database();
  await Promise.all(Array.from({ length: 100 }, (_, n) => n + 1).map(askedTogether(ask)));
  expect(asked.map(({ length }) => length)).toEqual([64, 36]);
});

it('fails those who were asked together, and goes on', async () => {
  const answerTo = askedTogether(database().ask);
  expect((await Promise.allSettled([0, 1].map(answerTo))).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await answerTo(1)).toBe('answer to 1');
});
