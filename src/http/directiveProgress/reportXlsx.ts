import { dayInWords, instantInWords } from '#domain/time/wording.ts';
import { numberText } from '#http/documents/official.ts';
import { type Sheet, workbook } from '#http/documents/workbook.ts';
import { figuresOf, type Report, stateInWords } from './directiveProgressAnswers.ts';

const columns = (...titles: (readonly [title: string, width: number])[]): Sheet['columns'] =>
  titles.map(([title, width]) => ({ title, width }));

const summary = ({ title, head, act, moment, from, to, counts, tasks }: Report): Sheet => ({
  name: 'Tổng hợp',
  above: [
    `Báo cáo tình hình thực hiện các nhiệm vụ được giao: ${title}`,
    `${head.issuer} - ${numberText(head)}`,
    `${act.number} ngày ${dayInWords(act.date)}, ${act.signer}`,
    `Từ ngày ${dayInWords(from)} đến ngày ${dayInWords(to)}; số liệu tính đến ${instantInWords(moment)}`,
  ],
  columns: columns(
    ['Nhiệm vụ', 50],
    ['Hạn', 17],
    ['Tổng số', 10],
    ['Đã hoàn thành', 13],
    ['Trong đó: sau hạn', 13],
    ['Quá hạn', 10],
    ['Phải làm lại', 11],
    ['Đang thực hiện', 12],
  ),
  rows: [...tasks.map((task) => [task.title, { at: task.deadline }, ...figuresOf(task.counts)]), ['Tổng cộng', null, ...figuresOf(counts)]],
  totals: true,
});

const late = (report: Report): Sheet => ({
  name: 'Quá hạn',
  columns: columns(
    ['TT', 6],
    ['Mã đơn vị', 12],
    ['Đơn vị', 34],
    ['Số nhiệm vụ quá hạn', 13],
    ['Tổng số ngày làm việc quá hạn của các nhiệm vụ', 18],
    ['Quá hạn từ', 17],
    ['Số lần đôn đốc', 11],
  ),
  rows: report.late.map(({ rank, party, name, overdue, workingDaysLate, lateSince, urged }) => [
    rank,
    party,
    name,
    overdue,
    workingDaysLate,
    { at: lateSince },
    urged,
  ]),
});

/** As many as a row has room for. */
const PARTIES_IN_A_ROW = 40;

const causes = (report: Report): Sheet => ({
  name: 'Nguyên nhân',
  columns: columns(['TT', 6], ['Nhiệm vụ', 36], ['Nguyên nhân', 50], ['Số đơn vị', 9], ['Đơn vị (mã)', 70]),
  rows: report.causes.flatMap(({ title, cause, parties }, index) => {
    const named = parties.map(({ party, name }) => `${name} (${party})`);
    const rows = Array.from({ length: Math.ceil(named.length / PARTIES_IN_A_ROW) }, (_, row) =>
      named.slice(row * PARTIES_IN_A_ROW, (row + 1) * PARTIES_IN_A_ROW).join(', '),
    );
    return rows.map((names, row) => [index + 1, title, row === 0 ? cause : '(tiếp theo)', row === 0 ? parties.length : null, names]);
  }),
});

const progress = (report: Report): Sheet => ({
  name: 'Tiến độ',
  columns: columns(['Ngày', 14], ['Đã hoàn thành', 14], ['Quá hạn', 12], ['Phải làm lại', 14], ['Đang thực hiện', 16]),
  rows: report.progress.map(({ day, fulfilled, overdue, reopened, open }) => [{ on: day }, fulfilled, overdue, reopened, open]),
});

const duties = (report: Report): Sheet => ({
  name: 'Nhiệm vụ',
  columns: columns(
    ['Mã đơn vị', 12],
    ['Đơn vị', 30],
    ['Nhiệm vụ', 40],
    ['Trạng thái', 14],
    ['Từ', 17],
    ['Hạn', 17],
    ['Ngày làm việc còn lại', 11],
    ['Ngày làm việc quá hạn', 11],
    ['Còn thiếu', 60],
    ['Bên xử lý tiếp theo', 28],
  ),
  rows: report.duties.map((duty) => [
    duty.party,
    duty.name,
    duty.title,
    stateInWords[duty.state],
    { at: duty.since },
    { at: duty.deadline },
    duty.workingDaysLeft,
    duty.workingDaysLate,
    duty.missing.map(({ text }) => text).join('\n'),
    duty.actsNext?.name ?? null,
  ]),
});

/** The report as a workbook in Vietnamese: figures, the late, causes, progress by day, every duty. */
export const reportXlsx = (report: Report): Promise<Uint8Array> =>
  workbook([summary(report), late(report), causes(report), progress(report), duties(report)]);
