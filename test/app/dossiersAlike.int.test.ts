import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dossiersAlike } from '#app/dossiersAlike.ts';
import type { Sealed } from '#events/store/personal.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { otherUnit, received, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

const procedure = received().data.procedure;
const day = '2025-07-01';
const sealed = (id: string): Sealed => ({ sealed: 'x', stream: `dossier-${id}`, eventId: 'e', field: 'owner.name' });
const names: Record<string, string> = {
  d1: 'Nguyễn Thị Hoà',
  d2: 'Nguyễn Thị Hoa',
  d3: 'Nguyễn Thị Hòa',
  d4: 'Nguyễn Thị Hòa',
  d5: 'Nguyễn Thị Hòa',
};
const at = (id: string, over: object = {}, when = '2025-07-01T02:00:00.000Z') => ({
  ...received({ dossierId: id, code: `H29.${unit}-${id}`, owner: { kind: 'citizen', name: sealed(id) }, ...over }),
  at: when,
});

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([dossierList]);
  await models.feed(
    at('d1'),
    at('d2'),
    at('d3', { placeOfReceipt: otherUnit }),
    at('d4', {}, '2025-07-01T17:00:00.000Z'),
    at('d5', { procedure: '1.001193' }),
  );
});
afterAll(() => models?.drop());

const found = (owner: { name: string | Sealed; identityNumber?: string }, besides = 'new') =>
  dossiersAlike(
    models.db,
    {
      open: async (values) => values.map(({ stream }) => names[stream.slice('dossier-'.length)]),
      find: async (_, number) => (number === '079190000017' ? ['dossier-d3', 'dossier-new', 'official-o'] : []),
    },
    { owner, procedure, day, unit, besides },
  );

describe('dossiers of the same owner and procedure on a day', () => {
  it('are those of the same name at the unit, however the tone is placed, where the owner has no number', async () => {
    const alike = [{ dossierId: 'd1', code: `H29.${unit}-d1`, byName: true }];
    expect(await found({ name: 'nguyễn  thị hòa' })).toEqual(alike);
    expect(await found({ name: sealed('d5') })).toEqual(alike);
  });
  it('are not the dossier itself, other names, other units, days or procedures', async () => {
    expect(await found({ name: 'Nguyễn Thị Hòa' }, 'd1')).toEqual([]);
    expect(await found({ name: 'Trần Văn An' })).toEqual([]);
  });
  it('are found by the number in the whole city where there is one, and by nothing else', async () => {
    expect(await found({ name: 'Nguyễn Thị Hòa', identityNumber: '079190000017' })).toEqual([{ dossierId: 'd3', code: `H29.${unit}-d3` }]);
    expect(await found({ name: 'Nguyễn Thị Hòa', identityNumber: '079190000018' })).toEqual([]);
  });
});
