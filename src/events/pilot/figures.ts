import { z } from 'zod';
import { ProcedureCode, Text } from '#events/terms.ts';

/** What of a pilot is measured: counts, shares from 0 to 1, dossiers in error per hundred received. */
export const PilotMeasure = z
  .enum(['received', 'settled', 'settled-share', 'on-time-share', 'errors-per-hundred', 'open-issues'])
  .meta({ id: 'PilotMeasure' });
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
          name: Text,
          times: Count.describe('How often it was done.'),
          meanMinutes: Minutes,
          longestMinutes: Minutes,
        }),
      )
      .describe('Time per step; waiting for the citizen is left out.'),
  })
  .meta({ id: 'PilotFigures' });
export type PilotFigures = z.infer<typeof PilotFigures>;

/** A stretch of time in which a dossier stood at one step; without an end where it still does. */
export type Stint = { step: number; name: string; from: string; until: string | null };

/** What counts of one dossier. */
export type PilotDossier = {
  dossierId: string;
  unit: string;
  procedure: string;
  received: boolean;
  settled: boolean;
  onTime: boolean | null;
  brokenOff: boolean;
  dueAt: string | null;
  /** It waits for the citizen: its clock stands still. */
  waiting: boolean;
  errors: readonly string[];
  stints: readonly Stint[];
};
export type PilotIssue = { dossierId: string | null; resolved: boolean };

/** Working minutes of a unit between two instants. */
export type MinutesBetween = (unit: string, from: string, until: string) => number;

const stepsOf = (dossiers: readonly PilotDossier[], minutesBetween: MinutesBetween): PilotFigures['steps'] => {
  const done = dossiers.flatMap(({ unit, procedure, dossierId, stints }) =>
    stints.flatMap(({ step, name, from, until }) =>
      until === null ? [] : [{ procedure, step, name, dossierId, minutes: minutesBetween(unit, from, until) }],
    ),
  );
  const bySteps = Map.groupBy(done, ({ procedure, step }) => `${procedure} ${String(step).padStart(3, '0')}`);
  return [...bySteps]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, stints]) => {
      const [first] = stints;
      if (first === undefined) return [];
      // a dossier that waited for the citizen stood at its step more than once
      const minutes = [...Map.groupBy(stints, ({ dossierId }) => dossierId).values()].map((own) =>
        own.reduce((sum, stint) => sum + stint.minutes, 0),
      );
      const total = minutes.reduce((sum, one) => sum + one, 0);
      const { procedure, step, name } = first;
      return [
        {
          procedure,
          step,
          name,
          times: minutes.length,
          meanMinutes: Math.round((total / minutes.length) * 10) / 10,
          longestMinutes: Math.max(...minutes),
        },
      ];
    });
};

/** Adds up a pilot's dossiers and issues as they stood at a moment (UTC instant). */
export const figuresOf = (
  dossiers: readonly PilotDossier[],
  issues: readonly PilotIssue[],
  moment: string,
  minutesBetween: MinutesBetween,
): PilotFigures => {
  const received = dossiers.filter((dossier) => dossier.received);
  const blamed = new Set(issues.flatMap(({ dossierId }) => dossierId ?? []));
  return {
    received: received.length,
    settled: received.filter(({ settled }) => settled).length,
    onTime: received.filter(({ onTime }) => onTime === true).length,
    overdue: received.filter(
      ({ settled, brokenOff, waiting, dueAt }) => !settled && !brokenOff && !waiting && dueAt !== null && dueAt < moment,
    ).length,
    brokenOff: dossiers.filter(({ brokenOff }) => brokenOff).length,
    inError: received.filter(({ dossierId, errors }) => errors.length > 0 || blamed.has(dossierId)).length,
    issues: issues.length,
    openIssues: issues.filter(({ resolved }) => !resolved).length,
    steps: stepsOf(received, minutesBetween),
  };
};

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const measured = (measure: z.infer<typeof PilotMeasure>, figures: PilotFigures): number | null => {
  const { received, settled, onTime, overdue, inError, openIssues } = figures;
  switch (measure) {
    case 'received':
      return received;
    case 'settled':
      return settled;
    case 'settled-share':
      return share(settled, received);
    // what is overdue will not be on time any more
    case 'on-time-share':
      return share(onTime, settled + overdue);
    case 'errors-per-hundred':
      return share(inError * 100, received);
    case 'open-issues':
      return openIssues;
  }
};

/** Criterion by criterion, whether it is met; one by which nothing can be measured is not. */
export const judgeCriteria = (criteria: readonly PilotCriterion[], figures: PilotFigures): CriterionResult[] =>
  criteria.map((criterion) => {
    const { measure, bound, value } = criterion;
    const found = measured(measure, figures);
    return { ...criterion, found, met: found !== null && (bound === 'at-least' ? found >= value : found <= value) };
  });
