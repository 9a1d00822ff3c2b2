import type { z } from 'zod';
import { commandOn, type Fold } from '#commands/handling/command.ts';
import { derivedId } from '#commands/handling/ids.ts';
import { Rejection } from '#domain/rejections.ts';
import { type NoticeChannel, type NoticeEvent, noticeEvents } from '#events/notice/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';

/** What every event of a notice says about which one it is. */
type Which = DataOf<NoticeEvent, 'NoticeSeen'>;

export type Written = {
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

const evolve = (notice: Notice, event: Recorded<NoticeEvent>): Notice => {
  if (event.type === 'NoticeWritten') {
    const { noticeId, dutyId, unit, to } = event.data;
    return { status: 'waiting', which: { noticeId, dutyId, ...(unit !== undefined && { unit }) }, to, attempts: 0, seen: false };
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
export const noticeCommand = commandOn(notice, { idField: 'noticeId' });
/** Whose business a notice is: the party it is sent to. */
export const addressee = (_: unknown, state: Notice): string | undefined => (state.status === 'absent' ? undefined : state.to);

/** What makes one notice another one. `step`: of the schedule, with the deadline it counts from, or of one urging. */
type Identity = { dutyId: string; step: string; to: string; channel: z.infer<typeof NoticeChannel> };

/** Id of a notice: the same whoever comes to write it, and when. */
export const noticeIdOf = ({ dutyId, step, to, channel }: Identity): string => derivedId('notice', dutyId, step, to, channel);

/** The notice, or the rejection `notice-not-found`. */
export const written = (notice: Notice, noticeId: string): Written => {
  if (notice.status === 'absent') throw new Rejection('notice-not-found', `There is no notice ${noticeId}.`);
  return notice;
};
