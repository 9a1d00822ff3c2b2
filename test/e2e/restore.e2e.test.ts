import { expect, it } from 'vitest';
import { runProgram } from '#test/support/motcua.ts';

// The restore of docs/operations.md as it is rehearsed by whoever runs Motcua.

it('`npm run drill`: what came after the moment is gone and named, the read models follow the new history, cursors of before are refused', async () => {
  const drill = runProgram(['cli/drill.ts'], {});
  const { code } = await drill.ended;
  expect([code, drill.output.stderr]).toEqual([0, expect.not.stringContaining('failed')]);
  const said = drill.output.stdout;
  const numberIn = (pattern: RegExp) => Number(pattern.exec(said)?.[1]);

  const kept = numberIn(/, (\d+) events, some of them later than the base backup/);
  const lost = numberIn(/(\d+) events were recorded after that moment/);
  expect([kept > 0, lost > 0]).toEqual([true, true]);
  expect(said).toContain(`it holds the ${kept} events of the moment, and no later one`);
  expect(said.match(/^ +\d+,\d{4}-.*,(CenterEstablished|OfficialRegistered),/gm)).toHaveLength(lost);
  expect(said).toContain('Epoch 2 has begun');
  expect(numberIn(/rebuild --all`: (\d+) projections and processes/)).toBe(numberIn(/(\d+) projections and processes run/));
  // the decisions to build anew are events themselves
  expect(numberIn(/equal a replay of all (\d+) events/)).toBeGreaterThan(kept);
  expect(numberIn(/(\d+) rows of the read models equal/)).toBeGreaterThan(kept);
  expect(said).toContain('cursor of before is answered with 410');
  expect(said).toContain(`Idempotency-Keys: ${lost} events are in the log again`);
  expect(said).toMatch(/The restore drill succeeded\.\n$/);
});
