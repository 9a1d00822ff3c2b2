import { pMapSettled } from 'p-map';

/** Few enough to leave the others their share, many enough for the log to commit them in groups. */
const AT_ONCE = 16;

/** Does the same for each, some side by side; in no certain order. The first failure is thrown when all under way have ended. */
export const sideBySide = async <T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> => {
  const ended = await pMapSettled(items, act, { concurrency: AT_ONCE });
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
};
