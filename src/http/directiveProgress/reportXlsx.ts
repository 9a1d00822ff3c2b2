import writeXlsx, { type Row } from 'write-excel-file/node';
import { dayInWords, instantInWords } from '#domain/time/wording.ts';
import { figuresOf, type Report, stateInWords } from './directiveProgressAnswers.ts';

const heading = (...titles: string[]): Row =>
  titles.map((value) => ({ value, fontWeight: 'bold', wrap: true, backgroundColor: '#E6E6E6' }));
const widths = (...characters: number[]) => characters.map((width) => ({ width }));
const wrapped = (value: string) => ({ value, wrap: true });

const summary = ({ title, act, moment, from, to, counts, tasks }: Report): Row[] => [
  [{ value: title, fontWeight: 'bold' }],
  [`${act.number} ngày ${dayInWords(act.date)}, ${act.signer}`],
  [`Từ ngày ${dayInWords(from)} đến ngày ${dayInWords(to)}; số liệu tính đến ${instantInWords(moment)}`],
  [],
  heading('Nhiệm vụ', 'Hạn', 'Tổng số', 'Đã hoàn thành', 'Trong đó: sau hạn', 'Quá hạn', 'Phải làm lại', 'Đang thực hiện'),
  ...[...tasks, { title: 'Tổng cộng', deadline: undefined, counts }].map(
    (task): Row => [wrapped(task.title), task.deadline === undefined ? null : instantInWords(task.deadline), ...figuresOf(task.counts)],
  ),
];

const late = (report: Report): Row[] => [
  heading('TT', 'Đơn vị', 'Nhiệm vụ quá hạn', 'Ngày làm việc quá hạn', 'Quá hạn từ', 'Số lần đôn đốc', 'Nguyên nhân'),
  ...report.late.map(
    ({ rank, name, overdue, workingDaysLate, lateSince, urged, causes }): Row => [
      rank,
      name,
      overdue,
      workingDaysLate,
      instantInWords(lateSince),
      urged,
      wrapped(causes.join('\n')),
    ],
  ),
];

const progress = (report: Report): Row[] => [
  heading('Ngày', 'Đã hoàn thành', 'Quá hạn', 'Phải làm lại', 'Đang thực hiện'),
  ...report.progress.map(({ day, fulfilled, overdue, reopened, open }): Row => [dayInWords(day), fulfilled, overdue, reopened, open]),
];

const duties = (report: Report): Row[] => [
  heading(
    'Đơn vị',
    'Nhiệm vụ',
    'Trạng thái',
    'Từ',
    'Hạn',
    'Ngày làm việc còn lại',
    'Ngày làm việc quá hạn',
    'Còn thiếu',
    'Bên xử lý tiếp theo',
  ),
  ...report.duties.map(
    (duty): Row => [
      duty.name,
      wrapped(duty.title),
      stateInWords[duty.state],
      instantInWords(duty.since),
      instantInWords(duty.deadline),
      duty.workingDaysLeft,
      duty.workingDaysLate,
      wrapped(duty.missing.map(({ text }) => text).join('\n')),
      duty.actsNext?.name ?? null,
    ],
  ),
];

/** The report as a workbook in Vietnamese: figures, the late, progress by day, every duty. */
export const reportXlsx = (report: Report): Promise<Uint8Array> =>
  writeXlsx([
    { sheet: 'Tổng hợp', data: summary(report), columns: widths(50, 22, 10, 14, 16, 10, 12, 15) },
    { sheet: 'Quá hạn', data: late(report), columns: widths(6, 30, 12, 14, 22, 12, 90), stickyRowsCount: 1 },
    { sheet: 'Tiến độ', data: progress(report), columns: widths(14, 14, 10, 14, 16), stickyRowsCount: 1 },
    { sheet: 'Nhiệm vụ', data: duties(report), columns: widths(30, 45, 16, 22, 22, 14, 14, 70, 30), stickyRowsCount: 1 },
  ]).toBuffer();
