import type { Forgotten, Sealed } from './personal.ts';

/** The keys of personal data: one per stream, wrapped by a master key, in another database than the log. */
export interface PersonalData {
  /**
   * Encrypts values with the stream's key (made on first use, durable before this returns), AES-256-GCM, bound to stream, event id and field.
   * `lookups` are kept as keyed hashes beside the key. Throws `PersonalDataErased` when the key was deleted.
   */
  seal(
    stream: string,
    values: readonly { eventId: string; field: string; value: unknown }[],
    lookups: readonly { kind: string; value: string }[],
  ): Promise<string[]>;
  /** Decrypts, in order; `forgotten` where the key is gone. Throws when a value was moved or altered. */
  open(values: readonly Sealed[]): Promise<(unknown | Forgotten)[]>;
  /** Streams that bear this value of this kind. */
  find(kind: string, value: string): Promise<string[]>;
  /** Deletes key and lookups of a stream for ever; false when there were none (any more). */
  erase(stream: string): Promise<boolean>;
  close(): Promise<void>;
}

/** The key of this stream's personal data was deleted: nothing can be added to it. */
export class PersonalDataErased extends Error {
  override name = 'PersonalDataErased';
}
