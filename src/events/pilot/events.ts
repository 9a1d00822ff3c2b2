import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { DossierId, Key, LegalAct, LocalDate, PartyId, ProcedureCode, PublicText, UnitCode } from '#events/terms.ts';

export const PilotId = Key.meta({
  id: 'PilotId',
  description: 'Identity of a pilot (vận hành thử nghiệm).',
  examples: ['2025-06-two-tier'],
});

/** What of a pilot is measured: counts, shares from 0 to 1, dossiers in error per hundred received. */
export const PilotMeasure = z
  .enum(['received', 'settled', 'settled-share', 'on-time-share', 'errors-per-hundred', 'open-issues'])
  .meta({ id: 'PilotMeasure' });
export type PilotMeasure = z.infer<typeof PilotMeasure>;
export const PilotCriterion = z
  .strictObject({ measure: PilotMeasure, bound: z.enum(['at-least', 'at-most']), value: z.number().min(0).max(1_000_000) })
  .meta({ id: 'PilotCriterion', description: 'What has to be measured at the end for the pilot to count as a success.' });
export type PilotCriterion = z.infer<typeof PilotCriterion>;

export const CriterionResult = PilotCriterion.extend({
  found: z.number().nullable().describe('null: there is nothing to measure it by.'),
  met: z.boolean(),
}).meta({ id: 'CriterionResult' });
export type CriterionResult = z.infer<typeof CriterionResult>;

const Count = z.int().min(0);
const Minutes = z.number().min(0).describe('Working minutes of the receiving unit.');

/** What a pilot amounts to at a moment. */
export const PilotFigures = z
  .strictObject({
    received: Count,
    settled: Count,
    onTime: Count.describe('Settled by the due time then in force.'),
    overdue: Count.describe('Not settled although due.'),
    brokenOff: Count.describe('Refused, withdrawn or stopped.'),
    inError: Count.describe('Dossiers with which something went wrong.'),
    issues: Count,
    openIssues: Count,
    steps: z
      .array(
        z.strictObject({
          procedure: ProcedureCode,
          step: Count.describe('Index of the step, from 0.'),
          name: PublicText,
          times: Count.describe('How often it was done.'),
          meanMinutes: Minutes,
          longestMinutes: Minutes,
        }),
      )
      .describe('Time per step; waiting for the citizen is left out.'),
  })
  .meta({ id: 'PilotFigures' });
export type PilotFigures = z.infer<typeof PilotFigures>;

const Runners = {
  lead: PartyId.describe('Department that runs it.'),
  partners: z.array(PartyId).max(20).describe('Who runs it with the lead.'),
};

const event = eventsOf({ pilotId: PilotId });

/** Stream `pilot-<id>`: a pilot (vận hành thử nghiệm), plan to conclusion. Its dossiers are like any, with its id. */
export const pilotEvents = defineEvents('pilot', {
  PilotPlanned: event('A pilot was planned, with the criteria it will be judged by.', {
    title: PublicText,
    ...Runners,
    act: LegalAct.describe('What it rests on.'),
    centers: z.array(UnitCode).min(1).max(168).describe('Centers that take part; they may receive in it before they open.'),
    procedures: z.array(ProcedureCode).min(1).max(500),
    from: LocalDate,
    until: LocalDate.describe('Last day on which it receives.'),
    criteria: z.array(PilotCriterion).min(1).max(20).describe('Exit criteria.'),
  }),
  PilotStarted: event('It began; its Centers may receive from its first day on.', {}),
  PilotIssueFound: event('Something does not work as it should.', {
    issueId: Key,
    text: PublicText,
    unit: UnitCode.optional().describe('Center that found it; absent: whoever runs the pilot.'),
    dossierId: DossierId.optional().describe('Dossier in which something went wrong.'),
  }),
  PilotIssueResolved: event('It works now.', { issueId: Key, how: PublicText }),
  PilotConcluded: event('The pilot ended, with what it amounted to that moment.', {
    ...Runners,
    figures: PilotFigures,
    results: z.array(CriterionResult),
    met: z.boolean().describe('Whether every exit criterion is met.'),
    conclusion: PublicText,
  }),
});
export type PilotEvent = EventOf<typeof pilotEvents>;
