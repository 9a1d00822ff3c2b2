import { ZONE } from '#domain/time/localDay.ts';

/** How dates and times are written in Vietnamese documents. */

/** A day (YYYY-MM-DD) as `30/06/2025`. */
export const dayInWords = (day: string): string => day.split('-').toReversed().join('/');

/** An instant as `17:00 ngày 30/06/2025`, in Vietnam. */
export const instantInWords = (instant: string): string => {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE);
  return `${local.toPlainTime().toString({ smallestUnit: 'minute' })} ngày ${dayInWords(local.toPlainDate().toString())}`;
};

/** How a duty stands. */
export const stateInWords = { open: 'đang thực hiện', reopened: 'phải làm lại', overdue: 'quá hạn', fulfilled: 'đã hoàn thành' } as const;
