import { expect, it } from 'vitest';
import { forgotten, type Personal, type Sealed } from '#events/store/personal.ts';
import { maskPersonal, openPersonal, sealedIn } from '#events/store/personalData.ts';

const sealed = (field: string): Sealed => ({ sealed: 'AAAA', stream: 'dossier-1', eventId: 'event-1', field });
const body = {
  owner: { name: sealed('owner.name') as Personal<string>, kind: 'citizen' },
  witnesses: [{ name: sealed('witnesses.0.name') as Personal<string> }, { name: sealed('witnesses.1.name') as Personal<string> }],
  pages: 3,
  note: null,
};
const opener = {
  calls: 0,
  async open(values: readonly Sealed[]) {
    this.calls += 1;
    return values.map(({ field }) => (field === 'witnesses.0.name' ? forgotten : `plain ${field}`));
  },
};

it('opens every sealed value of a body with one call, and keeps the rest', async () => {
  opener.calls = 0;
  expect(await openPersonal(opener, body)).toEqual({
    owner: { name: 'plain owner.name', kind: 'citizen' },
    witnesses: [{ name: { forgotten: true } }, { name: 'plain witnesses.1.name' }],
    pages: 3,
    note: null,
  });
  expect(opener.calls).toBe(1);
});

it('asks for no key when nothing is sealed', async () => {
  opener.calls = 0;
  expect(await openPersonal(opener, { pages: 3 })).toEqual({ pages: 3 });
  expect(opener.calls).toBe(0);
});

it('masks every sealed value, so that no ciphertext gets out', () => {
  expect(maskPersonal(body)).toEqual({
    owner: { name: { masked: true }, kind: 'citizen' },
    witnesses: [{ name: { masked: true } }, { name: { masked: true } }],
    pages: 3,
    note: null,
  });
});

it('lists what is sealed, in the order of the fields', () =>
  expect(sealedIn(body).map(({ field }) => field)).toEqual(['owner.name', 'witnesses.0.name', 'witnesses.1.name']));

it('leaves what it was given untouched', async () => {
  const copy = structuredClone(body);
  maskPersonal(body);
  await openPersonal(opener, body);
  expect(body).toEqual(copy);
});
