import { z } from 'zod';
import { CounterFigures, CounterInputs, CounterWaiting } from '#events/center/counterFigures.ts';
import { Instant, LegalAct, LocalDate, LocalTime, UnitCode } from '#events/terms.ts';

const HalfHourWaiting = CounterWaiting.pick({ utilisation: true, meanWaitMinutes: true, longWaitShare: true, longestQueue: true })
  .extend({ from: LocalTime.describe('Beginning of the half hour.'), arrivals: z.number() })
  .meta({ id: 'HalfHourWaiting' });
const Choice = CounterWaiting.extend({ halfHours: z.array(HalfHourWaiting) }).meta({ id: 'CounterChoice' });

export const CounterNeed = z
  .object({
    unit: UnitCode,
    name: z.string(),
    model: z.string().describe('Formula and version; docs/decisions/0019-queueing.md names sources and bounds.'),
    limits: z.array(z.string()).describe('What the model leaves out.'),
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

export const CounterOutcome = z
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
