import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { helpIfAsked } from '#cli/help.ts';
import { actRows } from './acts.ts';
import { answerRows } from './answers.ts';
import { appendRows } from './append.ts';
import { cityDayRows } from './cityDay.ts';
import { commandRows } from './command.ts';
import { growthRows } from './growth.ts';
import { lagRows } from './lag.ts';
import { matrixRows } from './matrix.ts';
import type { Row } from './measure.ts';
import { memoryRows } from './memory.ts';
import { pastRows } from './past.ts';
import { rebuildRows } from './rebuild.ts';
import { type BenchServer, startBenchServer } from './server.ts';

const usage = `npm run bench -- [names] [--quick] [--seconds N] [--events N] [--dossiers N]

  names       which measurements to take, of: append command acts answers lag rebuild growth memory past matrix city (default: all)
  --seconds   how long each throughput is measured (default 4)
  --events    length of the longest log (default 1000000)
  --dossiers  dossiers of the city's day (default 21000)
  --quick     all of them small, in a few minutes; the figures are then not kept

Figures of the full sizes are kept in bench/results.json.`;

helpIfAsked(usage);

const full = { seconds: 4, events: 1_000_000, dossiers: 21_000 };
const small = { seconds: 1, events: 50_000, dossiers: 500 };
type Sizes = typeof full;
const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: text, events: text, dossiers: text, quick: { type: 'boolean', default: false } },
});
const standard = values.quick ? small : full;
const sizeOf = (name: keyof Sizes): number => {
  const size = Number(values[name] ?? standard[name]);
  if (!(size > 0)) throw new Error(`--${name} is a positive number.`);
  return size;
};
const sizes: Sizes = { seconds: sizeOf('seconds'), events: sizeOf('events'), dossiers: sizeOf('dossiers') };

const measurements: Record<string, (server: BenchServer, say: (text: string) => void) => Promise<Row[]>> = {
  append: (server, say) => appendRows(server, sizes.seconds, say),
  command: (server, say) => commandRows(server, sizes.seconds, say),
  acts: (_, say) => actRows(sizes.seconds * 2, say),
  answers: (_, say) => answerRows(sizes.seconds, say),
  lag: (server, say) => lagRows(server, sizes.seconds * 3, say),
  rebuild: (server, say) => rebuildRows(server, sizes.events, say),
  growth: (server, say) => growthRows(server, sizes.events, sizes.seconds, say),
  memory: (server, say) => memoryRows(server, sizes.events, say),
  past: (server, say) => pastRows(server, sizes.events, say),
  // last on the shared logs: it adds to them
  matrix: (server, say) => matrixRows(server, sizes.events, say),
  city: (server, say) => cityDayRows(server, sizes.dossiers, say),
};

const shown = (value: number) => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

/** Keeps what was measured at full size; rows that were not measured this time stay as they are. */
const keep = (rows: readonly Row[]): void => {
  const file = 'bench/results.json';
  const known: Row[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const measured = new Map(rows.map((row) => [row.id, row]));
  const kept = known.map((row) => measured.get(row.id) ?? row);
  const added = rows.filter(({ id }) => !known.some((row) => row.id === id));
  writeFileSync(file, `${JSON.stringify([...kept, ...added], null, 2)}\n`);
};

const main = async (): Promise<void> => {
  const unknown = positionals.filter((name) => !(name in measurements));
  if (unknown.length > 0) {
    console.log(`There is no measurement ${unknown.join(', ')}.\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  const rows: Row[] = [];
  await using server = await startBenchServer();
  for (const [name, measure] of Object.entries(measurements)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    await server.settle();
    const started = performance.now();
    rows.push(...(await measure(server, (line) => console.error(line))));
    console.error(`${name}: measured in ${Math.round((performance.now() - started) / 1000)} s`);
  }
  console.log(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`);
  console.table(
    Object.fromEntries(
      rows.map(({ id, what, ours, against, ratio, target, met }) => [
        id,
        { what, ours: shown(ours), against: shown(against), ratio: shown(ratio), target, met },
      ]),
    ),
  );
  if (Object.entries(full).every(([name, size]) => sizes[name as keyof Sizes] === size)) keep(rows);
};

await main();
