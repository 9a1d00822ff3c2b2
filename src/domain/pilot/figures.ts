import { momentOf, type WorkingTime, workingMinutesBetween } from '#domain/time/workingTime.ts';
import type { CriterionResult, PilotCriterion, PilotFigures, PilotMeasure } from '#events/pilot/events.ts';

/** A stretch of time in which a dossier stood at one step; without an end where it still does. */
export type Stint = { step: number; name: string; from: string; until: string | null };

/** What counts of one dossier, as its row keeps it. */
type PilotDossier = {
  dossier_id: string;
  unit: string;
  procedure: string;
  received_at: string | null;
  settled_at: string | null;
  on_time: boolean | null;
  broken_off: boolean;
  due_at: string | null;
  /** Its clock stands still as long as it waits for the citizen. */
  waits_for: readonly string[];
  errors: readonly string[];
  stints: readonly Stint[];
};
type PilotIssue = { dossierId: string | null; resolved: boolean };

type TimeOf = (unit: string) => WorkingTime;

const stepsOf = (dossiers: readonly PilotDossier[], timeOf: TimeOf): PilotFigures['steps'] => {
  const done = dossiers.flatMap(({ unit, procedure, dossier_id: dossierId, stints }) =>
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
      const minutes = Map.groupBy(stints, ({ dossierId }) => dossierId)
        .values()
        .map((own) => own.reduce((sum, stint) => sum + stint.minutes, 0))
        .toArray();
      const meanMinutes = Math.round((minutes.reduce((sum, one) => sum + one, 0) / minutes.length) * 10) / 10;
      const { procedure, step, name } = first;
      return {
        procedure,
        step,
        name,
        times: minutes.length,
        meanMinutes,
        longestMinutes: minutes.reduce((longest, one) => Math.max(longest, one), 0),
      };
    });
};

/** Sums a pilot's dossiers and issues as of a moment (UTC instant). `timeOf`: the working time of a unit. */
export const figuresOf = (
  dossiers: readonly PilotDossier[],
  issues: readonly PilotIssue[],
  moment: string,
  timeOf: TimeOf,
): PilotFigures => {
  const received = dossiers.filter(({ received_at }) => received_at !== null);
  const isOverdue = ({ settled_at, broken_off, waits_for, due_at }: PilotDossier) =>
    settled_at === null && !broken_off && waits_for.length === 0 && due_at !== null && due_at < moment;
  const blamed = new Set(issues.flatMap(({ dossierId }) => dossierId ?? []));
  return {
    received: received.length,
    settled: received.filter(({ settled_at }) => settled_at !== null).length,
    onTime: received.filter(({ on_time }) => on_time === true).length,
    overdue: received.filter(isOverdue).length,
    brokenOff: dossiers.filter(({ broken_off }) => broken_off).length,
    inError: received.filter(({ dossier_id, errors }) => errors.length > 0 || blamed.has(dossier_id)).length,
    issues: issues.length,
    openIssues: issues.filter(({ resolved }) => !resolved).length,
    steps: stepsOf(received, timeOf),
  };
};

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const measured = ({ received, settled, onTime, overdue, inError, openIssues }: PilotFigures): Record<PilotMeasure, number | null> => ({
  received,
  settled,
  'settled-share': share(settled, received),
  // what is overdue will not be on time any more
  'on-time-share': share(onTime, settled + overdue),
  'errors-per-hundred': share(inError * 100, received),
  'open-issues': openIssues,
});

/** Criterion by criterion, whether it is met; one by which nothing can be measured is not. */
export const judgeCriteria = (criteria: readonly PilotCriterion[], figures: PilotFigures): CriterionResult[] =>
  criteria.map((criterion) => {
    const { measure, bound, value } = criterion;
    const found = measured(figures)[measure];
    return { ...criterion, found, met: found !== null && (bound === 'at-least' ? found >= value : found <= value) };
  });
