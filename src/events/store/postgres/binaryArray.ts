/**
 * Texts as one array parameter in PostgreSQL's binary format. The driver's own text format escapes every quote of every body,
 * which costs more than all the rest of an append.
 */
const arrayOf =
  (elementType: number) =>
  (values: readonly string[]): Buffer => {
    const buffer = Buffer.allocUnsafe(values.reduce((size, value) => size + 4 + Buffer.byteLength(value), 20));
    // One dimension, no nulls, element type, length, lower bound; then every element with its length in bytes before it.
    for (const [index, field] of [1, 0, elementType, values.length, 1].entries()) buffer.writeInt32BE(field, index * 4);
    let at = 20;
    for (const value of values) {
      const length = buffer.write(value, at + 4);
      buffer.writeInt32BE(length, at);
      at += 4 + length;
    }
    return buffer;
  };

// By the OIDs of the types, which never change.
export const textArray = arrayOf(25);
export const jsonArray = arrayOf(114);
