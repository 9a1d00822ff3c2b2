/** @param {Uint8Array} a @param {Uint8Array} b */
export const equal = (a, b) => a.length === b.length && a.every((byte, place) => byte === b[place]);

/** @param {...Uint8Array} parts */
export const concat = (...parts) => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** @param {string} text */
export const utf8 = (text) => new TextEncoder().encode(text);

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** @param {Uint8Array} bytes */
export const toHex = (bytes) => {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
};

/** Base 64 of RFC 4648, section 4. @param {Uint8Array} bytes */
export const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** Throws `SyntaxError` for what is not exactly as `toBase64` writes it. @param {string} text */
export const fromBase64 = (text) => {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    throw new SyntaxError('not base 64');
  }
  if (toBase64(bytes) !== text) throw new SyntaxError('not base 64 as RFC 4648 writes it');
  return bytes;
};

/** A hash in base 64; throws `SyntaxError` for any other length than 32 bytes. @param {string} text */
export const hashFromBase64 = (text) => {
  const hash = fromBase64(text);
  if (hash.length !== 32) throw new SyntaxError('not a SHA-256 hash');
  return hash;
};

/** Whether a text holds a control character of ASCII other than this one. @param {string} text @param {string} allowed */
export const hasControls = (text, allowed) => Array.from(text).some((char) => char < ' ' && char !== allowed);

/** A whole number in decimal without leading zeroes; throws `SyntaxError`, also for one that is not exact. @param {string} text */
export const parseCount = (text) => {
  const count = Number(text);
  if (!/^(0|[1-9]\d*)$/.test(text) || !Number.isSafeInteger(count)) throw new SyntaxError(`${text} is no count`);
  return count;
};
