/**
 * Array parameters in PostgreSQL's binary format. In the driver's own text format, escaping every quote of every body
 * costs more than the rest of an append, and the server parses every number, id and time.
 */

/** Element types by their OIDs, which never change. */
const oids = { int8: 20, int4: 23, text: 25, json: 114, timestamptz: 1184, uuid: 2950 };

/** One dimension, no nulls, element type, length, lower bound. */
const header = (buffer: Buffer, oid: number, length: number): void => {
  for (const [index, field] of [1, 0, oid, length, 1].entries()) buffer.writeInt32BE(field, index * 4);
};

const ofTexts =
  (oid: number) =>
  (values: readonly string[]): Buffer => {
    const buffer = Buffer.allocUnsafe(values.reduce((size, value) => size + 4 + Buffer.byteLength(value), 20));
    header(buffer, oid, values.length);
    let at = 20;
    for (const value of values) {
      const length = buffer.write(value, at + 4);
      buffer.writeInt32BE(length, at);
      at += 4 + length;
    }
    return buffer;
  };

const ofFixed =
  <T>(oid: number, size: number, write: (buffer: Buffer, value: T, at: number) => void) =>
  (values: readonly T[]): Buffer => {
    const buffer = Buffer.allocUnsafe(20 + values.length * (4 + size));
    header(buffer, oid, values.length);
    let at = 20;
    for (const value of values) {
      buffer.writeInt32BE(size, at);
      write(buffer, value, at + 4);
      at += 4 + size;
    }
    return buffer;
  };

const epoch2000 = Date.UTC(2000, 0, 1);
const writeInt8 = (buffer: Buffer, value: number, at: number) => buffer.writeBigInt64BE(BigInt(value), at);

export const textArray = ofTexts(oids.text);
/** Of JSON texts. */
export const jsonArray = ofTexts(oids.json);
export const int4Array = ofFixed<number>(oids.int4, 4, (buffer, value, at) => buffer.writeInt32BE(value, at));
/** Of safe integers. */
export const int8Array = ofFixed(oids.int8, 8, writeInt8);
/** Of UUIDs in their usual form. */
export const uuidArray = ofFixed<string>(oids.uuid, 16, (buffer, value, at) => buffer.write(value.replaceAll('-', ''), at, 'hex'));
/** Of UTC instants with milliseconds, which the server counts in microseconds from the year 2000. */
export const instantArray = ofFixed<string>(oids.timestamptz, 8, (buffer, value, at) =>
  writeInt8(buffer, (Date.parse(value) - epoch2000) * 1000, at),
);
