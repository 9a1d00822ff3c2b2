import { createHash, createHmac, randomUUIDv7 } from 'node:crypto';

/** Fixed for ever: another value would make every repeated command look new. */
const NAMESPACE = Buffer.from('6d6f7463-7561-4d43-8100-636f6d6d616e'.replaceAll('-', ''), 'hex');

/** A UUID (version 5) that is the same whenever the parts are the same. */
export const derivedId = (...parts: readonly (string | number)[]): string => {
  const bytes = createHash('sha1').update(NAMESPACE).update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** Identities of one execution, the same in all its tries; with an Idempotency-Key also each time it is repeated. */
export const identitiesOf = (actor: string, idempotencyKey: string | undefined) => {
  const events: string[] = [];
  const key = idempotencyKey ?? randomUUIDv7();
  return {
    key,
    // asked for again and again while a stream is searched for a repeat
    event: (index: number): string => {
      events[index] ??= idempotencyKey === undefined ? randomUUIDv7() : derivedId(actor, key, index);
      return events[index];
    },
    stream: (): string => (idempotencyKey === undefined ? randomUUIDv7() : derivedId(actor, key, 'stream')),
    named: (label: string): string => derivedId(actor, key, 'named', label),
  };
};

const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, canonical(inner)]);
};

/**
 * Tells whether two commands under one key are the same. It stands in the log beside the event, where a bare hash of
 * the input would let anyone test guesses at personal data, even after its erasure; so it is keyed by the
 * Idempotency-Key, which is stored nowhere.
 */
export const fingerprint = (key: string, command: string, input: unknown): string =>
  createHmac('sha256', key)
    .update(JSON.stringify([command, canonical(input)]))
    .digest('base64url');
