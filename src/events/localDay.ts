/** The day in Asia/Ho_Chi_Minh (YYYY-MM-DD) on which a UTC instant falls. */
export const localDay = (instant: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO('Asia/Ho_Chi_Minh').toPlainDate().toString();
