import { createHash } from 'node:crypto';

/** SHA-256 of these bytes, one after the other. @param {...Uint8Array} parts @returns {Uint8Array} */
export const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
