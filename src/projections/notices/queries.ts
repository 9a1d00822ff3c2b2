import type { Kysely } from 'kysely';
import { z } from 'zod';
import { UNCERTAIN_AFTER_MS } from '#events/notice/events.ts';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import { among, matching } from '#projections/daemon/matching.ts';
import { type NoticeRow, noticeFields } from './projection.ts';

type Db = Kysely<{ notices: NoticeRow }>;

/** A notice as answers show it. */
export const Notice = z
  .object(noticeFields.shape)
  .meta({ id: 'Notice', description: 'One message about one duty or dossier to one party on one channel.' });
export type Notice = z.infer<typeof Notice>;

const viewAt = (row: NoticeRow, moment: string): Notice => {
  const { state, dispatched_at, to_party: to } = row;
  const uncertain = dispatched_at !== null && Date.parse(moment) - Date.parse(dispatched_at) >= UNCERTAIN_AFTER_MS;
  return { ...noticeFields.view(row, { to }), state: state === 'dispatched' && uncertain ? 'uncertain' : state };
};

/** Which notices: each filter narrows; `parties`: those to them, and those about duties and dossiers of theirs. */
export type Which = {
  noticeId?: string | undefined;
  dutyId?: string | undefined;
  dossierId?: string | undefined;
  to?: string | undefined;
  kind?: NoticeRow['kind'] | undefined;
  parties?: readonly string[] | 'all';
};

/** Notices as of a moment, the latest due first; without those not yet written. */
export const noticesAsOf = async (
  db: Db,
  { noticeId, dutyId, dossierId, to, kind, parties = 'all' }: Which,
  { asOf, moment }: { asOf: AsOf; moment: string },
): Promise<Notice[]> => {
  const parts = { notice_id: noticeId, duty_id: dutyId, dossier_id: dossierId, to_party: to, kind };
  const query = db
    .selectFrom('notices')
    .select('notice_id')
    .where(matching<NoticeRow>(parts))
    .where((eb) => eb.or([matching({ to_party: among(parties) })(eb), matching({ unit: among(parties) })(eb)]));
  const ids = (await query.execute()).map(({ notice_id }) => notice_id);
  const rows = await rowsAsOf<NoticeRow>(db, 'notices_history', ['notice_id'], asOf, ids);
  return rows
    .sort((a, b) => (a.due_at > b.due_at || (a.due_at === b.due_at && a.notice_id > b.notice_id) ? -1 : 1))
    .map((row) => viewAt(row, moment));
};

/** Notices due to be handed over, the longest waiting first, with what a channel needs of them. */
export const noticesToSend = async (db: Db, now: string, limit: number) =>
  db
    .selectFrom('notices')
    .select([
      'notice_id as noticeId',
      'duty_id as dutyId',
      'dossier_id as dossierId',
      'kind',
      'to_party as to',
      'official',
      'channel',
      'due_at as dueAt',
      'subject',
      'text',
      'attempts',
    ])
    .where('send_at', '<=', now)
    .orderBy('send_at')
    .orderBy('notice_id')
    .limit(limit)
    .execute();

/** Which of these notices have been written. */
export const noticesWritten = async (db: Db, noticeIds: readonly string[]): Promise<Set<string>> => {
  const rows = await db
    .selectFrom('notices')
    .select('notice_id')
    .where(matching<NoticeRow>({ notice_id: noticeIds }))
    .execute();
  return new Set(rows.map(({ notice_id }) => notice_id));
};
