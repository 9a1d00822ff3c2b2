import { expect, it } from 'vitest';
import { connectLookups } from '#app/lookups.ts';
import { commands } from '#commands/all.ts';
import type { Lookups } from '#commands/handling/command.ts';
import { testSettings } from '#test/support/settings.ts';

const declared = commands.flatMap(({ name, lookups }) => Object.values(lookups as Lookups).map((lookup) => [name, lookup.name] as const));
const { answers } = connectLookups({
  db: undefined as never,
  store: { head: async () => 0 },
  personalData: { find: async () => [], open: async () => [] },
  settings: testSettings,
  followers: { projections: [], processes: [] },
  waitFor: async () => ({ reached: true }),
});

it.each(declared)('what %s looks up (%s) is answered', (_command, lookup) => expect(answers.has(lookup)).toBe(true));
it('nothing is answered that no command looks up', () =>
  expect([...answers.keys()].toSorted()).toEqual([...new Set(declared.map(([, lookup]) => lookup))].toSorted()));
