import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { categories } from '#events/all.ts';
import { createCodec, UndecodableEvent } from '#events/store/codec.ts';
import type { RecordedEvent } from '#events/store/event.ts';
import { wrapUnsealed } from '#events/store/keys/cipher.ts';
import { maskPersonal, sealedIn } from '#events/store/personalData.ts';

const codec = createCodec(categories, {
  seal: () => {
    throw new Error('reading needs no key');
  },
});
const sample = (name: string): RecordedEvent => JSON.parse(readFileSync(new URL(`../../samples/${name}`, import.meta.url), 'utf8'));

describe('text that was written in clear before it became personal', () => {
  it.each([
    ['DossierWithdrawn', { reason: { masked: true } }],
    ['DossierRefused', { reason: { masked: true } }],
    ['DossierExtended', { reason: { masked: true }, apology: { masked: true }, signer: { masked: true } }],
    ['SupplementRequested', { reason: { masked: true }, legalGround: { masked: true } }],
    ['FeeWaived', { legalGround: { masked: true } }],
    ['ResultCorrected', { before: { signer: { masked: true } }, result: { signer: { masked: true } } }],
    ['DossierCorrected', { before: { components: [{ name: { masked: true } }] }, after: { submitter: { relation: { masked: true } } } }],
    ['DossierReceived', { components: [{ name: { masked: true } }] }],
  ])('is masked like any other personal value: %s', (type, seen) => {
    const { data } = codec.decode(sample(`${type}.v1.json`));
    expect(maskPersonal(data)).toMatchObject(seen);
  });

  it('is bound to its place, and holds what was written', () => {
    const stored = sample('DossierWithdrawn.v1.json');
    const { reason } = stored.data as { reason: string };
    expect(sealedIn(codec.decode(stored).data)).toEqual([
      { sealed: wrapUnsealed(reason), stream: stored.stream, eventId: stored.id, field: 'reason' },
    ]);
  });

  it('is nothing that anybody could have stored', () => {
    const forged = { ...sample('DossierWithdrawn.v2.json') };
    forged.data = { ...(forged.data as object), reason: { sealed: wrapUnsealed('Bịa đặt') } };
    expect(() => codec.decode(forged)).toThrow(UndecodableEvent);
  });
});
