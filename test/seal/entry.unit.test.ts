import { globSync, readFileSync } from 'node:fs';
import { type JSONEventData, jsonEvent } from '@kurrent/kurrentdb-client';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '#events/store/event.ts';
import { fromServer, toServer } from '#events/store/kurrentdb/stored.ts';
import { canonicalJson, entryOf } from '#seal/entry.ts';
import { toHex } from '#verifier/bytes.js';

const samples = globSync('test/samples/*.json').map((file): RecordedEvent => JSON.parse(readFileSync(file, 'utf8')));
const vector = (name: string): RecordedEvent => {
  const found = samples.find(({ type }) => type === name);
  if (found === undefined) throw new Error(`there is no sample ${name}`);
  return found;
};

describe('the entry of an event', () => {
  test('is the one that docs/proof.md gives', () => {
    const text = readFileSync('docs/proof.md', 'utf8');
    const { entry, body, leaf } = entryOf(vector('PersonalDataSearched'));
    for (const part of [entry, body, toHex(leaf)]) expect(text).toContain(`\n${part}\n`);
  });

  test('holds everything but the position, in every event there is', () => {
    for (const event of samples) {
      const { entry, body } = entryOf(event);
      const { position, data, ...stored } = event;
      const { body: hash, form, ...sealed } = JSON.parse(entry);
      expect(sealed).toEqual(stored);
      expect([typeof hash, form, position]).toEqual(['string', 1, position]);
      expect(JSON.parse(body)).toEqual(data);
      expect(entry + body).not.toMatch(/[\t\n]/);
    }
  });

  test('is the same whatever the order of properties, and another for every other value', () => {
    const event = vector('PersonalDataSearched');
    const turned = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([name, inner]) => [name, turned(inner)]),
          );
    expect(entryOf(turned(event) as RecordedEvent)).toEqual(entryOf(event));
    expect(entryOf({ ...event, position: 7 })).toEqual(entryOf(event));
    const leaves = [
      event,
      { ...event, id: 'other' },
      { ...event, type: 'Other' },
      { ...event, stream: 'access-other' },
      { ...event, revision: 9 },
      { ...event, schemaVersion: 9 },
      { ...event, occurredAt: '2025-07-01T02:12:00.001Z' },
      { ...event, recordedAt: '2025-07-01T02:12:00.346Z' },
      { ...event, actor: { ...event.actor, id: 'other' } },
      { ...event, correlationId: 'other' },
      { ...event, causationId: 'other' },
      { ...event, unit: '25750' },
      { ...event, lateEntryReason: 'mất điện' },
      { ...event, enteredLate: { at: '2025-07-02T00:00:00.000Z' } },
      { ...event, command: { name: 'Sample', hash: 'other' } },
      { ...event, data: { ...(event.data as object), found: 1 } },
    ].map((one) => toHex(entryOf(one).leaf));
    expect(new Set(leaves).size).toBe(leaves.length);
  });

  test('is the same in a KurrentDB as in a PostgreSQL', () => {
    for (const event of samples) {
      const { data, metadata } = toServer(event, { recordedAt: event.recordedAt });
      const stored = jsonEvent({
        id: event.id,
        type: event.type,
        data: data as JSONEventData['data'],
        metadata: JSON.parse(JSON.stringify(metadata)),
      });
      const created = new Date('2026-01-01T00:00:00Z');
      const position = { commit: 7n, prepare: 7n };
      const server = {
        ...stored,
        data: JSON.parse(JSON.stringify(data)),
        streamId: event.stream,
        revision: BigInt(event.revision),
        created,
        position,
      };
      expect(entryOf(fromServer(server as never))).toEqual(entryOf(event));
    }
  });
});

describe('canonical JSON', () => {
  test('is what RFC 8785 writes', () => {
    // the examples of RFC 8785, sections 3.2.2 and 3.2.3
    const value = { numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001], literals: [null, true, false] };
    expect(canonicalJson(value)).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}');
    const names = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew',
      '1': 'One',
      '\ud83d\ude00': 'Emoji',
      '\u0080': 'Control',
      '\u00f6': 'o',
    };
    expect(canonicalJson(names)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"o","\u20ac":"Euro Sign","\ud83d\ude00":"Emoji","\ufb33":"Hebrew"}',
    );
  });

  test('reads as the value that it was written from', () =>
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    ));
});
