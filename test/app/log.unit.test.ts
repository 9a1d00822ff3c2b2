import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createLog } from '#app/log.ts';

const fileIn = (name: string) => path.join(mkdtempSync(path.join(tmpdir(), 'log-')), name);
const linesIn = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).msg);

it('writes lines together, and a warning at once with all before it', () => {
  const file = fileIn('log');
  const log = createLog('info', file);
  log.info('one');
  log.child({ a: 1 }).info('two');
  expect(linesIn(file)).toEqual([]);
  log.child({ a: 1 }).warn('three');
  expect(linesIn(file)).toEqual(['one', 'two', 'three']);
});

it.each([
  ['ends', ''],
  ['is told to exit', 'process.exit(0)'],
])('loses nothing when the process %s', (_, end) => {
  const module = path.resolve('src/app/log.ts');
  const program = `import { createLog } from '${module}'; createLog('info').info('last words'); ${end}`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(JSON.parse(said).msg).toBe('last words');
});
