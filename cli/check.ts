import { spawnSync } from 'node:child_process';
import { helpIfAsked } from './help.ts';

const fix = process.argv.includes('--fix');
const code = ['src', 'test', 'cli', 'simulator', 'bench', 'verifier'];
const bin = (name: string) => `node_modules/.bin/${name}`;
const steps: Record<string, [command: string, args: string[]]> = {
  format: [bin('biome'), fix ? ['check', '--write', '.'] : ['check', '.']],
  lint: [bin('oxlint'), code],
  types: [bin('tsc'), ['-p', '.']],
  'dead-code': [bin('knip'), []],
  generated: [process.execPath, ['cli/generate/generate.ts', '--check']],
};

helpIfAsked(`npm run check -- [step …] [--fix]

Everything that must hold besides the tests, or only the steps that are named: ${Object.keys(steps).join(', ')}.
  --fix  formats instead of complaining`);

const named = process.argv.slice(2).filter((argument) => argument !== '--fix');
const unknown = named.filter((name) => !(name in steps));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}: ${Object.keys(steps).join(', ')}`);
  process.exit(2);
}

let failed = 0;
for (const [name, [command, args]] of Object.entries(steps)) {
  if (fix ? name !== 'format' : named.length > 0 && !named.includes(name)) continue;
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' });
  const ms = Math.round(performance.now() - started);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${ms} ms)`);
  if (status !== 0) {
    failed += 1;
    console.log(`${stdout}${stderr}`);
  }
}
process.exit(failed === 0 ? 0 : 1);
