import type { RecordedEvent } from '#events/store/event.ts';
import { sha256 } from '#sha256';
import { toHex } from '#verifier/bytes.js';
import { leafHash } from '#verifier/merkle.js';

/** What stands in the tree for one event: its entry, and its body, which the entry names by hash. */
export type Entry = { entry: string; body: string; leaf: Uint8Array };

/** JSON as RFC 8785 writes it: properties in order of their names, no white space. `undefined` properties are left out. */
export const canonicalJson = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const properties = Object.entries(value).filter(([, inner]) => inner !== undefined);
  properties.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${properties.map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`).join(',')}}`;
};

/** Version of the form of entries; docs/proof.md specifies it. */
const FORM = 1;

/**
 * The entry of an event as the log stores it: everything an auditor relies on, personal values sealed, no position. It
 * is the same in every home of the log. docs/proof.md specifies it, with test vectors.
 */
export const entryOf = (event: RecordedEvent): Entry => {
  const { position: _, data, ...stored } = event;
  const body = canonicalJson(data);
  const entry = canonicalJson({ ...stored, body: toHex(sha256(Buffer.from(body))), form: FORM });
  return { entry, body, leaf: leafHash(Buffer.from(entry)) };
};
