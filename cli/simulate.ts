import process from 'node:process';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Execute } from '#commands/handling/receipt.ts';
import type { Settings } from '#domain/settings.ts';
import { LocalDate } from '#events/terms.ts';
import type { RemindTools } from '#processes/writeNotices.ts';
import { firstHistory, type Summary, simulateHistory } from '#simulator/simulate.ts';
import { helpIfAsked } from './help.ts';
import { progressOn } from './progress.ts';
import { withApp } from './withApp.ts';

const usage = `npm run simulate -- [--dossiers N] [--seed S] [--from YYYY-MM-DD] [--days N]

  --dossiers  how many, up to 50,000 at a time (default ${firstHistory.dossiers})
  --seed      the same seed gives the same dossiers, and repeating it changes nothing (default: a new one)
  --from      first day, not before 2025-07-01 and not after today (default ${firstHistory.from})
  --days      on how many working days (default ${firstHistory.days})`;

const Wanted = z.strictObject({
  dossiers: z.coerce.number().int().min(1).max(50_000).default(firstHistory.dossiers),
  seed: z.string().trim().min(1).max(40).optional(),
  from: LocalDate.refine((day) => day >= firstHistory.from, 'the Centers open on 2025-07-01').default(firstHistory.from),
  days: z.coerce.number().int().min(1).max(1000).default(firstHistory.days),
});

const number = (value: number): string => value.toLocaleString('en');

/** Lines that say what a simulation did. */
export const describe = ({ acts, repeated, refused, unexpected, leftOut, dossiers }: Summary, seconds: number): string[] => [
  `${number(acts)} acts in ${seconds.toFixed(1)} s${repeated > 0 ? `; ${number(repeated)} had been done by an earlier run` : ''}; ${refused} attempts refused, as in life`,
  `dossiers: ${
    Object.entries(dossiers)
      .map(([stands, count]) => `${number(count)} ${stands}`)
      .join(', ') || 'none'
  }`,
  ...Object.entries(unexpected).map(([what, count]) => `refused unexpectedly: ${what} (${number(count)} times)`),
  ...(leftOut > 0 ? [`${number(leftOut)} acts left out`] : []),
];

/**
 * Runs a simulation on the stores behind `execute`: sets up the Centers that are missing, then plays the dossiers, no
 * act later than now.
 * Returns the exit code: 1 when acts were refused unexpectedly, 2 when the arguments are wrong.
 */
export const runSimulate = async (
  argv: readonly string[],
  {
    execute,
    settings,
    watchTools,
    print,
    signal,
  }: { execute: Execute; settings: Settings; watchTools: RemindTools; print: (line: string) => void; signal?: AbortSignal },
): Promise<number> => {
  let values: Record<string, unknown>;
  try {
    const text = { type: 'string' } as const;
    ({ values } = parseArgs({
      args: [...argv],
      options: { dossiers: text, seed: text, from: text, days: text },
    }));
  } catch (error) {
    print(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  const wanted = Wanted.safeParse(values);
  if (!wanted.success) {
    print(`${z.prettifyError(wanted.error)}\n\n${usage}`);
    return 2;
  }
  const { seed = Date.now().toString(36), ...days } = wanted.data;
  print(`Simulating ${number(days.dossiers)} dossiers on ${days.days} working days from ${days.from}, seed ${seed}.`);
  const began = performance.now();
  const progress = progressOn(process.stderr, 'simulating');
  const summary = await simulateHistory(
    { execute, settings, watchTools, progress, ...(signal && { signal }) },
    { ...days, seed, until: Date.now() },
  );
  for (const line of describe(summary, (performance.now() - began) / 1000)) print(line);
  return Object.keys(summary.unexpected).length > 0 ? 1 : 0;
};

if (import.meta.main) {
  helpIfAsked(usage);
  await withApp(['projections', 'processes'], ({ execute, settings, watchTools }, signal) =>
    runSimulate(process.argv.slice(2), { execute, settings, watchTools, signal, print: (line) => process.stdout.write(`${line}\n`) }),
  );
}
