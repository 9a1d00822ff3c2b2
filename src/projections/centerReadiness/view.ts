import { z } from 'zod';
import { conditionCodes } from '#domain/center/readiness.ts';
import { Shift } from '#events/center/events.ts';
import { sentence } from '#events/store/sentences.ts';
import { LegalAct, LocalDate, maybeDay, maybeInstant, UnitCode } from '#events/terms.ts';

export const ConditionCode = z.enum(conditionCodes).meta({
  id: 'ConditionCode',
  description: 'What a Center needs. The first five are the opening rule, by the codes with which OpenCenter refuses.',
});

const MustAct = z.enum(['commune-peoples-committee', 'center']).describe('Who must act.');

const Condition = z
  .object({
    code: ConditionCode,
    neededToOpen: z.boolean().describe('Part of the opening rule; otherwise what directives ask for besides.'),
    done: z.boolean(),
    since: maybeDay('Fulfilled without a break since this day.'),
    missingSince: maybeDay('Missing since this day: it lapsed then, or was due the day before. Null: nothing was due yet.'),
    dueOn: maybeDay('Day by which a directive orders it; the earliest of several, null where none does.'),
    mustAct: MustAct.nullable().describe('Who must act, where something is missing.'),
    detail: sentence(z.string()).describe('The finding in words.'),
  })
  .meta({ id: 'Condition' });

const Lack = z
  .object({ code: ConditionCode, since: maybeDay('Missing since this day; null: not yet due.'), mustAct: MustAct })
  .meta({ id: 'Lack', description: 'A condition that is not fulfilled.' });

export const CenterState = z.enum(['not-started', 'preparing', 'ready', 'open']).describe('Where the Center stands on the day.');

export const CenterSummary = z
  .object({
    unit: UnitCode,
    name: z.string().describe('Full name of the unit.'),
    state: CenterState,
    openedOn: maybeDay('Day from which it receives.'),
    missingToOpen: z
      .array(Lack)
      .describe(
        'What of the opening rule is not fulfilled; at an open Center, what has lapsed since. `director`: also when the one serving may not be one.',
      ),
    missingToOpenSince: maybeDay('Earliest `since` of `missingToOpen`; null when nothing of it is due.'),
    alsoMissing: z.array(Lack).describe('Duties of the directive that are not fulfilled and do not stand in the way of opening.'),
    conditions: z.array(Condition),
  })
  .meta({ id: 'CenterSummary' });
export type CenterSummary = z.infer<typeof CenterSummary>;

export const Center = CenterSummary.extend({
  on: LocalDate.describe('Day the answer is about.'),
  existsFrom: maybeDay('Day from which the Center exists in law.'),
  decisions: z.array(
    z.object({
      act: LegalAct,
      effectiveOn: LocalDate,
      functions: z.array(z.string()),
      tasks: z.array(z.string()),
      powers: z.array(z.string()),
      ground: z.string().nullable().describe('Why it was amended; null for the first decision.'),
    }),
  ),
  points: z.array(
    z.object({
      pointId: z.string(),
      name: z.string(),
      address: z.string(),
      counters: z.int(),
      openedOn: LocalDate,
      closedOn: maybeDay('First day on which it no longer receives.'),
    }),
  ),
  pointsFixed: z
    .array(z.object({ act: LegalAct, effectiveOn: LocalDate, points: z.int(), counters: z.int().describe('Of all points.') }))
    .describe('Decisions on how many points and counters there are to be, in the order they were taken.'),
  headquarters: z.array(
    z.object({
      address: z.string(),
      areaSquareMetres: z.number().nullable(),
      waitingAreaSquareMetres: z.number().nullable(),
      reusedFrom: z.array(z.object({ section: z.string(), what: z.string() })),
      designatedOn: LocalDate,
    }),
  ),
  equipment: z
    .array(
      z.object({
        item: z.string(),
        stated: z
          .int()
          .nullable()
          .describe('Need stated by the Center; null: none. What norms demand is told by `/v1/centers/{unit}/equipment`.'),
        reused: z.int(),
        added: z.int(),
        moved: z.int().describe('Came from other Centers, less what went to them.'),
        statedGap: z.int().describe('Still missing of the need stated.'),
      }),
    )
    .describe('As of the day.'),
  regulations: z.array(z.object({ act: LegalAct, effectiveOn: LocalDate, basis: z.string() })),
  hours: z
    .object({ effectiveFrom: LocalDate, week: z.array(Shift), ground: z.string() })
    .nullable()
    .describe('Hours in force on the day; null when the Center has set none and the city’s usual hours apply.'),
  revision: z.int().describe('Revision of the stream, for `If-Match`; -1 when nothing has happened.'),
  lastActivityAt: maybeInstant('When something last happened.'),
}).meta({ id: 'Center' });
export type Center = z.infer<typeof Center>;
