const ZONE = 'Asia/Ho_Chi_Minh';
let known = { hour: '', day: '' };

/** The day in Asia/Ho_Chi_Minh (YYYY-MM-DD) on which a UTC instant (ISO 8601 ending in Z) falls. */
export const localDay = (instant: string): string => {
  // The zone is whole hours from UTC, so one UTC hour lies within one day; projections ask for the same hour again and again.
  const hour = instant.slice(0, 13);
  if (hour !== known.hour) known = { hour, day: Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE).toPlainDate().toString() };
  return known.day;
};
