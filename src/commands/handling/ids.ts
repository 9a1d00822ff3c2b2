import { createHash } from 'node:crypto';

/** Fixed for ever: another value would make every repeated command look new. */
const NAMESPACE = Buffer.from('6d6f7463-7561-4d43-8100-636f6d6d616e'.replaceAll('-', ''), 'hex');

/** A UUID (version 5) that is the same whenever the parts are the same. */
export const derivedId = (...parts: readonly (string | number)[]): string => {
  const bytes = createHash('sha1').update(NAMESPACE).update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
