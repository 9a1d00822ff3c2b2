import type { DecisionContext, PreparationTools } from '#commands/handling/command.ts';
import { dueAfterPause, pausedMinutes } from '#domain/time/deadline.ts';
import type { WorkingTime } from '#domain/time/workingTime.ts';
import type { ExplainedTime } from '#events/terms.ts';
import type { Dossier, Received, Submitted } from './dossier.ts';
import { workingTimeOf } from './facts.ts';
import { openDossier } from './rules.ts';

/** Days by which a due time moved by a pause may lie beyond the pause's own length: Tết, weekends. */
const MARGIN_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Working time of the competent unit over a pause that ends now, and as far as the due time may move. */
export const workingTimeOfPause = async (
  dossier: Dossier,
  dossierId: string,
  { occurredAt, settings }: DecisionContext,
  tools: PreparationTools,
): Promise<WorkingTime> => {
  const open = openDossier(dossier, dossierId);
  const since = open.stoppedSince ?? occurredAt;
  const dueAt = open.dueAt ?? occurredAt;
  const from = since < dueAt ? since : dueAt;
  const length = Math.ceil(Math.max(0, Date.parse(occurredAt) - Date.parse(since)) / DAY_MS);
  return workingTimeOf(tools, settings, open.competentUnit, {
    from,
    until: dueAt > occurredAt ? dueAt : occurredAt,
    days: length + MARGIN_DAYS,
  });
};

/** What the end of one stop means: nothing while something else still stops the clock, so that no minute is counted twice. */
export const endOfPause = (
  dossier: Submitted | Received,
  by: Submitted['stops'][number],
  occurredAt: string,
  time: WorkingTime,
): { pausedWorkingMinutes: number; due?: ExplainedTime } => {
  const { stops, stoppedSince } = dossier;
  if (stoppedSince === null || stops.length !== 1 || stops[0] !== by) return { pausedWorkingMinutes: 0 };
  const pausedWorkingMinutes = pausedMinutes(time, stoppedSince, occurredAt);
  if (dossier.status === 'submitted') return { pausedWorkingMinutes };
  return { pausedWorkingMinutes, due: dueAfterPause(time, dossier.dueAt, { from: stoppedSince, to: occurredAt }) };
};
