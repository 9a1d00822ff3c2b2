/** The zone of every day and every wall clock here. */
export const ZONE = 'Asia/Ho_Chi_Minh';
const dayOfHour = new Map<string, string>();
/** More hours than are asked for at any one time; then remembering begins anew. */
const HOURS_REMEMBERED = 10_000;

/** The day in Asia/Ho_Chi_Minh (YYYY-MM-DD) on which a UTC instant (ISO 8601 ending in Z) falls. */
export const localDay = (instant: string): string => {
  // Whole hours from UTC: one UTC hour lies within one day, and projections ask for the same hours again and again.
  const hour = instant.slice(0, 13);
  const known = dayOfHour.get(hour);
  if (known !== undefined) return known;
  const day = Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE).toPlainDate().toString();
  if (dayOfHour.size >= HOURS_REMEMBERED) dayOfHour.clear();
  dayOfHour.set(hour, day);
  return day;
};

/** The first and the last day that every store and every answer writes alike. */
const FIRST_DAY = '1000-01-01';
const LAST_DAY = '9999-12-31';

/**
 * The day (YYYY-MM-DD) so many days after another one; before it when negative. Beyond the years 1000 to 9999, which no
 * answer can name, it is their first or last day.
 */
export const dayPlus = (day: string, days: number): string => {
  // what every month has: asked for thousands of times an answer
  const ofMonth = Number(day.slice(8)) + days;
  if (ofMonth >= 1 && ofMonth <= 28) return `${day.slice(0, 8)}${String(ofMonth).padStart(2, '0')}`;
  const date = Temporal.PlainDate.from(day).add({ days });
  if (date.year < 1000) return FIRST_DAY;
  return date.year > 9999 ? LAST_DAY : date.toString();
};
/** The neighbours of a day (YYYY-MM-DD). */
export const dayBefore = (day: string): string => dayPlus(day, -1);
export const dayAfter = (day: string): string => dayPlus(day, 1);

const startIn = (day: string): Temporal.Instant => Temporal.PlainDate.from(day).toZonedDateTime(ZONE).toInstant();
/** The first and the last millisecond of a day (YYYY-MM-DD) in Asia/Ho_Chi_Minh, as UTC instants. */
export const startOfDay = (day: string): string => startIn(day).toString({ smallestUnit: 'millisecond' });
export const endOfDay = (day: string): string =>
  Temporal.PlainDate.from(day)
    .add({ days: 1 })
    .toZonedDateTime(ZONE)
    .toInstant()
    .subtract({ milliseconds: 1 })
    .toString({ smallestUnit: 'millisecond' });
