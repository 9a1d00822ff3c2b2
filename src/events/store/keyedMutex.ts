/**
 * Lets work on one name happen one after another within this process, in the order asked for. Other processes are not held back:
 * the expected revision decides between them. It spares writers of a busy stream (a register) from losing against each other again and again.
 */
export const createKeyedMutex = () => {
  const last = new Map<string, Promise<void>>();
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work);
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    last.set(name, settled);
    try {
      return await mine;
    } finally {
      if (last.get(name) === settled) last.delete(name);
    }
  };
};
