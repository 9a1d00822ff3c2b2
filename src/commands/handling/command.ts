import type { z } from 'zod';
import type { Settings } from '#domain/settings.ts';
import type { AnyEvent } from '#events/all.ts';
import type { Actor, EnteredLate, Recorded } from '#events/store/event.ts';
import { type LateEntry, lateEntryFields } from './lateEntry.ts';

type Body = { type: string; data: unknown };
/** An event as far as a receipt tells of it. */
export type Happened = AnyEvent & { occurredAt: string };

/** How the events of one stream add up to what decisions need. `evolve` never fails and never reads the clock. */
export type Fold<S, E extends Body> = {
  category: string;
  initial: S;
  evolve: (state: S, event: Recorded<E>) => S;
  /** Types of events that say something of the record rather than of what happened: acts may have happened before them. */
  ofRecord?: readonly E['type'][];
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
  /** Whether the actor may act for a unit. */
  covers: (unit: string) => boolean;
  /** Ids that are the same each time this very command is repeated. */
  newId: (label: string) => string;
};

// `never`: a question may take any arguments
type Question = (...args: never[]) => unknown;
/** A question that no single stream answers. A command declares it, src/app/lookups.ts answers it from read models. */
export type Lookup<Q extends Question = Question> = { readonly name: string; readonly question?: Q };
export const defineLookup = <Q extends Question>(name: string): Lookup<Q> => ({ name });
export type Lookups = Readonly<Record<string, Lookup<any>>>;
/** Lookups of a command, as `prepare` asks them. */
export type Answered<L extends Lookups> = { readonly [K in keyof L]: L[K] extends Lookup<infer Q> ? Q : never };
/** The answers to lookups, by their names. */
export type Answers = ReadonlyMap<string, Question>;
/** One answer of `Answers`: a read model that is asked has seen everything appended before the question. */
export const answer = <Q extends Question>({ name }: Lookup<Q>, question: Q): readonly [string, Question] => [name, question];

/** Foreign facts and acts, for `prepare` only. */
export type PreparationTools<L extends Lookups = Record<never, never>> = {
  /** Another stream's events (newest forms), folded from an initial state; cached by revision. */
  fold: <S, E extends AnyEvent>(stream: string, fold: Fold<S, E>) => Promise<S>;
  /**
   * Runs another command on the caller's behalf: same actor, correlation and true time; event ids derived from this
   * command, so a repeat changes nothing. `again`, counted from 1, tells a run that has to happen anew, because what
   * the one before did was undone, from its repeat.
   */
  run: <C extends AnyCommand>(command: C, input: InputOf<C>, again?: number) => Promise<void>;
  lookup: Answered<L>;
};

/** An act entered after it happened: the command's input and state, the unit whose act it is, and what was said of it. */
export type StatedLate<I, S> = { input: I; state: S; unit: string | undefined; outsideHours: boolean };
export type LateEntryFacts = Omit<EnteredLate, 'at'>;
/** A further part of a command's receipt, told from what it recorded; the same when it is repeated. */
export type ReceiptPart = {
  shape: z.ZodRawShape;
  of: (events: readonly Happened[], settings: Settings) => Record<string, unknown>;
};

/** A command of one category. The HTTP route, the OpenAPI entry and the authorisation check are derived from it. */
export type Command<
  S = unknown,
  E extends Body = AnyEvent,
  I extends z.ZodObject = z.ZodObject,
  F = unknown,
  L extends Lookups = Record<never, never>,
  O extends string = never,
> = {
  /** PascalCase order, unique in the system; its kebab-case is the last part of the URL. */
  name: string;
  /** One sentence for the API reference. */
  summary: string;
  fold: Fold<S, E>;
  /** Body of the request, fields of late entry included. The id in the URL is merged in under the name of `idField`. */
  input: I;
  /** Which input field names the stream. */
  idField: string;
  /** True: mounted at `POST /v1/<resource>`; the id may be left out of the body when it can be generated. */
  creates: boolean;
  /** True: the stream id is generated when the input has none. */
  generatesId: boolean;
  /** The field that a caller may then leave out; a type, never a value. */
  leftOut?: O;
  /** True: input may carry `occurredAt`, the true time of an act entered late. */
  lateEntry: boolean;
  /** The stream within the category, from the input. */
  id: (input: z.output<I>) => string;
  /** Unit for which the act is done at `now`; decides whether the actor may. `undefined`: no one unit's (city scope). */
  unit: (input: z.output<I>, state: S, now: string) => string | undefined;
  /**
   * Units that may know that the stream exists; none: everybody may. To whoever acts for none of them it is answered as
   * though there were no such stream. Without it: the unit for which the act is done.
   */
  knownTo?: (input: z.output<I>, state: S) => readonly string[];
  /**
   * Asked before `prepare`, and only of an act entered after it happened: what its events say of that beside the time.
   * Throws `Rejection` for a time that cannot be accepted as it is stated.
   */
  lateEntryOf?: (stated: StatedLate<z.output<I>, S>, context: DecisionContext, tools: PreparationTools) => Promise<LateEntryFacts>;
  /** Streams that `admit` and `prepare` will fold, as far as input and actor show: they are read together with its own. */
  ahead?: (input: z.output<I>, actor: Actor) => readonly (readonly [stream: string, fold: Fold<any, any>])[];
  /** What `admit` and `prepare` ask of read models. */
  lookups: L;
  /** What whoever acts has to be, besides what the access table asks; throws `Rejection`. `unit`: whose act it is. */
  admit?: (unit: string | undefined, context: DecisionContext, tools: PreparationTools<any>) => Promise<void>;
  prepare?: (input: z.output<I>, state: S, context: DecisionContext, tools: PreparationTools<L>) => Promise<F>;
  /** Pure. Returns what has happened (nothing: it was already so) or throws `Rejection`. */
  decide: (state: S, input: z.output<I>, context: DecisionContext, facts: F) => readonly E[];
  /** What the receipt says of the events beside where they stand: nothing personal. */
  receipt?: ReceiptPart;
};

/** Any command, whatever its state and input: what lists and the HTTP mount handle. */
// `any`: state and input are private to each command
export type AnyCommand = Command<any, any, any, any, any, any>;
/** What a caller gives to a command: a generated id may be left out; commands of late entry take its fields too. */
export type InputOf<C extends AnyCommand> =
  C extends Command<any, any, infer I, any, any, infer O>
    ? IsAny<I> extends true
      ? any
      : Omit<z.input<I>, O> & Partial<Pick<z.input<I>, O & keyof z.input<I>>> & LateEntry
    : never;
type IsAny<T> = 0 extends 1 & T ? true : false;

/** What every command of a category repeats; a command that differs says so itself. */
type Shared<S> = {
  idField: string;
  lateEntry?: boolean;
  // `any`: each command has an input of its own
  unit?: (input: any, state: S, now: string) => string | undefined;
  knownTo?: (input: any, state: S) => readonly string[];
  admit?: Command['admit'];
  ahead?: (input: any, actor: Actor) => readonly (readonly [stream: string, fold: Fold<any, any>])[];
  lookups?: Lookups;
  lateEntryOf?: (stated: StatedLate<any, S>, context: DecisionContext, tools: PreparationTools) => Promise<LateEntryFacts>;
};
type Definition<S, E extends Body, I extends z.ZodObject, F, L extends Lookups> = Pick<
  Command<S, E, I, F, L>,
  'name' | 'summary' | 'input' | 'decide' | 'prepare' | 'receipt'
> &
  Partial<Pick<Command<S, E, I, F, L>, 'creates' | 'lateEntry' | 'lateEntryOf' | 'id' | 'lookups' | 'knownTo' | 'admit' | 'ahead'>>;
type Unit<S, I extends z.ZodObject> = { unit: (input: z.output<I>, state: S, now: string) => string | undefined };

/** Binds commands to their category's fold: `export const centerCommand = commandOn(center, { idField: 'unit' })`. */
export const commandOn =
  <S, E extends Body, const C extends Shared<S>>(fold: Fold<S, E>, shared: C) =>
  <I extends z.ZodObject, F = undefined, L extends Lookups = Record<never, never>, G extends boolean = false>(
    definition: Definition<S, E, I, F, L> & { generatesId?: G } & (C extends { unit: unknown } ? Partial<Unit<S, I>> : Unit<S, I>),
  ): Command<S, E, I, F, L, G extends true ? C['idField'] : never> => {
    const lookups = { ...shared.lookups, ...definition.lookups };
    const command = { creates: false, generatesId: false as boolean, lateEntry: false, ...shared, ...definition, lookups, fold };
    const { idField, lateEntry, input } = command;
    if (!(idField in input.shape)) throw new TypeError(`${command.name}: there is no input field ${idField}`);
    return {
      id: (given: z.output<I>) => String((given as Record<string, unknown>)[idField]),
      ...command,
      // the fields of late entry are handling's: no command sees them
      input: lateEntry ? (input.extend(lateEntryFields) as unknown as I) : input,
    } as unknown as Command<S, E, I, F, L, G extends true ? C['idField'] : never>;
  };

/** Parses what a caller gave: the command's own input, and apart from it the fields of late entry. Throws ZodError. */
export const parseInput = (command: AnyCommand, given: unknown): { own: any; late: LateEntry; whole: Record<string, unknown> } => {
  const whole: Record<string, unknown> = command.input.parse(given);
  if (!command.lateEntry) return { own: whole, late: {}, whole };
  const { occurredAt, lateEntryReason, outsideHours, ...own } = whole;
  return { own, late: { occurredAt, lateEntryReason, outsideHours } as LateEntry, whole };
};
