import { createCanvas, loadImage } from '@napi-rs/canvas';
import jsQR from 'jsqr';
import { extractText, getDocumentProxy, renderPageAsImage } from 'unpdf';

/** What a reader finds in a PDF, page by page, with single spaces. */
export const readPdf = async (bytes: Uint8Array): Promise<string[]> => {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)));
  return text.map((page) => page.replaceAll(/\s+/g, ' '));
};

/** Texts that are attached to a PDF, with their names. */
export const attachmentsOf = async (bytes: Uint8Array): Promise<{ name: string; text: string }[]> => {
  // its types are those of an older reader
  const document = (await getDocumentProxy(new Uint8Array(bytes))) as unknown as {
    getAttachments: () => Promise<ReadonlyMap<string, unknown> | null>;
    getAttachmentContent: (name: string) => Promise<Uint8Array>;
  };
  const names = [...((await document.getAttachments()) ?? new Map<string, unknown>()).keys()];
  return Promise.all(names.map(async (name) => ({ name, text: Buffer.from(await document.getAttachmentContent(name)).toString() })));
};

const SCALE = 3;
// its types say that the function stands under `default`, as for bundlers; here it is the module
const decode = jsQR as unknown as typeof jsQR.default;

/** A page of a PDF, drawn: its size in pixels, and four bytes of colour for each. */
const drawn = async (bytes: Uint8Array, page: number) => {
  const png = await renderPageAsImage(new Uint8Array(bytes), page, { canvasImport: () => import('@napi-rs/canvas'), scale: SCALE });
  const image = await loadImage(Buffer.from(png));
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return { width: image.width, height: image.height, context };
};

/** What a camera reads in the QR codes of a page, from left to right: each half of the page has one. */
export const qrCodesOn = async (bytes: Uint8Array, page = 1): Promise<(string | undefined)[]> => {
  const { width, height, context } = await drawn(bytes, page);
  const half = Math.floor(width / 2);
  return [0, half].map((left) => {
    const { data } = context.getImageData(left, 0, half, height);
    return decode(new Uint8ClampedArray(data), half, height)?.data;
  });
};
