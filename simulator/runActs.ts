import { createHash } from 'node:crypto';
import type { Progress } from '#cli/progress.ts';
import { commandNamed } from '#commands/all.ts';
import type { AnyCommand } from '#commands/handling/command.ts';
import type { Execute, Receipt } from '#commands/handling/receipt.ts';
import { Rejection } from '#domain/rejections.ts';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { pause } from '#events/store/retry.ts';
import { type Act, byTime } from './act.ts';
import { instant } from './workingClock.ts';

/** What became of the acts. */
export type Ran = {
  acts: number;
  /** Given before, by an earlier run of the same simulation. */
  repeated: number;
  /** Refused as the story wants it. */
  refused: number;
  /** Refusals nobody intended, by command and code; the rest of such a lane is left out. */
  unexpected: Record<string, number>;
  /** Acts left out because their lane had ended or the run was aborted. */
  leftOut: number;
  /** The last command that was carried out and says how it stands, by lane. */
  lastOf: Map<string, string>;
};

/**
 * Work at moments between acts (ms, in order): it runs when every earlier act has ended, and before a later one begins.
 */
export type Pauses = { moments: readonly number[]; pause: (moment: number) => Promise<void> };
type Options = {
  execute: Execute;
  acts: readonly Act[];
  find?: (name: string) => AnyCommand;
  pauses?: Pauses;
  atOnce?: number;
  progress?: Progress;
  signal?: AbortSignal;
  /** Codes of what an act was refused that was itself accepted: lines of a batch. */
  refusedLater?: (act: Act, receipt: Receipt) => Promise<readonly string[]>;
};

/**
 * The idempotency key of an act. It contains a hash of the act: an act that the simulator changed counts as another
 * one, and is refused by the rules where the two collide.
 */
const keyOf = ({ key, ...what }: Act): string =>
  `simulator:${key}:${createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16)}`;

/** How long acts under way may take once a run is aborted; what they wait for may be away. */
const GRACE_MS = 1_000;

/** Waits for work, and no longer than a moment after the signal aborts. */
const waitingUntil = (signal: AbortSignal | undefined): ((work: Promise<unknown> | undefined) => Promise<void>) => {
  const over = Promise.withResolvers<void>();
  const end = () => void setTimeout(over.resolve, GRACE_MS);
  if (signal?.aborted) end();
  else signal?.addEventListener('abort', end, { once: true });
  return async (work) => void (await Promise.race([work, over.promise]));
};

/** Tries of an act whose store does not answer in time: a busy machine is none that failed. */
const TRIES = 8;

/** Gives an act again as long as it is unknown whether it was recorded; its key keeps it from being done twice. */
const answered = async <T>(give: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await give();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || tries === TRIES || signal?.aborted) throw error;
      await pause(50 * 2 ** tries);
    }
  }
};

/**
 * Executes the acts in order of time: sequentially within a lane, concurrently across lanes.
 * No act begins before the one `atOnce` places earlier has ended, which bounds how far the log is out of order.
 * Throws what is not a `Rejection`, after the acts under way have ended. Aborted, it returns within a moment; acts that
 * are then still under way end as their store lets them.
 */
export const runActs = async ({
  execute,
  acts,
  find = commandNamed,
  pauses = { moments: [], pause: async () => {} },
  atOnce = 128,
  progress = () => {},
  signal,
  refusedLater = async () => [],
}: Options): Promise<Ran> => {
  const ran: Ran = { acts: 0, repeated: 0, refused: 0, unexpected: {}, leftOut: 0, lastOf: new Map() };
  const lanes = new Map<string, Promise<void>>();
  const ended = new Set<string>();
  let failure: { error: unknown } | undefined;
  let done = 0;

  const unexpected = (command: string, code: string): void => {
    const what = `${command}: ${code}`;
    ran.unexpected[what] = (ran.unexpected[what] ?? 0) + 1;
  };
  const give = async (act: Act): Promise<void> => {
    const { at, lane, command, input, actor, refusals, also, aside } = act;
    if (ended.has(lane) || failure || signal?.aborted) {
      ran.leftOut += 1;
      return;
    }
    const execution = { actor, permit: () => {}, idempotencyKey: keyOf(act), now: instant(at) };
    try {
      const receipt = await answered(() => execute(find(command), input, execution), signal);
      ran.acts += 1;
      if (receipt.repeated) ran.repeated += 1;
      if (!aside) ran.lastOf.set(lane, command);
      for (const one of also?.lanes ?? []) ran.lastOf.set(one, also?.does ?? command);
      for (const code of await refusedLater(act, receipt)) unexpected(also?.does ?? command, code);
    } catch (error) {
      if (!(error instanceof Rejection)) {
        failure ??= { error };
      } else if (refusals?.includes(error.code)) {
        ran.refused += 1;
      } else {
        unexpected(command, error.code);
        ended.add(lane);
      }
    }
    progress((done += 1), acts.length, instant(at));
  };

  const wait = waitingUntil(signal);
  const begun: Promise<void>[] = [];
  const moments = [...pauses.moments];
  const pauseUntil = async (at: number): Promise<void> => {
    for (let moment = moments[0]; moment !== undefined && moment <= at; moment = moments[0]) {
      await wait(Promise.all(begun));
      if (failure || signal?.aborted) return;
      await wait(pauses.pause(moment));
      moments.shift();
    }
  };
  for (const [place, act] of acts.toSorted(byTime).entries()) {
    await pauseUntil(act.at);
    await wait(begun[place - atOnce]);
    // Not one by one: with a pause before each it would wait for all that have begun as often as acts are left.
    if (failure || signal?.aborted) {
      ran.leftOut += acts.length - place;
      break;
    }
    const within = [act.lane, ...(act.also?.lanes ?? [])];
    const given = Promise.all([...within, ...(act.after ?? [])].map(async (lane) => lanes.get(lane))).then(() => give(act));
    for (const lane of within) lanes.set(lane, given);
    begun.push(given);
  }
  await pauseUntil(Number.POSITIVE_INFINITY);
  await wait(Promise.all(begun));
  if (failure) throw failure.error;
  return ran;
};
