import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { currentVersion } from '#events/store/defineEvents.ts';
import type { RecordedEvent } from '#events/store/event.ts';
import { isUnsealed } from '#events/store/keys/cipher.ts';
import { sealedIn } from '#events/store/personalData.ts';

const folder = new URL('../../samples/', import.meta.url);
const sample = (name: string): RecordedEvent => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const expected = categories.flatMap((definitions) =>
  Object.keys(definitions.schemas).flatMap((type) =>
    Array.from({ length: currentVersion(definitions, type) }, (_, index) => ({
      name: `${type}.v${index + 1}.json`,
      type,
      version: index + 1,
    })),
  ),
);

describe('every event version ever stored', () => {
  const codec = createCodec(categories, {
    seal: () => {
      throw new Error('reading needs no key');
    },
  });

  it('has a sample, and there is no sample of anything else', () => {
    expect(readdirSync(folder).sort()).toEqual(expected.map(({ name }) => name).sort());
  });

  it.each(expected)('$name reads as $type', ({ name, type, version }) => {
    const stored = sample(name);
    expect([stored.type, stored.schemaVersion]).toEqual([type, version]);
    const { type: readType, data, stream, revision, position, recordedAt } = codec.decode(stored);
    expect({ readType, stream, revision, position, recordedAt }).toEqual({
      readType: type,
      stream: stored.stream,
      revision: stored.revision,
      position: stored.position,
      recordedAt: stored.recordedAt,
    });
    // what is said of before is a copy, bound to the event in which it was sealed
    const own = { ...data, before: undefined, earlierComponents: undefined };
    for (const sealed of sealedIn(own)) expect(sealed).toMatchObject({ stream: stored.stream, eventId: stored.id });
    const copies = sealedIn(['before' in data && data.before, 'earlierComponents' in data && data.earlierComponents]).filter(
      ({ sealed }) => !isUnsealed(sealed),
    );
    for (const copy of copies) expect(copy.eventId).not.toBe(stored.id);
  });
});
