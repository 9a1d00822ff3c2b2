import type { Count } from '#domain/dossier/clock.ts';
import type { Stated } from '#domain/dossier/correction.ts';
import type { FeeAccount } from '#domain/dossier/fees.ts';
import type { WaitingHandover } from '#domain/dossier/handover.ts';
import type { Part } from '#domain/dossier/parts.ts';
import type { Reminder } from '#domain/dossier/reminders.ts';
import type { Outcome } from '#domain/dossier/status.ts';
import type { LegalHold } from '#domain/retention.ts';
import type { Urging } from '#domain/urging.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Holder, Result } from '#events/dossier/terms.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Timed } from './times.ts';

export type Of<T extends DossierEvent['type']> = DataOf<DossierEvent, T>;
/** What was handed in, as it will be repeated in the receipt. Personal values in it are sealed. */
export type Submission = Omit<Of<'DossierSubmitted'>, 'holder' | 'receiveBy' | 'externalCode' | 'warnings'>;

/** What decides how long a dossier is kept. */
export type Keeping = {
  procedure: string;
  /** Null as long as it was not received. */
  procedureVersion: number | null;
  enteredOn: string;
  holds: readonly LegalHold[];
};

/** Who was reminded of it and urged so far. */
export type Pressed = { reminders: readonly Reminder[]; urged: Urging | undefined };

/** True of every dossier that has not ended. Exactly one holder. */
export type Open = Timed &
  Keeping & {
    holder: Holder;
    /** The hand-over that brought it there, as long as the holder has not accepted it. */
    handover?: WaitingHandover | undefined;
  } & Pressed;

export type Submitted = Open & {
  status: 'submitted';
  submission: Submission;
  externalCode: string | undefined;
  submittedAt: string;
};

/** What it is bound to, by the procedure and the version in force on the day of receipt. */
export type Bound = Pick<Of<'DossierReceived'>, 'procedure' | 'procedureVersion' | 'limit' | 'verificationLimit' | 'extension' | 'steps'>;

/** Received, and until the result is returned. */
export type Received = Open &
  Bound &
  Pick<Of<'DossierReceived'>, 'code' | 'channel' | 'placeOfReceipt' | 'pilot'> & {
    status: 'received' | 'settled';
    /** Undefined where the events say nothing of it: a log cut short. */
    stated: Stated | undefined;
    result?: Result;
    reopened: boolean;
    /** From where limits are counted: receipt, or the last reopening. */
    receivedAt: string;
    step: number;
    dueAt: string;
    count: Count;
    /** None where the procedure is one. */
    parts: readonly Part[];
    /** The part that the supplement is for, where it is one's. */
    supplementFor?: string | undefined;
    /** As promised to the citizen; it changes with the procedure only, on the day of receipt. */
    appointedAt: string;
    verifying: boolean;
    extended: boolean;
    fees: FeeAccount;
  };

export type Ended = Timed &
  Keeping & {
    status: Exclude<Outcome, 'settled'>;
    /** Absent where it was never received. */
    placeOfReceipt?: string;
    fees: FeeAccount;
    endedOn: string;
    archived: boolean;
    archive?: Pick<Of<'DossierArchived'>, 'retention' | 'statedRetention'> & { on: string };
    erased: boolean;
    /** Units that received, decided or held it last. */
    units: readonly string[];
    /** As it was received and processed, where it was. */
    last?: Received;
    /** A result that replaces the one returned waits for the citizen. */
    replacementToReturn: boolean;
  };

export type Dossier = { status: 'absent' } | Submitted | Received | Ended;
