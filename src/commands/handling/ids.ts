import { createHmac, hash, randomUUIDv7 } from 'node:crypto';

/** Fixed for ever: another value would make every repeated command look new. */
const NAMESPACE = Buffer.from('6d6f7463-7561-4d43-8100-636f6d6d616e'.replaceAll('-', ''), 'hex');

/** A UUID (version 5) that is the same whenever the parts are the same. */
export const derivedId = (...parts: readonly (string | number)[]): string => {
  // one call of the library: an object that hashes costs more than the hash
  const hex = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(JSON.stringify(parts))]), 'hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
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
  const fields = value as Record<string, unknown>;
  const named: unknown[] = [];
  for (const name of Object.keys(fields).toSorted()) if (fields[name] !== undefined) named.push([name, canonical(fields[name])]);
  return named;
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
