// Proofs of one entry (c2sp.org/tlog-proof). `extra` holds the entry itself: the event without its body.
import { fromBase64, hashFromBase64, parseCount, toBase64 } from './bytes.js';
import { leafHash, provesInclusion } from './merkle.js';
import { verifyCheckpoint } from './policy.js';

/** `checkpoint` is the whole signed note. @typedef {{ entry: Uint8Array, index: number, hashes: readonly Uint8Array[], checkpoint: string }} Proof */

const HEADER = 'c2sp.org/tlog-proof@v1';

/** A text that is no proof, or does not prove what it holds. */
export class InvalidProof extends Error {
  name = 'InvalidProof';
}

/** Writes the text of a `.tlog-proof` file. @param {Proof} proof */
export const proofText = ({ entry, index, hashes, checkpoint }) =>
  [HEADER, `extra ${toBase64(entry)}`, `index ${index}`, ...hashes.map(toBase64), '', checkpoint].join('\n');

/** Reads what `proofText` writes. Throws `InvalidProof`. @param {string} text @returns {Proof} */
export const parseProof = (text) => {
  const split = text.indexOf('\n\n');
  const [header, extra = '', index = '', ...hashes] = text.slice(0, split).split('\n');
  if (split < 0 || header !== HEADER || !extra.startsWith('extra ') || !index.startsWith('index '))
    throw new InvalidProof(`This is no proof of one of our entries: it begins with ${HEADER}, extra, index.`);
  try {
    return {
      entry: fromBase64(extra.slice('extra '.length)),
      index: parseCount(index.slice('index '.length)),
      hashes: hashes.map(hashFromBase64),
      checkpoint: text.slice(split + 2),
    };
  } catch (error) {
    throw new InvalidProof(`This is no proof: ${error instanceof Error ? error.message : 'unreadable'}.`);
  }
};

/** Checks the checkpoint of a proof and that the entry stands in its tree. Throws `InvalidProof`, `Untrusted`, `InvalidNote`. @param {Proof} proof @param {import('./policy.js').Policy} policy */
export const verifyProof = async ({ entry, index, hashes, checkpoint }, policy) => {
  const trusted = await verifyCheckpoint(checkpoint, policy);
  const { size, root } = trusted.checkpoint;
  if (!provesInclusion(leafHash(entry), index, size, hashes, root))
    throw new InvalidProof(`Entry ${index} is not proved to stand among the ${size} entries of the checkpoint.`);
  return trusted;
};
