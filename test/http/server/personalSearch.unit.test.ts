import { expect, it } from 'vitest';
import { personalSearch } from '#http/server/personalReading.ts';

const searching = (bearers: number, recorded: number[] = []) =>
  personalSearch({
    personalData: { find: async (_kind, _value, most) => Array.from({ length: Math.min(bearers, most + 1) }, (_, n) => `dossier-${n}`) },
    recordSearch: async ({ found }) => void recorded.push(found),
  })({ personal: true } as never, {} as never, 'tra cuu', 'c-1')('dossier', 'name', 'Nguyễn Văn', 'ownerName');

it('a name that more than 5 000 bear is refused, naming the parameter, once the search is on record', async () => {
  const recorded: number[] = [];
  expect(await searching(5000, recorded)).toHaveLength(5000);
  await expect(searching(7000, recorded)).rejects.toMatchObject({
    code: 'input-invalid',
    extra: { errors: [{ in: 'query', pointer: '/ownerName', detail: 'fits more than 5000: give more of the name' }] },
  });
  expect(recorded).toEqual([5000, 5001]);
});
