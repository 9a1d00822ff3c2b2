import { describe, it } from 'vitest';
import { recordPersonalDataRead } from '#commands/access/recordPersonalDataRead.ts';
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
