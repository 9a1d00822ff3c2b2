/** Where every Center of the city is; days and hours of the law are counted here. */
const ZONE = 'Asia/Ho_Chi_Minh';

/** The day (YYYY-MM-DD, Asia/Ho_Chi_Minh) on which an instant falls. */
export const dayOf = (instant: string): string => Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE).toPlainDate().toString();
