import type { DecisionContext, PreparationTools } from '#commands/handling/command.ts';
import type { LateEntry } from '#domain/dossier/lateEntries.ts';
import type { Part } from '#domain/dossier/parts.ts';
import { Rejection } from '#domain/rejections.ts';
import { pausedMinutes } from '#domain/time/deadline.ts';
import { dueAfterPause } from '#domain/time/pauses.ts';
import type { WorkingTime } from '#domain/time/workingTime.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Actor } from '#events/store/event.ts';
import { workingTimeOf } from './facts.ts';
import { dossierCommand, presentDossier } from './guards.ts';
import { partsMoved } from './processing.ts';
import type { Dossier } from './state.ts';
import type { Timed } from './times.ts';

type Named = { dossierId: string; revision: number };
type Confirmation = DataOf<DossierEvent, 'LateEntryConfirmed'>;

/** Days by which a due time may move beyond the length of a pause: Tết, weekends. */
const MARGIN_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;

const entryOf = (dossier: Dossier, revision: number): LateEntry | undefined =>
  dossier.status === 'absent' ? undefined : dossier.lateEntries.find((entry) => entry.revision === revision);

/** The Center for which the act was entered; its head answers for when it happened. */
const enteringUnit = ({ revision }: Named, dossier: Dossier): string | undefined =>
  dossier.status === 'absent' ? undefined : (entryOf(dossier, revision)?.unit ?? dossier.competentUnit);

const isOwn = (entry: LateEntry, { id, official }: Actor): boolean =>
  entry.actor === id || (entry.official !== null && entry.official === official);

/** The late entry that a head decides on. Throws where nothing is to confirm, or the head entered it. */
const entryToDecide = (
  dossier: Dossier,
  { dossierId, revision }: Named,
  actor: Actor,
): LateEntry & Pick<Confirmation, 'act' | 'bearsOn'> => {
  presentDossier(dossier, dossierId);
  const entry = entryOf(dossier, revision);
  if (entry === undefined || entry.bearsOn === null)
    throw new Rejection(
      'late-entry-not-found',
      `Nothing is to be confirmed about act ${revision} of dossier ${dossierId}: it was not entered late, or no time depends on when it happened.`,
    );
  if (isOwn(entry, actor))
    throw new Rejection(
      'own-late-entry',
      `Act ${revision} of dossier ${dossierId} was entered by the same person; another head of the Center decides.`,
    );
  // what bears on a time is one of these acts
  return entry as LateEntry & Pick<Confirmation, 'act' | 'bearsOn'>;
};

/** The stretch by which a confirmed pause is longer; none while it goes on, for then it only began earlier. */
const addedPause = (entry: LateEntry, { stoppedSince }: Timed): { from: string; to: string } | undefined => {
  const { occurredAt, enteredAt, pauseEndedAt } = entry;
  if (entry.bearsOn !== 'pause' || (pauseEndedAt === null && stoppedSince !== null)) return undefined;
  return { from: occurredAt, to: pauseEndedAt !== null && pauseEndedAt < enteredAt ? pauseEndedAt : enteredAt };
};

/** What a confirmation moves: the beginning of a pause that goes on, or the due time after one that is over. */
const movedBy = (
  entry: LateEntry,
  timed: Exclude<Dossier, { status: 'absent' }>,
  time: WorkingTime,
): Pick<Confirmation, 'stoppedSince' | 'pause' | 'pausedWorkingMinutes' | 'due' | 'parts'> => {
  if (entry.bearsOn !== 'pause') return {};
  const added = addedPause(entry, timed);
  if (added === undefined) return { stoppedSince: entry.occurredAt };
  const { dueAt, count } = timed;
  if (dueAt === null || count === null) return {};
  const pausedWorkingMinutes = pausedMinutes(time, added.from, added.to);
  const paused = { pause: added, pausedWorkingMinutes };
  if (!('parts' in timed) || timed.parts.length === 0) return { ...paused, due: dueAfterPause(time, { dueAt, ...count }, added) };
  // only what waited moves: one part where the supplement was for it
  const alone = entry.act === 'SupplementRequested' ? timed.supplementFor : undefined;
  const moves = ({ part }: Part) => alone === undefined || part === alone;
  return { ...paused, ...partsMoved(timed, moves, (part) => dueAfterPause(time, { dueAt: part.dueAt, ...part.count }, added)) };
};

/** Whether a dossier with a result counts as on time once this act counts as stated. */
const onTimeOnce = ({ settled, lateEntries }: Timed, entry: LateEntry, dueAt: string | null): boolean | undefined => {
  if (settled === null || dueAt === null) return undefined;
  const settledAt = entry.act === 'DossierSettled' ? settled.statedAt : settled.countedAt;
  const doubted = lateEntries.some(
    (other) =>
      other.act === 'ResultReturned' && other.bearsOn === 'due' && other.state !== 'confirmed' && other.revision !== entry.revision,
  );
  return settledAt <= dueAt && !doubted;
};

const workingTimeOfPause = async (
  { dossierId, revision }: Named,
  dossier: Dossier,
  { settings }: DecisionContext,
  tools: PreparationTools,
): Promise<WorkingTime> => {
  const { competentUnit, dueAt, ...timed } = presentDossier(dossier, dossierId);
  const entry = entryOf(dossier, revision);
  const added = entry && addedPause(entry, { competentUnit, dueAt, ...timed });
  const nothing = { weeks: [], defaultWeek: settings.defaultWeek, calendars: new Map(), closures: [] };
  if (added === undefined || dueAt === null) return nothing;
  const days = Math.ceil((Date.parse(added.to) - Date.parse(added.from)) / DAY_MS) + MARGIN_DAYS;
  const from = added.from < dueAt ? added.from : dueAt;
  return workingTimeOf(tools, settings, competentUnit, { from, until: dueAt > added.to ? dueAt : added.to, days });
};

const { LateEntryDeclined } = dossierEvents.schemas;
const input = LateEntryDeclined.pick({ dossierId: true, revision: true, reason: true });

export const confirmLateEntry = dossierCommand({
  name: 'ConfirmLateEntry',
  summary: 'Confirms, with a reason, that an act entered after a deadline happened before it, as stated; never by whoever entered it.',
  lateEntry: false,
  input,
  unit: enteringUnit,
  prepare: workingTimeOfPause,
  decide: (dossier, { dossierId, revision, reason }, { actor }, time) => {
    const timed = presentDossier(dossier, dossierId);
    const entry = entryToDecide(dossier, { dossierId, revision }, actor);
    const { act, bearsOn, state } = entry;
    if (state === 'confirmed') return [];
    if (state === 'declined') throw new Rejection('late-entry-decided', `Act ${revision} of dossier ${dossierId} was declined before.`);
    const moved = movedBy(entry, timed, time);
    const onTime = onTimeOnce(timed, entry, moved.due?.at ?? timed.dueAt);
    return [{ type: 'LateEntryConfirmed', data: { dossierId, revision, act, bearsOn, reason, ...moved, onTime } }];
  },
});

export const declineLateEntry = dossierCommand({
  name: 'DeclineLateEntry',
  summary: 'Declines, with a reason, to confirm when an act entered late happened: it counts from when it was entered.',
  lateEntry: false,
  input,
  unit: enteringUnit,
  decide: (dossier, { dossierId, revision, reason }, { actor }) => {
    const { act, bearsOn, state } = entryToDecide(dossier, { dossierId, revision }, actor);
    if (state === 'declined') return [];
    if (state === 'confirmed') throw new Rejection('late-entry-decided', `Act ${revision} of dossier ${dossierId} was confirmed before.`);
    return [{ type: 'LateEntryDeclined', data: { dossierId, revision, act, bearsOn, reason } }];
  },
});

/** What the head of a Center says of acts entered after they happened. */
export const lateEntryCommands = [confirmLateEntry, declineLateEntry];
