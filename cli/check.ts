import { spawnSync } from 'node:child_process';

// Everything that must hold besides the tests. `--fix` formats instead of complaining.
const fix = process.argv.includes('--fix');
const code = ['src', 'test', 'cli', 'simulator', 'bench'];
const bin = (name: string) => `node_modules/.bin/${name}`;
const steps: [string, string, string[]][] = [
  ['format', bin('biome'), fix ? ['check', '--write', '.'] : ['check', '.']],
  ...(fix
    ? []
    : ([
        ['lint', bin('oxlint'), code],
        ['types', bin('tsc'), ['-p', '.']],
        ['dead code', bin('knip'), []],
        ['generated files', process.execPath, ['cli/generate/generate.ts', '--check']],
      ] satisfies [string, string, string[]][])),
];

let failed = 0;
for (const [name, command, args] of steps) {
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
