import { expect, it } from 'vitest';
import type { Fold } from '#commands/handling/command.ts';
import { serviceOn } from '#commands/handling/serving.ts';
import type { OfficialEvent } from '#events/official/events.ts';
import { assigned, ended, registered } from '#test/commands/official/given.ts';
import { type Past, recorded } from '#test/support/spec.ts';

const asked = (past: readonly Past<OfficialEvent>[], day: string, standIn?: string) =>
  serviceOn('o-1', '25747', day, {
    fold: async (stream, fold) => recorded(stream, past).reduce((fold as unknown as Fold<any, any>).evolve, fold.initial),
    run: async () => undefined,
    lookup: { standIn: async () => standIn },
  });
const clerk = assigned({ position: 'clerk', from: '2025-07-02' });

it.each<[string, Past<OfficialEvent>[], string, object | undefined]>([
  ['an unknown official', [], '2025-07-02', undefined],
  ['before the first day', [registered(), clerk], '2025-07-01', { positions: [] }],
  ['on the first day', [registered(), clerk], '2025-07-02', { positions: ['clerk'] }],
  ['on the last day', [registered(), clerk, ended('2025-07-09')], '2025-07-09', { positions: ['clerk'] }],
  ['after the last day', [registered(), clerk, ended('2025-07-09')], '2025-07-10', { positions: [] }],
  ['at another unit', [registered(), assigned({ unit: '25750', from: '2025-07-02' })], '2025-07-03', { positions: [] }],
])('the service of %s is told', async (_, past, day, service) => expect(await asked(past, day)).toEqual(service));

it('whoever stands in is told only where there is a service', async () => {
  expect(await asked([registered(), clerk], '2025-07-02', 'o-2')).toEqual({ positions: ['clerk'], substitute: 'o-2' });
  expect(await asked([registered(), clerk], '2025-07-01', 'o-2')).toEqual({ positions: [] });
});
