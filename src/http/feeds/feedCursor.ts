import type { Position } from '#events/store/event.ts';
import { Problem } from '#http/server/problems.ts';

/** A place in the log, opaque to clients and valid across restarts: it names the log's epoch. */
export const encodeFeedCursor = (epoch: string, position: Position): string => Buffer.from(`${epoch}:${position}`).toString('base64url');

/** Throws `cursor-malformed` (400), or `cursor-expired` (410) when it belongs to an earlier history of the log. */
export const decodeFeedCursor = (epoch: string, cursor: string): Position => {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, its, position] = /^(.+):(-1|\d{1,15})$/.exec(text) ?? [];
  // other spellings of the same bytes would pass the decoder
  if (its === undefined || Buffer.from(text).toString('base64url') !== cursor) throw new Problem('cursor-malformed');
  if (its !== epoch) throw new Problem('cursor-expired');
  return Number(position);
};
