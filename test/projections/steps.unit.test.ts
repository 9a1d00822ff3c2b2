import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dossierList } from '#projections/dossierList/projection.ts';
import { stepsOf } from '#projections/steps.ts';
import { eventsOf, life } from '#test/projections/dossierList/lives.ts';
import { dossierIdOf, logOf } from '#test/support/events.ts';
import { onlyRow } from '#test/support/fold.ts';

it('each step begins where the one before it ended, names every field that differs, and the last row is that of the read model', async () => {
  await fc.assert(
    fc.asyncProperty(life, async (chosen) => {
      const events = eventsOf(chosen, dossierIdOf(1));
      const steps = stepsOf('dossier-list', logOf(events)) ?? [];
      expect(steps.map(({ event }) => event.type)).toEqual(events.map(({ type }) => type));
      let row: Record<string, unknown> | null = null;
      for (const { rows } of steps) {
        expect(rows).toHaveLength(1);
        const [touched] = rows;
        expect(touched?.before).toEqual(row);
        const changed = Object.fromEntries(touched?.changed.map(({ field, after }) => [field, after]) ?? []);
        row = touched?.after ?? null;
        expect(row).toEqual({
          ...Object.fromEntries(Object.keys(row ?? {}).map((field) => [field, null])),
          ...touched?.before,
          ...changed,
        });
      }
      expect(row).toEqual(await onlyRow(dossierList, 'dossier_list', events));
    }),
    { numRuns: 30 },
  );
});

it('a read model that the events do not concern has no rows to show, and one that is not there no steps', () => {
  const log = logOf(eventsOf(fc.sample(life, 1)[0] as Parameters<typeof eventsOf>[0], dossierIdOf(1)));
  expect(stepsOf('working-calendar', log)?.flatMap(({ rows }) => rows)).toEqual([]);
  expect(stepsOf('no-such', log)).toBeUndefined();
});
