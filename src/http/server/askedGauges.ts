import pTimeout from 'p-timeout';
import { Gauge, type Registry } from 'prom-client';

/** Values of a gauge by their labels, as they are when asked. */
export type Asked<L extends string> = {
  name: string;
  help: string;
  labelNames: readonly L[];
  ask: () => Promise<readonly (readonly [labels: Record<L, string>, value: number])[]>;
};

/**
 * A gauge whose values are asked for by the function that it gives, before each scrape; what is not known within its
 * milliseconds is left out.
 */
export const askedGauge = <L extends string>(
  registry: Registry,
  { name, help, labelNames, ask }: Asked<L>,
): ((withinMs: number) => Promise<void>) => {
  const gauge = new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
  return async (withinMs) => {
    const asked = ask().catch(() => []);
    const values = await pTimeout(asked, { milliseconds: withinMs, fallback: () => [] });
    gauge.reset();
    for (const [labels, value] of values) gauge.set(labels, value);
  };
};
