import { dotted, type Head, longDay, numberText, type Signature, writtenOut } from './official.ts';
import { type Face, ink, type Pdf } from './pdf.ts';

const upper = (text: string): string => text.normalize('NFC').toLocaleUpperCase('vi-VN');

/** A text too wide for one line, broken in the middle rather than before its last word. */
const balanced = (pdf: Pdf, text: string, width: number): string[] => {
  if (pdf.widthOfString(text) <= width) return [text];
  const middle = text.length / 2;
  const spaces = [...text.matchAll(/ /g)].map(({ index }) => index).toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return spaces[0] === undefined ? [text] : [text.slice(0, spaces[0]), text.slice(spaces[0] + 1)];
};

const line = (pdf: Pdf, middle: number, width: number): void => {
  pdf
    .moveTo(middle - width / 2, pdf.y + 1)
    .lineTo(middle + width / 2, pdf.y + 1)
    .lineWidth(0.7)
    .stroke(ink);
};

/** The governing and the issuing body on the left, the country's name and motto on the right, number, place, date. */
export const drawHead = (pdf: Pdf, { superior, issuer, number, symbol, place, date }: Head): void => {
  const top = pdf.y;
  const [left, right] = [
    { x: pdf.left, width: pdf.width * 0.44 },
    { x: pdf.left + pdf.width * 0.46, width: pdf.width * 0.54 },
  ];
  const centred = (side: typeof left) => ({ width: side.width, align: 'center' }) as const;
  const name = (text: string, face: Face) => {
    // line by line: of a text with line breaks, not every line would be centred
    for (const part of balanced(pdf.face(face, 12), upper(writtenOut(text)), left.width)) pdf.text(part, left.x, undefined, centred(left));
  };
  if (superior !== null) name(superior, 'regular');
  name(issuer, 'bold');
  line(pdf, left.x + left.width / 2, left.width * 0.4);
  const leftEnd = pdf.y;
  pdf.face('bold', 12).text('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', right.x, top, centred(right));
  pdf.face('bold', 13).text('Độc lập - Tự do - Hạnh phúc', right.x, undefined, centred(right));
  line(pdf, right.x + right.width / 2, pdf.widthOfString('Độc lập - Tự do - Hạnh phúc'));
  const below = Math.max(leftEnd, pdf.y) + 8;
  if (symbol !== null) pdf.face('regular', 12).text(numberText({ number, symbol }), left.x, below, centred(left));
  const numberEnd = pdf.y;
  const day = date === null ? `${dotted}, ngày ${dotted} tháng ${dotted} năm ${dotted}` : `${place}, ${longDay(date)}`;
  pdf.face('italic', 13);
  // Decree 30/2020/NĐ-CP allows 13 to 14 points; a long place still has to stand on one line
  while (pdf.widthOfString(day) > right.width && pdf.size > 10) pdf.face('italic', pdf.size - 0.5);
  pdf.text(day, right.x, below, centred(right));
  pdf.x = pdf.left;
  pdf.y = Math.max(numberEnd, pdf.y) + 10;
};

type Foot = { recipients: readonly string[]; signatures: readonly Signature[] };
/** Height that a foot takes, so that what stands before it can be kept on its page; none without a signature or recipient. */
export const footHeight = ({ recipients, signatures }: Foot): number =>
  recipients.length + signatures.length === 0 ? 0 : Math.max(105, 30 + 14 * recipients.length);

/** Who signs, side by side; recipients (nơi nhận) on the left where there are any. */
export const drawFoot = (pdf: Pdf, { recipients, signatures }: Foot): void => {
  const columns = signatures.length + (recipients.length > 0 ? 1 : 0);
  if (columns === 0) return;
  pdf.room(footHeight({ recipients, signatures }));
  pdf.y += 10;
  const top = pdf.y;
  // one signature stands on the right half
  const width = pdf.width / Math.max(2, columns);
  const first = pdf.left + pdf.width - width * signatures.length;
  let end = top;
  if (recipients.length > 0) {
    const lines = recipients.map((recipient, index) => `- ${writtenOut(recipient)}${index === recipients.length - 1 ? '.' : ';'}`);
    pdf.face('boldItalic', 12).text('Nơi nhận:', pdf.left, top, { width: width - 8 });
    pdf.face('regular', 11).text(lines.join('\n'), { width: width - 8 });
    end = pdf.y;
  }
  const centred = { width: width - 6, align: 'center' } as const;
  const leftOf = (index: number) => first + index * width + 3;
  let below = top;
  for (const [index, { capacity, hint }] of signatures.entries()) {
    pdf.face('bold', 12).text(upper(writtenOut(capacity)), leftOf(index), top, centred);
    pdf.face('italic', 12).text(hint, leftOf(index), undefined, centred);
    below = Math.max(below, pdf.y);
  }
  for (const [index, { name }] of signatures.entries()) {
    if (name === null) continue;
    pdf.face('bold', 13).text(name, leftOf(index), below + 44, centred);
    end = Math.max(end, pdf.y);
  }
  pdf.x = pdf.left;
  pdf.y = Math.max(end, below);
};
