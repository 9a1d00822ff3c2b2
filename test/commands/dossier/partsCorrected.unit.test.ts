import { describe, it } from 'vitest';
import type { Opened } from '#commands/dossier/onRecord.ts';
import { correctResult, replaceResult } from '#commands/dossier/resultCorrections.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Result } from '#events/dossier/terms.ts';
import type { Actor } from '#events/store/event.ts';
import type { Sealed } from '#events/store/personal.ts';
import { type Past, specOf } from '#test/support/spec.ts';
import { dossierId, home, officer, received, result, settled, signed, signedBy, signer } from './pasts.ts';
import { local } from './workingTimes.ts';

const head: Actor = { id: 'head-1', role: 'center-head', unit: home, official: 'official-9' };
const ground = 'Ghi nhầm số';
const explained = (at: string) => ({ at: local(at), lines: [at] });
const linked = received({
  limit: { kind: 'unpublished' },
  verificationLimit: undefined,
  parts: [
    { part: 'birth', name: 'Khai sinh', limit: { kind: 'same-day', cutoff: '15:00' }, appointed: explained('2025-07-01T17:00') },
    { part: 'residence', name: 'Thường trú', limit: { kind: 'working-days', days: 3 }, appointed: explained('2025-07-04T14:20') },
  ],
});
const sealed = (field: string): Sealed => ({ sealed: `on record: ${field}`, stream: `dossier-${dossierId}`, eventId: 'e', field });
const sealedResult = { ...result, abstract: sealed('abstract'), signer: sealed('signer'), signedBy } as unknown as Result;
const before = { ...sealedResult, number: '1/KS' };
// two parts may be said to have been settled at one moment: the one entered last is repeated by the dossier
const partSettled = (part: string): Past<DossierEvent> => ({
  type: 'PartSettled',
  occurredAt: local('2025-07-01T16:00'),
  data: { dossierId, part, result: before, onTime: true },
});
const done = [linked, signed, partSettled('birth'), partSettled('residence'), settled({ result: before })] as const;
const returned: Past<DossierEvent> = {
  type: 'ResultReturned',
  occurredAt: local('2025-07-03T10:00'),
  data: { dossierId, means: 'counter', unit: home },
};
const corrected = { ...result, number: '2/KS', signedBy };
const sealedCorrection = { ...sealedResult, number: '2/KS' };
/** What the sealed values hold. */
const opened: Opened = ({ field }) => (field === 'abstract' ? result.abstract : result.signer);
const circumstances = { at: local('2025-07-04T09:00'), actor: head, facts: { opened, signer } };
const input = { dossierId, ground, result: corrected };

describe('correcting the result of a part', () => {
  const { given } = specOf(correctResult);
  const birth = { ...input, part: 'birth' };

  it('records what it said before, also while other parts are open', () => {
    for (const past of [done, [linked, signed, partSettled('birth')]])
      given(...past)
        .when(birth, circumstances)
        .yields({ type: 'ResultCorrected', data: { dossierId, ground, part: 'birth', before, result: corrected } });
  });
  it('corrects that of the dossier as well where the part was settled last', () =>
    given(...done)
      .when({ ...input, part: 'residence' }, circumstances)
      .yields({ type: 'ResultCorrected', data: { dossierId, ground, part: 'residence', repeated: true, before, result: corrected } }));
  it('starts from what was corrected before', () => {
    const once: DossierEvent = { type: 'ResultCorrected', data: { dossierId, ground, part: 'birth', before, result: sealedCorrection } };
    const again = { ...corrected, number: '3/KS' };
    given(...done, once)
      .when({ ...birth, result: again }, circumstances)
      .yields({ type: 'ResultCorrected', data: { dossierId, ground, part: 'birth', before: sealedCorrection, result: again } });
    given(...done, once)
      .when(birth, circumstances)
      .yieldsNothing();
  });
  it('names a part that is there and has a result', () => {
    given(...done)
      .when(input, circumstances)
      .isRejected('dossier-has-parts');
    given(...done)
      .when({ ...input, part: 'death' }, circumstances)
      .isRejected('part-not-found');
    given(linked, signed).when(birth, circumstances).isRejected('dossier-not-settled');
    given(received(), settled()).when(birth, circumstances).isRejected('part-not-found');
  });
  it('is the head’s, and over once the results were returned', () => {
    given(...done)
      .when(birth, { ...circumstances, actor: officer('official-1') })
      .isRejected('head-only');
    given(...done, returned)
      .when(birth, circumstances)
      .isRejected('dossier-ended');
  });
});

describe('replacing the result of a part that was returned', () => {
  const { given } = specOf(replaceResult);

  it('names the one it replaces, as it was corrected last', () => {
    const once: DossierEvent = {
      type: 'ResultCorrected',
      data: { dossierId, ground, part: 'birth', before: { ...before, number: '0' }, result: before },
    };
    given(...done, once, returned)
      .when({ ...input, part: 'birth' }, circumstances)
      .yields({ type: 'ResultReplaced', data: { dossierId, ground, part: 'birth', before, result: corrected } });
  });
  it('replaces one after the other', () => {
    const first: DossierEvent = { type: 'ResultReplaced', data: { dossierId, ground, part: 'birth', before, result: sealedCorrection } };
    given(...done, returned, first)
      .when({ ...input, part: 'residence' }, circumstances)
      .yields({ type: 'ResultReplaced', data: { dossierId, ground, part: 'residence', repeated: true, before, result: corrected } });
    given(...done, returned, first)
      .when({ ...input, part: 'birth' }, circumstances)
      .yieldsNothing();
  });
  it('names a part, before the results were returned none', () => {
    given(...done, returned)
      .when(input, circumstances)
      .isRejected('dossier-has-parts');
    given(...done)
      .when({ ...input, part: 'birth' }, circumstances)
      .isRejected('result-not-returned');
  });
});
