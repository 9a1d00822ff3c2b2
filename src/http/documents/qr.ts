import { encode } from 'uqr';
import type { Pdf } from './pdf.ts';

/** Draws a QR code as a square of this side, its upper left corner here; a reader needs four modules of white around it. */
export const drawQr = (pdf: Pdf, text: string, { x, y, side }: { x: number; y: number; side: number }): void => {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const module = side / size;
  for (const [row, modules] of data.entries()) {
    // dark modules side by side are one rectangle: between two, some viewers draw a light line
    for (let from = 0; from < size; from += 1) {
      if (!modules[from]) continue;
      let to = from;
      while (modules[to]) to += 1;
      pdf.rect(x + from * module, y + row * module, (to - from) * module, module);
      from = to;
    }
  }
  pdf.fill('#000000');
};
