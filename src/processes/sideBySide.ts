/** Few enough to leave the others their share, many enough for the log to commit them in groups. */
const AT_ONCE = 16;

/** Does the same for each, some side by side; in no certain order. The first failure is thrown when all under way have ended. */
export const sideBySide = async <T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> => {
  const queue = items.values();
  const work = async (): Promise<void> => {
    for (const item of queue) await act(item);
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
};
