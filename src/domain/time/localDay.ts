/** The zone of every day and every wall clock here. */
export const ZONE = 'Asia/Ho_Chi_Minh';
const dayOfHour = new Map<string, string>();
/** More hours than are asked for at any one time; then remembering begins anew. */
const HOURS_REMEMBERED = 10_000;

/** The day in Asia/Ho_Chi_Minh (YYYY-MM-DD) on which a UTC instant (ISO 8601 ending in Z) falls. */
export const localDay = (instant: string): string => {
  // The zone is whole hours from UTC, so one UTC hour lies within one day; projections ask for the same hours again and again.
  const hour = instant.slice(0, 13);
  const known = dayOfHour.get(hour);
  if (known !== undefined) return known;
  const day = Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE).toPlainDate().toString();
  if (dayOfHour.size >= HOURS_REMEMBERED) dayOfHour.clear();
  dayOfHour.set(hour, day);
  return day;
};

/** The neighbours of a day (YYYY-MM-DD). */
export const dayBefore = (day: string): string => Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
export const dayAfter = (day: string): string => Temporal.PlainDate.from(day).add({ days: 1 }).toString();
