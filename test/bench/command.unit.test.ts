import { expect, it } from 'vitest';
import { nextInHand } from '#bench/handOver.ts';

it('a measurement of commands goes on, however fast the machine: dossiers in hand live longer when no fresh one is left', () => {
  const fresh = Array.from({ length: 2 }, (_, name) => ({ name, turns: 0 }));
  let inHand: (typeof fresh)[number] | undefined;
  const turns = new Map<number, number>();
  for (let command = 0; command < 1_000; command += 1) {
    inHand = nextInHand(inHand, fresh);
    inHand.turns += 1;
    turns.set(inHand.name, inHand.turns);
  }
  expect([...turns]).toEqual([
    [1, 16],
    [0, 984],
  ]);
});
