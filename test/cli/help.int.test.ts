import { existsSync, readFileSync } from 'node:fs';
import pMap from 'p-map';
import { expect, it } from 'vitest';
import { newDataDir, runProgram } from '#test/support/motcua.ts';

/** Programs that the project itself offers, by the name under which npm knows them. */
const programs = Object.entries((JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts).flatMap(
  ([name, line]) => {
    const [, file, ...more] = /^node cli\/run\.mjs (\S+\.ts)$/.exec(line) ?? [];
    return file === undefined || more.length > 0 ? [] : [{ name, file }];
  },
);

it('every command-line program says how it is used when asked for help, and starts nothing', async () => {
  expect(programs.length).toBeGreaterThan(12);
  const dataDir = newDataDir();
  const answers = await pMap(
    // both spellings go the same way in every program, so each program is asked one of them
    programs.map(({ name, file }, n) => ({ name, file, asked: n % 2 === 0 ? '--help' : '-h' })),
    async ({ name, file, asked }) => {
      const program = runProgram([file, asked], { DATA_DIR: dataDir });
      const { code } = await program.ended;
      return { name, asked, code, error: program.output.stderr, says: program.output.stdout.includes(name) };
    },
    { concurrency: 3 },
  );
  expect(answers.filter(({ code, error, says }) => code !== 0 || error !== '' || !says)).toEqual([]);
  expect(existsSync(dataDir)).toBe(false);
}, 180_000);
