import type { z } from 'zod';
import { commandOn, type Fold } from '#commands/handling/command.ts';
import { derivedId } from '#commands/handling/ids.ts';
import { Rejection } from '#domain/rejections.ts';
import { type NoticeChannel, type NoticeEvent, noticeEvents, UNCERTAIN_AFTER_MS } from '#events/notice/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';

/** What every event of a notice says about which one it is. */
type Which = DataOf<NoticeEvent, 'NoticeSeen'>;

type Written = {
  /** `dispatched`: handed over, and nothing more is known yet. */
  status: 'waiting' | 'dispatched' | 'sent' | 'failed';
  which: Which;
  to: string;
  /** How often it was handed over. */
  attempts: number;
  /** When it was handed over last. */
  dispatchedAt?: string;
  /** When it is tried again, after an attempt that failed. */
  retryAt?: string | undefined;
  seen: boolean;
};
export type Notice = { status: 'absent' } | Written;

const whichOf = ({ noticeId, dutyId, dossierId, unit }: Which): Which => ({
  noticeId,
  ...(dutyId !== undefined && { dutyId }),
  ...(dossierId !== undefined && { dossierId }),
  ...(unit !== undefined && { unit }),
});

const evolve = (notice: Notice, event: Recorded<NoticeEvent>): Notice => {
  if (event.type === 'NoticeWritten') {
    return { status: 'waiting', which: whichOf(event.data), to: event.data.to, attempts: 0, seen: false };
  }
  if (notice.status === 'absent') return notice;
  switch (event.type) {
    case 'NoticeDispatched':
      return { ...notice, status: 'dispatched', attempts: event.data.attempt, dispatchedAt: event.occurredAt };
    case 'NoticeSent':
      return { ...notice, status: 'sent' };
    case 'NoticeFailed':
      return { ...notice, status: event.data.final ? 'failed' : 'waiting', retryAt: event.data.retryAt };
    case 'NoticeResendRequested':
      return { ...notice, status: 'waiting', retryAt: undefined };
    case 'NoticeSeen':
      return { ...notice, seen: true };
  }
};

export const notice: Fold<Notice, NoticeEvent> = { category: noticeEvents.category, initial: { status: 'absent' }, evolve };
/** Whose business a notice is: the party it is sent to. */
const addressee = (_: unknown, state: Notice): string | undefined => (state.status === 'absent' ? undefined : state.to);
const noticeCommand = commandOn(notice, { idField: 'noticeId', unit: addressee });

/** What makes one notice another one. `about`: the duty or dossier; `step`: of the schedule, with the deadline it counts from, or of one urging. */
type Identity = { about: string; step: string; to: string; official?: string | undefined; channel: z.infer<typeof NoticeChannel> };

/** Id of a notice: the same whoever comes to write it, and when. */
export const noticeIdOf = ({ about, step, to, official, channel }: Identity): string =>
  derivedId('notice', about, step, official === undefined ? to : `${to} ${official}`, channel);

/** The notice, or the rejection `notice-not-found`. */
const written = (notice: Notice, noticeId: string): Written => {
  if (notice.status === 'absent') throw new Rejection('notice-not-found', `There is no notice ${noticeId}.`);
  return notice;
};

/** A notice of the simulation is as good as sent when written: on no way could it reach anybody. */
export const writeNotice = noticeCommand({
  name: 'WriteNotice',
  summary: 'Writes a notice that is to be sent; one that was written before stays as it is.',
  input: noticeEvents.schemas.NoticeWritten,
  creates: true,
  unit: ({ unit, to }) => unit ?? to,
  decide: (notice, data, { actor }) => {
    if (notice.status !== 'absent') return [];
    const sent = { type: 'NoticeSent', data: { ...whichOf(data), reference: 'simulated' } } as const;
    return [{ type: 'NoticeWritten', data }, ...(actor.simulated ? [sent] : [])];
  },
});

/**
 * Whoever gets the event in the receipt, and nobody else, hands the notice to its channel: of several at the same time
 * the log lets one through, and after it nobody until a failure is on record or a person wants it sent again. An
 * attempt that is not the next one changes nothing.
 */
export const dispatchNotice = noticeCommand({
  name: 'DispatchNotice',
  summary: 'Puts on record that a notice is about to be handed to its channel.',
  input: noticeEvents.schemas.NoticeDispatched.pick({ noticeId: true, attempt: true }),
  decide: (notice, { noticeId, attempt }, { now }) => {
    const { status, which, attempts, retryAt } = written(notice, noticeId);
    if (status !== 'waiting' || attempt !== attempts + 1 || (retryAt !== undefined && now < retryAt)) return [];
    return [{ type: 'NoticeDispatched', data: { ...which, attempt } }];
  },
});

/** A late confirmation, when a person already wants the notice sent again, still counts: it need not be sent. */
export const recordNoticeSent = noticeCommand({
  name: 'RecordNoticeSent',
  summary: 'Records that the channel took a notice.',
  input: noticeEvents.schemas.NoticeSent.pick({ noticeId: true, reference: true }),
  decide: (notice, { noticeId, reference }) => {
    const { status, which } = written(notice, noticeId);
    return status === 'sent' ? [] : [{ type: 'NoticeSent', data: { ...which, reference } }];
  },
});

export const recordNoticeFailure = noticeCommand({
  name: 'RecordNoticeFailure',
  summary: 'Records that the channel surely did not take a notice, and when it is tried again, if it is.',
  input: noticeEvents.schemas.NoticeFailed.pick({ noticeId: true, attempt: true, reason: true, retryAt: true }),
  decide: (notice, { noticeId, attempt, reason, retryAt }) => {
    const { status, which, attempts } = written(notice, noticeId);
    if (status !== 'dispatched' || attempts !== attempt) return [];
    const final = retryAt === undefined;
    return [{ type: 'NoticeFailed', data: { ...which, attempt, reason, final, ...(!final && { retryAt }) } }];
  },
});

export const resendNotice = noticeCommand({
  name: 'ResendNotice',
  summary:
    'Has a notice sent once more that failed for good, or of which nobody knows whether it arrived. It may arrive twice then, under the same id.',
  input: noticeEvents.schemas.NoticeResendRequested.pick({ noticeId: true, reason: true }),
  decide: (notice, { noticeId, reason }, { now }) => {
    const { status, which, dispatchedAt = now } = written(notice, noticeId);
    const uncertain = status === 'dispatched' && Date.parse(now) - Date.parse(dispatchedAt) >= UNCERTAIN_AFTER_MS;
    if (status !== 'failed' && !uncertain)
      throw new Rejection('notice-not-resendable', `Notice ${noticeId} neither failed nor is it uncertain; it is ${status}.`);
    return [{ type: 'NoticeResendRequested', data: { ...which, reason } }];
  },
});

export const markNoticeSeen = noticeCommand({
  name: 'MarkNoticeSeen',
  summary: 'Says that somebody of the party has seen a notice; who was first stays on record.',
  input: noticeEvents.schemas.NoticeSeen.pick({ noticeId: true }),
  decide: (notice, { noticeId }) => {
    const { which, seen } = written(notice, noticeId);
    return seen ? [] : [{ type: 'NoticeSeen', data: which }];
  },
});

export const noticeCommands = [writeNotice, dispatchNotice, recordNoticeSent, recordNoticeFailure, resendNotice, markNoticeSeen];
