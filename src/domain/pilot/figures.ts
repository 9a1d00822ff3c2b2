import { momentOf, type WorkingTime, workingMinutesBetween } from '#domain/time/workingTime.ts';
import type { CriterionResult, PilotCriterion, PilotFigures, PilotMeasure } from '#events/pilot/events.ts';

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

type TimeOf = (unit: string) => WorkingTime;

const stepsOf = (dossiers: readonly PilotDossier[], timeOf: TimeOf): PilotFigures['steps'] => {
  const done = dossiers.flatMap(({ unit, procedure, dossierId, stints }) =>
    stints.flatMap(({ step, name, from, until }) =>
      until === null
        ? []
        : [{ procedure, step, name, dossierId, minutes: workingMinutesBetween(timeOf(unit), momentOf(from), momentOf(until)) }],
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

/**
 * Adds up a pilot's dossiers and issues as they stood at a moment (UTC instant). `timeOf`: the working time of a unit.
 */
export const figuresOf = (
  dossiers: readonly PilotDossier[],
  issues: readonly PilotIssue[],
  moment: string,
  timeOf: TimeOf,
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
    steps: stepsOf(received, timeOf),
  };
};

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const measured = (measure: PilotMeasure, figures: PilotFigures): number | null => {
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
