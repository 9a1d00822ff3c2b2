import { describe, it } from 'vitest';
import { catalogueProcedure, publishProcedureVersion, retireProcedure } from '#commands/procedure/procedure.ts';
import type { ProcedureEvent } from '#events/procedure/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import { specOf } from '#test/support/spec.ts';

const code = '2.000815';
const entry = { code, name: 'Chứng thực bản sao', nameEn: 'Certification of copies', field: 'Chứng thực', provenance: 'sheet' };
const catalogued = { type: 'ProcedureCatalogued', data: entry } as const;
const input = (
  over: Partial<DataOf<ProcedureEvent, 'ProcedureVersionPublished'>> = {},
): Omit<DataOf<ProcedureEvent, 'ProcedureVersionPublished'>, 'version'> => ({
  code,
  effectiveFrom: '2025-07-01',
  limit: { kind: 'same-day', cutoff: '15:00' },
  steps: [{ name: 'Tiếp nhận', role: 'receiving-officer', hours: 1 }],
  fee: { text: '2.000 đồng/trang', dong: 2000 },
  certainty: 'sourced',
  ground: 'QT',
  ...over,
});
const published = (version: number, over: Parameters<typeof input>[0] = {}) =>
  ({ type: 'ProcedureVersionPublished', data: { ...input(over), version } }) as const;
const retired = (over: Partial<DataOf<ProcedureEvent, 'ProcedureRetired'>> = {}) =>
  ({
    type: 'ProcedureRetired',
    data: { code, retiredOn: '2026-01-01', successors: ['2.000816'], ground: 'QĐ', ...over },
  }) satisfies ProcedureEvent;

describe('cataloguing a procedure', () => {
  const { given } = specOf(catalogueProcedure);
  it('enters it', () => given().when(entry).yields(catalogued));
  it('is refused the second time', () => given(catalogued).when(entry).isRejected('procedure-already-catalogued'));
});

describe('publishing a version', () => {
  const { given } = specOf(publishProcedureVersion);
  it('gives the first version number 1', () => given(catalogued).when(input()).yields(published(1)));
  it('gives the next version the next number', () =>
    given(catalogued, published(1))
      .when(input({ effectiveFrom: '2025-08-01' }))
      .yields(published(2, { effectiveFrom: '2025-08-01' })));
  it('may correct a version from its own day on', () =>
    given(catalogued, published(1))
      .when(input({ ground: 'Đính chính' }))
      .yields(published(2, { ground: 'Đính chính' })));
  it('changes nothing when it is the last version', () => given(catalogued, published(1)).when(input()).yieldsNothing());
  it('is refused for a day before the last version', () =>
    given(catalogued, published(1))
      .when(input({ effectiveFrom: '2025-06-30' }))
      .isRejected('procedure-version-out-of-order'));
  it('is refused from the day of retirement on', () =>
    given(catalogued, published(1), retired())
      .when(input({ effectiveFrom: '2026-01-01' }))
      .isRejected('procedure-retired'));
  it('is granted for the days before retirement', () =>
    given(catalogued, published(1), retired())
      .when(input({ effectiveFrom: '2025-12-31' }))
      .yields(published(2, { effectiveFrom: '2025-12-31' })));
  it('needs a catalogue entry', () => given().when(input()).isRejected('procedure-not-found'));
});

describe('retiring a procedure', () => {
  const { given } = specOf(retireProcedure);
  it('names the day and the successors', () => given(catalogued).when(retired().data).yields(retired()));
  it('changes nothing the second time', () => given(catalogued, retired()).when(retired().data).yieldsNothing());
  it('is refused with another day', () =>
    given(catalogued, retired())
      .when(retired({ retiredOn: '2026-02-01' }).data)
      .isRejected('procedure-retired'));
  it('is refused when it would succeed itself', () =>
    given(catalogued)
      .when(retired({ successors: [code] }).data)
      .isRejected('successor-is-self'));
  it('needs a catalogue entry', () => given().when(retired().data).isRejected('procedure-not-found'));
});
