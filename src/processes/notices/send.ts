import pMap from 'p-map';
import type { AnyCommand, InputOf } from '#commands/handling/command.ts';
import type { Execute, Execution, Receipt } from '#commands/handling/receipt.ts';
import { dispatchNotice, recordNoticeFailure, recordNoticeSent } from '#commands/notice/notice.ts';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { pause, repeatEvery } from '#events/store/retry.ts';
import { describeFailure } from '#projections/daemon/failure.ts';
import type { Channels, Message, Outcome } from './channel.ts';
import type { NoticeSchedule } from './schedule.ts';

export type WaitingNotice = Message & { channel: keyof Channels; attempts: number };

export type SendingTools = {
  execute: Execute;
  /** Notices whose time has come, as far as known: one dispatched meanwhile is not sent for being here. */
  waiting: (now: string) => Promise<readonly WaitingNotice[]>;
  channels: Channels;
  schedule: Pick<NoticeSchedule, 'retryAfterMinutes'>;
  clock: () => string;
  log: Record<'warn', (fields: object, message: string) => void>;
};

/** How many notices one worker hands over at the same time. */
const AT_ONCE = 8;
/** A process that stood still longer since recording the dispatch leaves the notice to people, who may have acted. */
const HAND_OVER_WITHIN_MS = 30_000;
/** How often a worker looks when nothing was there. */
const PAUSE_MS = 1_000;
/** What became of a notice is told this often when the log cannot be reached; then it stays uncertain. */
const TELLINGS = 30;

const asMotcua: Execution = { actor: { id: 'motcua', role: 'system' }, permit: () => {} };

/**
 * Hands over what is due, each notice at most once whatever happens: it is on record as dispatched before it leaves,
 * and only who put that on record sends it. Answers how many this worker handed over.
 */
export const sendDue = async (
  { execute, waiting, channels, schedule, clock, log }: SendingTools,
  signal: AbortSignal = new AbortController().signal,
): Promise<number> => {
  let handedOver = 0;

  const tell = async <C extends AnyCommand>(command: C, input: InputOf<C>): Promise<Receipt> => {
    for (let telling = 1; ; telling++) {
      try {
        return await execute(command, input, asMotcua);
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || telling === TELLINGS || signal.aborted) throw error;
        await pause(PAUSE_MS, signal);
      }
    }
  };

  const record = async ({ noticeId, channel }: WaitingNotice, attempt: number, outcome: Outcome): Promise<void> => {
    if (outcome.kind === 'taken') return void (await tell(recordNoticeSent, { noticeId, reference: outcome.reference }));
    if (outcome.kind === 'unknown')
      return log.warn(
        { noticeId, channel, attempt, reason: outcome.reason },
        'A notice may have arrived or not; it is not tried again by itself',
      );
    const minutes = outcome.final ? undefined : schedule.retryAfterMinutes[attempt - 1];
    const retryAt = minutes === undefined ? undefined : new Date(Date.parse(clock()) + minutes * 60_000).toISOString();
    await tell(recordNoticeFailure, { noticeId, attempt, reason: outcome.reason, ...(retryAt !== undefined && { retryAt }) });
  };

  const send = async (notice: WaitingNotice): Promise<void> => {
    const { noticeId, channel, attempts } = notice;
    const attempt = attempts + 1;
    const begun = performance.now();
    const { events } = await execute(dispatchNotice, { noticeId, attempt }, asMotcua);
    if (events.length === 0) return;
    handedOver += 1;
    if (performance.now() - begun > HAND_OVER_WITHIN_MS) return;
    await record(notice, attempt, await channels[channel](notice));
  };

  const handOver = async (notice: WaitingNotice): Promise<void> => {
    if (signal.aborted) return;
    const { noticeId } = notice;
    await send(notice).catch((error: unknown) => log.warn({ noticeId, reason: describeFailure(error) }, 'A notice could not be sent'));
  };
  await pMap(await waiting(clock()), handOver, { concurrency: AT_ONCE });
  return handedOver;
};

/** Sends what is due again and again until disposed; what is being handed over then is finished. */
export const startSending = (tools: SendingTools): AsyncDisposable =>
  repeatEvery(PAUSE_MS, async (signal) => {
    try {
      return (await sendDue(tools, signal)) > 0 ? 'more' : undefined;
    } catch (error) {
      tools.log.warn({ reason: describeFailure(error) }, 'Notices could not be sent; trying again');
      return undefined;
    }
  });
