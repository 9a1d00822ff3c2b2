import { commandOn } from '#commands/handling/command.ts';
import { partsOfPeriod, period } from '#domain/period/period.ts';
import { Rejection } from '#domain/rejections.ts';
import { localDay } from '#domain/time/localDay.ts';
import { periodEvents } from '#events/period/events.ts';

const periodCommand = commandOn(period, {
  idField: 'period',
  unit: ({ period: id }: { period: string }) => partsOfPeriod(id).unit,
});

export const closePeriod = periodCommand({
  name: 'ClosePeriod',
  summary: 'Closes a month of a unit or of the city once it is over: what is entered for it afterwards is marked, and counted apart.',
  input: periodEvents.schemas.PeriodClosed,
  decide: ({ closed }, { period: id, ground }, { now, settings }) => {
    const { month, unit } = partsOfPeriod(id);
    if (unit !== undefined && !settings.units.some(({ code }) => code === unit))
      throw new Rejection('unit-unknown', `There is no unit ${unit}.`);
    if (month >= localDay(now).slice(0, 7)) throw new Rejection('period-not-over', `The month ${month} is not over; close it afterwards.`);
    return closed ? [] : [{ type: 'PeriodClosed', data: { period: id, ground } }];
  },
});

export const reopenPeriod = periodCommand({
  name: 'ReopenPeriod',
  summary: 'Opens a closed month again, where it was closed too early; marks made meanwhile stay.',
  input: periodEvents.schemas.PeriodReopened,
  decide: ({ closed }, { period: id, ground }) => {
    if (!closed) throw new Rejection('period-not-closed', `The period ${id} is not closed.`);
    return [{ type: 'PeriodReopened', data: { period: id, ground } }];
  },
});

/** When the figures of a month are drawn up. */
export const periodCommands = [closePeriod, reopenPeriod];
