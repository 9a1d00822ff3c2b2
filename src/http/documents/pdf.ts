import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import PdfDocument from 'pdfkit';

type TextOptions = PDFKit.Mixins.TextOptions;

export const ink = '#000000';
export const rule = '#6E6E6E';

/** Millimetres as points. */
const mm = (length: number): number => (length * 72) / 25.4;
/** The margins of Decree 30/2020/NĐ-CP, Annex I, I.2: within 20–25 mm above and below, 30–35 left, 15–20 right. */
const margins = { top: mm(20), bottom: mm(20), left: mm(30), right: mm(15) };

const faces = {
  regular: import.meta.resolve('@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf'),
  italic: import.meta.resolve('@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf'),
  bold: import.meta.resolve('@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf'),
  boldItalic: import.meta.resolve('@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf'),
} as const;
export type Face = keyof typeof faces;

/** As it is drawn: composed, and no word so long that looking for a place to break it would take seconds. */
const drawable = (text: string): string =>
  text.normalize('NFC').replaceAll(/\S{120,}/g, (word) => word.replaceAll(/.{60}/gsu, '$& ').trimEnd());

/**
 * A document on A4 in Tinos, a free face as wide as Times New Roman, which Decree 30/2020/NĐ-CP asks for. What is drawn
 * is composed (NFC) whatever was typed: of decomposed letters the marks would lie over each other. Its times are
 * those given: the same content gives the same bytes.
 */
export class Pdf extends PdfDocument {
  /** Size of the letters, in points. */
  size = 13;

  constructor({ title, moment, layout = 'portrait' }: { title: string; moment: string; layout?: 'portrait' | 'landscape' | undefined }) {
    super({
      size: 'A4',
      layout,
      margins,
      bufferPages: true,
      lang: 'vi-VN',
      info: { Title: title.normalize('NFC'), CreationDate: new Date(moment), ModDate: new Date(moment) },
    });
    for (const [face, file] of Object.entries(faces)) this.registerFont(face, fileURLToPath(file));
    this.face('regular', 13).fillColor(ink);
  }

  override text(text: string, x?: number | TextOptions, y?: number, options?: TextOptions): this {
    return super.text(drawable(text), x as number, y, options);
  }
  override heightOfString(text: string, options?: TextOptions): number {
    return super.heightOfString(drawable(text), options);
  }
  override widthOfString(text: string, options?: TextOptions): number {
    return super.widthOfString(drawable(text), options);
  }

  /** Attaches a text as a file. */
  attach(name: string, text: string, moment: string): void {
    const at = new Date(moment);
    this.file(Buffer.from(text), { name, type: 'text/plain', creationDate: at, modifiedDate: at });
  }

  /** Draws in this face and size from now on. */
  face(face: Face, size: number): this {
    this.size = size;
    return this.font(face).fontSize(size);
  }
  get left(): number {
    return this.page.margins.left;
  }
  /** Width between the margins. */
  get width(): number {
    return this.page.width - this.page.margins.left - this.page.margins.right;
  }
  get bottom(): number {
    return this.page.height - margins.bottom;
  }
  /** Goes to a new page unless so much height is left on this one. */
  room(height: number): void {
    if (this.y + height > this.bottom) this.addPage();
  }
  /** A paragraph from margin to margin. */
  paragraph(text: string, options: TextOptions = {}): this {
    return this.text(text, this.left, undefined, { width: this.width, ...options });
  }

  /** Numbers the pages at the top from the second on, as the decree has it, and gives the whole document. */
  async finished(): Promise<Uint8Array> {
    const { count } = this.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.switchToPage(page);
      if (page === 0) continue;
      this.face('regular', 13).text(String(page + 1), this.left, mm(10), { width: this.width, align: 'center', lineBreak: false });
    }
    this.end();
    return buffer(this);
  }
}
