/** How long a unit that nobody asks about any more is asked about with the others, in milliseconds. */
const ASKED_FOR_MS = 10_000;
/** Units asked about at a time, at most. */
const MOST = 1_000;

/**
 * Answers about one unit from an answer about all units that were asked about lately, which is `lastMs` milliseconds old
 * at most: however many units acts are done at, there is one question in that time. `ask` answers in the order of the
 * units; its failure is that of all who wait for it, and the next one asks anew.
 */
export const keepStandIns = <A>(
  ask: (units: readonly string[]) => Promise<readonly A[]>,
  lastMs: number,
): ((unit: string) => Promise<A>) => {
  const askedAt = new Map<string, number>();
  let latest: { until: number; answers: Promise<ReadonlyMap<string, A>>; units: Set<string>; asked: boolean } | undefined;

  const askAnew = (now: number) => {
    for (const [unit, at] of askedAt) if (now - at > ASKED_FOR_MS || askedAt.size > MOST) askedAt.delete(unit);
    const units = new Set(askedAt.keys());
    // those who ask in this turn of the event loop belong together
    const answers = new Promise(setImmediate).then(async () => {
      asking.asked = true;
      const list = [...units];
      const found = await ask(list);
      return new Map(list.map((unit, index) => [unit, found[index] as A] as const));
    });
    const asking = { until: now + lastMs, units, answers, asked: false };
    answers.catch(() => {
      if (latest === asking) latest = undefined;
    });
    latest = asking;
    return asking;
  };

  return async (unit) => {
    const now = performance.now();
    askedAt.delete(unit);
    askedAt.set(unit, now);
    const asking = latest !== undefined && now < latest.until ? latest : askAnew(now);
    if (!asking.asked) asking.units.add(unit);
    const { answers } = asking.units.has(unit) ? asking : askAnew(now);
    return (await answers).get(unit) as A;
  };
};
