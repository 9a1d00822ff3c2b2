import { z } from 'zod';
import { knownBy } from '#commands/center/places.ts';
import { arrivalsBy, busiestDayOf, comparedAt, usualDay } from '#domain/counters/compare.ts';
import { choose, demandOf, MODEL, rounded, smallestChoice } from '#domain/counters/need.ts';
import { dayBefore, dayPlus } from '#domain/time/localDay.ts';
import { CounterFigures, CounterInputs, CounterWaiting } from '#events/center/counterFigures.ts';
import { sentence } from '#events/store/sentences.ts';
import { Instant, LegalAct, LocalDate, LocalTime, UnitCode } from '#events/terms.ts';
import { AsOf } from '#http/server/parameters.ts';
import { requirePeriod } from '#http/server/periods.ts';
import { defineQuery, type QueryTools } from '#http/server/query.ts';
import { centerOn } from '#projections/centerReadiness/queries.ts';
import { pointsFixedOn, visitsByHalfHour } from '#projections/counterVisits/queries.ts';
import { countWorkingDays } from '#projections/workingCalendar/queries.ts';

const HalfHourWaiting = CounterWaiting.pick({ utilisation: true, meanWaitMinutes: true, longWaitShare: true, longestQueue: true })
  .extend({ from: LocalTime.describe('Beginning of the half hour.'), arrivals: z.number() })
  .meta({ id: 'HalfHourWaiting' });
const Choice = CounterWaiting.extend({ halfHours: z.array(HalfHourWaiting) }).meta({ id: 'CounterChoice' });

const CounterNeed = z
  .object({
    unit: UnitCode,
    name: z.string(),
    model: z.string().describe('Formula and version; docs/decisions/0019-queueing.md names sources and bounds.'),
    limits: z.array(sentence(z.string())).describe('What the model leaves out.'),
    inputs: CounterInputs,
    smallest: Choice.describe('The smallest number of counters that meets the target, at one point.'),
    choices: z.array(Choice).describe('All counters at one point: 1, 2, 3 and so on.'),
    points: z
      .array(
        z.object({
          points: z.int().describe('So many points, each with an equal share of the demand.'),
          countersEach: z.int().describe('Smallest number at each that meets the target.'),
          counters: z.int().describe('In sum.'),
          meanWaitMinutes: z.number(),
          worstLongWaitShare: z.number(),
          residentsEach: z.int(),
          squareKmEach: z.number().nullable().describe('Null where the area is not known.'),
        }),
      )
      .describe('What splitting the demand over several points costs in counters.'),
  })
  .meta({ id: 'CounterNeed', description: 'How many counters a unit needs, and what waiting each choice means.' });

const Compared = z
  .object({
    counters: z.int().describe('Counters of all points.'),
    arrivalsADay: z.number(),
    meanWaitMinutes: z.number(),
    longWaitShare: z.number(),
    worstLongWaitShare: z.number(),
    longestQueue: z.number(),
    meetsTarget: z.boolean().describe('At every point.'),
  })
  .meta({ id: 'ComparedWaiting', description: 'Waiting over all points, as the model computes it.' });

const CounterOutcome = z
  .object({
    unit: UnitCode,
    name: z.string(),
    at: Instant.describe('The moment the answer is about.'),
    from: LocalDate,
    to: LocalDate,
    workingDays: z.int().describe('Working days from `from` to `to` on which the Center was open; a day under way counts as one.'),
    decision: z
      .object({
        act: LegalAct,
        effectiveOn: LocalDate,
        points: z.array(z.object({ name: z.string(), counters: z.int() })),
        figures: CounterFigures,
      })
      .nullable()
      .describe('In force on the last day; null when none was on record.'),
    expectedBy: z
      .enum(['decision', 'settings'])
      .describe('Whose expectation is compared: the decision’s, or the settings’ where there is none.'),
    openPoints: z.int().describe('Open on the last day.'),
    openCounters: z.int(),
    arrivals: z.int().describe('Citizens who handed in at the counter, those refused there included.'),
    busiestDay: z.object({ day: LocalDate, arrivals: z.int() }).nullable(),
    waiting: z.object({
      expected: Compared.nullable().describe('A usual day as expected, at the counters fixed; null without a decision.'),
      happened: Compared.nullable().describe(
        'The mean day that happened, at the counters open; null without working days or open counters.',
      ),
      onBusiestDay: Compared.nullable().describe('The day with most arrivals, at the counters open.'),
    }),
    halfHours: z.array(
      z.object({
        from: LocalTime,
        expected: z.number().describe('Arrivals expected on a usual day.'),
        happened: z.number().nullable().describe('Mean arrivals of the working days; null without any.'),
        onBusiestDay: z.int().nullable(),
        expectedWaitMinutes: z.number().nullable(),
        happenedWaitMinutes: z.number().nullable().describe('Computed from the mean arrivals; waits themselves are not measured.'),
      }),
    ),
  })
  .meta({ id: 'CounterOutcome', description: 'What was expected at the counters, and what came.' });

const LIMITS = [
  'Citizens who hand in at the counter; those who only collect a result or ask are not counted.',
  'Ways to a point are not modelled: several points are compared by their counters, residents and area alone.',
  'Every counter is staffed through all hours and serves every procedure; one queue at each point, in order of arrival, nobody leaves it.',
  'Within a half hour arrivals are Poisson at an even rate; whoever waits when the hours pause is still served.',
];
/** More counters than this are not listed one by one. */
const LISTED_BEYOND_SMALLEST = 3;

const unitOf = ({ settings }: QueryTools, code: string) => settings.units.find((unit) => unit.code === code);

const getCounterNeed = defineQuery({
  name: 'GetCounterNeed',
  summary: 'How many counters and points a unit needs: the waiting each choice gives by half hour, and the smallest that meets the target.',
  path: '/centers/:unit/counter-need',
  params: z.object({ unit: UnitCode }),
  query: z.object({
    ...knownBy((most) => z.coerce.number().positive().max(most)),
    points: z.coerce.number().int().min(1).max(10).default(4).describe('Compare up to so many points.'),
    counters: z.coerce
      .number()
      .int()
      .min(1)
      .max(60)
      .optional()
      .describe('List choices up to so many counters; a few beyond the smallest when absent.'),
  }),
  answer: CounterNeed,
  projections: [],
  run: async (tools, { unit: code, points, counters, ...about }) => {
    const unit = unitOf(tools, code);
    if (unit === undefined) return undefined;
    const inputs = demandOf(tools.settings.counterNeed, unit, about);
    const smallest = smallestChoice(inputs);
    const listed = counters ?? smallest.counters + LISTED_BEYOND_SMALLEST;
    return {
      unit: code,
      name: unit.fullName,
      model: MODEL,
      limits: LIMITS,
      inputs,
      smallest,
      choices: Array.from({ length: listed }, (_, index) => choose(inputs, index + 1)),
      points: Array.from({ length: points }, (_, index) => {
        const each = smallestChoice(inputs, 1 / (index + 1));
        return {
          points: index + 1,
          countersEach: each.counters,
          counters: each.counters * (index + 1),
          meanWaitMinutes: each.meanWaitMinutes,
          worstLongWaitShare: each.worstLongWaitShare,
          residentsEach: Math.round(inputs.residents.value / (index + 1)),
          squareKmEach: inputs.areaSquareKm === null ? null : Math.round((inputs.areaSquareKm.value * 100) / (index + 1)) / 100,
        };
      }),
    };
  },
});

const DAYS_SHOWN = 30;
const later = (a: string, b: string): string => (a > b ? a : b);

const getCounterOutcome = defineQuery({
  name: 'GetCounterOutcome',
  summary: 'What was expected at a unit’s counters when they were fixed, what came by half hour, and the waiting computed from both.',
  path: '/centers/:unit/counter-need/outcome',
  params: z.object({ unit: UnitCode }),
  query: z.object({
    from: LocalDate.optional().describe(
      'First day; 30 days up to the last when absent. Days before the Center opened do not count. Ten years before the last at most.',
    ),
    to: LocalDate.optional().describe('Last day; the day of the standpoint when absent.'),
    asOf: AsOf,
  }),
  answer: CounterOutcome,
  projections: ['counter-visits', 'center-readiness', 'working-calendar'],
  run: async (tools, input) => {
    const unit = unitOf(tools, input.unit);
    if (unit === undefined) return undefined;
    const { asOf, moment } = tools.standpoint;
    const to = input.to ?? tools.day;
    const center = await centerOn(tools.db, unit.code, to, tools.settings.directorOffices, asOf);
    const asked = input.from ?? dayPlus(to, 1 - DAYS_SHOWN);
    requirePeriod({ from: input.from, to: input.to, today: to });
    const from = center.openedOn === null ? asked : later(asked, center.openedOn);
    const count = await countWorkingDays(tools.db, new Set(tools.settings.defaultWeek.map(({ day }) => day)));
    const workingDays = center.openedOn === null ? 0 : count(dayBefore(from), to);

    const decision = await pointsFixedOn(tools.db, unit.code, to, asOf);
    const plan = decision?.figures.inputs ?? demandOf(tools.settings.counterNeed, unit);
    const expected = usualDay(plan);
    const open = center.points.filter(({ openedOn, closedOn }) => openedOn <= to && (closedOn === null || to < closedOn));
    const visits = await visitsByHalfHour(tools.db, unit.code, { from, to }, asOf);
    const busiestDay = busiestDayOf(visits);
    const busiest = visits.filter(({ day }) => day === busiestDay?.day);

    const happened = workingDays === 0 ? null : arrivalsBy(expected, visits, workingDays);
    const onBusiestDay = busiestDay && arrivalsBy(expected, busiest, 1);
    const at = (points: readonly { counters: number }[] | undefined, day: typeof happened) =>
      points === undefined || points.length === 0 || day === null ? null : comparedAt(points, day, plan);
    const waiting = { expected: at(decision?.points, expected), happened: at(open, happened), onBusiestDay: at(open, onBusiestDay) };
    const arrivalsIn = (day: typeof happened, half: string): number =>
      rounded(day?.find(({ from: begins }) => begins === half)?.arrivals ?? 0);
    return {
      unit: unit.code,
      name: unit.fullName,
      at: moment,
      from,
      to,
      workingDays,
      decision: decision
        ? { act: decision.act, effectiveOn: decision.effectiveOn, points: decision.points, figures: decision.figures }
        : null,
      expectedBy: decision === undefined ? ('settings' as const) : ('decision' as const),
      openPoints: open.length,
      openCounters: open.reduce((sum, { counters }) => sum + counters, 0),
      arrivals: visits.reduce((sum, { visits: each }) => sum + each, 0),
      busiestDay,
      waiting: {
        expected: waiting.expected?.day ?? null,
        happened: waiting.happened?.day ?? null,
        onBusiestDay: waiting.onBusiestDay?.day ?? null,
      },
      halfHours: arrivalsBy(expected, visits, 1).map(({ from: half }) => ({
        from: half,
        expected: arrivalsIn(expected, half),
        happened: happened && arrivalsIn(happened, half),
        onBusiestDay: onBusiestDay && arrivalsIn(onBusiestDay, half),
        expectedWaitMinutes: waiting.expected?.waits.get(half) ?? null,
        happenedWaitMinutes: waiting.happened?.waits.get(half) ?? null,
      })),
    };
  },
});

export const counterNeedQueries = [getCounterNeed, getCounterOutcome];
