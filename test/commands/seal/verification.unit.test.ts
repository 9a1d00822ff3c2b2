import { describe, it } from 'vitest';
import { recordLogVerification } from '#commands/seal/verification.ts';
import { specOf } from '#test/support/spec.ts';

const { given } = specOf(recordLogVerification);
const data = {
  tree: 'a1',
  origin: 'motcua.example/log',
  size: 9,
  entries: 9,
  verdict: 'intact',
  why: 'All 9 entries.',
  unsealed: 0,
} as const;

describe('a look at the sealed log', () => {
  it('is recorded, whatever it found', () => {
    given().when(data).yields({ type: 'LogVerified', data });
    const found = { ...data, verdict: 'manipulated' } as const;
    given().when(found).yields({ type: 'LogVerified', data: found });
  });
  it('is recorded each time', () => given({ type: 'LogVerified', data }).when(data).yields({ type: 'LogVerified', data }));
});
