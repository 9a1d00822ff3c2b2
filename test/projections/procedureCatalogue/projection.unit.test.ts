import { describe, expect, it } from 'vitest';
import { type ProcedureRow, procedureCatalogue } from '#projections/procedureCatalogue/projection.ts';
import { versionOn } from '#projections/procedureCatalogue/queries.ts';
import { catalogued, procedureRetired, versionPublished } from '#test/support/events.ts';
import { onlyRow } from '#test/support/fold.ts';

const second = versionPublished({ version: 2, effectiveFrom: '2026-01-01', limit: { kind: 'working-days', days: 1 } });

describe('the catalogue of procedures', () => {
  it('keeps name, versions and retirement', async () => {
    expect(
      await onlyRow(procedureCatalogue, 'procedure_catalogue', [catalogued(), versionPublished(), second, procedureRetired()]),
    ).toMatchObject({
      code: '2.000815',
      name_en: 'Certified copy',
      former_codes: ['2.000001'],
      versions: [{ version: 1 }, { version: 2, limit: { kind: 'working-days', days: 1 } }],
      retired_on: '2027-01-01',
      successors: ['1.116214'],
      retirement_ground: 'Thay thế',
      revision: 3,
    });
  });

  it('answers which version is in force on a day', async () => {
    const row = (await onlyRow(procedureCatalogue, 'procedure_catalogue', [
      catalogued(),
      versionPublished(),
      second,
      procedureRetired(),
    ])) as unknown as ProcedureRow;
    const versions = ['2025-06-30', '2025-07-01', '2025-12-31', '2026-01-01', '2027-01-01'].map(
      (day) => versionOn(row, day)?.version ?? null,
    );
    expect(versions).toEqual([null, 1, 1, 2, null]);
  });
});
