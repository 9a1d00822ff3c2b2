import { describe, it } from 'vitest';
import { recordLogExport, recordPersonalDataRead, recordPersonalDataSearch } from '#commands/access/recordPersonalDataRead.ts';
import { specOf } from '#test/support/spec.ts';

const { given } = specOf(recordPersonalDataRead);
const read = { subject: 'dossier-1', unit: '25747', fields: ['owner.name'], purpose: 'Trả kết quả' };
const event = { type: 'PersonalDataRead', data: read } as const;

describe('a read of personal data', () => {
  it('is recorded with its purpose', () => given().when(read).yields(event));
  it('is recorded each time', () => given(event).when(read).yields(event));
  it('is refused when nothing was read', () =>
    given()
      .when({ ...read, fields: [] })
      .isRejected('nothing-read'));
});

describe('a search by personal data', () => {
  it('is recorded with its purpose, also when nothing was found', () => {
    const search = { searchId: 's-1', among: 'dossier', by: 'identity-number', found: 0, purpose: 'Tra cứu' } as const;
    specOf(recordPersonalDataSearch).given().when(search).yields({ type: 'PersonalDataSearched', data: search });
  });
});

describe('an export of the log', () => {
  it('is recorded with its range and filter', () => {
    const data = { exportId: 'e-1', origin: 'motcua.example/log', size: 9, begin: 0, end: 4, filter: { unit: '25747' } };
    specOf(recordLogExport).given().when(data).yields({ type: 'LogExported', data });
  });
});
