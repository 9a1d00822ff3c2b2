import { pMapSettled } from 'p-map';
import type { z } from 'zod';
import type { AnyCommand, InputOf } from '#commands/handling/command.ts';
import type { QueueMove } from '#domain/center/staff.ts';
import type { Term } from '#domain/dossier/reminders.ts';
import type { DutyAtHand, RuledDuty } from '#domain/duty/fulfilment.ts';
import type { Settings } from '#domain/settings.ts';
import type { AnyEvent } from '#events/all.ts';
import type { LineOutcome } from '#events/bulk/events.ts';
import type { CalendarDay } from '#events/calendar/events.ts';
import type { Position, Recorded } from '#events/store/event.ts';
import type { Personal } from '#events/store/personal.ts';
import { defineProcess as define, type Process } from '#projections/daemon/process.ts';
import type { ChannelsOf } from './notices/channel.ts';

/** What processes ask of read models; one that is asked has seen everything appended before the question. */
export type ProcessLookups = {
  /** Open dossiers that do not lie with whoever is to do them on a day. */
  queueMoves: (day: string) => Promise<readonly QueueMove[]>;
  /** Resolves when every directive and every moved deadline up to a position of the log has reached the duties. */
  dutiesFollow: (position: Position) => Promise<void>;
  /** Resolves, with where the log ends now, when everything up to there has been judged. */
  judged: () => Promise<Position>;
  /** Duties of these parties that rules recognise: assigned up to a position of the log at least, or so far. */
  ruledDuties: (parties: readonly string[] | 'all', position?: Position) => Promise<readonly RuledDuty[]>;
  /** Duties not fulfilled, with deadlines passed before an instant and not on record as such, by all so far. */
  dutiesDue: (before: string) => Promise<readonly { dutyId: string; deadline: string }[]>;
  /** Duties that were not fulfilled at an instant, once everything so far has been judged. */
  dutiesUnfulfilled: (at: string) => Promise<readonly DutyAtHand[]>;
  /** Some of the dossiers that a step of the schedule is due for and that it has not reminded of, the longest waiting first. */
  dossiersToRemind: (term: Term) => Promise<readonly { dossierId: string; countsFrom: string }[]>;
  /** Codes of the lines of a batch that were refused, once everything up to a position of the log has been carried out. */
  linesRefused: (batchId: string, position: Position) => Promise<readonly string[]>;
  /** Which of these notices have been written. */
  noticesWritten: (noticeIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** The published calendars by year: days off and make-up days by date. */
  calendars: () => Promise<ReadonlyMap<number, ReadonlyMap<string, CalendarDay>>>;
  /** Units where something about the Center begins or ends on one of the days after the first and up to the last. */
  unitsTurning: (after: string, until: string) => Promise<readonly string[]>;
};

/** What a process may use: commands, the deletion of personal keys, questions, and on what ways a party is told. */
export type Tools = {
  /**
   * Executes a command as `system`; its event ids derive from the causing event, so a second delivery changes nothing.
   * A `Rejection` reaches the process. `which` tells commands of one name apart that one event causes; `at` is when the
   * act happened, where that is not now.
   */
  execute: <C extends AnyCommand>(
    command: C,
    input: InputOf<C>,
    because: Recorded<AnyEvent>,
    of?: { which?: string; at?: string },
  ) => Promise<void>;
  /**
   * Executes one line of a batch as who handed it in, for the batch's unit; `input` is its JSON, sealed or not. Answers as
   * the command alone would have been answered; run again, what was done is answered as done.
   */
  executeLine: (
    act: string,
    input: Personal<string>,
    of: { event: Recorded<AnyEvent>; unit: string; line: number },
  ) => Promise<Pick<LineOutcome, 'receipt' | 'problem'>>;
  /** A stream's events so far, in order; empty when there is none. */
  read: (stream: string) => Promise<readonly Recorded<AnyEvent>[]>;
  /** Makes a stream found by what stands in this value, whose personal parts are sealed, and by nothing that stood before. */
  findByNow: (stream: string, schema: z.ZodType, value: object) => Promise<void>;
  /** Deletes the key of a stream's personal data. */
  eraseKey: (stream: string) => Promise<void>;
  lookup: ProcessLookups;
  channelsOf: ChannelsOf;
  settings: Pick<Settings, 'citizenChannel' | 'documents'>;
};
export type AnyProcess = Process<AnyEvent['type'], Tools>;

/** What watching the clock does: Motcua's own command at a time, `because` of an event where one is named. */
export type Act = <C extends AnyCommand>(command: C, input: InputOf<C>, at: string, because?: string) => Promise<void>;

/** What watching the clock may use: commands, and what processes ask of read models. */
export type WatchTools = { act: Act; lookup: ProcessLookups };

/** What the simulation causes happens in its time, not now. */
export const inItsOwnTime = ({ actor, occurredAt }: Recorded<AnyEvent>): { at?: string } => (actor.simulated ? { at: occurredAt } : {});

/** A process of Motcua: see `Process`. */
export const defineProcess = <const T extends AnyEvent['type']>(process: Process<T, Tools>): AnyProcess => define(process);

type Timed = { occurredAt: string };

/** When a consequence of an event happened in a stream: with the event, but never before what is on record there. */
export const timeAfter = (stream: readonly Timed[], { occurredAt }: Timed): string => {
  const last = stream.at(-1)?.occurredAt ?? occurredAt;
  return last > occurredAt ? last : occurredAt;
};

/** Few enough to leave the others their share, many enough for the log to commit them in groups. */
const AT_ONCE = 16;

/** Does the same for each, some at once, in no certain order. Throws the first failure when all have ended. */
export const sideBySide = async <T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> => {
  const ended = await pMapSettled(items, act, { concurrency: AT_ONCE });
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
};
