import type { Act } from './act.ts';
import { laneOf } from './city.ts';
import { pilotCenters } from './pilot.ts';
import { headOn } from './setUp.ts';
import type { City } from './story.ts';
import { office } from './telling.ts';
import { at, dayOf, plusDays, type WorkingClock } from './workingClock.ts';

const FIRST_MONTH = '2025-06';
const monthAfter = (month: string): string => plusDays(`${month}-01`, 31).slice(0, 7);
/** The first working day of a month, or a later one. */
const workingDayOf = (clock: WorkingClock, month: string, number: number): string => {
  let day = `${month}-01`;
  for (let left = number; ; day = plusDays(day, 1)) if (clock.isWorkingDay(day) && (left -= 1) === 0) return day;
};

/**
 * The Office closes every month of the city on the second working day after it. The Centers of the pilot close June a day
 * before; one of them did so too early, has it opened again, and closes it once more.
 */
export const periodActs = (city: City, until: number): Act[] => {
  const act = (
    day: string,
    time: string,
    period: string,
    command: string,
    ground: string,
    { actor = office, after = [] as string[] } = {},
  ): Act => ({
    at: at(day, time),
    lane: `period-${period}`,
    after,
    key: `period:${period}:${command}:${day}`,
    command,
    input: { period, ground },
    actor,
  });
  const months: string[] = [];
  for (let month = FIRST_MONTH; at(workingDayOf(city.clock, monthAfter(month), 2), '16:00') <= until; month = monthAfter(month))
    months.push(month);
  const ofCity = months.map((month) =>
    act(workingDayOf(city.clock, monthAfter(month), 2), '16:00', `city-${month}`, 'ClosePeriod', 'Chốt số liệu tháng của Thành phố'),
  );
  const ofCenters = pilotCenters(city).flatMap((center, index) => {
    const period = `${center.unit.code}-${FIRST_MONTH}`;
    const by = { actor: headOn(center, dayOf(at('2025-07-01', '16:00'))), after: [laneOf(center)] };
    const closed = act('2025-07-01', '16:10', period, 'ClosePeriod', 'Chốt số liệu vận hành thử nghiệm', by);
    if (index > 0) return [closed];
    return [
      closed,
      act('2025-07-02', '08:30', period, 'ReopenPeriod', 'Chốt sớm; còn hồ sơ thử nghiệm chưa nhập'),
      act('2025-07-02', '15:30', period, 'ClosePeriod', 'Chốt lại sau khi nhập đủ', by),
    ];
  });
  return [...ofCity, ...ofCenters].filter((one) => one.at <= until);
};
