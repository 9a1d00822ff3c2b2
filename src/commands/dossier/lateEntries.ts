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
import type { Dossier, Received } from './state.ts';
import type { Timed } from './times.ts';

type Named = { dossierId: string; revision: number };
type Confirmation = DataOf<DossierEvent, 'LateEntryConfirmed'>;
type Decidable = LateEntry & Pick<Confirmation, 'act' | 'bearsOn'>;

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
const entryToDecide = (dossier: Dossier, { dossierId, revision }: Named, actor: Actor): Decidable => {
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
  return entry as Decidable;
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
  const linked = linkedOf(timed);
  if (linked === undefined) return { ...paused, due: dueAfterPause(time, { dueAt, ...count }, added) };
  // only what waited moves: one part where the supplement was for it, and none that had its result before
  const alone = entry.act === 'SupplementRequested' ? linked.supplementFor : undefined;
  const moving = linked.parts.filter(
    ({ part, settledAt }) => (alone === undefined || part === alone) && (settledAt === undefined || settledAt > added.from),
  );
  const move = (part: Part) => dueAfterPause(time, { dueAt: part.dueAt, ...part.count }, added);
  return { ...paused, ...partsMoved({ ...linked, dueAt }, moving, move) };
};

/** A dossier with parts as it was received, ended or not; undefined where its procedure is one. */
const linkedOf = (dossier: Dossier): Received | undefined => {
  const received = 'parts' in dossier ? dossier : 'last' in dossier ? dossier.last : undefined;
  return received === undefined || received.parts.length === 0 ? undefined : received;
};

/** Settled parts that a confirmation concerns, and whether each counts as settled on time once it is confirmed. */
const partsOnTimeOnce = (dossier: Dossier, entry: LateEntry, moved: Confirmation['parts'] = []): Confirmation['partsOnTime'] => {
  const judged = (linkedOf(dossier)?.parts ?? []).flatMap(({ part, dueAt, settledAt, countedAt }) => {
    if (settledAt === undefined || countedAt === undefined) return [];
    if (entry.part === part) return [{ part, onTime: settledAt <= dueAt }];
    const due = moved.find((one) => one.part === part)?.due.at;
    return due === undefined ? [] : [{ part, onTime: countedAt <= due }];
  });
  return judged.length === 0 ? undefined : judged;
};

/** What is decided with an act: the last part and the dossier are settled in one, and what bears on either waits for one word. */
const decidedTogether = ({ lateEntries }: Timed, entry: Decidable): Decidable[] => {
  const settles = (act: LateEntry['act'], other: LateEntry['act']) => act === 'PartSettled' && other === 'DossierSettled';
  const isOneAct = (one: LateEntry, next: LateEntry) =>
    settles(one.act, next.act) && next.revision === one.revision + 1 && one.enteredAt === next.enteredAt;
  return lateEntries.filter(
    (other): other is Decidable =>
      other.revision === entry.revision || (other.state === 'unconfirmed' && (isOneAct(other, entry) || isOneAct(entry, other))),
  );
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
    const { state } = entry;
    if (state === 'confirmed') return [];
    if (state === 'declined') throw new Rejection('late-entry-decided', `Act ${revision} of dossier ${dossierId} was declined before.`);
    return decidedTogether(timed, entry).map((one) => {
      const moved = movedBy(one, timed, time);
      const onTime = onTimeOnce(timed, one, moved.due?.at ?? timed.dueAt);
      const partsOnTime = partsOnTimeOnce(timed, one, moved.parts);
      const { revision, act, bearsOn } = one;
      const data = { dossierId, revision, act, bearsOn, reason, ...moved, ...(partsOnTime && { partsOnTime }), onTime };
      return { type: 'LateEntryConfirmed', data };
    });
  },
});

export const declineLateEntry = dossierCommand({
  name: 'DeclineLateEntry',
  summary: 'Declines, with a reason, to confirm when an act entered late happened: it counts from when it was entered.',
  lateEntry: false,
  input,
  unit: enteringUnit,
  decide: (dossier, { dossierId, revision, reason }, { actor }) => {
    const timed = presentDossier(dossier, dossierId);
    const entry = entryToDecide(dossier, { dossierId, revision }, actor);
    const { state } = entry;
    if (state === 'declined') return [];
    if (state === 'confirmed') throw new Rejection('late-entry-decided', `Act ${revision} of dossier ${dossierId} was confirmed before.`);
    return decidedTogether(timed, entry).map(({ revision, act, bearsOn }) => ({
      type: 'LateEntryDeclined',
      data: { dossierId, revision, act, bearsOn, reason },
    }));
  },
});

/** What the head of a Center says of acts entered after they happened. */
export const lateEntryCommands = [confirmLateEntry, declineLateEntry];
