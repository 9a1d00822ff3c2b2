import { dayInWords, instantInWords } from '#domain/time/wording.ts';
import { UnitCode } from '#events/terms.ts';
import { drawFoot, drawHead, footHeight } from '#http/documents/drawOfficial.ts';
import { writtenOut } from '#http/documents/official.ts';
import { Pdf, rule } from '#http/documents/pdf.ts';
import { drawTable } from '#http/documents/table.ts';
import { figuresOf, type Report, type SharedCause, stateInWords } from './directiveProgressAnswers.ts';

/** Drawn from the bottom up. */
const colours = [
  ['fulfilled', '#2E7D4F'],
  ['open', '#C9CED6'],
  ['reopened', '#E0A030'],
  ['overdue', '#B3261E'],
] as const;
const ink = '#000000';

/** A heading on the page of what follows it, of which so much has to fit. */
const heading = (pdf: Pdf, text: string, follows: number): void => {
  pdf.room(34 + follows);
  pdf.face('bold', 13);
  pdf.y += 10;
  pdf.paragraph(text);
  pdf.y += 4;
};

const opening = (pdf: Pdf, { title, act, from, to, moment, head }: Report): void => {
  const centred = { align: 'center' } as const;
  drawHead(pdf, head);
  pdf.face('bold', 14).paragraph('BÁO CÁO', centred);
  pdf.paragraph('Tình hình thực hiện các nhiệm vụ được giao', centred);
  pdf.face('regular', 13).paragraph(title, centred);
  pdf.paragraph(`(${act.number} ngày ${dayInWords(act.date)}, ${writtenOut(act.signer)})`, centred);
  pdf.face('italic', 13).paragraph(`Từ ngày ${dayInWords(from)} đến ngày ${dayInWords(to)}`, centred);
  pdf.paragraph(`Số liệu tính đến ${instantInWords(moment)}`, centred);
};

const share = (part: number, whole: number): string =>
  whole === 0 ? '0%' : `${((part / whole) * 100).toLocaleString('vi-VN', { maximumFractionDigits: 1 })}%`;

const figures = (pdf: Pdf, { counts, inPeriod, late, tasks }: Report): void => {
  heading(pdf, '1. Kết quả chung', 60);
  const { total, fulfilled, fulfilledLate, overdue, reopened, open } = counts;
  pdf.face('regular', 13);
  const say = (text: string) => pdf.paragraph(text, { align: 'justify', indent: 28 }).moveDown(0.2);
  say(
    `Tổng số ${total} nhiệm vụ: đã hoàn thành ${fulfilled} (${share(fulfilled, total)}), trong đó sau hạn ${fulfilledLate}; quá hạn ${overdue} (${share(overdue, total)}) tại ${late.length} đơn vị; phải làm lại ${reopened}; đang thực hiện trong hạn ${open}.`,
  );
  say(
    `Trong kỳ: ${inPeriod.fulfilled} lượt hoàn thành, ${inPeriod.fellOverdue} lượt quá hạn, ${inPeriod.reopened} lượt phải làm lại, ${inPeriod.urged} lượt đôn đốc.`,
  );
  pdf.moveDown(0.4);
  const right = 'right' as const;
  drawTable(
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
    { faceOf: (row) => (row === tasks.length ? 'bold' : 'regular') },
  );
};

const legend = (pdf: Pdf): void => {
  pdf.face('regular', 10);
  let left = pdf.left;
  const top = pdf.y;
  for (const [state, colour] of colours) {
    pdf
      .rect(left, top + 1, 8, 8)
      .fill(colour)
      .fillColor(ink);
    pdf.text(stateInWords[state], left + 12, top, { lineBreak: false });
    left += 24 + pdf.widthOfString(stateInWords[state]);
  }
  pdf.x = pdf.left;
  pdf.y = top + 14;
};

/** One bar for each day, its duties by state. */
const chart = (pdf: Pdf, { progress }: Report): void => {
  const height = 150;
  heading(pdf, '2. Tiến độ theo ngày', height + 40);
  legend(pdf);
  const left = pdf.left + 30;
  const top = pdf.y + 4;
  const width = pdf.width - 30;
  const most = progress.reduce((max, { open, overdue, reopened, fulfilled }) => Math.max(max, open + overdue + reopened + fulfilled), 1);
  pdf.face('regular', 9);
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    const y = top + height * (1 - part);
    pdf
      .moveTo(left, y)
      .lineTo(left + width, y)
      .lineWidth(0.3)
      .stroke(rule);
    pdf.fillColor(ink).text(String(Math.round(most * part)), pdf.left, y - 5, { width: 26, align: 'right', lineBreak: false });
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
  pdf.x = pdf.left;
  pdf.y = top + height + 18;
};

const theLate = (pdf: Pdf, { late }: Report, below: number): void => {
  heading(pdf, '3. Đơn vị quá hạn', 90 + (late.length < 2 ? below : 0));
  if (late.length === 0) {
    pdf.face('regular', 13).paragraph('Không có đơn vị nào quá hạn.');
    return;
  }
  drawTable(
    pdf,
    [
      { title: 'TT', width: 7, align: 'right' },
      { title: 'Mã', width: 9 },
      { title: 'Đơn vị', width: 32 },
      { title: 'Số nhiệm vụ quá hạn', width: 11, align: 'right' },
      { title: 'Tổng số ngày làm việc quá hạn của các nhiệm vụ', width: 17, align: 'right' },
      { title: 'Quá hạn từ', width: 27 },
      { title: 'Số lần đôn đốc', width: 9, align: 'right' },
    ],
    late.map(({ rank, party, name, overdue, workingDaysLate, lateSince, urged }) => [
      String(rank),
      // departments and offices have no code
      UnitCode.safeParse(party).success ? party : '',
      name,
      String(overdue),
      String(workingDaysLate),
      instantInWords(lateSince),
      String(urged),
    ]),
    { below },
  );
};

/** Whom a cause concerns: by name, or all that have the task but these where that is shorter. */
const concerned = ({ taskId, parties }: SharedCause, { duties }: Report): string => {
  const inTask = duties.filter((duty) => duty.taskId === taskId);
  const those = new Set(parties.map(({ party }) => party));
  const others = inTask.filter(({ party }) => !those.has(party));
  if (parties.length < 5 || others.length > parties.length / 4) return parties.map(({ name }) => name).join(', ');
  const all = `Tất cả ${inTask.length} đơn vị được giao`;
  return others.length === 0 ? all : `${all}, trừ: ${others.map(({ name }) => name).join(', ')}`;
};

const theCauses = (pdf: Pdf, report: Report, below: number): void => {
  const { causes } = report;
  if (causes.length === 0) return;
  heading(pdf, '4. Nguyên nhân', 90 + (causes.length < 2 ? below : 0));
  drawTable(
    pdf,
    [
      { title: 'TT', width: 6, align: 'right' },
      { title: 'Nhiệm vụ', width: 22 },
      { title: 'Nguyên nhân', width: 32 },
      { title: 'Số đơn vị', width: 8, align: 'right' },
      { title: 'Đơn vị', width: 42 },
    ],
    causes.map((shared, index) => [
      String(index + 1),
      shared.title,
      shared.cause,
      String(shared.parties.length),
      concerned(shared, report),
    ]),
    { below },
  );
};

/** The report in Vietnamese on A4, with the head and foot of an official document; the same report gives the same bytes. */
export const reportPdf = async (report: Report): Promise<Uint8Array> => {
  const pdf = new Pdf({ title: `Báo cáo: ${report.title}`, moment: report.moment });
  opening(pdf, report);
  figures(pdf, report);
  chart(pdf, report);
  // the foot never stands on a page alone
  const foot = footHeight(report);
  theLate(pdf, report, report.causes.length === 0 ? foot : 0);
  theCauses(pdf, report, foot);
  drawFoot(pdf, report);
  return pdf.finished();
};
