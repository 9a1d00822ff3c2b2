import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { appendRows } from './append.ts';
import type { Row } from './measure.ts';
import { rebuildRows } from './rebuild.ts';
import { startBenchServer } from './server.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '4' }, events: { type: 'string', default: '200000' }, only: { type: 'string' } },
});
const say = (text: string) => console.error(text);
const wanted = (name: string) => values.only === undefined || values.only === name;

await using server = await startBenchServer();
const rows: Row[] = [];
if (wanted('append')) rows.push(...(await appendRows(server, Number(values.seconds), say)));
if (wanted('rebuild')) rows.push(...(await rebuildRows(server, Number(values.events), say)));

const shown = (value: number) => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
console.log(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`);
console.table(
  Object.fromEntries(
    rows.map(({ id, what, ours, against, ratio, target, met }) => [
      id,
      { what, ours: shown(ours), against: shown(against), ratio: shown(ratio), target, met },
    ]),
  ),
);
if (values.only === undefined) writeFileSync('bench/results.json', `${JSON.stringify(rows, null, 2)}\n`);
