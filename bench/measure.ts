/**
 * Runs `work` from `workers` concurrent loops for `seconds`; returns completed operations per second.
 * The first half second warms up and is not counted.
 */
export const throughput = async (
  workers: number,
  seconds: number,
  work: (worker: number, turn: number) => Promise<unknown>,
): Promise<number> => {
  const warmUp = performance.now() + 500;
  const end = warmUp + seconds * 1000;
  let counted = 0;
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      for (let turn = 0; performance.now() < end; turn += 1) {
        await work(worker, turn);
        const now = performance.now();
        if (now >= warmUp && now < end) counted += 1;
      }
    }),
  );
  return counted / seconds;
};

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The value below which this share of the values lies; NaN of none. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

/** Median of single, sequential runs in milliseconds, after a few that do not count. */
export const medianLatency = async (runs: number, work: (turn: number) => Promise<unknown>): Promise<number> => {
  const taken: number[] = [];
  for (let turn = 0; turn < runs + 20; turn += 1) {
    const started = performance.now();
    await work(turn);
    if (turn >= 20) taken.push(performance.now() - started);
  }
  return median(taken);
};

export type Row = {
  id: string;
  what: string;
  /** Our figure and the one it is held against, in the unit named by `what`. */
  ours: number;
  against: number;
  ratio: number;
  target: string;
  met: boolean;
};
