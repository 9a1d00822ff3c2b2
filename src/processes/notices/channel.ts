import type { z } from 'zod';
import type { NoticeChannel, NoticeKind } from '#events/notice/events.ts';

/** A notice as it is handed to a channel. */
export type Message = {
  noticeId: string;
  dutyId: string;
  kind: z.infer<typeof NoticeKind>;
  /** The party. */
  to: string;
  dueAt: string;
  subject: string;
  text: string;
};

/**
 * What became of handing over. `refused`: the channel surely did not take it, for good when `final`.
 * `unknown`: it may have taken it; whoever tries again may send twice.
 */
export type Outcome =
  | { kind: 'taken'; reference: string }
  | { kind: 'refused'; reason: string; final: boolean }
  | { kind: 'unknown'; reason: string };

/** Hands one message over; bounded in time, never rejects. */
export type Channel = (message: Message) => Promise<Outcome>;
export type Channels = Record<z.infer<typeof NoticeChannel>, Channel>;
