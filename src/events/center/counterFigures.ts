import { z } from 'zod';
import { published } from '#events/store/personal.ts';
import { LocalTime } from '#events/terms.ts';

const Certainty = z
  .enum(['source', 'inference', 'memory', 'assumption', 'stated'])
  .describe('How far a figure can be relied on: read at a source, computed from sources, remembered, assumed, or stated by who asked.');
export const Figure = z
  .strictObject({
    value: z.number().nonnegative(),
    certainty: Certainty,
    provenance: published(z.string().max(2000)),
    provenanceVi: published(z.string().max(2000)).optional().describe('The same in Vietnamese; absent: the settings have none.'),
  })
  .meta({ id: 'Figure', description: 'A figure, and on what it rests.' });

const Minutes = z.number().nonnegative();
const Share = z.number().min(0).max(1);

/** What the model says of a number of counters that serve a demand. */
export const CounterWaiting = z
  .strictObject({
    counters: z.int().min(1),
    utilisation: z.number().nonnegative().describe('Work that comes in over what the counters can do.'),
    meanWaitMinutes: Minutes.describe('Mean wait of a citizen.'),
    longWaitShare: Share.describe('Share of citizens who wait longer than the target allows.'),
    worstLongWaitShare: Share.describe('The same in the worst half hour.'),
    longestQueue: z.number().nonnegative().describe('Highest expected number of citizens waiting.'),
    meetsTarget: z.boolean(),
  })
  .meta({ id: 'CounterWaiting' });

/** What waiting is computed from. */
export const CounterInputs = z
  .strictObject({
    residents: Figure,
    areaSquareKm: Figure.nullable(),
    dossiersADay: Figure.describe('All dossiers of a usual working day, whatever their channel.'),
    arrivalsADay: z.number().nonnegative().describe('Citizens who hand in at the counter on a usual day.'),
    arrivalsOnBusyDay: z.number().nonnegative().describe('On a busy day; counters are planned for it.'),
    halfHours: z
      .array(z.strictObject({ from: LocalTime, arrivals: z.number().nonnegative() }))
      .min(1)
      .max(48)
      .describe('The busy day.'),
    service: z
      .strictObject({
        minutes: z.number().positive().describe('Mean minutes of serving one citizen.'),
        variability: z.number().nonnegative().describe('Squared coefficient of variation of these minutes.'),
      })
      .describe('Over all procedures that come to the counter.'),
    target: z
      .strictObject({ longWaitMinutes: Minutes.positive(), atMost: Share })
      .describe('In no half hour may a greater share than `atMost` be expected to wait longer than `longWaitMinutes`.'),
  })
  .meta({ id: 'CounterInputs' });

/** The figures that a decision on points rests on, as the model gave them then. */
export const CounterFigures = z
  .strictObject({
    model: published(z.string().min(1).max(500)).describe('Formula and version.'),
    inputs: CounterInputs,
    points: z
      .array(CounterWaiting.extend({ needed: z.int().min(1).describe('Smallest number of counters that meets the target there.') }))
      .min(1)
      .max(20)
      .describe('In the order of the points; each serves a share of the demand that is proportional to its counters.'),
    meetsTarget: z.boolean(),
  })
  .meta({ id: 'CounterFigures' });
