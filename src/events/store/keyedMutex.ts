import { StoreUnavailable } from './eventStore.ts';

/**
 * Runs work on one name one after the other within this process, in the order of the calls. Between processes the
 * expected revision decides. It spares writers of a busy stream (a register) conflicts with each other. Throws
 * `StoreUnavailable` `timeoutMs` milliseconds after the call: the wait for one's turn counts. Work that has not begun by
 * then is never done; what has begun goes on, and keeps its turn until it ends.
 */
export const createKeyedMutex = (timeoutMs?: number) => {
  const last = new Map<string, Promise<unknown>>();

  const inTime = <T>(name: string, takeTurn: (isLate: () => boolean) => Promise<T>, limitMs: number): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let late = false;
    let begun = false;
    const timer = setTimeout(() => {
      late = true;
      const outcome = begun ? 'whether anything was recorded is unknown' : 'its turn did not come, and nothing was done';
      reject(new StoreUnavailable(`${name} was not done within ${limitMs} ms: ${outcome}`));
    }, limitMs);
    const isLate = () => {
      begun = true;
      return late;
    };
    void takeTurn(isLate)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
    return promise;
  };

  const inTurn = async <T>(name: string, work: () => Promise<T>, isLate: () => boolean): Promise<T> => {
    const mine = (last.get(name) ?? Promise.resolve()).then(() => {
      if (isLate()) throw new StoreUnavailable(`the turn of ${name} came too late`);
      return work();
    });
    const settled = mine.catch(() => {});
    last.set(name, settled);
    try {
      return await mine;
    } finally {
      if (last.get(name) === settled) last.delete(name);
    }
  };

  return <T>(name: string, work: () => Promise<T>): Promise<T> =>
    timeoutMs === undefined ? inTurn(name, work, () => false) : inTime(name, (isLate) => inTurn(name, work, isLate), timeoutMs);
};
