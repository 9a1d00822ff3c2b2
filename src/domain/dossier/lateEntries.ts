import { z } from 'zod';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { Instant, Key, maybeInstant, OfficialId, PartyId } from '#events/terms.ts';
import { stopBegun } from './clock.ts';

/**
 * Acts entered after they happened, told from a dossier's events. An act bears on a time when it would stop it from
 * passing: it then counts from when it was entered, until the head of the Center confirms when it happened.
 */

export const lateEntryStates = ['noted', 'unconfirmed', 'confirmed', 'declined'] as const;
export type LateEntryState = (typeof lateEntryStates)[number];

const act = z.string() as unknown as z.ZodType<DossierEvent['type']>;

/** An act on record that was entered after it happened. */
export const LateEntry = z
  .object({
    revision: z.int().describe('Place of the act in the dossier’s life; what is confirmed or declined is named by it.'),
    act: act.describe('What it was: type of its event.'),
    part: Key.nullable().describe('The part that it settled, of a dossier of linked procedures; null: the act is the dossier’s.'),
    unit: PartyId.nullable().describe('Center for which it was entered; its head confirms.'),
    actor: z.string().describe('Who entered it.'),
    official: OfficialId.nullable(),
    occurredAt: Instant.describe('When it happened, as stated.'),
    enteredAt: Instant.describe('When it was entered.'),
    reason: z.string().nullable().describe('Why it was entered late, where that was stated.'),
    outsideHours: z.boolean().describe('Said to have happened outside the unit’s working hours.'),
    afterClosing: z.boolean().describe('Entered after its month had been closed.'),
    bearsOn: z
      .enum(['due', 'reception', 'pause'])
      .nullable()
      .describe('due: the due time; reception: the time to receive by; pause: since when the clock stands still; null: no time.'),
    deadlineAt: maybeInstant('The time that had passed when it was entered, and had not when it happened as stated.'),
    pauseEndedAt: maybeInstant('When the pause that it began was over.'),
    state: z
      .enum(lateEntryStates)
      .describe('noted: it bears on no time, and nothing is to be confirmed; unconfirmed: it counts from when it was entered.'),
    decision: z.object({ at: Instant, by: z.string(), reason: z.string() }).nullable().describe('By the head of the Center.'),
  })
  .meta({ id: 'LateEntry', description: 'An act entered after it happened.' });
export type LateEntry = z.infer<typeof LateEntry>;
export type BearsOn = NonNullable<LateEntry['bearsOn']>;

/** What is known of a dossier’s time before an act. */
export type TimesBefore = {
  dueAt: string | null;
  receiveBy: string | null;
  stoppedSince: string | null;
  /** Before reception the first request for papers answers the citizen. */
  supplementAsked: boolean;
  /** Each has a due time of its own; none where the procedure is one. */
  parts: readonly { part: string; dueAt: string }[];
};

const minute = (instant: string): string => instant.slice(0, 16);

/** Which time the act would stop from passing, and which one it crosses. */
const bearingOf = (event: Recorded<DossierEvent>, enteredAt: string, before: TimesBefore): Pick<LateEntry, 'bearsOn' | 'deadlineAt'> => {
  const { dueAt, receiveBy, stoppedSince, supplementAsked, parts } = before;
  const crossed = (deadline: string | null, passed = enteredAt) =>
    deadline !== null && event.occurredAt <= deadline && deadline < passed ? deadline : null;
  const { type } = event;
  if (type === 'PartSettled') {
    // a part is settled only while its own clock runs, whatever another part waits for
    const deadlineAt = crossed(parts.find(({ part }) => part === event.data.part)?.dueAt ?? null);
    return { bearsOn: deadlineAt === null ? null : 'due', deadlineAt };
  }
  if (type === 'DossierSettled' || type === 'ResultReturned' || type === 'DossierWithdrawn' || type === 'DossierStopped') {
    // while the clock stands still, no due time passes
    const deadlineAt = crossed(dueAt, stoppedSince ?? enteredAt);
    return { bearsOn: deadlineAt === null ? null : 'due', deadlineAt };
  }
  const begins = dueAt !== null && stoppedSince === null && stopBegun(event) !== undefined;
  if (begins && minute(event.occurredAt) < minute(enteredAt)) return { bearsOn: 'pause', deadlineAt: crossed(dueAt) };
  const answers = type === 'DossierReceived' || type === 'DossierRefused' || type === 'SupplementRequested';
  const deadlineAt = answers && dueAt === null && !supplementAsked ? crossed(receiveBy) : null;
  return { bearsOn: deadlineAt === null ? null : 'reception', deadlineAt };
};

const lateEntryOf = (event: Recorded<DossierEvent>, before: TimesBefore): LateEntry | undefined => {
  const { enteredLate, actor } = event;
  // what is refused at the counter is handed in and refused in one act
  if (enteredLate === undefined || (event.type === 'DossierSubmitted' && event.data.channel === 'direct')) return undefined;
  const bearing = bearingOf(event, enteredLate.at, before);
  return {
    revision: event.revision,
    act: event.type,
    part: event.type === 'PartSettled' ? event.data.part : null,
    unit: event.unit ?? null,
    actor: actor.id,
    official: actor.official ?? null,
    occurredAt: event.occurredAt,
    enteredAt: enteredLate.at,
    reason: event.lateEntryReason ?? null,
    outsideHours: enteredLate.outsideHours === true,
    afterClosing: enteredLate.afterClosing === true,
    ...bearing,
    pauseEndedAt: null,
    state: bearing.bearsOn === null ? 'noted' : 'unconfirmed',
    decision: null,
  };
};

/** An event that lets the clock run again carries the new due time. */
const endsPause = (event: Recorded<DossierEvent>): boolean =>
  event.type !== 'LateEntryConfirmed' && 'pausedWorkingMinutes' in event.data && event.data.due !== undefined;

const withPauseEnded = (entry: LateEntry, at: string): LateEntry =>
  entry.bearsOn === 'pause' && entry.pauseEndedAt === null ? { ...entry, pauseEndedAt: at } : entry;

const ends: readonly LateEntry['act'][] = ['PartSettled', 'DossierSettled', 'ResultReturned', 'DossierWithdrawn', 'DossierStopped'];

type Moved = Pick<Extract<DossierEvent, { type: 'LateEntryConfirmed' }>['data'], 'due' | 'parts'>;

/** An act that came too late as stated may cross the due time that a confirmed pause has moved. */
const crossingOnce = (entry: LateEntry, { due: moved, parts = [] }: Moved): LateEntry => {
  const due = (entry.part === null ? moved : parts.find(({ part }) => part === entry.part)?.due)?.at;
  const crosses = due !== undefined && entry.bearsOn === null && ends.includes(entry.act);
  if (!crosses || entry.occurredAt > due || due >= entry.enteredAt) return entry;
  return { ...entry, bearsOn: 'due', deadlineAt: due, state: 'unconfirmed' };
};

/** The late entries of a dossier after an event, in order of the stream; `before`: its times before the event. */
export const lateEntriesAfter = (entries: LateEntry[], before: TimesBefore, event: Recorded<DossierEvent>): LateEntry[] => {
  if (event.type === 'LateEntryConfirmed' || event.type === 'LateEntryDeclined') {
    const { revision, reason } = event.data;
    const state = event.type === 'LateEntryConfirmed' ? 'confirmed' : 'declined';
    const decision = { at: event.occurredAt, by: event.actor.id, reason };
    const moved = event.type === 'LateEntryConfirmed' ? event.data : {};
    return entries.map((entry) => (entry.revision === revision ? { ...entry, state, decision } : crossingOnce(entry, moved)));
  }
  const entry = lateEntryOf(event, before);
  const known = endsPause(event) ? entries.map((one) => withPauseEnded(one, event.occurredAt)) : entries;
  return entry === undefined ? known : [...known, entry];
};

/** What the late entries of a dossier amount to: the first of these that one of them is; null without any. */
export const lateEntryState = (entries: readonly LateEntry[]): LateEntryState | null =>
  (['unconfirmed', 'declined', 'confirmed', 'noted'] as const).find((state) => entries.some((entry) => entry.state === state)) ?? null;

/** Whether the dossier counts as settled on time after an event: what was entered late counts once it is confirmed. */
export const onTimeAfter = (onTime: boolean | null, event: Recorded<DossierEvent>): boolean | null => {
  switch (event.type) {
    case 'DossierSettled':
    case 'ResultReturned':
    case 'LateEntryConfirmed':
      return event.data.onTime ?? onTime;
    default:
      return onTime;
  }
};

/**
 * Whether it was settled on time as it is stated, after an event: what was entered late counts until it is declined.
 * `dueAt` is the due time before the event.
 */
export const onTimeAsStatedAfter = (stated: boolean | null, dueAt: string | null, event: Recorded<DossierEvent>): boolean | null => {
  switch (event.type) {
    case 'DossierSettled':
      return event.enteredLate === undefined ? event.data.onTime : dueAt !== null && event.occurredAt <= dueAt;
    case 'LateEntryConfirmed':
      return event.data.onTime === true ? true : stated;
    case 'LateEntryDeclined':
      return event.data.act === 'DossierSettled' || event.data.act === 'ResultReturned' ? false : stated;
    default:
      return stated;
  }
};

/** A part, and whether it counts as settled on time; null where it has no result. */
type JudgedPart = { part: string; dueAt: string; onTime: boolean | null; onTimeAsStated: boolean | null };

/**
 * Whether a part counts as settled on time, and as it is stated, after an event; `entries`: the late entries before it,
 * by which a part that was declined is told.
 */
export const partOnTimeAfter = (
  { part, dueAt, onTime, onTimeAsStated }: JudgedPart,
  entries: readonly LateEntry[],
  event: Recorded<DossierEvent>,
): Pick<JudgedPart, 'onTime' | 'onTimeAsStated'> => {
  switch (event.type) {
    case 'PartSettled':
      if (event.data.part !== part) return { onTime, onTimeAsStated };
      return {
        onTime: event.data.onTime,
        onTimeAsStated: event.data.onTime || (event.enteredLate !== undefined && event.occurredAt <= dueAt),
      };
    case 'LateEntryConfirmed': {
      const judged = event.data.partsOnTime?.find((one) => one.part === part)?.onTime;
      return judged === undefined ? { onTime, onTimeAsStated } : { onTime: judged, onTimeAsStated: judged || onTimeAsStated };
    }
    case 'LateEntryDeclined': {
      const declined = event.data.act === 'PartSettled' && entries.some((one) => one.revision === event.data.revision && one.part === part);
      return { onTime, onTimeAsStated: declined ? false : onTimeAsStated };
    }
    default:
      return { onTime, onTimeAsStated };
  }
};
