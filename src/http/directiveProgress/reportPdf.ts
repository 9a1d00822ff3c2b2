import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import PdfDocument from 'pdfkit';
import { dayInWords, instantInWords } from '#domain/time/wording.ts';
import { figuresOf, type Report, stateInWords } from './directiveProgressAnswers.ts';

type Pdf = InstanceType<typeof PdfDocument>;

const regular = 'regular';
const bold = 'bold';
const margin = 48;
const ink = '#1A1A1A';
const rule = '#9A9A9A';
/** Drawn from the bottom up. */
const colours = [
  ['fulfilled', '#2E7D4F'],
  ['open', '#C9CED6'],
  ['reopened', '#E0A030'],
  ['overdue', '#B3261E'],
] as const;

const widthOf = (pdf: Pdf): number => pdf.page.width - 2 * margin;
const bottomOf = (pdf: Pdf): number => pdf.page.height - margin - 12;
/** Goes to a new page unless so much height is left on this one. */
const room = (pdf: Pdf, height: number): void => {
  if (pdf.y + height > bottomOf(pdf)) pdf.addPage();
};

/** A heading on the page of what follows it, of which so much has to fit. */
const heading = (pdf: Pdf, text: string, follows: number): void => {
  room(pdf, 34 + follows);
  pdf
    .moveDown(0.8)
    .font(bold)
    .fontSize(11)
    .text(text, margin, undefined, { width: widthOf(pdf) })
    .moveDown(0.4);
};

type Column = { title: string; width: number; align?: 'left' | 'right' };

/** A table whose head is repeated on every page; widths are shares of the page's. */
const table = (
  pdf: Pdf,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  font: (row: number) => string = () => regular,
) => {
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  const pad = 4;
  const widths = columns.map(({ width }) => (width / total) * widthOf(pdf));
  const heightOf = (cells: readonly string[], face: string): number => {
    pdf.font(face).fontSize(8.5);
    return Math.max(...cells.map((cell, index) => pdf.heightOfString(cell, { width: (widths[index] ?? 0) - 2 * pad }))) + 2 * pad;
  };
  const draw = (cells: readonly string[], face: string, fill?: string): void => {
    const height = heightOf(cells, face);
    const top = pdf.y;
    let left = margin;
    for (const [index, cell] of cells.entries()) {
      const width = widths[index] ?? 0;
      pdf.rect(left, top, width, height).lineWidth(0.5);
      if (fill) pdf.fillAndStroke(fill, rule);
      else pdf.stroke(rule);
      pdf
        .fillColor(ink)
        .font(face)
        .fontSize(8.5)
        .text(cell, left + pad, top + pad, { width: width - 2 * pad, align: columns[index]?.align ?? 'left' });
      left += width;
    }
    pdf.x = margin;
    pdf.y = top + height;
  };
  const titles = columns.map(({ title }) => title);
  const head = () => draw(titles, bold, '#ECEFF3');
  room(pdf, heightOf(titles, bold) + heightOf(rows[0] ?? [''], regular));
  head();
  for (const [index, cells] of rows.entries()) {
    if (pdf.y + heightOf(cells, font(index)) > bottomOf(pdf)) {
      pdf.addPage();
      head();
    }
    draw(cells, font(index));
  }
};

const opening = (pdf: Pdf, { title, act, from, to, moment }: Report): void => {
  const centred = { width: widthOf(pdf), align: 'center' } as const;
  pdf.font(bold).fontSize(10).text('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', margin, margin, centred);
  pdf.text('Độc lập - Tự do - Hạnh phúc', centred).moveDown(1.2);
  pdf.fontSize(15).text('BÁO CÁO', centred);
  pdf.fontSize(12).text('Tình hình thực hiện các nhiệm vụ được giao', centred).moveDown(0.4);
  pdf.font(regular).fontSize(10).text(title, centred);
  pdf.text(`(${act.number} ngày ${dayInWords(act.date)}, ${act.signer})`, centred).moveDown(0.4);
  pdf.text(`Từ ngày ${dayInWords(from)} đến ngày ${dayInWords(to)}`, centred);
  pdf.text(`Số liệu tính đến ${instantInWords(moment)}`, centred);
};

const share = (part: number, whole: number): string =>
  whole === 0 ? '0%' : `${((part / whole) * 100).toLocaleString('vi-VN', { maximumFractionDigits: 1 })}%`;

const figures = (pdf: Pdf, { counts, inPeriod, late, tasks }: Report): void => {
  heading(pdf, '1. Kết quả chung', 60);
  const { total, fulfilled, fulfilledLate, overdue, reopened, open } = counts;
  pdf.font(regular).fontSize(10);
  const say = (text: string) => pdf.text(text, margin, undefined, { width: widthOf(pdf), align: 'justify' }).moveDown(0.2);
  say(
    `Tổng số ${total} nhiệm vụ: đã hoàn thành ${fulfilled} (${share(fulfilled, total)}), trong đó sau hạn ${fulfilledLate}; quá hạn ${overdue} (${share(overdue, total)}) tại ${late.length} đơn vị; phải làm lại ${reopened}; đang thực hiện trong hạn ${open}.`,
  );
  say(
    `Trong kỳ: ${inPeriod.fulfilled} lượt hoàn thành, ${inPeriod.fellOverdue} lượt quá hạn, ${inPeriod.reopened} lượt phải làm lại, ${inPeriod.urged} lượt đôn đốc.`,
  );
  pdf.moveDown(0.4);
  const right = 'right' as const;
  table(
    pdf,
    [
      { title: 'Nhiệm vụ', width: 40 },
      { title: 'Hạn', width: 18 },
      { title: 'Tổng số', width: 9, align: right },
      { title: 'Hoàn thành', width: 11, align: right },
      { title: 'Sau hạn', width: 9, align: right },
      { title: 'Quá hạn', width: 9, align: right },
      { title: 'Làm lại', width: 9, align: right },
      { title: 'Đang làm', width: 9, align: right },
    ],
    [...tasks.map((task) => ({ ...task, due: instantInWords(task.deadline) })), { title: 'Tổng cộng', due: '', counts }].map((task) => [
      task.title,
      task.due,
      ...figuresOf(task.counts).map(String),
    ]),
    (row) => (row === tasks.length ? bold : regular),
  );
};

const legend = (pdf: Pdf): void => {
  pdf.font(regular).fontSize(8);
  let left = margin;
  const top = pdf.y;
  for (const [state, colour] of colours) {
    pdf
      .rect(left, top + 1, 8, 8)
      .fill(colour)
      .fillColor(ink);
    pdf.text(stateInWords[state], left + 12, top, { lineBreak: false });
    left += 24 + pdf.widthOfString(stateInWords[state]);
  }
  pdf.x = margin;
  pdf.y = top + 14;
};

/** One bar for each day, its duties by state. */
const chart = (pdf: Pdf, { progress }: Report): void => {
  const height = 150;
  heading(pdf, '2. Tiến độ theo ngày', height + 40);
  legend(pdf);
  const left = margin + 30;
  const top = pdf.y + 4;
  const width = widthOf(pdf) - 30;
  const most = Math.max(1, ...progress.map(({ open, overdue, reopened, fulfilled }) => open + overdue + reopened + fulfilled));
  pdf.font(regular).fontSize(7);
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    const y = top + height * (1 - part);
    pdf
      .moveTo(left, y)
      .lineTo(left + width, y)
      .lineWidth(0.3)
      .stroke(rule);
    pdf.fillColor(ink).text(String(Math.round(most * part)), margin, y - 4, { width: 26, align: 'right', lineBreak: false });
  }
  const step = width / Math.max(1, progress.length);
  const labelEvery = Math.ceil(progress.length / 10);
  for (const [index, day] of progress.entries()) {
    let y = top + height;
    for (const [state, colour] of colours) {
      const part = (day[state] / most) * height;
      y -= part;
      if (part > 0) pdf.rect(left + index * step, y, Math.max(step * 0.85, 0.3), part).fill(colour);
    }
    if (index % labelEvery === 0)
      pdf.fillColor(ink).text(dayInWords(day.day).replace(/\/\d{4}$/, ''), left + index * step, top + height + 3, { lineBreak: false });
  }
  pdf.fillColor(ink);
  pdf.x = margin;
  pdf.y = top + height + 18;
};

const theLate = (pdf: Pdf, { late }: Report): void => {
  heading(pdf, '3. Đơn vị quá hạn và nguyên nhân', 90);
  if (late.length === 0) {
    pdf.font(regular).fontSize(10).text('Không có đơn vị nào quá hạn.');
    return;
  }
  table(
    pdf,
    [
      { title: 'TT', width: 6, align: 'right' },
      { title: 'Đơn vị', width: 24 },
      { title: 'Số nhiệm vụ', width: 11, align: 'right' },
      { title: 'Ngày làm việc quá hạn', width: 13, align: 'right' },
      { title: 'Nguyên nhân', width: 70 },
    ],
    late.flatMap(({ rank, name, overdue, workingDaysLate, causes }) =>
      // a row for each cause: no row is taller than a page
      causes.map((cause, index) => [
        ...(index === 0 ? [String(rank), name, String(overdue), String(workingDaysLate)] : ['', '', '', '']),
        cause,
      ]),
    ),
  );
};

const numberPages = (pdf: Pdf): void => {
  const { count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(page);
    // text below the margin would begin another page
    pdf.page.margins.bottom = 0;
    pdf
      .font(regular)
      .fontSize(8)
      .text(`Trang ${page + 1}/${count}`, margin, pdf.page.height - 34, { width: widthOf(pdf), align: 'center' });
  }
};

/** The report in Vietnamese on A4; the same report gives the same bytes. */
export const reportPdf = (report: Report): Promise<Uint8Array> => {
  const pdf = new PdfDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    lang: 'vi-VN',
    info: { Title: `Báo cáo: ${report.title}`, CreationDate: new Date(report.moment), ModDate: new Date(report.moment) },
  });
  // DejaVu has every Vietnamese letter, and may be embedded
  pdf.registerFont(regular, fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf')));
  pdf.registerFont(bold, fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf')));
  pdf.fillColor(ink);
  opening(pdf, report);
  figures(pdf, report);
  chart(pdf, report);
  theLate(pdf, report);
  numberPages(pdf);
  pdf.end();
  return buffer(pdf);
};
