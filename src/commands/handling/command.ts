import type { z } from 'zod';
import type { ServingOfficial } from '#domain/center/staff.ts';
import type { QueueMove } from '#domain/dossier/queueMove.ts';
import type { CenterOn, DutyAtHand, ReviewCoverage, RuledDuty } from '#domain/duty/facts.ts';
import type { Settings } from '#domain/settings.ts';
import type { AnyEvent } from '#events/all.ts';
import type { CalendarDay } from '#events/calendar/events.ts';
import type { PilotFigures } from '#events/pilot/figures.ts';
import type { Actor, Position, Recorded } from '#events/store/event.ts';

/** How the events of one stream add up to what decisions need. `evolve` never fails and never reads the clock. */
export type Decider<S, E extends { type: string; data: unknown }> = {
  category: string;
  initial: S;
  evolve: (state: S, event: Recorded<E>) => S;
};

/** What a decision knows besides state and input. Times are UTC instants with milliseconds. */
export type DecisionContext = {
  /** Id of the stream within its category. */
  id: string;
  /** When the act happened: now, or the earlier true time of a late entry. */
  occurredAt: string;
  /** When the command is handled. */
  now: string;
  actor: Actor;
  settings: Settings;
  /** Ids that are the same each time this very command is repeated. */
  newId: (label: string) => string;
};

/** Foreign facts and acts, for `prepare` only. */
export type PreparationTools = {
  /** Another stream's events (newest forms), folded from an initial state; cached by revision. */
  fold: <S, E extends AnyEvent>(stream: string, decider: Decider<S, E>) => Promise<S>;
  /**
   * Runs another command on the caller's behalf: same actor, correlation and true time; event ids derived from this command, so a repeat changes nothing.
   * `again`, counted from 1, tells a run that has to happen anew, because what the one before did was undone, from its repeat.
   */
  run: (command: string, input: unknown, again?: number) => Promise<void>;
  /** What no stream says; a read model that is asked has seen everything appended before the question. */
  lookup: Lookups;
};

/** What lies outside the log; app.ts connects it. */
export type Lookups = {
  /** Names of everything that follows the log and that operators may pause, resume and have skip events. */
  followers: { projections: readonly string[]; processes: readonly string[] };
  /** Who serves at a Center on a day (YYYY-MM-DD, Asia/Ho_Chi_Minh), substitutes included. */
  staffServing: (unit: string, day: string) => Promise<readonly ServingOfficial[]>;
  /** Open dossiers that do not lie with whoever is to do them on a day. */
  queueMoves: (day: string) => Promise<readonly QueueMove[]>;
  /** A Center on a day, by everything up to a position of the log; by everything so far when no position is given. */
  centerOn: (unit: string, day: string, position?: Position) => Promise<CenterOn>;
  /** How much a party has done of the review of procedures at a moment, by everything up to a position of the log, or so far when none is given. */
  reviewCoverage: (party: string, moment: string, position?: Position) => Promise<ReviewCoverage>;
  /** Resolves when every directive and every moved deadline up to a position of the log has reached the duties. */
  dutiesFollow: (position: Position) => Promise<void>;
  /** Resolves, with where the log ends now, when everything up to there has been judged. */
  judged: () => Promise<Position>;
  /** Duties that rules recognise, of these parties: at least those assigned up to a position of the log, or so far when none is given. */
  ruledDuties: (parties: readonly string[] | 'all', position?: Position) => Promise<readonly RuledDuty[]>;
  /** Duties that are not fulfilled and whose deadline passed before an instant without that being on record, by everything so far. */
  dutiesDue: (before: string) => Promise<readonly { dutyId: string; deadline: string }[]>;
  /** Duties that were not fulfilled at an instant, once everything so far has been judged. */
  dutiesUnfulfilled: (at: string) => Promise<readonly DutyAtHand[]>;
  /** What a pilot amounts to at an instant, by everything so far. */
  pilotFigures: (pilotId: string, at: string) => Promise<PilotFigures>;
  /** The last pilot concluded of those that a party led or took part in, by everything up to a position of the log or so far. */
  concludedPilot: (party: string, position?: Position) => Promise<{ pilotId: string; title: string; at: string; met: boolean } | undefined>;
  /** The last version of the model text of working regulations, by everything up to a position of the log or so far. */
  modelRegulations: (position?: Position) => Promise<{ version: number; publishedAt: string } | undefined>;
  /** Which of these notices have been written. */
  noticesWritten: (noticeIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** The published calendars by year: days off and make-up days by date. */
  calendars: () => Promise<ReadonlyMap<number, ReadonlyMap<string, CalendarDay>>>;
  /** Units where something about the Center begins or ends on one of the days after the first and up to the last. */
  unitsTurning: (after: string, until: string) => Promise<readonly string[]>;
};

/** A command of one category. The HTTP route, the OpenAPI entry and the authorisation check are derived from it. */
export type Command<S = unknown, E extends { type: string; data: unknown } = AnyEvent, I extends z.ZodObject = z.ZodObject, F = unknown> = {
  /** PascalCase order, unique in the system; its kebab-case is the last part of the URL. */
  name: string;
  /** One sentence for the API reference. */
  summary: string;
  decider: Decider<S, E>;
  /** Body of the request. The id in the URL is merged in under the name of `idField`. */
  input: I;
  /** Which input field names the stream. */
  idField: keyof z.input<I> & string;
  /** True: mounted at `POST /v1/<resource>`; the id may be left out of the body when it can be generated (`newId`). */
  creates: boolean;
  /** True: the stream id is generated when the input has none. */
  generatesId: boolean;
  /** True: input may carry `occurredAt`, the true time of an act entered late. */
  lateEntry: boolean;
  /** The stream within the category, from the input. */
  id: (input: z.output<I>) => string;
  /** Unit for which the act is done; decides whether the actor may. `undefined`: the act is not a unit's (city scope). */
  unit: (input: z.output<I>, state: S) => string | undefined;
  prepare?: (input: z.output<I>, state: S, context: DecisionContext, tools: PreparationTools) => Promise<F>;
  /** Pure. Returns what has happened (nothing: it was already so) or throws `Rejection`. */
  decide: (state: S, input: z.output<I>, context: DecisionContext, facts: F) => readonly E[];
};

type Optional = 'creates' | 'generatesId' | 'lateEntry' | 'id' | 'decider';

/** Binds commands to a decider: `export const centerCommand = commandOn(center)`. */
export const commandOn =
  <S, E extends { type: string; data: unknown }>(decider: Decider<S, E>) =>
  <I extends z.ZodObject, F = undefined>(
    definition: Omit<Command<S, E, I, F>, Optional> & Partial<Pick<Command<S, E, I, F>, Exclude<Optional, 'decider'>>>,
  ): Command<S, E, I, F> => ({
    creates: false,
    generatesId: false,
    lateEntry: false,
    id: (input) => String((input as Record<string, unknown>)[definition.idField]),
    ...definition,
    decider,
  });

/** Any command, whatever its state and input: what lists and the HTTP mount handle. */
// `any`: state and input are private to each command
export type AnyCommand = Command<any, any, any, any>;
