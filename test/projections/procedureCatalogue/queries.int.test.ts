import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { procedureCatalogue } from '#projections/procedureCatalogue/projection.ts';
import { findProcedure, listProcedures, type ProcedureFilters } from '#projections/procedureCatalogue/queries.ts';
import { catalogued, procedureRetired, versionPublished } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([procedureCatalogue]);
  await models.feed(
    catalogued(),
    versionPublished(),
    catalogued({ code: '1.001193', name: 'Đăng ký khai sinh 100%', nameEn: 'Birth registration', field: 'Hộ tịch', formerCodes: [] }),
    versionPublished({ code: '1.001193', effectiveFrom: '2026-01-01' }),
    catalogued({ code: '1.116410', name: 'Cấp lại thẻ căn cước', nameEn: 'ID card', field: 'Căn cước', formerCodes: [] }),
    versionPublished({ code: '1.116410', limit: { kind: 'unpublished' } }),
    procedureRetired(),
  );
});
afterAll(() => models.drop());

type Page = Parameters<typeof listProcedures>[2];
const places = (filters: Partial<ProcedureFilters>, page: Page) => listProcedures(models.db, { day: '2025-07-01', ...filters }, page);
const list = async (filters: Partial<ProcedureFilters>, page: Page = { limit: 50 }) =>
  (await places(filters, page)).map(({ procedure }) => procedure.code);

describe('the catalogue', () => {
  it.each<[string, Partial<ProcedureFilters>, string[]]>([
    ['nothing: by code', {}, ['1.001193', '1.116410', '2.000815']],
    ['field', { field: 'Hộ tịch' }, ['1.001193']],
    ['field, however it is typed', { field: 'hộ  TỊCH'.normalize('NFD') }, ['1.001193']],
    ['a Vietnamese name, whatever its case', { text: 'KHAI SINH' }, ['1.001193']],
    ['an English name', { text: 'birth' }, ['1.001193']],
    ['a code', { text: '2.000' }, ['2.000815']],
    ['a former code', { text: '2.000001' }, ['2.000815']],
    ['text with signs that mean something to SQL', { text: '100%' }, ['1.001193']],
    ['what may be received on the day: a version is in force', { receivable: true }, ['1.116410', '2.000815']],
    ['the same later', { receivable: true, day: '2027-01-01' }, ['1.001193', '1.116410']],
    ['what may not', { receivable: false }, ['1.001193']],
  ])('filters by %s', async (_, filters, expected) => {
    expect(await list(filters)).toEqual(expected);
  });

  it('pages by code', async () => {
    expect(await list({}, { limit: 2 })).toEqual(['1.001193', '1.116410']);
    expect(await list({}, { limit: 2, after: ['', '1.116410'] })).toEqual(['2.000815']);
  });

  it('orders names as Vietnamese dictionaries do, and pages by them', async () => {
    const all = ['1.116410', '2.000815', '1.001193'];
    expect(await list({}, { limit: 50, order: 'name' })).toEqual(all);
    const first = await places({}, { limit: 1, order: 'name' });
    expect(await list({}, { limit: 50, order: 'name', after: first[0]?.place })).toEqual(all.slice(1));
  });

  it('shows one procedure with the version in force and all others', async () => {
    expect(await findProcedure(models.db, '1.001193', '2025-12-31')).toMatchObject({ inForce: null, versions: [{ version: 1 }] });
    expect(await findProcedure(models.db, '1.001193', '2026-01-01')).toMatchObject({ inForce: { version: 1 } });
    expect(await findProcedure(models.db, '9.999999', '2026-01-01')).toBeUndefined();
  });
});
