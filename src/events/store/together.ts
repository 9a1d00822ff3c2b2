/** Questions asked at once: enough to save round trips, few enough for small answers. */
const MOST = 64;

/**
 * Asks what many callers want to know with one question to the database: all that wait when the question before is
 * answered. `ask` answers in the order of what it is asked; its failure is that of all who were asked together.
 */
export const askedTogether = <Q, A>(ask: (questions: readonly Q[]) => Promise<readonly A[]>): ((question: Q) => Promise<A>) => {
  const waiting: { question: Q; resolve: (answer: A) => void; reject: (error: unknown) => void }[] = [];
  let asking = false;

  const askAll = async (): Promise<void> => {
    asking = true;
    // those who ask in this turn of the event loop belong together
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const group = waiting.splice(0, MOST);
      try {
        const answers = await ask(group.map(({ question }) => question));
        for (const [index, { resolve }] of group.entries()) resolve(answers[index] as A);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    asking = false;
  };

  return (question) => {
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    waiting.push({ question, resolve, reject });
    if (!asking) void askAll();
    return promise;
  };
};
