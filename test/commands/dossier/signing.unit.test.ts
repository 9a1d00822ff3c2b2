import { expect, it } from 'vitest';
import { signerOf } from '#commands/dossier/signing.ts';
import type { Fold } from '#commands/handling/command.ts';
import type { OfficialEvent } from '#events/official/events.ts';
import { assigned, ended, registered, substituted } from '#test/commands/official/given.ts';
import { testSettings } from '#test/support/settings.ts';
import { type Past, recorded, somebody } from '#test/support/spec.ts';

const leader = assigned({ position: 'leader', from: '2025-07-01' });
const asked = (
  past: readonly Past<OfficialEvent>[],
  by: { signedBy?: string; actor?: string; standIn?: string; kind?: 'apologies' } = { signedBy: 'o-1' },
) =>
  signerOf(
    { signedBy: by.signedBy, date: '2025-07-10', kind: by.kind ?? 'results' },
    '25747',
    { actor: { ...somebody, ...(by.actor !== undefined && { official: by.actor }) }, settings: testSettings },
    {
      fold: async (stream, fold) => recorded(stream, past).reduce((fold as unknown as Fold<any, any>).evolve, fold.initial),
      run: async () => undefined,
      lookup: { standIn: async () => by.standIn },
    },
  );

it('signs who serves as a leader at the competent unit on the day of the result, or stands in for one', async () => {
  expect(await asked([registered(), leader])).toEqual({ official: 'o-1' });
  expect(await asked([registered(), substituted({ position: 'leader', from: '2025-07-09', until: '2025-07-10' })])).toEqual({
    official: 'o-1',
  });
});
it('is whoever acts where nobody is named, and nobody where no official acts', async () => {
  expect(await asked([registered(), leader], { actor: 'o-1' })).toEqual({ official: 'o-1' });
  expect(await asked([registered(), leader], {})).toBeUndefined();
});
it.each<[string, Past<OfficialEvent>[]]>([
  ['is not known', []],
  ['serves in another position', [registered(), assigned({ position: 'clerk' })]],
  ['serves elsewhere', [registered(), assigned({ position: 'leader', unit: '25750' })]],
  ['serves no more', [registered(), leader, ended('2025-07-09')]],
  ['does not serve yet', [registered(), assigned({ position: 'leader', from: '2025-07-11' })]],
])('does not sign who %s', async (_, past) => expect((await asked(past))?.because).toMatch(/o-1 does not serve at 25747/));
it('does not sign while somebody stands in', async () =>
  expect((await asked([registered(), leader], { signedBy: 'o-1', standIn: 'o-2' }))?.because).toMatch(/o-2 stands in/));
it('signs apologies in other positions than results, as the city sets', async () => {
  const director = [registered(), assigned({ position: 'director', from: '2025-07-01' })];
  expect(await asked(director, { signedBy: 'o-1', kind: 'apologies' })).toEqual({ official: 'o-1' });
  expect((await asked(director))?.because).toMatch(/does not serve/);
});
